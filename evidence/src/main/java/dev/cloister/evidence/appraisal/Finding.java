package dev.cloister.evidence.appraisal;

import dev.cloister.bytes.Bytes;
import dev.cloister.evidence.Flaw;
import java.util.Collection;
import java.util.Set;

/// Why evidence is not acceptable.
public sealed interface Finding {
    /// The verifier refused it; the flaw's own code says more.
    record NotGenuine(Flaw flaw) implements Finding {}

    record UnknownMeasurement(Bytes measurement, Set<Bytes> known) implements Finding {}

    /// The guest was given init-data that nobody approved; hardware shows its digest as host data.
    record UnknownInitData(Bytes hostData, Set<Bytes> approved) implements Finding {}

    /// The report is not for this key and this challenge.
    record WrongReportData(Bytes reportData, Bytes wanted) implements Finding {}

    /// A rule of the trust policy is broken.
    record RuleBroken(Requirement<?> requirement, String expected, String got) implements Finding {}

    /// Stable, kebab-case: for JSON, metrics and documents.
    default String code() {
        return switch (this) {
            case NotGenuine f -> "not-genuine";
            case UnknownMeasurement f -> "unknown-measurement";
            case UnknownInitData f -> "unknown-init-data";
            case WrongReportData f -> "wrong-report-data";
            case RuleBroken f -> f.requirement.code();
        };
    }

    /// For people: lower case, no full stop.
    default String sentence() {
        return switch (this) {
            case NotGenuine f -> f.flaw.sentence();
            case UnknownMeasurement f -> "the guest booted something that nobody approved: " + f.measurement;
            case UnknownInitData f -> "the guest got init-data that nobody approved: " + f.hostData;
            case WrongReportData f -> "the report is not bound to this key and challenge";
            case RuleBroken f -> f.requirement.title() + ": " + f.got + ", the policy wants " + f.expected;
        };
    }

    /// Where the value stands, in the vendor's words.
    default String field() {
        return switch (this) {
            case NotGenuine f -> f.flaw.code();
            case UnknownMeasurement f -> "MEASUREMENT";
            case UnknownInitData f -> "HOST_DATA";
            case WrongReportData f -> "REPORT_DATA";
            case RuleBroken f -> f.requirement.field();
        };
    }

    default String expected() {
        return switch (this) {
            case NotGenuine f -> "genuine evidence";
            case UnknownMeasurement f -> oneOf(f.known);
            case UnknownInitData f -> oneOf(f.approved);
            case WrongReportData f -> f.wanted.hex();
            case RuleBroken f -> f.expected;
        };
    }

    default String got() {
        return switch (this) {
            case NotGenuine f -> f.flaw.code();
            case UnknownMeasurement f -> f.measurement.hex();
            case UnknownInitData f -> f.hostData.hex();
            case WrongReportData f -> f.reportData.hex();
            case RuleBroken f -> f.got;
        };
    }

    /// What to do about it.
    default String remedy() {
        return switch (this) {
            case NotGenuine f -> "run on hardware that the policy accepts, with the certificates of its vendor";
            case UnknownMeasurement f -> "boot what was approved, or approve this measurement in the release policy";
            case UnknownInitData f ->
                "use the init-data that was approved, or approve this digest in the release policy";
            case WrongReportData f -> "attest anew, with the challenge just given";
            case RuleBroken f -> f.requirement.remedy();
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
