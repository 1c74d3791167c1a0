package dev.cloister.evidence.appraisal;

import dev.cloister.bytes.Bytes;
import dev.cloister.evidence.Established;
import dev.cloister.evidence.RootFingerprint;
import dev.cloister.evidence.TrustAnchors;
import dev.cloister.evidence.Verification.Verified;
import dev.cloister.evidence.dcap.Platform;
import dev.cloister.evidence.dcap.TcbEvaluation;
import dev.cloister.evidence.dcap.TcbStatus;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The rows that SGX and TDX share: what vouches for a quote, and how Intel judges the platform that made it.
final class QuoteRows {
    private final List<Requirement<?>> table = new ArrayList<>();
    private final Map<Requirement<?>, Rule<?>> strict = new LinkedHashMap<>();

    /// All rows so far, in order.
    List<Requirement<?>> table() {
        return List.copyOf(table);
    }

    /// What `strict-1` says of each.
    Map<Requirement<?>, Rule<?>> strict() {
        return Map.copyOf(strict);
    }

    <T> Requirement<T> row(
            String member,
            String code,
            String field,
            String title,
            ValueKind<T> kind,
            Function<Subject, T> reading,
            Rule<T> rule,
            String remedy) {
        Requirement<T> row = new Requirement<>(
                table, member, code, field, title, kind, false, reading.andThen(Optional::of), remedy);
        strict.put(row, rule);
        return row;
    }

    private <T> Requirement<T> established(
            String member,
            String code,
            String field,
            String title,
            ValueKind<T> kind,
            Function<Subject, Optional<T>> reading,
            Rule<T> rule,
            String remedy) {
        Requirement<T> row = new Requirement<>(table, member, code, field, title, kind, true, reading, remedy);
        strict.put(row, rule);
        return row;
    }

    private static Optional<TcbEvaluation> tcb(Subject subject) {
        return subject.dcap().flatMap(Established.Dcap::tcb);
    }

    private static <T> Function<Subject, Optional<T>> ofTcb(Function<TcbEvaluation, T> reading) {
        return subject -> tcb(subject).map(reading);
    }

    Requirement<RootFingerprint> root() {
        return established(
                "root",
                "unaccepted-root",
                "certificate chain",
                "root that vouches",
                ValueKind.ROOT,
                subject -> subject.verified().map(Verified::root),
                new Rule.OneOf<>(List.copyOf(TrustAnchors.intelRoots())),
                "run on hardware of a vendor that the policy names, or name this root in the policy");
    }

    Requirement<Boolean> revocationChecked() {
        return established(
                "revocation-checked",
                "revocation-not-checked",
                "revocation list",
                "revocation was checked",
                ValueKind.FLAG,
                subject -> subject.verified().map(Verified::revocationChecked),
                new Rule.Exactly<>(true),
                "verify with the vendor's revocation list");
    }

    /// Intel's lists of platforms run a month, that of the root a year: the older of both counts.
    void revocationListDays() {
        established(
                "revocation-list-days",
                "old-revocation-list",
                "revocation list, thisUpdate",
                "age of the revocation list in days",
                ValueKind.COUNT,
                subject -> subject.verified().flatMap(Requirement::listDays),
                new Rule.AtMost<>(366L),
                "verify with a newer revocation list of the vendor");
    }

    Requirement<TcbStatus> tcbStatus() {
        return established(
                "tcb-status",
                "tcb-status",
                "tcbStatus of TCB info, quoting enclave and TDX module",
                "Intel's status of the TCB",
                ValueKind.TCB_STATUS,
                ofTcb(TcbEvaluation::status),
                new Rule.Exactly<>(TcbStatus.UP_TO_DATE),
                "update the host's firmware and microcode, change the settings that Intel's advisories name, or accept"
                        + " this status in the policy");
    }

    Requirement<Advisories> advisories() {
        return established(
                "advisories",
                "open-advisories",
                "advisoryIDs",
                "Intel's advisories that are open",
                ValueKind.ADVISORIES,
                subject -> tcb(subject)
                        .map(known -> Advisories.open(
                                known.advisories(),
                                subject.verified().orElseThrow().at())),
                new Rule.Exactly<>(Advisories.NONE),
                "do what the advisories say, or allow each in the policy until a day");
    }

    void ages() {
        established(
                "tcb-date",
                "old-tcb",
                "tcbDate",
                "all fixes are in as of this day",
                ValueKind.DAY,
                ofTcb(known -> LocalDate.ofInstant(known.tcbDate(), ZoneOffset.UTC)),
                new Rule.Anything<>(),
                "update the host's firmware and microcode");
        established(
                "evaluation-number",
                "old-evaluation",
                "tcbEvaluationDataNumber",
                "number of Intel's evaluation",
                ValueKind.COUNT,
                ofTcb(known -> (long) known.evaluationNumber()),
                new Rule.Anything<>(),
                "verify with the TCB info of a newer evaluation (update=early at Intel's provisioning service)");
        established(
                "collateral-days",
                "old-collateral",
                "issueDate",
                "age of Intel's documents in days",
                ValueKind.COUNT,
                subject -> tcb(subject)
                        .map(known -> Duration.between(
                                        known.earliestIssue(),
                                        subject.verified().orElseThrow().at())
                                .toDays()),
                new Rule.AtMost<>(31L),
                "verify with newer TCB info and identity of the quoting enclave");
    }

    void platform() {
        of(
                "fmspc",
                "other-platform-kind",
                "FMSPC",
                "kind of platform",
                ValueKind.hex(6),
                known -> Optional.of(known.fmspc()),
                "run on a platform that the policy names");
        of(
                "ppid",
                "other-platform",
                "PPID",
                "id of the platform",
                ValueKind.hex(16),
                known -> Optional.of(known.ppid()),
                "run on the platform that the policy names");
        flag("platform-dynamic", "dynamicPlatform", "packages may join the platform", c -> c.dynamicPlatform());
        flag("platform-cached-keys", "cachedKeys", "Intel keeps the platform's root keys", c -> c.cachedKeys());
        flag("platform-smt", "smtEnabled", "host has SMT on", c -> c.smtEnabled());
    }

    private void flag(
            String member, String field, String title, Function<Platform.Configuration, Optional<Boolean>> reading) {
        of(
                member,
                member.replace("platform", "pck"),
                "PCK certificate, " + field,
                title,
                ValueKind.FLAG,
                known -> known.configuration().flatMap(reading),
                "set it as wanted in the host's firmware, and register the platform anew");
    }

    /// Certificates of the Processor CA say nothing of the platform's configuration: a rule about it is then
    /// broken.
    private <T> void of(
            String member,
            String code,
            String field,
            String title,
            ValueKind<T> kind,
            Function<Platform, Optional<T>> reading,
            String remedy) {
        Requirement<T> row = new Requirement<>(
                table,
                member,
                code,
                field,
                title,
                kind,
                true,
                subject -> subject.dcap().map(Established.Dcap::platform).flatMap(reading),
                remedy);
        strict.put(row, new Rule.Anything<>());
    }

    Requirement<Boolean> flag(
            String member,
            String code,
            String field,
            String title,
            Function<Subject, Boolean> reading,
            Rule<Boolean> rule,
            String remedy) {
        return row(member, code, field, title, ValueKind.FLAG, reading, rule, remedy);
    }

    Requirement<Bytes> value(
            String member,
            String code,
            String field,
            String title,
            int length,
            Function<Subject, Bytes> reading,
            String remedy) {
        return row(member, code, field, title, ValueKind.hex(length), reading, new Rule.Anything<>(), remedy);
    }
}
