package dev.cloister.cli.proof;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.Objection;
import dev.cloister.evidence.RootFingerprint;
import dev.cloister.evidence.appraisal.Check;
import dev.cloister.evidence.appraisal.TrustPolicy;
import dev.cloister.evidence.appraisal.Verdict;
import dev.cloister.machine.GuestSpec;
import dev.cloister.picture.ProofPage;
import dev.cloister.picture.ProofPage.Fact;
import dev.cloister.picture.ProofPage.Group;
import dev.cloister.picture.ProofPage.Line;
import dev.cloister.picture.ProofPage.Outcome;
import dev.cloister.picture.ProofPage.Reason;
import dev.cloister.picture.ProofPage.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// The page `proof.html` of a guest.
public final class ProofHtml {
    private static final String MEASUREMENT = "unknown-measurement";
    private static final String INIT_DATA = "unknown-init-data";
    private static final String REPORT_DATA = "wrong-report-data";

    private final Dossier dossier;

    private ProofHtml(Dossier dossier) {
        this.dossier = dossier;
    }

    /// @param against what `answer` was found with
    /// @param spec how this host started the guest
    /// @param notShown what no proof of a guest shows
    public static String page(
            Recorded recorded, ReleasePolicy against, Proof.Answer answer, GuestSpec spec, List<String> notShown)
            throws Malformed {
        return page(Dossier.of(recorded, against, answer, spec), notShown);
    }

    static String page(Dossier dossier, List<String> notShown) throws Malformed {
        return new ProofHtml(dossier).page(notShown).html();
    }

    private ProofPage page(List<String> notShown) throws Malformed {
        return new ProofPage(
                ProofChain.of(dossier),
                ProofBoundary.of(dossier),
                reasons(),
                claims(),
                notClaimed(notShown),
                groups(),
                references(),
                facts());
    }

    private List<Reason> reasons() {
        List<? extends Objection> objections = switch (dossier.answer().verdict()) {
            case Verdict.Trusted _ -> List.of();
            case Verdict.Rejected no -> no.findings();
            case Verdict.Undecided open -> open.gaps();
        };
        return objections.stream()
                .map(one -> new Reason(one.code(), one.sentence(), one.remedy()))
                .toList();
    }

    private List<String> claims() {
        if (!(dossier.answer().verdict() instanceof Verdict.Trusted)) {
            return List.of();
        }
        return List.of(
                "The firmware, kernel and agent that booted are the ones the owner predicted.",
                "The guest was pinned to the owner's image, broker and policies before it started.",
                "The key that received the image's key was made inside this guest.");
    }

    private List<String> notClaimed(List<String> notShown) {
        List<String> not = new ArrayList<>();
        if (dossier.emulated()) {
            not.add(
                    "EMULATED: that memory is protected from the host. It is not, and the chip's key lies on its disk.");
        }
        if (ProofBoundary.isBrokerHere(dossier.spec())) {
            not.add("That owner, broker and host distrust each other: here the broker is on the host's own machine.");
        }
        if (!dossier.spec().ports().isEmpty()) {
            not.add("That what passes through a published port is private: the host reads plain HTTP.");
        }
        notShown.forEach(one -> not.add(Character.toUpperCase(one.charAt(0)) + one.substring(1) + "."));
        return not;
    }

    private List<Group> groups() {
        Predicate<Check> owners =
                check -> List.of(MEASUREMENT, INIT_DATA, REPORT_DATA).contains(check.code());
        Predicate<Check> rule = ProofChain::isRule;
        String policy = dossier.against().trustPolicy().name();
        return List.of(
                group("Is the evidence genuine?", rule.or(owners).negate()),
                group("Is it this owner's guest, here and now?", owners),
                group("Does trust policy " + policy + " accept it?", rule));
    }

    private Group group(String question, Predicate<Check> which) {
        return new Group(
                question,
                dossier.answer().checks().stream().filter(which).map(this::line).toList());
    }

    private Line line(Check check) {
        Outcome outcome = switch (check.outcome()) {
            case PASSED -> Outcome.PASSED;
            case FAILED -> Outcome.FAILED;
            case NOT_ASKED -> Outcome.NOT_ASKED;
        };
        return new Line(
                check.code(), check.title(), check.value(), check.source(), expected(check), reference(check), outcome);
    }

    /// The accepted digests have a table of their own.
    private String expected(Check check) {
        return switch (check.code()) {
            case MEASUREMENT -> oneOf(dossier.against().measurements());
            case INIT_DATA -> oneOf(dossier.against().initData());
            default -> check.expected();
        };
    }

    private static String oneOf(List<ReleasePolicy.Approved> approved) {
        return switch (approved.size()) {
            case 0 -> "nothing is approved";
            case 1 -> approved.getFirst().digest().hex();
            default -> "one of " + approved.size() + " reference values, see below";
        };
    }

    private String reference(Check check) {
        return switch (check.code()) {
            case MEASUREMENT -> source(dossier.against().measurements(), check);
            case INIT_DATA -> source(dossier.against().initData(), check);
            case REPORT_DATA -> "SHA-384 of the runtime data below";
            default ->
                ProofChain.isRule(check)
                        ? "trust policy " + dossier.against().trustPolicy().name()
                        : "verifier, for all evidence";
        };
    }

    private static String source(List<ReleasePolicy.Approved> approved, Check check) {
        return approved.stream()
                .filter(one -> one.digest().hex().equals(check.value()))
                .map(ReleasePolicy.Approved::source)
                .findFirst()
                .orElse("release policy");
    }

    private List<Reference> references() {
        List<Reference> all = new ArrayList<>();
        TrustPolicy trust = dossier.against().trustPolicy();
        List<RootFingerprint> amd = TrustPolicy.strict1().roots();
        for (RootFingerprint root : trust.roots()) {
            String who = amd.contains(root) ? "AMD, built into the verifier; trust policy " : "trust policy ";
            boolean met = dossier.answer().verdict() instanceof Verdict.Trusted trusted
                    && trusted.verified().root().equals(root);
            all.add(new Reference("vendor root", root.toString(), who + trust.name(), met));
        }
        dossier.against()
                .measurements()
                .forEach(one ->
                        all.add(reference("measurement", one, dossier.answer().measurement())));
        dossier.against()
                .initData()
                .forEach(one ->
                        all.add(reference("init-data", one, dossier.proof().initDataDigest())));
        return all;
    }

    private static Reference reference(String kind, ReleasePolicy.Approved approved, Bytes value) {
        String end = approved.until().map(until -> ", until " + until).orElse("");
        return new Reference(
                kind,
                approved.digest().hex(),
                approved.source() + end,
                approved.digest().equals(value));
    }

    private List<Fact> facts() {
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact(
                "Init-data, the text whose SHA-256 is HOST_DATA",
                dossier.proof().initData()));
        facts.add(new Fact(
                "Runtime data, whose SHA-384 begins REPORT_DATA",
                dossier.proof().runtimeData()));
        dossier.booted().ifPresent(set -> facts.add(new Fact("Kernel command line", dossier.cmdline(set))));
        TrustPolicy trust = dossier.against().trustPolicy();
        facts.add(new Fact(
                "Trust policy " + trust.name() + ", all of it", trust.toJson().pretty()));
        return facts;
    }
}
