package dev.cloister.evidence;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonNull;
import dev.cloister.bytes.JsonObject;
import dev.cloister.evidence.Verification.Verified;
import dev.cloister.evidence.dcap.Platform;
import dev.cloister.evidence.dcap.Quote;
import dev.cloister.evidence.dcap.TcbEvaluation;
import dev.cloister.evidence.dcap.TcbStatus;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/// What the claims of SGX and TDX have in common.
final class QuoteClaims {
    private QuoteClaims() {}

    static JsonObject.Builder header(Quote<?> quote) {
        return Json.object()
                .put("tee", quote.header().tee().title())
                .put("quote_version", quote.header().version())
                .put("user_data", quote.header().userData().hex())
                .put("certification_type", quote.signature().certification().type());
    }

    static JsonObject established(Verified<? extends Evidence.Dcap> verified) {
        Established.Dcap found = Established.of(verified);
        JsonObject.Builder out = Json.object();
        platform(out, found.platform());
        tcb(out, found.tcb());
        return out.put("root", verified.root().toString())
                .put("root_name", verified.rootName())
                .put("emulated", verified.emulated())
                .put("revocation_list_made", text(verified.revocationListMade()))
                .put("at", verified.at().toString())
                .build();
    }

    private static void platform(JsonObject.Builder out, Platform platform) {
        Optional<Platform.Configuration> configuration = platform.configuration();
        out.put("fmspc", platform.fmspc().hex())
                .put("pceid", platform.pceId().hex())
                .put("ppid", platform.ppid().hex())
                .put("tcb_components", platform.components().hex())
                .put("pcesvn", platform.pceSvn())
                .put("sgx_type", platform.sgxType().name().toLowerCase(Locale.ROOT))
                .put("platform_instance_id", text(platform.instanceId().map(Bytes::hex)))
                .put("dynamic_platform", flag(configuration.flatMap(Platform.Configuration::dynamicPlatform)))
                .put("cached_keys", flag(configuration.flatMap(Platform.Configuration::cachedKeys)))
                .put("smt_enabled", flag(configuration.flatMap(Platform.Configuration::smtEnabled)));
    }

    private static void tcb(JsonObject.Builder out, Optional<TcbEvaluation> tcb) {
        out.put("tcb_status", of(tcb, known -> Json.text(known.status().word())))
                .put(
                        "platform_status",
                        of(tcb, known -> Json.text(known.platform().word())))
                .put(
                        "qe_status",
                        of(tcb, known -> Json.text(known.quotingEnclave().word())))
                .put("tdx_module_status", of(tcb, known -> text(known.module().map(TcbStatus::word))))
                .put(
                        "advisories",
                        of(
                                tcb,
                                known -> Json.array(known.advisories().stream()
                                        .map(Json::text)
                                        .toList())))
                .put("tcb_date", of(tcb, known -> Json.text(known.tcbDate().toString())))
                .put("tcb_evaluation_number", of(tcb, known -> Json.number(known.evaluationNumber())))
                .put(
                        "collateral_issued",
                        of(tcb, known -> Json.text(known.earliestIssue().toString())))
                .put(
                        "collateral_expires",
                        of(tcb, known -> Json.text(known.expires().toString())));
    }

    private static Json of(Optional<TcbEvaluation> tcb, Function<TcbEvaluation, Json> reading) {
        return tcb.map(reading).orElse(JsonNull.NULL);
    }

    private static Json text(Optional<?> value) {
        return value.<Json>map(known -> Json.text(known.toString())).orElse(JsonNull.NULL);
    }

    private static Json flag(Optional<Boolean> value) {
        return value.<Json>map(Json::flag).orElse(JsonNull.NULL);
    }
}
