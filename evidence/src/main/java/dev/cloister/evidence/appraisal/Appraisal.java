package dev.cloister.evidence.appraisal;

import dev.cloister.bytes.Bytes;
import dev.cloister.evidence.Evidence;
import dev.cloister.evidence.Verification;
import dev.cloister.evidence.Verification.Refused;
import dev.cloister.evidence.Verification.Unsettled;
import dev.cloister.evidence.Verification.Verified;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Answers whether evidence is acceptable under a trust policy and reference values, and shows what the
/// answer rests on.
public final class Appraisal {
    private final Verdict verdict;
    private final List<Check> checks;

    private Appraisal(Verdict verdict, List<Check> checks) {
        this.verdict = verdict;
        this.checks = List.copyOf(checks);
    }

    /// A guest is trusted if
    ///
    /// 1. its evidence is genuine,
    /// 2. every rule of the trust policy holds,
    /// 3. what booted is known: the launch digest is among the measurements,
    /// 4. what the owner pinned is approved: the host data is among the init-data digests,
    /// 5. it speaks here and now: the report data is exactly that of this key and challenge.
    ///
    /// All rules are tried even if one fails, so that the owner sees every finding at once. Evidence that is
    /// not genuine is rejected for that alone, as nothing it says is a fact; evidence that nobody could
    /// decide on is undecided.
    public static Verdict appraise(
            Verification<? extends Evidence> verification, TrustPolicy policy, ReferenceValues references) {
        return switch (verification) {
            case Refused<? extends Evidence> no -> notGenuine(no); // 1
            case Unsettled<? extends Evidence> open -> new Verdict.Undecided(open.gaps()); // 1
            case Verified<? extends Evidence> yes ->
                verdict(yes, policy, judge(Subject.of(yes), policy, references)); // 2 to 5
        };
    }

    /// The same argument with its checks: verdict and checks come from one look at the evidence. For the
    /// checks of what was refused, `evidence` is what `verification` is about; what could not be established
    /// is not passed.
    public static Appraisal of(
            Evidence evidence,
            Verification<? extends Evidence> verification,
            TrustPolicy policy,
            ReferenceValues references) {
        Optional<Verified<? extends Evidence>> verified =
                verification instanceof Verified<? extends Evidence> yes ? Optional.of(yes) : Optional.empty();
        List<Judgement> judged = judge(new Subject(evidence, verified), policy, references);
        List<Check> checks = new ArrayList<>(GenuineChecks.of(evidence, verification));
        judged.forEach(judgement -> checks.add(judgement.check));
        Verdict verdict = verified.map(yes -> verdict(yes, policy, judged))
                .orElseGet(() -> appraise(verification, policy, references));
        return new Appraisal(verdict, checks);
    }

    public Verdict verdict() {
        return verdict;
    }

    /// Everything that the verifier and the appraisal looked at, with its value, in the order of their
    /// arguments.
    public List<Check> checks() {
        return checks;
    }

    private static Verdict notGenuine(Refused<? extends Evidence> refused) {
        return new Verdict.Rejected(
                refused.flaws().stream().<Finding>map(Finding.NotGenuine::new).toList());
    }

    private static Verdict verdict(Verified<? extends Evidence> genuine, TrustPolicy policy, List<Judgement> judged) {
        List<Finding> findings = judged.stream()
                .filter(judgement -> !judgement.check.passed())
                .map(judgement -> judgement.ifFailed)
                .toList();
        return findings.isEmpty() ? new Verdict.Trusted(genuine, policy.name()) : new Verdict.Rejected(findings);
    }

    /// A check, and the finding that it is if it failed.
    private record Judgement(Check check, Finding ifFailed) {}

    private static List<Judgement> judge(Subject subject, TrustPolicy policy, ReferenceValues references) {
        List<Judgement> judged = new ArrayList<>();
        Section.of(subject.evidence())
                .requirements()
                .forEach(requirement -> judged.add(rule(requirement, subject, policy))); // 2
        judged.add(reference(
                "what booted",
                references.measurements().contains(subject.measurement()),
                new Finding.UnknownMeasurement(subject.measurement(), references.measurements()))); // 3
        judged.add(reference(
                "what the owner pinned (init-data)",
                isAmong(references.hostData(), subject.hostData()),
                new Finding.UnknownInitData(subject.hostData(), references.hostData()))); // 4
        judged.add(reference(
                "bound to this key and challenge",
                references.reportData().equals(subject.reportData()),
                new Finding.WrongReportData(subject.reportData(), references.reportData()))); // 5
        return judged;
    }

    /// As it is, or as a digest with zeros behind it.
    private static boolean isAmong(Set<Bytes> approved, Bytes hostData) {
        return approved.stream()
                .anyMatch(one -> one.length() <= hostData.length()
                        && one.padTo(hostData.length()).equals(hostData));
    }

    private static <T> Judgement rule(Requirement<T> requirement, Subject subject, TrustPolicy policy) {
        Rule<T> rule = policy.rule(requirement);
        ValueKind<T> kind = requirement.kind();
        Optional<T> value = requirement.value(subject);
        boolean applies = value.isPresent() || requirement.isEstablishedOnly();
        String shown = value.map(kind::explain).orElse(applies ? "not established" : "does not apply");
        boolean asked = applies && !(rule instanceof Rule.Anything<T>);
        boolean holds = value.filter(known -> kind.accepts(rule, known)).isPresent();
        Check.Outcome outcome = asked ? Check.Outcome.passedIf(holds) : Check.Outcome.NOT_ASKED;
        String remedy = value.flatMap(kind::remedy).orElse(requirement.remedy());
        Finding broken = new Finding.RuleBroken(requirement, kind.show(rule), shown, remedy);
        return judgement(requirement.title(), outcome, broken);
    }

    private static Judgement reference(String title, boolean passed, Finding ifFailed) {
        return judgement(title, Check.Outcome.passedIf(passed), ifFailed);
    }

    private static Judgement judgement(String title, Check.Outcome outcome, Finding ifFailed) {
        Check check = new Check(
                ifFailed.code(),
                title,
                ifFailed.got().orElse(""),
                ifFailed.expected().orElse(""),
                outcome,
                ifFailed.field().orElse(""));
        return new Judgement(check, ifFailed);
    }
}
