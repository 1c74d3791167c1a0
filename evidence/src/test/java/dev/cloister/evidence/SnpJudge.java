package dev.cloister.evidence;

import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.JsonText;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.Verification.Refused;
import dev.cloister.evidence.Verification.Unsettled;
import dev.cloister.evidence.Verification.Verified;
import dev.cloister.evidence.appraisal.Appraisal;
import dev.cloister.evidence.appraisal.Finding;
import dev.cloister.evidence.appraisal.ReferenceValues;
import dev.cloister.evidence.appraisal.SnpRules;
import dev.cloister.evidence.appraisal.TrustPolicy;
import dev.cloister.evidence.appraisal.Verdict;
import dev.cloister.evidence.snp.SnpReport;
import dev.cloister.evidence.snp.TcbVersion;
import dev.cloister.evidence.x509.Certificate;
import dev.cloister.evidence.x509.RevocationList;
import dev.cloister.vectors.Catalog;
import dev.cloister.vectors.CatalogEntry;
import dev.cloister.vectors.CatalogLoop;
import dev.cloister.vectors.Disagreements;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What the words of the catalogue's folder `snp` ask of the verifier.
final class SnpJudge implements CatalogLoop.Judge {
    private static final TrustAnchors AMD = TrustAnchors.amd();
    private static final Pattern STALE = Pattern.compile("ACCEPT at that time; stale after (\\S+)");
    private static final Pattern EACH = Pattern.compile("(ACCEPT|REJECT) \\(([^)]+)\\)");

    /// What a borrowed report may show against a certificate or list that was never its own.
    private static final Set<String> NOT_ITS_OWN =
            Set.of("bad-signature", "chip-mismatch", "tcb-mismatch", "wrong-product");

    @Override
    public void judge(Catalog catalog, CatalogEntry entry, Disagreements found) throws IOException, Malformed {
        String word = entry.verdict().orElse("none");
        SnpEntry own;
        try {
            own = SnpEntry.read(catalog, entry, found);
        } catch (Malformed e) {
            boolean asked =
                    word.equals("REJECT") && ExpectedFlaws.of(entry, found).malformed();
            if (!asked && !word.equals("ACCEPT (must not crash)")) {
                throw e;
            }
            if (entry.facts().isPresent()) {
                found.add("facts", entry.facts().get().compact(), "nothing, as it cannot be read");
            }
            return;
        }
        facts(catalog, entry, own, found);
        switch (word) {
            case "ACCEPT", "ACCEPT_SIGNATURES" -> accept(catalog, entry, own, found);
            case "REJECT" -> reject(catalog, entry, own, found);
            case "REJECT_BY_DEFAULT_POLICY" -> rejectByDefaultPolicy(catalog, entry, own, found);
            case "INCOMPLETE", "NEEDS_PCK_CHAIN_FROM_CALLER" ->
                found.compare("outcome", "unsettled", outcome(verify(catalog, entry, own, at(entry))));
            case "PARSE_ONLY" -> found.compare("report", true, own.evidence().isPresent());
            case "ACCEPT (must not crash)" -> verify(catalog, entry, own, at(entry));
            default -> others(catalog, entry, own, word, found);
        }
    }

    private static void others(Catalog catalog, CatalogEntry entry, SnpEntry own, String word, Disagreements found)
            throws IOException, Malformed {
        Matcher stale = STALE.matcher(word);
        List<String> each = List.of(word.split(" / ", -1));
        if (stale.matches()) {
            Instant end = Instant.parse(stale.group(1));
            accept(catalog, entry, own, found);
            found.compare("at the end", "verified", outcome(verify(catalog, entry, own, end)));
            found.compare(
                    "after the end",
                    "unsettled [stale-revocation-list]",
                    outcome(verify(catalog, entry, own, end.plusSeconds(1))));
        } else if (each.stream().allMatch(part -> EACH.matcher(part).matches())) {
            for (String part : each) {
                Matcher one = EACH.matcher(part);
                found.compare("form", true, one.matches());
                oneOf(catalog, entry, own, one.group(1), one.group(2), found);
            }
        } else {
            found.add("verdict", "a word that this loop knows", word);
        }
    }

    private static Instant at(CatalogEntry entry) throws Malformed {
        return entry.at().orElseThrow(() -> new Malformed("entry", "verification_time", -1, "is missing"));
    }

