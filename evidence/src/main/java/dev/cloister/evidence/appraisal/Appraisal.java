package dev.cloister.evidence.appraisal;

import dev.cloister.bytes.Bytes;
import dev.cloister.evidence.Evidence;
import dev.cloister.evidence.Verification;
import dev.cloister.evidence.Verification.Refused;
import dev.cloister.evidence.Verification.Unsettled;
import dev.cloister.evidence.Verification.Verified;
import dev.cloister.evidence.snp.SnpReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Answers whether evidence is acceptable under a trust policy and reference values.
public final class Appraisal {
    private Appraisal() {}

    /// A guest is trusted if
    ///
    /// 1. its evidence is genuine,
    /// 2. every rule of the trust policy holds,
    /// 3. what booted is known: the launch digest is among the measurements,
    /// 4. what the owner pinned is approved: the host data is among the init-data digests,
    /// 5. it speaks here and now: the report data is exactly that of this key and challenge.
    ///
    /// All rules are tried even if one fails, so that the owner sees every finding at once. Evidence that is
    /// not genuine is rejected for that alone, as nothing it says is a fact; evidence that nobody could decide
    /// on is undecided.
    public static Verdict appraise(
            Verification<Evidence.Snp> verification, TrustPolicy policy, ReferenceValues references) {
        return switch (verification) {
            case Refused<Evidence.Snp> no -> notGenuine(no); // 1
            case Unsettled<Evidence.Snp> open -> new Verdict.Undecided(open.gaps()); // 1
            case Verified<Evidence.Snp> yes -> {
                SnpReport report = yes.evidence().report();
                List<Finding> findings = new ArrayList<>();
                rules(Subject.of(yes), policy, findings); // 2
                measurement(report, references, findings); // 3
                initData(report, references, findings); // 4
                reportData(report, references, findings); // 5
                yield findings.isEmpty() ? new Verdict.Trusted(yes, policy.name()) : new Verdict.Rejected(findings);
            }
        };
    }

    private static Verdict notGenuine(Refused<Evidence.Snp> refused) {
        return new Verdict.Rejected(
                refused.flaws().stream().<Finding>map(Finding.NotGenuine::new).toList());
    }

    private static void rules(Subject subject, TrustPolicy policy, List<Finding> findings) {
        for (Requirement<?> requirement : Requirement.all()) {
            broken(requirement, subject, policy).ifPresent(findings::add);
        }
    }

    private static <T> Optional<Finding> broken(Requirement<T> requirement, Subject subject, TrustPolicy policy) {
        Rule<T> rule = policy.rule(requirement);
        ValueKind<T> kind = requirement.kind();
        return requirement
                .value(subject)
                .filter(value -> !kind.accepts(rule, value))
                .map(value -> new Finding.RuleBroken(requirement, kind.show(rule), kind.show(value)));
    }

    private static void measurement(SnpReport report, ReferenceValues references, List<Finding> findings) {
        if (!references.measurements().contains(report.measurement())) {
            findings.add(new Finding.UnknownMeasurement(report.measurement(), references.measurements()));
        }
    }

    private static void initData(SnpReport report, ReferenceValues references, List<Finding> findings) {
        if (!references.hostData().contains(report.hostData())) {
            findings.add(new Finding.UnknownInitData(report.hostData(), references.hostData()));
        }
    }

    private static void reportData(SnpReport report, ReferenceValues references, List<Finding> findings) {
        if (!references.reportData().equals(report.reportData())) {
            findings.add(new Finding.WrongReportData(report.reportData(), references.reportData()));
        }
    }

    /// Everything that {@link #appraise} and the verifier before it look at, with its value: the same rules,
    /// for display. What could not be established is not passed.
    public static List<Check> checks(
            Evidence.Snp evidence,
            Verification<Evidence.Snp> verification,
            TrustPolicy policy,
            ReferenceValues references) {
        Optional<Verified<Evidence.Snp>> verified =
                verification instanceof Verified<Evidence.Snp> yes ? Optional.of(yes) : Optional.empty();
        Subject subject = new Subject(evidence.report(), verified);
        List<Check> checks = new ArrayList<>(GenuineChecks.of(verification));
        for (Requirement<?> requirement : Requirement.all()) {
            checks.add(check(requirement, subject, policy));
        }
        SnpReport report = evidence.report();
        checks.add(reference(
                "unknown-measurement",
                "what booted",
                report.measurement(),
                Finding.oneOf(references.measurements()),
                references.measurements().contains(report.measurement()),
                "MEASUREMENT"));
        checks.add(reference(
                "unknown-init-data",
                "what the owner pinned (init-data)",
                report.hostData(),
                Finding.oneOf(references.hostData()),
                references.hostData().contains(report.hostData()),
                "HOST_DATA"));
        checks.add(reference(
                "wrong-report-data",
                "bound to this key and challenge",
                report.reportData(),
                references.reportData().hex(),
                references.reportData().equals(report.reportData()),
                "REPORT_DATA"));
        return List.copyOf(checks);
    }

    private static <T> Check check(Requirement<T> requirement, Subject subject, TrustPolicy policy) {
        Rule<T> rule = policy.rule(requirement);
        ValueKind<T> kind = requirement.kind();
        Optional<T> value = requirement.value(subject);
        boolean applies = value.isPresent() || requirement.isEstablishedOnly();
        String shown = value.map(kind::show).orElse(applies ? "not established" : "does not apply");
        boolean passed = value.map(known -> kind.accepts(rule, known)).orElse(!applies);
        return new Check(requirement.code(), requirement.title(), shown, kind.show(rule), passed, requirement.field());
    }

    private static Check reference(
            String code, String title, Bytes value, String expected, boolean passed, String source) {
        return new Check(code, title, value.hex(), expected, passed, source);
    }
}
