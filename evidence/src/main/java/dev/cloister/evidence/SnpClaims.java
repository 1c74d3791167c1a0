package dev.cloister.evidence;

import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonNull;
import dev.cloister.bytes.JsonObject;
import dev.cloister.evidence.Verification.Verified;
import dev.cloister.evidence.snp.GuestPolicy;
import dev.cloister.evidence.snp.PlatformInfo;
import dev.cloister.evidence.snp.SnpReport;
import dev.cloister.evidence.snp.TcbVersion;

/// What a report says, field by field, for programs that decide by rules of their own: every signed field under
/// its own name (AMD 56860, table ATTESTATION_REPORT, lower case), in the table's order. Bits, TCBs and versions
/// are taken apart; byte strings are lower-case hex; what this version of the report lacks is null.
///
/// What a report says is worth what its verification says.
public final class SnpClaims {
    private static final int FIRST_WITH_CPUID = 3;
    private static final int FIRST_WITH_MITIGATIONS = 5;

    private SnpClaims() {}

    /// Of a report as it stands. TCBs of a version 2 report with a masked chip id are taken apart as Milan's.
    public static JsonObject of(SnpReport report) {
        return members(report, report.reportedTcb().layout()).build();
    }

    /// Of a report that is genuine, and with `established` what the verifier found besides: product line, root,
    /// whether it is emulated, the provider of a VLEK, the revocation list, the time of it all.
    public static JsonObject of(Verified<Evidence.Snp> verified) {
        JsonObject established = Json.object()
                .put("product_line", verified.productLine().title())
                .put("root", verified.root().toString())
                .put("root_name", verified.rootName())
                .put("emulated", verified.emulated())
                .put("provider", verified.provider().<Json>map(Json::text).orElse(JsonNull.NULL))
                .put(
                        "revocation_list_made",
                        verified.revocationListMade()
                                .<Json>map(made -> Json.text(made.toString()))
                                .orElse(JsonNull.NULL))
                .put("at", verified.at().toString())
                .build();
        return members(verified.evidence().report(), verified.productLine().layout())
                .put("established", established)
                .build();
    }

    private static JsonObject.Builder members(SnpReport report, TcbVersion.Layout layout) {
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
                .put("current_tcb", tcb(report.currentTcb().as(layout)))
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
                .put("reported_tcb", tcb(report.reportedTcb().as(layout)))
                .put("cpuid_fam_id", number(cpuid, report.cpuid().family()))
                .put("cpuid_mod_id", number(cpuid, report.cpuid().model()))
                .put("cpuid_step", number(cpuid, report.cpuid().stepping()))
                .put("chip_id", report.chipId().hex())
                .put("chip_id_masked", report.isChipIdMasked())
                .put("committed_tcb", tcb(report.committedTcb().as(layout)))
                .put("current_fw", report.currentFirmware().toString())
                .put("committed_fw", report.committedFirmware().toString())
                .put("launch_tcb", tcb(report.launchTcb().as(layout)))
                .put("launch_mit_vector", bits(mitigations, report.launchMitigations()))
                .put("current_mit_vector", bits(mitigations, report.currentMitigations()));
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
}
