package dev.cloister.cli.evidence;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.Objection;
import dev.cloister.evidence.appraisal.Finding;
import java.util.Optional;

/// What stands between evidence and a yes here, in the words of this command's options.
sealed interface Unexpected extends Objection {
    /// Nobody said which measurement is right, so nobody can say that the right thing booted.
    record NoMeasurement(String name, Bytes measurement) implements Unexpected {}

    /// A finding about what the reader expects, said anew.
    record Other(Finding finding) implements Unexpected {}

    record NotReadable(Malformed malformed) implements Unexpected {}

    @Override
    default String code() {
        return switch (this) {
            case NoMeasurement _ -> "no-measurement";
            case Other u -> u.finding.code();
            case NotReadable _ -> "malformed";
        };
    }

    @Override
    default String sentence() {
        return switch (this) {
            case NoMeasurement _ -> "what booted was not judged: no measurement was given";
            case Other u ->
                switch (u.finding) {
                    case Finding.UnknownMeasurement _ -> "the guest booted something else than you expect";
                    case Finding.UnknownInitData _ -> "the host data is not what you expect";
                    case Finding.WrongReportData _ -> "the report data is not your nonce";
                    case Finding f -> f.sentence();
                };
            case NotReadable u -> u.malformed.getMessage();
        };
    }

    @Override
    default Optional<String> field() {
        return switch (this) {
            case NoMeasurement u -> Optional.of(u.name);
            case Other u -> u.finding.field();
            case NotReadable u ->
                Optional.of(u.malformed.structure() + (u.malformed.field().isEmpty() ? "" : "." + u.malformed.field()));
        };
    }

    @Override
    default Optional<String> expected() {
        return switch (this) {
            case NoMeasurement _ -> Optional.of("a launch digest that you accept");
            case Other u -> u.finding.expected();
            case NotReadable _ -> Optional.of("an SNP report, or a quote of SGX or TDX");
        };
    }

    @Override
    default Optional<String> got() {
        return switch (this) {
            case NoMeasurement u -> Optional.of(u.measurement.hex());
            case Other u -> u.finding.got();
            case NotReadable u -> Optional.of(u.malformed.problem());
        };
    }

    @Override
    default String remedy() {
        return switch (this) {
            case NoMeasurement _ ->
                "name the launch digest that you accept: --measurement HEX; `cloister measure` predicts it";
            case Other u ->
                switch (u.finding) {
                    case Finding.UnknownMeasurement _ ->
                        "boot what you expect, or name this digest too: --measurement " + got().orElse("HEX");
                    case Finding.UnknownInitData _ ->
                        "start the guest with the host data that you expect, or correct --host-data";
                    case Finding.WrongReportData _ ->
                        "ask the guest for a new report over this nonce, or correct --nonce";
                    case Finding f -> f.remedy();
                };
            case NotReadable _ ->
                "give an SNP report or a quote as the hardware wrote it: binary, hex, base64 or in Trustee's JSON form";
        };
    }
}
