package dev.cloister.cli.proof;

import dev.cloister.bytes.Base64s;
import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.Endorsements;
import dev.cloister.evidence.Evidence;
import dev.cloister.evidence.TrustAnchors;
import dev.cloister.evidence.Verification;
import dev.cloister.evidence.Verifier;
import dev.cloister.evidence.appraisal.Appraisal;
import dev.cloister.evidence.appraisal.Check;
import dev.cloister.evidence.appraisal.ReferenceValues;
import dev.cloister.evidence.appraisal.TrustPolicy;
import dev.cloister.evidence.appraisal.Verdict;
import dev.cloister.evidence.snp.CertificateTable;
import dev.cloister.evidence.snp.SnpReport;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/// Everything that an answer about one guest rests on, in one file, so that anybody can ask again without us,
/// the broker or a network: evidence and endorsements as they were, what they were held against, and the time.
///
/// The file says nothing that is believed: its verdict is not in it, it is found anew by [#appraise].
///
/// @param guest name of the guest
/// @param at when the broker appraised it; certificates and revocation list are judged as of then
/// @param report attestation report, 1184 bytes
/// @param certificates certificate table that came with it (GHCB 56421)
/// @param initData text whose SHA-256 is HOST_DATA
/// @param runtimeData canonical JSON whose SHA-384 begins REPORT_DATA: key, nonce
/// @param policy trust policy and reference values, each with its source
public record Proof(
        String guest,
        Instant at,
        Bytes report,
        Bytes certificates,
        String initData,
        String runtimeData,
        ReleasePolicy policy) {
    private static final String STRUCTURE = "proof";
    private static final int FORMAT = 1;
    private static final int MAX_DEPTH = 16;
    private static final int REPORT_DATA_BYTES = 64;

    /// What holding a proof against its policy gives.
    public record Answer(
            Verdict verdict,
            Verification<Evidence.Snp> verification,
            boolean emulated,
            Bytes measurement,
            List<Check> checks) {
        public String word() {
            return switch (verdict) {
                case Verdict.Trusted _ -> "trusted";
                case Verdict.Rejected _ -> "rejected";
                case Verdict.Undecided _ -> "undecided";
            };
        }
    }

    /// 1. The statement is parsed. 2. Signature, chain and revocation are checked as of [#at], against the
    /// vendors' roots and those that the policy names. 3. It is held against the policy and the reference
    /// values, and to exactly this init-data and this key and nonce.
    ///
    /// @param against what the reader holds it against; the file's own policy is the writer's word
    public Answer appraise(ReleasePolicy against) throws Malformed {
        TrustPolicy trust = against.trustPolicy();
        Evidence.Snp evidence =
                new Evidence.Snp(SnpReport.parse(report.array()), CertificateTable.parse(certificates.array())); // 1
        Verification<Evidence.Snp> verification = new Verifier(
                        TrustAnchors.amd().plus(trust.roots()))
                .verify(evidence, Endorsements.in(evidence.certificates()), at); // 2
        boolean emulated = verification instanceof Verification.Verified<Evidence.Snp> verified && verified.emulated();
        ReferenceValues references = references(against, emulated);
        Appraisal appraisal = Appraisal.of(evidence, verification, trust, references); // 3
        return new Answer(
                against.explained(appraisal.verdict(), at),
                verification,
                emulated,
                evidence.report().measurement(),
                appraisal.checks());
    }

    public Bytes initDataDigest() {
        return Digests.sha256(Bytes.utf8(initData));
    }

    /// The init-data must be this text, and approved.
    private ReferenceValues references(ReleasePolicy against, boolean emulated) {
        Bytes digest = initDataDigest();
        boolean approved = ReleasePolicy.digests(against.initData()).contains(digest);
        return new ReferenceValues(
                against.measurementsAt(at, emulated),
                approved ? Set.of(digest) : Set.of(),
                Digests.sha384(Bytes.utf8(runtimeData)).padTo(REPORT_DATA_BYTES));
    }

    public JsonObject toJson() {
        return Json.object()
                .put("format", FORMAT)
                .put("guest", guest)
                .put("at", at.toString())
                .put("report", report.base64())
                .put("certificates", certificates.base64())
                .put("initData", initData)
                .put("runtimeData", runtimeData)
                .put("policy", policy.toJson())
                .build();
    }

    public static Proof parse(byte[] utf8) throws Malformed {
        JsonFields in = JsonFields.parse(STRUCTURE, utf8, MAX_DEPTH);
        in.number("format", FORMAT, FORMAT);
        Proof proof = new Proof(
                in.text("guest"),
                instant(in, "at"),
                in.base64("report"),
                in.base64("certificates"),
                in.text("initData"),
                in.text("runtimeData"),
                ReleasePolicy.fromJson(in.object("policy")));
        in.end();
        return proof;
    }

    /// One entry of the broker's list of activations.
    public static Proof ofActivation(String guest, JsonFields in) throws Malformed {
        return new Proof(
                guest,
                instant(in, "time"),
                in.hex("reportHex"),
                Base64s.decodeStandard("activation", "certificatesBase64", in.text("certificatesBase64")),
                in.text("initData"),
                in.text("runtimeData"),
                ReleasePolicy.fromJson(in.object("releasePolicy")));
    }

    static Instant instant(JsonFields in, String name) throws Malformed {
        String text = in.text(name);
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw in.bad(name, "is '" + text + "', needs a time such as 2026-01-31T12:00:00Z");
        }
    }

    public byte[] file() {
        return (toJson().pretty() + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