    private static void accept(Catalog catalog, CatalogEntry entry, SnpEntry own, Disagreements found)
            throws IOException, Malformed {
        Verification<Evidence.Snp> verification = verify(catalog, entry, own, at(entry));
        boolean borrowed = own.evidence().isEmpty() && hasVek(own);
        if (borrowed && verification instanceof Refused<Evidence.Snp> refused) {
            Set<String> left = codes(refused);
            left.removeAll(NOT_ITS_OWN);
            found.compare("flaws of the certificate", Set.of(), left);
        } else {
            found.compare("outcome", "verified", outcome(verification));
        }
        if (verification instanceof Verified<Evidence.Snp> yes) {
            found.compare("emulated", false, yes.emulated());
            found.compare("list checked", own.revocation() == Revocation.REQUIRED, yes.revocationChecked());
            entry.text("cpu_product")
                    .filter(product -> !product.startsWith(yes.productLine().title()))
                    .ifPresent(product ->
                            found.add("product", product, yes.productLine().title()));
        }
    }

    private static void reject(Catalog catalog, CatalogEntry entry, SnpEntry own, Disagreements found)
            throws IOException, Malformed {
        ExpectedFlaws expected = ExpectedFlaws.of(entry, found);
        Verification<Evidence.Snp> verification = verify(catalog, entry, own, at(entry));
        if (expected.present().isEmpty()) {
            found.add("outcome", "malformed", outcome(verification));
        } else if (verification instanceof Refused<Evidence.Snp> refused) {
            expected.compare(codes(refused), found);
        } else {
            found.add("outcome", "refused " + expected.present(), outcome(verification));
        }
    }

    /// Genuine, and refused by the strictest shipped policy, as it may be debugged.
    private static void rejectByDefaultPolicy(Catalog catalog, CatalogEntry entry, SnpEntry own, Disagreements found)
            throws IOException, Malformed {
        accept(catalog, entry, own, found);
        Verification<Evidence.Snp> verification = verify(catalog, entry, own, at(entry));
        SnpReport report = own.evidence().orElseThrow().report();
        ReferenceValues references =
                new ReferenceValues(Set.of(report.measurement()), Set.of(report.hostData()), report.reportData());
        Verdict verdict = Appraisal.appraise(verification, TrustPolicy.strict1(), references);
        Set<String> codes = verdict instanceof Verdict.Rejected rejected
                ? rejected.findings().stream().map(Finding::code).collect(Collectors.toCollection(TreeSet::new))
                : Set.of();
        if (!codes.contains(SnpRules.DEBUG.code())) {
            found.add("strict-1", SnpRules.DEBUG.code(), codes.toString());
        }
    }

    /// One of several certificates of an entry, by its file's name. An issuer is judged by root and list.
    private static void oneOf(
            Catalog catalog, CatalogEntry entry, SnpEntry own, String word, String stem, Disagreements found)
            throws IOException, Malformed {
        CatalogEntry.Listed file = entry.files().stream()
                .filter(listed -> listed.plainName().startsWith(stem + "."))
                .findFirst()
                .orElseThrow(() -> new Malformed("entry", "verdict", -1, "names no file: " + stem));
        Certificate one = Certificate.parse(stem, catalog.file(entry, file));
        if (!one.mayIssue()) {
            SnpEntry only = new SnpEntry(own.evidence(), own.tableBytes(), List.of(one.der()), own.lists());
            String outcome = outcome(verify(catalog, entry, only, at(entry)));
            found.compare(stem, word.equals("ACCEPT"), outcome.equals("verified"));
            return;
        }
        Certificate root = own.readable().stream()
                .filter(candidate -> AMD.contains(new RootFingerprint(candidate.keyFingerprint())))
                .filter(one::isSignedBy)
                .findFirst()
                .orElseThrow(() -> new Malformed("entry", "collateral", -1, "no pinned root signed " + stem));
        boolean revoked = false;
        for (var content : own.lists()) {
            RevocationList list = RevocationList.parse("list", content);
            found.compare("list signed", true, list.isSignedBy(root));
            found.compare("list fresh", true, list.isFreshAt(at(entry)));
            revoked |= list.revokedAt(one.serial()).isPresent();
        }
        found.compare(stem + " valid then", true, !at(entry).isBefore(one.notBefore()));
        found.compare(stem + " revoked", word.equals("REJECT"), revoked);
    }

