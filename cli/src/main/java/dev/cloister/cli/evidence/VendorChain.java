package dev.cloister.cli.evidence;

import dev.cloister.evidence.ChainLink;
import dev.cloister.evidence.Established;
import dev.cloister.evidence.Evidence;
import dev.cloister.evidence.Flaw;
import dev.cloister.evidence.Gap;
import dev.cloister.evidence.Objection;
import dev.cloister.evidence.Verification;
import dev.cloister.evidence.Verification.Refused;
import dev.cloister.evidence.Verification.Unsettled;
import dev.cloister.evidence.Verification.Verified;
import dev.cloister.evidence.snp.SnpReport;
import dev.cloister.picture.ChainPicture.State;
import dev.cloister.picture.ChainPicture.Step;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The first steps of a drawn chain: from the root to the report. Every objection stands at the step that it
/// is about, and no step behind a failed or open one is passed.
public final class VendorChain {
    /// More objections are counted, not listed.
    private static final int SHOWN = 8;

    private enum Place {
        ROOT,
        ISSUER,
        KEY,
        REPORT
    }

    private final Verification<? extends Evidence> verification;
    private final List<ChainLink> links;
    private final Map<Place, List<Objection>> objections = new EnumMap<>(Place.class);

    private VendorChain(Verification<? extends Evidence> verification) {
        this.verification = verification;
        this.links = links(verification);
        flaws(verification).forEach(flaw -> at(place(flaw), flaw));
        gaps(verification).forEach(gap -> at(place(gap), gap));
    }

    /// @param bond how the report goes on
    public static List<Step> steps(Verification<? extends Evidence> verification, Evidence evidence, String bond) {
        VendorChain chain = new VendorChain(verification);
        List<Step> steps = new ArrayList<>();
        State before = State.PASSED;
        for (Place place : Place.values()) {
            before = following(before, chain.state(place));
            steps.add(chain.step(place, evidence, before, bond));
        }
        return steps;
    }

    /// What a step is that is `own` by itself, behind one that is `before`.
    public static State following(State before, State own) {
        return before == State.PASSED || own == State.FAILED ? own : State.OPEN;
    }

    /// What is known of a step, then what speaks against it.
    public static List<String> with(List<? extends Objection> objections, List<String> known) {
        List<String> lines = new ArrayList<>(known);
        objections.stream().limit(SHOWN).forEach(one -> lines.add(one.code() + ": " + one.sentence()));
        if (objections.size() > SHOWN) {
            lines.add("and " + (objections.size() - SHOWN) + " more");
        }
        return lines;
    }

    /// The chain ends in a root that plays a vendor: named by the policy, or by its own name.
    public static boolean emulated(Verification<? extends Evidence> verification) {
        return switch (verification) {
            case Verified<? extends Evidence> yes -> yes.emulated();
            case Refused<? extends Evidence> _, Unsettled<? extends Evidence> _ ->
                links(verification).stream().anyMatch(link -> link.name().contains("EMULATED"));
        };
    }

    /// `valid`, `invalid`, `missing` (the report says so) or `unchecked` (no certificate of the key at hand).
    static String signature(Verification<? extends Evidence> verification) {
        return switch (verification) {
            case Verified<? extends Evidence> _ -> "valid";
            case Refused<? extends Evidence> no when has(no, Flaw.Unsigned.class) -> "missing";
            case Refused<? extends Evidence> no
            when no.flaws().stream().anyMatch(VendorChain::isOfSignature) -> "invalid";
            case Refused<? extends Evidence> no -> no.chain().isEmpty() ? "unchecked" : "valid";
            case Unsettled<? extends Evidence> open -> open.chain().isEmpty() ? "unchecked" : "valid";
        };
    }

    private static boolean isOfSignature(Flaw flaw) {
        return flaw instanceof Flaw.BadSignature
                || flaw instanceof Flaw.UnboundKey
                || flaw instanceof Flaw.BadQeSignature;
    }

    /// From the key that signed to the root, as far as they were found.
    static List<ChainLink> links(Verification<? extends Evidence> verification) {
        return switch (verification) {
            case Verified<? extends Evidence> yes -> yes.chain();
            case Refused<? extends Evidence> no -> no.chain();
            case Unsettled<? extends Evidence> open -> open.chain();
        };
    }

    static List<Flaw> flaws(Verification<? extends Evidence> verification) {
        return verification instanceof Refused<? extends Evidence> no ? no.flaws() : List.of();
    }

