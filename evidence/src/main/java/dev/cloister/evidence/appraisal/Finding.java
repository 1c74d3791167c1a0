package dev.cloister.evidence.appraisal;

import dev.cloister.bytes.Bytes;
import dev.cloister.evidence.Flaw;
import dev.cloister.evidence.Objection;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/// Why evidence is not acceptable.
public sealed interface Finding extends Objection {
    /// The verifier refused it; all but the code is the flaw's own.
    record NotGenuine(Flaw flaw) implements Finding {}

    record UnknownMeasurement(Bytes measurement, Set<Bytes> known) implements Finding {}

    /// The guest booted what was approved up to a moment that has passed.
    record MeasurementEnded(Bytes measurement, Instant until) implements Finding {}

    /// The guest was given init-data that nobody approved; hardware shows its digest as host data.
    record UnknownInitData(Bytes hostData, Set<Bytes> approved) implements Finding {}

    /// The report is not for this key and this challenge.
    record WrongReportData(Bytes reportData, Bytes wanted) implements Finding {}

    /// A rule of the trust policy is broken.
    record RuleBroken(Requirement<?> requirement, String wanted, String found, String remedy) implements Finding {
        /// With the remedy that goes with every value.
        public RuleBroken(Requirement<?> requirement, String wanted, String found) {
            this(requirement, wanted, found, requirement.remedy());
        }
    }

    @Override
    default String code() {
        return switch (this) {
            case NotGenuine f -> "not-genuine";
            case UnknownMeasurement f -> "unknown-measurement";
            case MeasurementEnded f -> "measurement-ended";
            case UnknownInitData f -> "unknown-init-data";
            case WrongReportData f -> "wrong-report-data";
            case RuleBroken f -> f.requirement.code();
        };
    }

    @Override
    default String sentence() {
        return switch (this) {
            case NotGenuine f -> f.flaw.sentence();
            case UnknownMeasurement f -> "the guest booted something that nobody approved: " + f.measurement;
            case MeasurementEnded f ->
                "the guest booted something that was accepted only until " + f.until + ": " + f.measurement;
            case UnknownInitData f -> "the guest got init-data that nobody approved: " + f.hostData;
            case WrongReportData f -> "the report is not bound to this key and challenge";
            case RuleBroken f -> f.requirement.title() + ": " + f.found + ", the policy wants " + f.wanted;
        };
    }

    @Override
    default Optional<String> field() {
        return switch (this) {
            case NotGenuine f -> f.flaw.field();
            case UnknownMeasurement f -> Optional.of("MEASUREMENT");
            case MeasurementEnded f -> Optional.of("MEASUREMENT");
            case UnknownInitData f -> Optional.of("HOST_DATA");
            case WrongReportData f -> Optional.of("REPORT_DATA");
            case RuleBroken f -> Optional.of(f.requirement.field());
        };
    }

    @Override
    default Optional<String> expected() {
        return switch (this) {
            case NotGenuine f -> f.flaw.expected();
            case UnknownMeasurement f -> Optional.of(oneOf(f.known));
            case MeasurementEnded f -> Optional.of("accepted only until " + f.until);
            case UnknownInitData f -> Optional.of(oneOf(f.approved));
            case WrongReportData f -> Optional.of(f.wanted.hex());
            case RuleBroken f -> Optional.of(f.wanted);
        };
    }

    @Override
    default Optional<String> got() {
        return switch (this) {
            case NotGenuine f -> f.flaw.got();
            case UnknownMeasurement f -> Optional.of(f.measurement.hex());
            case MeasurementEnded f -> Optional.of(f.measurement.hex());
            case UnknownInitData f -> Optional.of(f.hostData.hex());
            case WrongReportData f -> Optional.of(f.reportData.hex());
            case RuleBroken f -> Optional.of(f.found);
        };
    }

    @Override
    default String remedy() {
        return switch (this) {
            case NotGenuine f -> f.flaw.remedy();
            case UnknownMeasurement f -> "boot what was approved, or approve this measurement in the release policy";
            case MeasurementEnded f -> "boot the newer boot set, or approve this measurement with a later end";
            case UnknownInitData f ->
                "use the init-data that was approved, or approve this digest in the release policy";
            case WrongReportData f -> "attest anew, with the challenge just given";
            case RuleBroken f -> f.remedy;
        };
    }

    /// Sorted, so that the same policy always shows the same text.
    static String oneOf(Collection<Bytes> values) {
        return values.isEmpty()
                ? "nothing is approved"
                : "one of "
                        + String.join(
                                ", ", values.stream().sorted().map(Bytes::hex).toList());
    }
}