    private static Verification<Evidence.Snp> verify(Catalog catalog, CatalogEntry entry, SnpEntry own, Instant at)
            throws IOException, Malformed {
        Verifier verifier = new Verifier(AMD, own.revocation());
        if (own.evidence().isPresent()) {
            return verifier.verify(own.evidence().get(), own.endorsements(), at);
        }
        SnpEntry other = lender(catalog, entry);
        Endorsements all =
                hasVek(own) ? own.endorsements() : Endorsements.either(own.endorsements(), other.endorsements());
        return verifier.verify(other.evidence().orElseThrow(), all, at);
    }

    private static boolean hasVek(SnpEntry own) throws Malformed {
        return own.readable().stream()
                .anyMatch(certificate -> certificate.commonName().matches("SEV-V[CL]EK"));
    }

    /// For an entry without a report: the one that its reason names, else a good one of the same product.
    private static SnpEntry lender(Catalog catalog, CatalogEntry borrower) throws IOException, Malformed {
        String product = borrower.text("cpu_product").orElse("").split("[-(]", -1)[0];
        for (boolean named : new boolean[] {true, false}) {
            for (Catalog from : catalog.andShared()) {
                for (CatalogEntry entry : from.entries()) {
                    boolean fits = named
                            ? borrower.reason().contains(entry.id())
                            : entry.text("cpu_product").orElse("").equals(product)
                                    && entry.verdict().equals(Optional.of("ACCEPT"));
                    if (fits) {
                        SnpEntry lent = SnpEntry.read(from, entry, new Disagreements());
                        if (lent.evidence().isPresent()) {
                            return lent;
                        }
                    }
                }
            }
        }
        throw new IOException("no report of " + product + " at hand to try " + borrower.id() + " with");
    }

    private static void facts(Catalog catalog, CatalogEntry entry, SnpEntry own, Disagreements found)
            throws IOException, Malformed {
        if (entry.facts().isEmpty()) {
            return;
        }
        JsonObject expected = entry.facts().get();
        if (expected.members().get("same_as") instanceof JsonText other) {
            expected = sameAs(catalog, other.value());
        }
        found.facts("", expected, facts(own));
    }

    private static JsonObject sameAs(Catalog catalog, String id) throws IOException, Malformed {
        for (Catalog from : catalog.andShared()) {
            Optional<JsonObject> facts = from.entry(id).flatMap(CatalogEntry::facts);
            if (facts.isPresent()) {
                return facts.get();
            }
        }
        throw new IOException("no entry " + id + " to compare facts with");
    }

    private static JsonObject facts(SnpEntry own) throws Malformed {
        JsonObject.Builder out = Json.object();
        if (own.evidence().isPresent()) {
            SnpReport report = own.evidence().get().report();
            Optional<VekCertificate> vek = vek(own, report);
            Optional<TcbVersion.Layout> layout = vek.map(known -> known.line().layout());
            SnpFacts.report(out, report, layout);
            if (vek.isPresent()) {
                out.put("vek", SnpFacts.vek(vek.get()));
            }
            if (own.tableBytes().isPresent()) {
                out.put(
                        "table",
                        SnpFacts.table(
                                own.tableBytes().get(), own.evidence().get().certificates()));
            }
        } else if (hasVek(own)) {
            SnpFacts.certificate(out, own.readable().getFirst());
        }
        if (!own.lists().isEmpty()) {
            SnpFacts.list(out, own.lists().getFirst());
        }
        return out.build();
    }

    private static Optional<VekCertificate> vek(SnpEntry own, SnpReport report) throws Malformed {
        for (Certificate certificate : own.readable()) {
            if (certificate.commonName().equals(VekCertificate.commonName(report.signingKey()))) {
                return Optional.of(VekCertificate.parse(certificate, report.signingKey()));
            }
        }
        return Optional.empty();
    }

    private static Set<String> codes(Refused<Evidence.Snp> refused) {
        return refused.flaws().stream().map(Flaw::code).collect(Collectors.toCollection(TreeSet::new));
    }

    private static String outcome(Verification<Evidence.Snp> verification) {
        return switch (verification) {
            case Verified<Evidence.Snp> yes -> "verified";
            case Refused<Evidence.Snp> no -> "refused " + codes(no);
            case Unsettled<Evidence.Snp> open ->
                "unsettled " + open.gaps().stream().map(Gap::code).toList();
        };
    }
}
