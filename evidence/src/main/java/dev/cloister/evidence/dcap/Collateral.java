package dev.cloister.evidence.dcap;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import java.time.Instant;

/// A document that Intel's provisioning service (PCS) signs, parsed and not yet believed: by it a verifier
/// judges a platform, or the quoting enclave on it. JSON, as the service or a cache of it (PCCS) serves it.
public sealed interface Collateral permits TcbInfo, EnclaveIdentity {
    /// The exact bytes that are signed, and the signature.
    SignedText signed();

    /// What it is, for people.
    String title();

    Instant issueDate();

    Instant nextUpdate();

    /// Of the advisories that were known; Intel serves two of them side by side for a time.
    int evaluationNumber();

    default boolean isFreshAt(Instant at) {
        return !issueDate().isAfter(at) && !nextUpdate().isBefore(at);
    }

    /// Either of the two, by its first member.
    static Collateral parse(Bytes content) throws Malformed {
        SignedText text = SignedText.parse("collateral", content);
        return switch (text.member()) {
            case TcbInfo.MEMBER -> TcbInfo.of(text);
            case EnclaveIdentity.MEMBER -> EnclaveIdentity.of(text);
            default ->
                throw new Malformed(
                        "collateral",
                        text.member(),
                        -1,
                        "is neither " + TcbInfo.MEMBER + " nor " + EnclaveIdentity.MEMBER);
        };
    }
}
