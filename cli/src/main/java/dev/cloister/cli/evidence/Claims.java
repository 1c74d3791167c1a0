package dev.cloister.cli.evidence;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFlag;
import dev.cloister.bytes.JsonNull;
import dev.cloister.bytes.JsonNumber;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.JsonText;
import dev.cloister.evidence.snp.GuestPolicy;
import dev.cloister.evidence.snp.PlatformInfo;
import dev.cloister.evidence.snp.SnpReport;
import dev.cloister.evidence.snp.TcbVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Every signed field of a report under its own name (AMD 56860, table ATTESTATION_REPORT, lower case), in the
/// table's order. What a report says is worth what its verification says.
final class Claims {
    private static final int FIRST_WITH_CPUID = 3;
    private static final int FIRST_WITH_MITIGATIONS = 5;

    private Claims() {}

    /// With `emulated`, which is not the report's word but the chain's: true or false of the root that it ends in,
    /// null if it ends in none.
    static JsonObject of(Answer answer) {
        JsonObject.Builder out = Json.object();
        of(answer.question().file().evidence().report()).members().forEach(out::put);
        boolean rooted = answer.links().size() == 3;
        return out.put("emulated", rooted ? Json.flag(answer.emulated()) : JsonNull.NULL)
                .build();
    }

    static JsonObject of(SnpReport report) {
        boolean cpuid = report.version() >= FIRST_WITH_CPUID;
        boolean mitigations = report.version() >= FIRST_WITH_MITIGATIONS;
        return Json.object()
                .put("version", report.version())
                .put("guest_svn", report.guestSvn())
                .put("policy", report.policy().toString())
                .put("policy_flags", policy(report.policy()))
                .put("family_id", report.familyId().hex())
                .put("image_id", report.imageId().hex())
                .put("vmpl", report.vmpl())
                .put("signature_algo", 1)
                .put("current_tcb", tcb(report.currentTcb()))
                .put("platform_info", platform(report.platformInfo()))
                .put("author_key_en", report.authorKeyEnabled())
                .put("mask_chip_key", report.chipKeyMasked())
                .put("signing_key", report.signingKey().name())
                .put("report_data", report.reportData().hex())
                .put("measurement", report.measurement().hex())
                .put("host_data", report.hostData().hex())
                .put("id_key_digest", report.idKeyDigest().hex())
                .put("author_key_digest", report.authorKeyDigest().hex())
                .put("report_id", report.reportId().hex())
                .put("report_id_ma", report.migrationAgentReportId().hex())
                .put("reported_tcb", tcb(report.reportedTcb()))
                .put("cpuid_fam_id", number(cpuid, report.cpuid().family()))
                .put("cpuid_mod_id", number(cpuid, report.cpuid().model()))
                .put("cpuid_step", number(cpuid, report.cpuid().stepping()))
                .put("chip_id", report.chipId().hex())
                .put("committed_tcb", tcb(report.committedTcb()))
                .put("current_fw", report.currentFirmware().toString())
                .put("committed_fw", report.committedFirmware().toString())
                .put("launch_tcb", tcb(report.launchTcb()))
                .put("launch_mit_vector", bits(mitigations, report.launchMitigations()))
                .put("current_mit_vector", bits(mitigations, report.currentMitigations()))
                .build();
    }

    private static JsonObject policy(GuestPolicy policy) {
        return Json.object()
                .put("abi_minor", policy.bits() & 0xff)
                .put("abi_major", policy.bits() >>> 8 & 0xff)
                .put("smt", policy.smtAllowed())
                .put("migrate_ma", policy.migrationAllowed())
                .put("debug", policy.debugAllowed())
                .put("single_socket", policy.singleSocketRequired())
                .put("cxl_allow", policy.cxlAllowed())
                .put("mem_aes_256_xts", policy.aes256XtsRequired())
                .put("rapl_dis", policy.raplDisabled())
                .put("ciphertext_hiding", policy.ciphertextHidingRequired())
                .put("page_swap_disable", policy.pageSwapDisabled())
                .build();
    }

    private static JsonObject platform(PlatformInfo platform) {
        return Json.object()
                .put("raw", platform.toString())
                .put("smt_en", platform.smtEnabled())
                .put("tsme_en", platform.tsmeEnabled())
                .put("ecc_en", platform.eccEnabled())
                .put("rapl_dis", platform.raplDisabled())
                .put("ciphertext_hiding_en", platform.ciphertextHidingEnabled())
                .put("alias_check_complete", platform.aliasCheckComplete())
                .put("tio_en", platform.trustedIoEnabled())
                .build();
    }

    private static JsonObject tcb(TcbVersion tcb) {
        JsonObject.Builder out = Json.object().put("raw", tcb.raw().hex());
        if (tcb.layout().hasFmc()) {
            out.put("fmc", tcb.fmc());
        }
        return out.put("bootloader", tcb.bootloader())
                .put("tee", tcb.tee())
                .put("snp", tcb.snp())
                .put("microcode", tcb.microcode())
                .build();
    }

    private static Json number(boolean present, int value) {
        return present ? Json.number(value) : JsonNull.NULL;
    }

    private static Json bits(boolean present, long value) {
        return present ? Json.text("0x" + Long.toHexString(value)) : JsonNull.NULL;
    }

    /// One line a field, for people; zeros are said in words.
    static List<List<String>> rows(SnpReport report) {
        List<List<String>> rows = new ArrayList<>();
        of(report).members().forEach((name, value) -> rows.add(List.of(name, shown(value))));
        return rows;
    }

    private static String shown(Json value) {
        return switch (value) {
            case JsonText text -> text(text.value());
            case JsonNumber number -> number.literal();
            case JsonFlag flag -> flag.value() ? "yes" : "no";
            case JsonNull _ -> "not in this version of the report";
            case JsonObject object -> object(object.members());
            case Json other -> other.compact();
        };
    }

    private static String text(String text) {
        boolean long_ = text.length() >= 32;
        return long_ && Bytes.hex(text).isZero() ? "all zero (" + text.length() / 2 + " bytes)" : text;
    }

    /// Flags that are set by name, other members with their values.
    private static String object(Map<String, Json> members) {
        List<String> parts = new ArrayList<>();
        members.forEach((name, value) -> {
            if (!(value instanceof JsonFlag flag)) {
                parts.add(name + " " + shown(value));
            } else if (flag.value()) {
                parts.add(name);
            }
        });
        return String.join(", ", parts);
    }
}
