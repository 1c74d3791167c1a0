package dev.cloister.evidence.appraisal;

import dev.cloister.bytes.Bytes;
import dev.cloister.evidence.Established;
import dev.cloister.evidence.Evidence;
import dev.cloister.evidence.Verification.Verified;
import dev.cloister.evidence.snp.ProductLine;
import dev.cloister.evidence.snp.SnpReport;
import dev.cloister.evidence.snp.TcbVersion;
import java.util.Optional;

/// What a requirement looks at: evidence, and what the verifier established of it, if it did. Requirements of
/// a section only ever see evidence of that kind.
record Subject(Evidence evidence, Optional<Verified<? extends Evidence>> verified) {
    static Subject of(Verified<? extends Evidence> verified) {
        return new Subject(verified.evidence(), Optional.of(verified));
    }

    /// Of SNP evidence.
    SnpReport report() {
        return ((Evidence.Snp) evidence).report();
    }

    /// Of a quote that is genuine.
    Optional<Established.Dcap> dcap() {
        return verified.map(Verified::established).map(established -> switch (established) {
            case Established.Dcap dcap -> dcap;
            case Established.Snp snp -> throw new IllegalStateException("a quote is not SNP's");
        });
    }

    Optional<ProductLine> line() {
        return verified.map(Verified::productLine).or(report()::productLine);
    }

    /// What booted: a launch digest, MRENCLAVE or MRTD.
    Bytes measurement() {
        return switch (evidence) {
            case Evidence.Snp snp -> snp.report().measurement();
            case Evidence.Sgx sgx -> sgx.quote().body().mrEnclave();
            case Evidence.Tdx tdx -> tdx.quote().body().mrTd();
        };
    }

    /// What the owner pinned: host data, CONFIGID or MRCONFIGID; a digest stands at the start of it, zeros
    /// behind.
    Bytes hostData() {
        return switch (evidence) {
            case Evidence.Snp snp -> snp.report().hostData();
            case Evidence.Sgx sgx -> sgx.quote().body().configId();
            case Evidence.Tdx tdx -> tdx.quote().body().mrConfigId();
        };
    }

    Bytes reportData() {
        return switch (evidence) {
            case Evidence.Snp snp -> snp.report().reportData();
            case Evidence.Sgx sgx -> sgx.quote().body().reportData();
            case Evidence.Tdx tdx -> tdx.quote().body().reportData();
        };
    }

    /// Version 2 reports do not say which layout their TCBs have; the certificate does.
    TcbVersion tcb(TcbVersion reported) {
        return line().map(known -> reported.as(known.layout())).orElse(reported);
    }

    /// Firmware or TCB that the platform's owner may still roll back.
    boolean isProvisional() {
        SnpReport report = report();
        return !report.committedTcb().equals(report.currentTcb())
                || !report.committedFirmware().equals(report.currentFirmware());
    }

    /// Nothing reported, committed or launched under is newer than what runs.
    boolean isTcbInOrder() {
        SnpReport report = report();
        TcbVersion current = tcb(report.currentTcb());
        return current.isAtLeast(tcb(report.reportedTcb()))
                && current.isAtLeast(tcb(report.committedTcb()))
                && current.isAtLeast(tcb(report.launchTcb()))
                && report.committedFirmware().compareTo(report.currentFirmware()) <= 0;
    }
}
