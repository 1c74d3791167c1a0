package dev.cloister.evidence.appraisal;

import dev.cloister.evidence.Verification.Verified;
import dev.cloister.evidence.snp.Cpuid;
import dev.cloister.evidence.snp.GuestPolicy;
import dev.cloister.evidence.snp.PlatformInfo;
import dev.cloister.evidence.snp.ProductLine;
import dev.cloister.evidence.snp.SnpReport;
import dev.cloister.evidence.snp.TcbVersion;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/// The usual ways in which a requirement of a report finds its value, so that each row of the table says only what is
/// its own.
final class SnpRows {
    private SnpRows() {}

    /// Any other.
    static <T> Requirement<T> row(
            String member,
            String code,
            String field,
            String title,
            ValueKind<T> kind,
            boolean establishedOnly,
            Function<Subject, Optional<T>> reading,
            String remedy) {
        return new Requirement<>(SnpRules.TABLE, member, code, field, title, kind, establishedOnly, reading, remedy);
    }

    static <T> Requirement<T> established(
            String member,
            String code,
            String field,
            String title,
            ValueKind<T> kind,
            Function<Verified<?>, T> reading,
            String remedy) {
        return row(
                member,
                code,
                field,
                title,
                kind,
                true,
                subject -> subject.verified().map(reading),
                remedy);
    }

    static <T> Requirement<T> report(
            String member,
            String code,
            String field,
            String title,
            ValueKind<T> kind,
            Function<SnpReport, T> reading,
            String remedy) {
        return row(
                member,
                code,
                field,
                title,
                kind,
                false,
                subject -> Optional.of(reading.apply(subject.report())),
                remedy);
    }

    static Requirement<Boolean> policy(
            String member,
            String code,
            String bit,
            String title,
            Function<GuestPolicy, Boolean> reading,
            String remedy) {
        return report(
                member, code, "POLICY." + bit, title, ValueKind.FLAG, report -> reading.apply(report.policy()), remedy);
    }

    static Requirement<Boolean> platform(
            String member,
            String code,
            String bit,
            String title,
            Function<PlatformInfo, Boolean> reading,
            String remedy) {
        return report(
                member,
                code,
                "PLATFORM_INFO." + bit,
                title,
                ValueKind.FLAG,
                report -> reading.apply(report.platformInfo()),
                remedy);
    }

    static Requirement<TcbVersion> reportedTcb(String member, ProductLine line) {
        return tcb(member, "outdated-tcb", "REPORTED_TCB", line, SnpReport::reportedTcb, "update the host's firmware");
    }

    static Requirement<TcbVersion> launchTcb(String member, ProductLine line) {
        return tcb(
                member,
                "outdated-launch-tcb",
                "LAUNCH_TCB",
                line,
                SnpReport::launchTcb,
                "launch the guest anew, on updated firmware");
    }

    private static Requirement<TcbVersion> tcb(
            String member,
            String code,
            String field,
            ProductLine line,
            Function<SnpReport, TcbVersion> reading,
            String remedy) {
        return row(
                member,
                code,
                field,
                field.toLowerCase(Locale.ROOT).replace('_', ' ').replace("tcb", "TCB") + " of " + line.title(),
                ValueKind.tcb(line.layout()),
                false,
                subject ->
                        subject.line().filter(line::equals).map(same -> subject.tcb(reading.apply(subject.report()))),
                remedy);
    }

    /// Microcode of one model and stepping, as vendors number it: the lowest byte of the patch level. Siena has
    /// Bergamo's.
    static Requirement<Long> microcode(String model, Cpuid cpuid) {
        return row(
                "microcode-" + model,
                "outdated-microcode",
                "REPORTED_TCB.MICROCODE",
                "microcode of " + model + " (" + cpuid + ")",
                ValueKind.COUNT,
                false,
                subject -> subject.report().cpuid().equals(cpuid)
                        ? Optional.of((long)
                                subject.tcb(subject.report().reportedTcb()).microcode())
                        : Optional.empty(),
                "update the host's microcode");
    }
}
