package dev.cloister.cli.evidence;

import dev.cloister.bytes.Bytes;
import dev.cloister.evidence.ChainLink;
import dev.cloister.evidence.Endorsements;
import dev.cloister.evidence.Evidence;
import dev.cloister.evidence.Flaw;
import dev.cloister.evidence.Gap;
import dev.cloister.evidence.Objection;
import dev.cloister.evidence.Revocation;
import dev.cloister.evidence.TrustAnchors;
import dev.cloister.evidence.Verification;
import dev.cloister.evidence.Verification.Refused;
import dev.cloister.evidence.Verification.Unsettled;
import dev.cloister.evidence.Verification.Verified;
import dev.cloister.evidence.Verifier;
import dev.cloister.evidence.appraisal.Appraisal;
import dev.cloister.evidence.appraisal.Check;
import dev.cloister.evidence.appraisal.Finding;
import dev.cloister.evidence.appraisal.Requirement;
import dev.cloister.evidence.appraisal.Rule;
import dev.cloister.evidence.appraisal.TrustPolicy;
import dev.cloister.evidence.appraisal.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The answer to a question, and all that it rests on.
///
/// @param objections what stands between the evidence and a yes; none if it is trusted
public record Answer(
        Question question,
        Word word,
        Verification<Evidence.Snp> verification,
        List<Check> checks,
        List<Objection> objections) {
    private static final Set<String> TCB_CODES = Set.of(
            "tcb-mismatch",
            "outdated-tcb",
            "outdated-launch-tcb",
            "tcb-out-of-order",
            "provisional-firmware",
            "outdated-firmware",
            "outdated-microcode",
            "missing-launch-mitigations",
            "missing-mitigations");

    public enum Word {
        TRUSTED,
        REJECTED,
        UNDECIDED
    }

    public Answer {
        checks = List.copyOf(checks);
        objections = List.copyOf(objections);
        if ((word == Word.TRUSTED) != objections.isEmpty()) {
            throw new IllegalArgumentException("trusted is what nothing speaks against");
        }
    }

    /// 1. Is it genuine at that time? 2. Does it satisfy the policy? 3. Is it what the reader expects: of
    /// that, only what was said is asked for, but without a measurement there is no yes.
    public static Answer of(Question question) {
        Evidence.Snp evidence = question.evidence();
        Endorsements all = Endorsements.both(question.endorsements(), Endorsements.in(evidence.certificates()));
        Verification<Evidence.Snp> verification = new Verifier(
                        TrustAnchors.amd().plus(question.policy().roots()), revocation(question.policy()))
                .verify(evidence, all, question.at()); // 1
        Appraisal appraisal = Appraisal.of(
                evidence, verification, question.policy(), question.expected().references()); // 2
        List<Objection> objections = objections(question, verification, appraisal.verdict()); // 3
        return new Answer(question, word(verification, objections), verification, appraisal.checks(), objections);
    }

    /// A list is done without only if the policy says in so many words that it need not be checked: for
    /// archived evidence whose list is lost.
    private static Revocation revocation(TrustPolicy policy) {
        return policy.rule(Requirement.REVOCATION_CHECKED) instanceof Rule.Anything<Boolean>
                ? Revocation.NOT_REQUIRED
                : Revocation.REQUIRED;
    }

    private static Word word(Verification<Evidence.Snp> verification, List<Objection> objections) {
        return switch (verification) {
            case Refused<Evidence.Snp> _ -> Word.REJECTED;
            case Unsettled<Evidence.Snp> _ -> Word.UNDECIDED;
            case Verified<Evidence.Snp> _ when objections.isEmpty() -> Word.TRUSTED;
            case Verified<Evidence.Snp> _ ->
                objections.stream().allMatch(Unexpected.NoMeasurement.class::isInstance)
                        ? Word.UNDECIDED
                        : Word.REJECTED;
        };
    }

    private static List<Objection> objections(
            Question question, Verification<Evidence.Snp> verification, Verdict verdict) {
        List<Objection> objections = new ArrayList<>();
        switch (verification) {
            case Refused<Evidence.Snp> no -> {
                objections.addAll(no.flaws());
                objections.addAll(no.gaps());
            }
            case Unsettled<Evidence.Snp> open -> objections.addAll(open.gaps());
            case Verified<Evidence.Snp> _ -> {
                if (verdict instanceof Verdict.Rejected rejected) {
                    rejected.findings().forEach(finding -> add(objections, finding, question.expected()));
                }
                if (question.expected().measurements().isEmpty()) {
                    objections.add(new Unexpected.NoMeasurement(measurement(question)));
                }
            }
        }
        return objections;
    }

    private static void add(List<Objection> objections, Finding finding, Question.Expected expected) {
        boolean asked = switch (finding) {
            case Finding.UnknownMeasurement _ -> !expected.measurements().isEmpty();
            case Finding.UnknownInitData _ -> expected.hostData().isPresent();
            case Finding.WrongReportData _ -> expected.reportData().isPresent();
            case Finding.NotGenuine _, Finding.MeasurementEnded _, Finding.RuleBroken _ -> true;
        };
        if (asked) {
            objections.add(new Unexpected.Other(finding));
        }
    }

    private static Bytes measurement(Question question) {
        return question.evidence().report().measurement();
    }

    /// `valid`, `invalid`, `missing` (the report says so) or `unchecked` (no certificate of the key at hand).
    public String signature() {
        return VendorChain.signature(verification);
    }

    /// `valid`, `invalid`, `incomplete` (certificates or a fresh revocation list are missing) or `unchecked`.
    public String chain() {
        return switch (verification) {
            case Verified<Evidence.Snp> _ -> "valid";
            case Refused<Evidence.Snp> no when has(no, Flaw.Unsigned.class) -> "unchecked";
            case Refused<Evidence.Snp> no ->
                no.flaws().stream().allMatch(Answer::isOfReport)
                        ? no.gaps().isEmpty() ? "valid" : "incomplete"
                        : "invalid";
            case Unsettled<Evidence.Snp> _ -> "incomplete";
        };
    }

    /// About the report alone; the certificates are what they should be.
    private static boolean isOfReport(Flaw flaw) {
        return switch (flaw) {
            case Flaw.Unsigned _, Flaw.BadSignature _, Flaw.TcbMismatch _ -> true;
            case Flaw.UnboundKey _,
                    Flaw.BadQeSignature _,
                    Flaw.WrongQuotingEnclave _,
                    Flaw.WrongTdxModule _,
                    Flaw.UnsupportedTcb _,
                    Flaw.RevokedTcb _ -> true;
            case Flaw.BrokenChain _,
                    Flaw.UnfitCertificate _,
                    Flaw.UnknownRoot _,
                    Flaw.WrongProduct _,
                    Flaw.Expired _,
                    Flaw.NotYetValid _,
                    Flaw.Revoked _,
                    Flaw.ChipMismatch _ -> false;
        };
    }

    /// `accepted`, `refused` or `unchecked` (evidence that is not genuine has no TCB that could be judged).
    public String tcb() {
        if (objections.stream().anyMatch(objection -> TCB_CODES.contains(objection.code()))) {
            return "refused";
        }
        return verification instanceof Verified<Evidence.Snp> ? "accepted" : "unchecked";
    }

    /// The chain ends in a root that plays a vendor: named by the policy, or by its own name.
    public boolean emulated() {
        return VendorChain.emulated(verification);
    }

    /// From the key that signed to the root, as far as they were found.
    List<ChainLink> links() {
        return VendorChain.links(verification);
    }

    List<Flaw> flaws() {
        return VendorChain.flaws(verification);
    }

    List<Gap> gaps() {
        return VendorChain.gaps(verification);
    }

    private static boolean has(Refused<Evidence.Snp> refused, Class<? extends Flaw> kind) {
        return refused.flaws().stream().anyMatch(kind::isInstance);
    }
}
