package dev.cloister.evidence.dcap;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Cursor;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.sgx.EnclaveReport;

/// What vouches for a quote's first part: the attestation key's signature, and the quoting enclave (QE) that
/// vouches for that key. Signatures are r and s, keys x and y, 32 bytes each, big-endian.
///
/// @param signature by `attestationKey`, over header and body
/// @param qeReport of the quoting enclave; its report data ties it to the attestation key
/// @param qeReportSignature by the platform's key (PCK), over the report's 384 bytes
/// @param qeAuthentication what the QE hashed behind the attestation key
public record QuoteSignature(
        Bytes signature,
        Bytes attestationKey,
        EnclaveReport qeReport,
        Bytes qeReportSignature,
        Bytes qeAuthentication,
        Certification certification) {
    private static final int PAIR = 64;

    /// Intel "SGX ECDSA Quote Library Reference", table "ECDSA 256-bit quote signature data structure"; from
    /// version 4 on all behind the key is wrapped in certification data of type 6.
    static QuoteSignature parse(Cursor in, int version) throws Malformed {
        Bytes signature = in.bytes("signature", PAIR);
        Bytes key = in.bytes("attestation_key", PAIR);
        Cursor rest = in;
        if (version > 3) {
            int type = in.u16("certification_type");
            if (type != Certification.QE_REPORT) {
                throw in.bad("certification_type", "must be 6 from version 4 on, is " + type);
            }
            rest = in.sub("qe_report_certification", Certification.size(in, in.u32("certification_size")));
        }
        EnclaveReport report = EnclaveReport.parse("Quote.qe_report", rest.bytes("qe_report", EnclaveReport.SIZE));
        Bytes reportSignature = rest.bytes("qe_report_signature", PAIR);
        Bytes authentication = rest.bytes("qe_auth_data", rest.u16("qe_auth_data_size"));
        Certification certification = Certification.parse(rest);
        rest.end();
        return new QuoteSignature(signature, key, report, reportSignature, authentication, certification);
    }
}
