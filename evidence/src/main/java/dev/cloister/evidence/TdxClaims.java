package dev.cloister.evidence;

import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonNull;
import dev.cloister.bytes.JsonObject;
import dev.cloister.evidence.Verification.Verified;
import dev.cloister.evidence.dcap.Quote;
import dev.cloister.evidence.tdx.TdAttributes;
import dev.cloister.evidence.tdx.TdReport;

/// What the quote of a trust domain says, field by field, for programs that decide by rules of their own:
/// under Intel's names, lower case, in the report's order. Bits are taken apart; byte strings are lower-case
/// hex; what version 1.0 of the report lacks is null.
///
/// What a quote says is worth what its verification says.
public final class TdxClaims {
    private TdxClaims() {}

    /// Of a quote as it stands.
    public static JsonObject of(Quote<TdReport> quote) {
        return members(quote).build();
    }

    /// Of a quote that is genuine, and with `established` what the verifier found besides: platform, TCB,
    /// root, lists.
    public static JsonObject of(Verified<Evidence.Tdx> verified) {
        return members(verified.evidence().quote())
                .put("established", QuoteClaims.established(verified))
                .build();
    }

    private static JsonObject.Builder members(Quote<TdReport> quote) {
        TdReport report = quote.body();
        JsonObject.Builder out = QuoteClaims.header(quote)
                .put("report_version", report.version())
                .put("tee_tcb_svn", report.teeTcbSvn().hex())
                .put("mrseam", report.mrSeam().hex())
                .put("mrsignerseam", report.mrSignerSeam().hex())
                .put("seamattributes", report.seamAttributes().hex())
                .put("tdattributes", attributes(report.attributes()))
                .put("xfam", "0x" + Long.toHexString(report.xfam()))
                .put("mrtd", report.mrTd().hex())
                .put("mrconfigid", report.mrConfigId().hex())
                .put("mrowner", report.mrOwner().hex())
                .put("mrownerconfig", report.mrOwnerConfig().hex());
        for (int i = 0; i < report.rtmrs().size(); i++) {
            out.put("rtmr" + i, report.rtmrs().get(i).hex());
        }
        return out.put("reportdata", report.reportData().hex())
                .put(
                        "tee_tcb_svn_2",
                        report.later()
                                .<Json>map(later -> Json.text(later.teeTcbSvn2().hex()))
                                .orElse(JsonNull.NULL))
                .put(
                        "mrservicetd",
                        report.later()
                                .<Json>map(
                                        later -> Json.text(later.mrServiceTd().hex()))
                                .orElse(JsonNull.NULL));
    }

    private static JsonObject attributes(TdAttributes attributes) {
        return Json.object()
                .put("raw", attributes.toString())
                .put("debug", attributes.debug())
                .put("icssd", attributes.icssd())
                .put("servtd_ext", attributes.serviceTdExtension())
                .put("lass", attributes.lass())
                .put("sept_ve_disable", attributes.septVeDisabled())
                .put("migratable", attributes.migratable())
                .put("pks", attributes.supervisorKeys())
                .put("kl", attributes.keyLocker())
                .put("tpa", attributes.tpa())
                .put("perfmon", attributes.performanceMonitoring())
                .build();
    }
}