    static List<Gap> gaps(Verification<? extends Evidence> verification) {
        return switch (verification) {
            case Verified<? extends Evidence> _ -> List.of();
            case Refused<? extends Evidence> no -> no.gaps();
            case Unsettled<? extends Evidence> open -> open.gaps();
        };
    }

    private static boolean has(Refused<? extends Evidence> refused, Class<? extends Flaw> kind) {
        return refused.flaws().stream().anyMatch(kind::isInstance);
    }

    private void at(Place place, Objection objection) {
        objections.computeIfAbsent(place, _ -> new ArrayList<>()).add(objection);
    }

    private List<Objection> at(Place place) {
        return objections.getOrDefault(place, List.of());
    }

    private Place place(Flaw flaw) {
        return switch (flaw) {
            case Flaw.Unsigned _,
                    Flaw.BadSignature _,
                    Flaw.UnboundKey _,
                    Flaw.BadQeSignature _,
                    Flaw.WrongQuotingEnclave _,
                    Flaw.WrongTdxModule _,
                    Flaw.UnsupportedTcb _,
                    Flaw.RevokedTcb _ -> Place.REPORT;
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
            case Gap.NoCertificate _, Gap.OutOfReach _, Gap.NotFetched _ ->
                switch (links.size()) {
                    case 0 -> Place.KEY;
                    case 1 -> Place.ISSUER;
                    default -> Place.ROOT;
                };
            case Gap.NoRevocationList _, Gap.StaleRevocationList _, Gap.LaterRevocationList _ -> Place.ISSUER;
            case Gap.NoCollateral _, Gap.StaleCollateral _, Gap.LaterCollateral _ -> Place.REPORT;
        };
    }

    private Place named(String certificate) {
        for (int i = 0; i < links.size(); i++) {
            if (links.get(i).name().equals(certificate)) {
                return i == 0 ? Place.KEY : i == 1 ? Place.ISSUER : Place.ROOT;
            }
        }
        return Place.KEY;
    }

    private State state(Place place) {
        List<Objection> here = at(place);
        if (!here.isEmpty()) {
            return here.stream().allMatch(Gap.class::isInstance) ? State.OPEN : State.FAILED;
        }
        return place != Place.REPORT && link(place).isEmpty() ? State.OPEN : State.PASSED;
    }

    private Step step(Place place, Evidence evidence, State state, String bond) {
        return switch (place) {
            case ROOT -> certificate(place, "root", state, "signs");
            case ISSUER -> certificate(place, "intermediate", state, "signs");
            case KEY -> certificate(place, "signing key", state, signed());
            case REPORT -> {
                Reading reading = Reading.of(evidence);
                yield new Step(reading.noun(), reading.kind(), with(at(place), known(evidence)), state, bond);
            }
        };
    }

    private List<String> known(Evidence evidence) {
        return switch (evidence) {
            case Evidence.Snp snp ->
                List.of("chip " + chip(snp.report()), "TCB " + snp.report().reportedTcb());
            case Evidence.Dcap _ -> platform();
        };
    }

    /// What only a verifier can know of a quote's platform.
    private List<String> platform() {
        if (!(verification instanceof Verified<? extends Evidence> yes)
                || !(yes.established() instanceof Established.Dcap found)) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        lines.add("platform FMSPC " + found.platform().fmspc());
        found.tcb().ifPresent(tcb -> lines.add("TCB " + tcb.status() + ", all fixes as of " + tcb.tcbDate()));
        return lines;
    }

    private String signed() {
        return switch (signature(verification)) {
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

    private Optional<ChainLink> link(Place place) {
        int index = switch (place) {
            case KEY -> 0;
            case ISSUER -> 1;
            case ROOT -> 2;
            case REPORT -> Integer.MAX_VALUE;
        };
        return index < links.size() ? Optional.of(links.get(index)) : Optional.empty();
    }

    private Step certificate(Place place, String role, State state, String bond) {
        List<String> lines = new ArrayList<>();
        link(place).ifPresent(link -> {
            lines.add("valid " + link.notBefore() + " to " + link.notAfter());
            lines.add("serial 0x" + link.serial().toString(16) + ", SHA-256 "
                    + link.sha256().slice(0, 16).hex() + "…");
        });
        String name = link(place).map(ChainLink::name).orElse("not at hand");
        return new Step(role, name, with(at(place), lines), state, bond);
    }
}
