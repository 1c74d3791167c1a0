package dev.cloister.evidence.dcap;

import dev.cloister.bytes.Bytes;
import dev.cloister.evidence.sgx.EnclaveReport;
import dev.cloister.evidence.tdx.TdReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// How good a platform's TCB is by Intel's documents: the rules of its verification library. The documents'
/// signatures and dates are the verifier's to check.
///
/// @param status of it all
/// @param platform of the level that the platform reaches
/// @param quotingEnclave of the enclave that signed for the quote
/// @param module of the TDX module; empty for SGX, and for a module of major version 0
/// @param advisories the ids of Intel's advisories that are open, each once
/// @param tcbDate of the platform's level: all fixes of that day are in
/// @param evaluationNumber of the TCB info
/// @param earliestIssue of both documents
/// @param expires the first of their ends
public record TcbEvaluation(
        TcbStatus status,
        TcbStatus platform,
        TcbStatus quotingEnclave,
        Optional<TcbStatus> module,
        List<String> advisories,
        Instant tcbDate,
        int evaluationNumber,
        Instant earliestIssue,
        Instant expires) {
    public TcbEvaluation {
        advisories = List.copyOf(advisories);
    }

    /// What the evaluation ended in.
    public sealed interface Outcome {
        record Evaluated(TcbEvaluation evaluation) implements Outcome {}

        /// The TCB is below every level, or the part named is.
        record Unsupported(String what) implements Outcome {}

        /// No such TDX module, or not this one.
        record WrongModule(Mismatch mismatch) implements Outcome {}
    }

    /// Of an enclave: `qeReport` is its quoting enclave's.
    public static Outcome of(Platform platform, EnclaveReport qeReport, TcbInfo info, EnclaveIdentity identity) {
        Optional<TcbLevel> level = info.levels().stream()
                .filter(candidate -> candidate.isReachedBy(platform))
                .findFirst();
        if (level.isEmpty()) {
            return new Outcome.Unsupported(what(platform));
        }
        return merged(info, identity, level.get(), Optional.empty(), level.get().status(), qeReport);
    }

    /// Of a TD: besides the platform, its module is judged, by its own levels; and whether launching the TD
    /// anew is all that is missing.
    public static Outcome of(
            Platform platform, EnclaveReport qeReport, TdReport report, TcbInfo info, EnclaveIdentity identity) {
        int major = report.teeTcbSvn().at(1);
        Optional<TdxModule> module = info.module(major);
        if (module.isEmpty()) {
            return new Outcome.WrongModule(
                    new Mismatch("TEE_TCB_SVN[1]", "a module that Intel lists", TdxModule.idOf(major)));
        }
        Optional<Mismatch> mismatch = module.get().mismatch(report);
        if (mismatch.isPresent()) {
            return new Outcome.WrongModule(mismatch.get());
        }
        Optional<IsvLevel> moduleLevel =
                IsvLevel.of(module.get().levels(), report.teeTcbSvn().at(0));
        if (major > 0 && moduleLevel.isEmpty()) {
            return new Outcome.Unsupported("SVN " + report.teeTcbSvn().at(0) + " of the TDX module");
        }
        List<TcbLevel> reached = info.levels().stream()
                .filter(candidate -> candidate.isReachedBy(platform))
                .toList();
        Optional<TcbLevel> level = reached.stream()
                .filter(candidate -> candidate.isReachedBy(report.teeTcbSvn()))
                .findFirst();
        if (level.isEmpty()) {
            return new Outcome.Unsupported(what(platform) + ", TEE_TCB_SVN " + report.teeTcbSvn());
        }
        TcbStatus converged = moduleLevel
                .map(found -> level.get().status().with(found.status()))
                .orElse(level.get().status());
        boolean relaunch = identity.level(qeReport)
                        .filter(qe -> qe.status() == TcbStatus.UP_TO_DATE)
                        .isPresent()
                && moduleLevel
                        .filter(found -> found.status() == TcbStatus.OUT_OF_DATE)
                        .isPresent()
                && isRelaunchEnough(report, info, reached.getFirst().status(), converged);
        TcbStatus advised =
                converged.namesConfiguration() || reached.getFirst().status().namesConfiguration()
                        ? TcbStatus.TD_RELAUNCH_ADVISED_CONFIGURATION_NEEDED
                        : TcbStatus.TD_RELAUNCH_ADVISED;
        return merged(info, identity, level.get(), moduleLevel, relaunch ? advised : converged, qeReport);
    }

    /// The module was updated under a running TD: the platform is fine, what runs now is the newest, and only
    /// what the TD was launched under is out of date.
    private static boolean isRelaunchEnough(TdReport report, TcbInfo info, TcbStatus sgx, TcbStatus converged) {
        boolean platformFine = switch (sgx) {
            case UP_TO_DATE, SW_HARDENING_NEEDED, CONFIGURATION_NEEDED, CONFIGURATION_AND_SW_HARDENING_NEEDED -> true;
            case OUT_OF_DATE,
                    OUT_OF_DATE_CONFIGURATION_NEEDED,
                    REVOKED,
                    TD_RELAUNCH_ADVISED,
                    TD_RELAUNCH_ADVISED_CONFIGURATION_NEEDED -> false;
        };
        if (!platformFine || !converged.isOutOfDate() || report.later().isEmpty()) {
            return false;
        }
        Bytes now = report.later().get().teeTcbSvn2();
        Bytes newest = info.levels().getFirst().tdxComponents().orElseThrow();
        boolean moduleNewest = now.at(1) == 0
                ? now.at(0) >= newest.at(0)
                : info.module(now.at(1))
                        .filter(module ->
                                now.at(0) >= module.levels().getFirst().isvSvn())
                        .isPresent();
        return moduleNewest && now.at(2) >= newest.at(2);
    }

    private static String what(Platform platform) {
        return "components " + platform.components() + ", PCESVN " + platform.pceSvn();
    }

    private static Outcome merged(
            TcbInfo info,
            EnclaveIdentity identity,
            TcbLevel level,
            Optional<IsvLevel> module,
            TcbStatus status,
            EnclaveReport qeReport) {
        Optional<IsvLevel> qe = identity.level(qeReport);
        if (qe.isEmpty()) {
            return new Outcome.Unsupported("ISVSVN " + qeReport.isvSvn() + " of the quoting enclave");
        }
        Set<String> advisories = new LinkedHashSet<>(level.advisories());
        advisories.addAll(qe.get().advisories());
        module.ifPresent(found -> advisories.addAll(found.advisories()));
        Instant issue = info.issueDate().isBefore(identity.issueDate()) ? info.issueDate() : identity.issueDate();
        Instant end = info.nextUpdate().isBefore(identity.nextUpdate()) ? info.nextUpdate() : identity.nextUpdate();
        return new Outcome.Evaluated(new TcbEvaluation(
                status.with(qe.get().status()),
                level.status(),
                qe.get().status(),
                module.map(IsvLevel::status),
                new ArrayList<>(advisories),
                level.tcbDate(),
                info.evaluationNumber(),
                issue,
                end));
    }
}
