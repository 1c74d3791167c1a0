package dev.cloister.broker.token;

import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonObject;
import dev.cloister.evidence.Evidence;
import dev.cloister.evidence.sgx.EnclaveReport;
import dev.cloister.evidence.snp.GuestPolicy;
import dev.cloister.evidence.snp.SnpReport;
import dev.cloister.evidence.snp.TcbVersion;
import dev.cloister.evidence.tdx.TdReport;

/// What evidence says, under the names of Trustee's claims (specs kbs-protocol 10.3), so that policies
/// written for those read it. Report data and init-data stand beside it.
final class EarClaims {
    private EarClaims() {}

    static JsonObject of(Evidence evidence) {
        return switch (evidence) {
            case Evidence.Snp snp -> snp(snp.report());
            case Evidence.Tdx tdx -> tdx(tdx.quote().body());
            case Evidence.Sgx sgx -> sgx(sgx.quote().body());
        };
    }

    private static JsonObject snp(SnpReport report) {
        GuestPolicy policy = report.policy();
        TcbVersion tcb = report.reportedTcb();
        return Json.object()
                .put("chip_id", report.chipId().hex())
                .put("measurement", report.measurement().hex())
                .put("platform_smt_enabled", report.platformInfo().smtEnabled())
                .put("platform_tsme_enabled", report.platformInfo().tsmeEnabled())
                .put("policy_abi_major", policy.bits() >>> 8 & 0xff)
                .put("policy_abi_minor", policy.bits() & 0xff)
                .put("policy_debug_allowed", policy.debugAllowed())
                .put("policy_migrate_ma", policy.migrationAllowed())
                .put("policy_single_socket", policy.singleSocketRequired())
                .put("policy_smt_allowed", policy.smtAllowed())
                .put("reported_tcb_bootloader", tcb.bootloader())
                .put("reported_tcb_microcode", tcb.microcode())
                .put("reported_tcb_snp", tcb.snp())
                .put("reported_tcb_tee", tcb.tee())
                .put("vmpl", report.vmpl())
                .build();
    }

    private static JsonObject tdx(TdReport report) {
        JsonObject.Builder body = Json.object()
                .put("mr_config_id", report.mrConfigId().hex())
                .put("mr_owner", report.mrOwner().hex())
                .put("mr_owner_config", report.mrOwnerConfig().hex())
                .put("mr_seam", report.mrSeam().hex())
                .put("mr_td", report.mrTd().hex())
                .put("mrsigner_seam", report.mrSignerSeam().hex());
        for (int i = 0; i < report.rtmrs().size(); i++) {
            body.put("rtmr_" + i, report.rtmrs().get(i).hex());
        }
        body.put("tcb_svn", report.teeTcbSvn().hex());
        return Json.object()
                .put("quote", Json.object().put("body", body.build()).build())
                .build();
    }

    private static JsonObject sgx(EnclaveReport report) {
        JsonObject body = Json.object()
                .put("config_id", report.configId().hex())
                .put("cpu_svn", report.cpuSvn().hex())
                .put("isv_ext_prod_id", report.isvExtProdId().hex())
                .put("isv_family_id", report.isvFamilyId().hex())
                .put("isv_prod_id", report.isvProdId())
                .put("isv_svn", report.isvSvn())
                .put("mr_enclave", report.mrEnclave().hex())
                .put("mr_signer", report.mrSigner().hex())
                .build();
        return Json.object().put("body", body).build();
    }
}
