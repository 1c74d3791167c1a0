package dev.cloister.cli.evidence;

import dev.cloister.bytes.Bytes;
import dev.cloister.evidence.ChainLink;
import dev.cloister.evidence.Endorsements;
import dev.cloister.evidence.Evidence;
import dev.cloister.evidence.Flaw;
import dev.cloister.evidence.Gap;
import dev.cloister.evidence.Objection;
import dev.cloister.evidence.Revocation;
import dev.cloister.evidence.TcbCheck;
import dev.cloister.evidence.TrustAnchors;
import dev.cloister.evidence.Verification;
import dev.cloister.evidence.Verification.Refused;
import dev.cloister.evidence.Verification.Unsettled;
import dev.cloister.evidence.Verification.Verified;
import dev.cloister.evidence.Verifier;
import dev.cloister.evidence.appraisal.Appraisal;
import dev.cloister.evidence.appraisal.Check;
import dev.cloister.evidence.appraisal.Finding;
import dev.cloister.evidence.appraisal.Rule;
import dev.cloister.evidence.appraisal.Section;
import dev.cloister.evidence.appraisal.SgxRules;
import dev.cloister.evidence.appraisal.SnpRules;
import dev.cloister.evidence.appraisal.TdxRules;
import dev.cloister.evidence.appraisal.TrustPolicy;
import dev.cloister.evidence.appraisal.Verdict;
import dev.cloister.evidence.dcap.TcbStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The answer to a question, and all that it rests on.
///
/// @param objections what stands between the evidence and a yes; none if it is trusted
public record Answer(
        Question question,
        Word word,
        Verification<? extends Evidence> verification,
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
            "missing-mitigations",
            "unsupported-tcb",
            "revoked-tcb",
            "wrong-tdx-module",
            "tcb-status",
            "open-advisories",
            "old-tcb");

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
        Evidence evidence = question.evidence();
        Endorsements all = switch (evidence) {
            case Evidence.Snp snp -> Endorsements.both(question.endorsements(), Endorsements.in(snp.certificates()));
            case Evidence.Dcap _ -> question.endorsements();
        };
        Verification<? extends Evidence> verification =
                verifier(evidence, question.policy()).verify(evidence, all, question.at()); // 1
        Appraisal appraisal = Appraisal.of(
                evidence, verification, question.policy(), question.expected().references()); // 2
        List<Objection> objections = objections(question, verification, appraisal.verdict()); // 3
        return new Answer(question, word(verification, objections), verification, appraisal.checks(), objections);
    }

    /// A list is done without only if the policy says in so many words that it need not be checked, and
    /// Intel's documents only if it takes any status of a TCB: for archived evidence that lost them.
    private static Verifier verifier(Evidence evidence, TrustPolicy policy) {
        return switch (evidence) {
            case Evidence.Snp _ ->
                new Verifier(
                        TrustAnchors.amd().plus(policy.roots(Section.SNP)),
                        revocation(policy.rule(SnpRules.REVOCATION_CHECKED)));
            case Evidence.Sgx _ ->
                new Verifier(
                                TrustAnchors.intel().plus(policy.roots(Section.SGX)),
                                revocation(policy.rule(SgxRules.REVOCATION_CHECKED)))
                        .with(documents(policy.rule(SgxRules.TCB_STATUS)));
            case Evidence.Tdx _ ->
                new Verifier(
                                TrustAnchors.intel().plus(policy.roots(Section.TDX)),
                                revocation(policy.rule(TdxRules.REVOCATION_CHECKED)))
                        .with(documents(policy.rule(TdxRules.TCB_STATUS)));
        };
    }

    private static Revocation revocation(Rule<Boolean> rule) {
        return rule instanceof Rule.Anything<Boolean> ? Revocation.NOT_REQUIRED : Revocation.REQUIRED;
    }

    private static TcbCheck documents(Rule<TcbStatus> rule) {
        return rule instanceof Rule.Anything<TcbStatus> ? TcbCheck.NOT_REQUIRED : TcbCheck.REQUIRED;
    }

    private static Word word(Verification<? extends Evidence> verification, List<Objection> objections) {
        return switch (verification) {
            case Refused<? extends Evidence> _ -> Word.REJECTED;
            case Unsettled<? extends Evidence> _ -> Word.UNDECIDED;
            case Verified<? extends Evidence> _ when objections.isEmpty() -> Word.TRUSTED;
            case Verified<? extends Evidence> _ ->
                objections.stream().allMatch(Unexpected.NoMeasurement.class::isInstance)
                        ? Word.UNDECIDED
                        : Word.REJECTED;
        };
    }

    private static List<Objection> objections(
            Question question, Verification<? extends Evidence> verification, Verdict verdict) {
        List<Objection> objections = new ArrayList<>();
        switch (verification) {
            case Refused<? extends Evidence> no -> {
                objections.addAll(no.flaws());
                objections.addAll(no.gaps());
            }
            case Unsettled<? extends Evidence> open -> objections.addAll(open.gaps());
            case Verified<? extends Evidence> _ -> {
                if (verdict instanceof Verdict.Rejected rejected) {
                    rejected.findings().forEach(finding -> add(objections, finding, question.expected()));
                }
                if (question.expected().measurements().isEmpty()) {
                    objections.add(new Unexpected.NoMeasurement(
                            question.evidence() instanceof Evidence.Snp
                                    ? "MEASUREMENT"
                                    : question.reading().measurementName(),
                            measurement(question)));
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
        return question.reading().measurement();
    }

    /// `valid`, `invalid`, `missing` (the report says so) or `unchecked` (no certificate of the key at hand).
    public String signature() {
        return VendorChain.signature(verification);
    }

    /// `valid`, `invalid`, `incomplete` (certificates or a fresh revocation list are missing) or `unchecked`.
    public String chain() {
        return switch (verification) {
            case Verified<? extends Evidence> _ -> "valid";
            case Refused<? extends Evidence> no when has(no, Flaw.Unsigned.class) -> "unchecked";
            case Refused<? extends Evidence> no ->
                no.flaws().stream().allMatch(Answer::isOfReport)
                        ? no.gaps().isEmpty() ? "valid" : "incomplete"
                        : "invalid";
            case Unsettled<? extends Evidence> _ -> "incomplete";
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
        return verification instanceof Verified<? extends Evidence> ? "accepted" : "unchecked";
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

    private static boolean has(Refused<? extends Evidence> refused, Class<? extends Flaw> kind) {
        return refused.flaws().stream().anyMatch(kind::isInstance);
    }
}
