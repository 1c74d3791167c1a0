package dev.cloister.evidence;

import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonObject;
import dev.cloister.evidence.Verification.Verified;
import dev.cloister.evidence.dcap.Quote;
import dev.cloister.evidence.sgx.EnclaveAttributes;
import dev.cloister.evidence.sgx.EnclaveReport;

/// What the quote of an enclave says, field by field, for programs that decide by rules of their own: under
/// the names of Intel SDM volume 3D, table "REPORT", lower case, in its order. Bits are taken apart; byte
/// strings are lower-case hex.
///
/// What a quote says is worth what its verification says.
public final class SgxClaims {
    private SgxClaims() {}

    /// Of a quote as it stands.
    public static JsonObject of(Quote<EnclaveReport> quote) {
        return members(quote).build();
    }

    /// Of a quote that is genuine, and with `established` what the verifier found besides: platform, TCB,
    /// root, lists.
    public static JsonObject of(Verified<Evidence.Sgx> verified) {
        return members(verified.evidence().quote())
                .put("established", QuoteClaims.established(verified))
                .build();
    }

    private static JsonObject.Builder members(Quote<EnclaveReport> quote) {
        EnclaveReport report = quote.body();
        return QuoteClaims.header(quote)
                .put("cpusvn", report.cpuSvn().hex())
                .put("miscselect", report.miscSelect().hex())
                .put("cet_attributes", report.cetAttributes())
                .put("isvextprodid", report.isvExtProdId().hex())
                .put("attributes", attributes(report.attributes()))
                .put("mrenclave", report.mrEnclave().hex())
                .put("mrsigner", report.mrSigner().hex())
                .put("configid", report.configId().hex())
                .put("isvprodid", report.isvProdId())
                .put("isvsvn", report.isvSvn())
                .put("configsvn", report.configSvn())
                .put("isvfamilyid", report.isvFamilyId().hex())
                .put("reportdata", report.reportData().hex());
    }

    private static JsonObject attributes(EnclaveAttributes attributes) {
        return Json.object()
                .put("raw", attributes.toString())
                .put("init", attributes.initialised())
                .put("debug", attributes.debug())
                .put("mode64bit", attributes.mode64())
                .put("provision_key", attributes.provisionKey())
                .put("einittoken_key", attributes.launchKey())
                .put("cet", attributes.cet())
                .put("kss", attributes.keySeparation())
                .put("aex_notify", attributes.aexNotify())
                .put("xfrm", "0x" + Long.toHexString(attributes.xfrm()))
                .build();
    }
}
