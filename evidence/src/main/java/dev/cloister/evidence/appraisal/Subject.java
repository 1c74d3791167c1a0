package dev.cloister.evidence.appraisal;

import dev.cloister.evidence.Evidence;
import dev.cloister.evidence.Verification.Verified;
import dev.cloister.evidence.snp.ProductLine;
import dev.cloister.evidence.snp.SnpReport;
import dev.cloister.evidence.snp.TcbVersion;
import java.util.Optional;

/// What a requirement looks at: a report, and what the verifier established of it, if it did.
record Subject(SnpReport report, Optional<Verified<Evidence.Snp>> verified) {
    static Subject of(Verified<Evidence.Snp> verified) {
        return new Subject(verified.evidence().report(), Optional.of(verified));
    }

    Optional<ProductLine> line() {
        return verified.map(Verified::productLine).or(report::productLine);
    }

    /// Version 2 reports do not say which layout their TCBs have; the certificate does.
    TcbVersion tcb(TcbVersion reported) {
        return line().map(known -> reported.as(known.layout())).orElse(reported);
    }

    /// Firmware or TCB that the platform's owner may still roll back.
    boolean isProvisional() {
        return !report.committedTcb().equals(report.currentTcb())
                || !report.committedFirmware().equals(report.currentFirmware());
    }

    /// Nothing reported, committed or launched under is newer than what runs.
    boolean isTcbInOrder() {
        TcbVersion current = tcb(report.currentTcb());
        return current.isAtLeast(tcb(report.reportedTcb()))
                && current.isAtLeast(tcb(report.committedTcb()))
                && current.isAtLeast(tcb(report.launchTcb()))
                && report.committedFirmware().compareTo(report.currentFirmware()) <= 0;
    }
}
