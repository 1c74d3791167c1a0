package dev.cloister.evidence.dcap;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Cursor;
import dev.cloister.bytes.Malformed;

/// The first 48 bytes of a quote of version 3, 4 or 5.
///
/// @param qeSvn of the quoting enclave, in version 3; not in use later
/// @param pceSvn of the provisioning enclave, in version 3; not in use later
/// @param userData 20 bytes, of which 16 name the platform to its provider
public record QuoteHeader(int version, Tee tee, int qeSvn, int pceSvn, Bytes userData) {
    /// Intel's quoting enclave.
    public static final Bytes INTEL_QE = Bytes.hex("939a7233f79c4ca9940a0db3957f0607");

    /// ECDSA on P-256, the only key type there is.
    public static final int ECDSA_P256 = 2;

    private static final int OLDEST_VERSION = 3;
    private static final int NEWEST_VERSION = 5;

    /// Intel "SGX ECDSA Quote Library Reference", appendix "Quote format", table "Quote header".
    static QuoteHeader parse(Cursor in) throws Malformed {
        int version = in.u16("version"); // 0
        if (version < OLDEST_VERSION || version > NEWEST_VERSION) {
            String which = version < OLDEST_VERSION ? "old" : "new";
            throw in.bad("version", "version " + version + " is too " + which + ", 3 to 5 are known");
        }
        int keyType = in.u16("att_key_type"); // 2
        if (keyType != ECDSA_P256) {
            throw in.bad("att_key_type", "must be 2 (ECDSA on P-256), is " + keyType);
        }
        Tee tee = tee(in, in.u32("tee_type"), version); // 4
        int qeSvn = in.u16("qe_svn"); // 8
        int pceSvn = in.u16("pce_svn"); // 10
        Bytes vendor = in.bytes("qe_vendor_id", 16); // 12
        if (!vendor.equals(INTEL_QE)) {
            throw in.bad("qe_vendor_id", "must be Intel's, " + INTEL_QE + ", is " + vendor);
        }
        return new QuoteHeader(version, tee, qeSvn, pceSvn, in.bytes("user_data", 20)); // 28
    }

    private static Tee tee(Cursor in, long code, int version) throws Malformed {
        for (Tee tee : Tee.values()) {
            if (tee.code() == code && (version > OLDEST_VERSION || tee == Tee.SGX)) {
                return tee;
            }
        }
        throw in.bad("tee_type", "version " + version + " has no TEE of type 0x" + Long.toHexString(code));
    }
}
