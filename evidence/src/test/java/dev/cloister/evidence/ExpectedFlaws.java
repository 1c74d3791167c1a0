package dev.cloister.evidence;

import dev.cloister.vectors.CatalogEntry;
import dev.cloister.vectors.Disagreements;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Which flaws a REJECT of the catalogue asks for: those of the steps that fail; without such steps, those
/// that its reason names in words. Flaws of steps that hold must not be there.
///
/// `malformed`: the reason says that the bytes break their format.
record ExpectedFlaws(Set<String> present, Set<String> absent, boolean malformed) {
    private static final Pattern BROKEN_FORMAT = Pattern.compile("\\d+ bytes|truncat|malformed|reserved|must be zero"
            + "|too short|too long|length|unknown version|left over|trailing|outside|beyond|format|parse");

    /// In this order, as "signature" is part of several reasons.
    private static final Map<Pattern, String> WORDS = words();

    private static Map<Pattern, String> words() {
        Map<Pattern, String> words = new LinkedHashMap<>();
        words.put(Pattern.compile("not issued by|issuer signature|chain (broken|invalid)"), "broken-chain");
        words.put(Pattern.compile("not_after .* before|expired"), "expired");
        words.put(Pattern.compile("not_before .* after|not yet valid"), "not-yet-valid");
        words.put(Pattern.compile("revoked"), "revoked");
        words.put(Pattern.compile("unsigned|signing.key.* none"), "unsigned");
        words.put(Pattern.compile("hwid|other chip|another chip|chip.?id"), "chip-mismatch");
        words.put(Pattern.compile("\\btcb\\b"), "tcb-mismatch");
        words.put(Pattern.compile("not (the|a) pinned|unknown root|not amd's root|self-made root"), "unknown-root");
        words.put(Pattern.compile("product"), "wrong-product");
        words.put(Pattern.compile("extension|unfit|not p-384"), "unfit-certificate");
        words.put(Pattern.compile("signature"), "bad-signature");
        return words;
    }

    static ExpectedFlaws of(CatalogEntry entry, Disagreements found) {
        Set<String> present = new TreeSet<>();
        Set<String> absent = new TreeSet<>();
        entry.steps().forEach((step, outcome) -> {
            List<String> flaws = flaws(step, outcome);
            if (flaws.isEmpty()) {
                found.add("step " + step, "a step that is known here", outcome);
            }
            boolean holds = outcome.equals("valid") || outcome.equals("yes") || outcome.startsWith("pinned");
            (holds ? absent : present).addAll(flaws);
        });
        String reason = entry.reason().toLowerCase(Locale.ROOT);
        boolean malformed = BROKEN_FORMAT.matcher(reason).find();
        if (present.isEmpty()) {
            WORDS.entrySet().stream()
                    .filter(word -> word.getKey().matcher(reason).find())
                    .findFirst()
                    .ifPresent(word -> present.add(word.getValue()));
        }
        if (present.isEmpty() && !malformed) {
            found.add("reason", "a reason that is known here", entry.reason());
        }
        absent.removeAll(present);
        return new ExpectedFlaws(present, absent, malformed);
    }

    private static List<String> flaws(String step, String outcome) {
        Optional<String> dcap = dcap(step);
        if (dcap.isPresent()) {
            return List.of(dcap.get());
        }
        if (step.equals("report_signature")) {
            return List.of("bad-signature");
        }
        if (step.startsWith("vek_issued_by")) {
            return List.of("broken-chain");
        }
        if (step.equals("ark_root")) {
            return List.of("unknown-root");
        }
        if (!step.equals("vek_extensions_match_report")) {
            return List.of();
        }
        if (outcome.equals("yes")) {
            return List.of("chip-mismatch", "tcb-mismatch");
        }
        List<String> flaws = new ArrayList<>();
        for (String part : outcome.replaceFirst("^no: ", "").split(";", -1)) {
            boolean chip = part.contains("hwid") || part.contains("chip");
            flaws.add(chip ? "chip-mismatch" : part.contains("product") ? "wrong-product" : "tcb-mismatch");
        }
        return flaws;
    }

    private static Optional<String> dcap(String step) {
        return Optional.ofNullable(
                switch (step) {
                    case "quote_signature" -> "bad-signature";
                    case "qe_report_data_binds_attestation_key" -> "unbound-key";
                    case "qe_report_signature_by_pck" -> "bad-qe-signature";
                    case "pck_chain_signatures" -> "broken-chain";
                    case "root_is_intel_production_key" -> "unknown-root";
                    default -> null;
                });
    }

    void compare(Set<String> got, Disagreements found) {
        if (!got.containsAll(present)) {
            found.add("flaws", present.toString(), got.toString());
        }
        for (String flaw : absent) {
            if (got.contains(flaw)) {
                found.add("flaws", "none of " + absent, got.toString());
            }
        }
    }
}
