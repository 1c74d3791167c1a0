package dev.cloister.evidence.ratls;

import dev.cloister.bytes.Bytes;
import dev.cloister.evidence.Evidence;
import dev.cloister.evidence.appraisal.ReferenceValues;
import dev.cloister.evidence.appraisal.Rule;
import dev.cloister.evidence.appraisal.SgxRules;
import dev.cloister.evidence.appraisal.TrustPolicy;
import java.util.Set;

/// Which peers a program trusts: a trust policy, what may have booted, and what its owner may have pinned.
/// What is not named is not accepted.
public final class TrustedPeers {
    /// In whatever length: 32 zeros stand for all of it.
    private static final Set<Bytes> NOTHING_PINNED = Set.of(Bytes.EMPTY.padTo(32));

    private static final int MRSIGNER_SIZE = 32;
    private static final int MAX_U16 = 0xffff;

    private final TrustPolicy policy;
    private final Set<Bytes> measurements;
    private final boolean anyEnclave;
    private final Set<Bytes> hostData;

    private TrustedPeers(TrustPolicy policy, Set<Bytes> measurements, boolean anyEnclave, Set<Bytes> hostData) {
        this.policy = policy;
        this.measurements = Set.copyOf(measurements);
        this.anyEnclave = anyEnclave;
        this.hostData = Set.copyOf(hostData);
    }

    /// Those that booted one of these: MRENCLAVE (32 bytes) or MRTD (48). With no configuration pinned: CONFIGID
    /// or MRCONFIGID is zero.
    ///
    /// @throws IllegalArgumentException for a measurement of another length
    public static TrustedPeers measured(TrustPolicy policy, Set<Bytes> measurements) {
        new ReferenceValues(measurements, Set.of(), Bytes.EMPTY.padTo(Binding.REPORT_DATA_SIZE));
        return new TrustedPeers(policy, measurements, false, NOTHING_PINNED);
    }

    /// Every enclave of SGX of one product of one signer, from a security version on: whatever else the
    /// signer signs under that number is trusted as well. The policy gets these three rules.
    ///
    /// @param mrSigner 32 bytes
    /// @throws IllegalArgumentException for a signer of another length, or a number that is not of 16 bits
    public static TrustedPeers signed(TrustPolicy policy, Bytes mrSigner, int isvProdId, int leastIsvSvn) {
        if (mrSigner.length() != MRSIGNER_SIZE || !isU16(isvProdId) || !isU16(leastIsvSvn)) {
            throw new IllegalArgumentException("MRSIGNER has 32 bytes, ISVPRODID and ISVSVN are from 0 to 65535");
        }
        TrustPolicy stricter = policy.with(SgxRules.MRSIGNER, new Rule.Exactly<>(mrSigner))
                .with(SgxRules.ISV_PROD_ID, new Rule.Exactly<>((long) isvProdId))
                .with(SgxRules.ISV_SVN, new Rule.AtLeast<>((long) leastIsvSvn));
        return new TrustedPeers(stricter, Set.of(), true, NOTHING_PINNED);
    }

    private static boolean isU16(int number) {
        return number >= 0 && number <= MAX_U16;
    }

    /// The same, but one of these must be pinned: MRCONFIGID (48 bytes) or CONFIGID (64), or a digest of 32
    /// bytes that zeros follow.
    ///
    /// @throws IllegalArgumentException for a value of another length
    public TrustedPeers pinnedTo(Set<Bytes> others) {
        new ReferenceValues(Set.of(), others, Bytes.EMPTY.padTo(Binding.REPORT_DATA_SIZE));
        return new TrustedPeers(policy, measurements, anyEnclave, others);
    }

    public TrustPolicy policy() {
        return policy;
    }

    ReferenceValues references(RatlsCertificate certificate) {
        Set<Bytes> accepted = anyEnclave && certificate.evidence() instanceof Evidence.Sgx sgx
                ? Set.of(sgx.quote().body().mrEnclave())
                : measurements;
        return new ReferenceValues(accepted, hostData, certificate.binding().reportData());
    }
}
