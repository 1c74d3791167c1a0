package dev.cloister.cli.evidence;

import dev.cloister.evidence.ChainLink;
import dev.cloister.evidence.Evidence;
import dev.cloister.evidence.Flaw;
import dev.cloister.evidence.Gap;
import dev.cloister.evidence.Objection;
import dev.cloister.evidence.Verification.Verified;
import dev.cloister.evidence.snp.SnpReport;
import dev.cloister.picture.ChainPicture;
import dev.cloister.picture.ChainPicture.State;
import dev.cloister.picture.ChainPicture.Step;
import dev.cloister.picture.ProofPage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An answer as a drawing: the chain from the root to the claims. Every objection stands at the step that it is
/// about, and no step behind a failed or open one is passed.
public final class AnswerPicture {
    /// More objections are counted, not listed.
    private static final int SHOWN = 8;

    private enum Place {
        ROOT,
        ISSUER,
        KEY,
        REPORT,
        CLAIMS
    }

    private final Answer answer;
    private final Map<Place, List<Objection>> objections = new EnumMap<>(Place.class);

    private AnswerPicture(Answer answer) {
        this.answer = answer;
        for (Place place : Place.values()) {
            objections.put(place, new ArrayList<>());
        }
        answer.flaws().forEach(flaw -> at(place(flaw), flaw));
        answer.gaps().forEach(gap -> at(place(gap), gap));
        if (answer.verification() instanceof Verified<Evidence.Snp>) {
            answer.objections().forEach(objection -> at(Place.CLAIMS, objection));
        }
    }

    public static ChainPicture of(Answer answer, String subject) {
        return new AnswerPicture(answer).picture(subject);
    }

    private void at(Place place, Objection objection) {
        objections.getOrDefault(place, new ArrayList<>()).add(objection);
    }

    private Place place(Flaw flaw) {
        return switch (flaw) {
            case Flaw.Unsigned _, Flaw.BadSignature _ -> Place.REPORT;
            case Flaw.TcbMismatch _, Flaw.ChipMismatch _, Flaw.WrongProduct _ -> Place.KEY;
            case Flaw.UnknownRoot _ -> Place.ROOT;
            case Flaw.BrokenChain f -> named(f.certificate());
            case Flaw.UnfitCertificate f -> named(f.certificate());
            case Flaw.Expired f -> named(f.certificate());
            case Flaw.NotYetValid f -> named(f.certificate());
            case Flaw.Revoked f -> named(f.certificate());
        };
    }

    private Place place(Gap gap) {
        return switch (gap) {
            case Gap.NoCertificate _, Gap.OutOfReach _ ->
                switch (answer.links().size()) {
                    case 0 -> Place.KEY;
                    case 1 -> Place.ISSUER;
                    default -> Place.ROOT;
                };
            case Gap.NoRevocationList _, Gap.StaleRevocationList _, Gap.LaterRevocationList _ -> Place.ISSUER;
        };
    }

    private Place named(String certificate) {
        List<ChainLink> links = answer.links();
        for (int i = 0; i < links.size(); i++) {
            if (links.get(i).name().equals(certificate)) {
                return i == 0 ? Place.KEY : i == 1 ? Place.ISSUER : Place.ROOT;
            }
        }
        return Place.KEY;
    }

    private ChainPicture picture(String subject) {
        List<Step> steps = new ArrayList<>();
        State before = State.PASSED;
        for (Place place : Place.values()) {
            State own = state(place);
            State state = own == State.FAILED ? own : worse(before, own);
            steps.add(step(place, state));
            before = state == State.PASSED ? State.PASSED : State.OPEN;
        }
        return new ChainPicture(
                subject, said(), answer.emulated(), answer.question().at(), steps);
    }

    private static State worse(State before, State own) {
        return Comparator.<State>naturalOrder().compare(before, own) > 0 ? before : own;
    }

    private State state(Place place) {
        List<Objection> here = objections.getOrDefault(place, List.of());
        boolean open = here.stream().allMatch(o -> o instanceof Gap || o instanceof Unexpected.NoMeasurement);
        if (!here.isEmpty()) {
            return open ? State.OPEN : State.FAILED;
        }
        return place.compareTo(Place.REPORT) < 0 && link(place).isEmpty() ? State.OPEN : State.PASSED;
    }

    private ProofPage.Answer said() {
        return switch (answer.word()) {
            case TRUSTED -> ProofPage.Answer.TRUSTED;
            case REJECTED -> ProofPage.Answer.REJECTED;
            case UNDECIDED -> ProofPage.Answer.UNDECIDED;
        };
    }

    private Step step(Place place, State state) {
        SnpReport report = answer.question().file().evidence().report();
        return switch (place) {
            case ROOT -> certificate(place, "root", state, "signs");
            case ISSUER -> certificate(place, "intermediate", state, "signs");
            case KEY -> certificate(place, "signing key", state, signed());
            case REPORT ->
                new Step(
                        "report",
                        "SNP, version " + report.version(),
                        with(place, List.of("chip " + chip(report), "TCB " + report.reportedTcb())),
                        state,
                        "claims");
            case CLAIMS -> new Step("claims", claimsName(), with(place, claims(report)), state, "");
        };
    }

    private String signed() {
        return switch (answer.signature()) {
            case "valid" -> "signs";
            case "unchecked" -> "may have signed";
            default -> "did not sign";
        };
    }

    private static String chip(SnpReport report) {
        return report.isChipIdMasked()
                ? "id masked"
                : report.chipId().slice(0, 16).hex() + "…";
    }

    private String claimsName() {
        return "under trust policy " + answer.question().policy().name();
    }

    private List<String> claims(SnpReport report) {
        List<String> lines = new ArrayList<>();
        lines.add("measurement " + report.measurement().hex());
        lines.add("report data " + report.reportData().hex()
                + asked(answer.question().expected().reportData()));
        lines.add("host data " + report.hostData().hex()
                + asked(answer.question().expected().hostData()));
        lines.add("VMPL " + report.vmpl() + ", debugging " + (report.policy().debugAllowed() ? "allowed" : "off")
                + ", migration " + (report.policy().migrationAllowed() ? "allowed" : "off") + ", SEV firmware "
                + report.currentFirmware());
        return lines;
    }

    private static String asked(Optional<?> expected) {
        return expected.isPresent() ? "" : " (any)";
    }

    private Optional<ChainLink> link(Place place) {
        int index = switch (place) {
            case KEY -> 0;
            case ISSUER -> 1;
            case ROOT -> 2;
            case REPORT, CLAIMS -> Integer.MAX_VALUE;
        };
        return index < answer.links().size() ? Optional.of(answer.links().get(index)) : Optional.empty();
    }

    private Step certificate(Place place, String role, State state, String bond) {
        List<String> lines = new ArrayList<>();
        link(place).ifPresent(link -> {
            lines.add("valid " + link.notBefore() + " to " + link.notAfter());
            lines.add("serial 0x" + link.serial().toString(16) + ", SHA-256 "
                    + link.sha256().slice(0, 16).hex() + "…");
        });
        String name = link(place).map(ChainLink::name).orElse("not at hand");
        return new Step(role, name, with(place, lines), state, bond);
    }

    private List<String> with(Place place, List<String> known) {
        List<String> lines = new ArrayList<>(known);
        List<Objection> here = objections.getOrDefault(place, List.of());
        here.stream().limit(SHOWN).forEach(objection -> lines.add(objection.code() + ": " + objection.sentence()));
        if (here.size() > SHOWN) {
            lines.add("and " + (here.size() - SHOWN) + " more");
        }
        return lines;
    }
}
