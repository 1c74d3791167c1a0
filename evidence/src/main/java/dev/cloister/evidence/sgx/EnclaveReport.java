package dev.cloister.evidence.sgx;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Cursor;
import dev.cloister.bytes.Malformed;

/// The body of an enclave's report: 384 bytes, parsed and not yet believed. Reserved bytes are zero. Numbers
/// are little-endian; byte strings stand here as the processor stores them.
///
/// @param raw the 384 bytes, as received: signatures are over them
/// @param miscSelect 4 bytes
/// @param cetAttributes one byte of bits
/// @param mrEnclave what was loaded
/// @param mrSigner SHA-256 of the key that signed the enclave
/// @param configId 64 bytes; with `configSvn`, `isvExtProdId` and `isvFamilyId` only where KSS is on
/// @param reportData 64 bytes, chosen by the enclave
public record EnclaveReport(
        Bytes raw,
        Bytes cpuSvn,
        Bytes miscSelect,
        int cetAttributes,
        Bytes isvExtProdId,
        EnclaveAttributes attributes,
        Bytes mrEnclave,
        Bytes mrSigner,
        Bytes configId,
        int isvProdId,
        int isvSvn,
        int configSvn,
        Bytes isvFamilyId,
        Bytes reportData) {
    /// Bytes of a report body.
    public static final int SIZE = 384;

    /// Intel SDM volume 3D, table "REPORT", the first 384 bytes. Fields in the table's order.
    public static EnclaveReport parse(String structure, Bytes raw) throws Malformed {
        Cursor in = Cursor.littleEndian(structure, raw.array());
        Bytes cpuSvn = in.bytes("cpusvn", 16); // 0
        Bytes miscSelect = in.bytes("miscselect", 4); // 16
        int cetAttributes = in.u8("cet_attributes"); // 20
        in.zeros("reserved", 11); // 21
        Bytes isvExtProdId = in.bytes("isvextprodid", 16); // 32
        EnclaveAttributes attributes = new EnclaveAttributes(in.bytes("attributes", EnclaveAttributes.SIZE)); // 48
        Bytes mrEnclave = in.bytes("mrenclave", 32); // 64
        in.zeros("reserved", 32); // 96
        Bytes mrSigner = in.bytes("mrsigner", 32); // 128
        in.zeros("reserved", 32); // 160
        Bytes configId = in.bytes("configid", 64); // 192
        int isvProdId = in.u16("isvprodid"); // 256
        int isvSvn = in.u16("isvsvn"); // 258
        int configSvn = in.u16("configsvn"); // 260
        in.zeros("reserved", 42); // 262
        Bytes isvFamilyId = in.bytes("isvfamilyid", 16); // 304
        Bytes reportData = in.bytes("reportdata", 64); // 320
        in.end(); // 384
        return new EnclaveReport(
                raw,
                cpuSvn,
                miscSelect,
                cetAttributes,
                isvExtProdId,
                attributes,
                mrEnclave,
                mrSigner,
                configId,
                isvProdId,
                isvSvn,
                configSvn,
                isvFamilyId,
                reportData);
    }
}
