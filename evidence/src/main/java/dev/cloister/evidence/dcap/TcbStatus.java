package dev.cloister.evidence.dcap;

import java.util.Optional;

/// What Intel says of a TCB (PCS API version 4, `tcbStatus`; the two of relaunch come out of the evaluation
/// alone).
public enum TcbStatus {
    UP_TO_DATE("UpToDate", "all known fixes are in"),
    SW_HARDENING_NEEDED(
            "SWHardeningNeeded", "the platform is up to date, and the software in it must avoid known weaknesses"),
    CONFIGURATION_NEEDED(
            "ConfigurationNeeded", "the platform is up to date, and its settings leave known weaknesses open"),
    CONFIGURATION_AND_SW_HARDENING_NEEDED(
            "ConfigurationAndSWHardeningNeeded", "settings and the software in it leave known weaknesses open"),
    OUT_OF_DATE("OutOfDate", "fixes are missing"),
    OUT_OF_DATE_CONFIGURATION_NEEDED(
            "OutOfDateConfigurationNeeded", "fixes are missing, and settings are to be changed"),
    REVOKED("Revoked", "its keys are not trusted any more"),
    TD_RELAUNCH_ADVISED("TDRelaunchAdvised", "the host was updated, and the TD was launched before"),
    TD_RELAUNCH_ADVISED_CONFIGURATION_NEEDED(
            "TDRelaunchAdvisedConfigurationNeeded",
            "the host was updated, the TD was launched before, and settings are to be changed");

    private final String word;
    private final String meaning;

    TcbStatus(String word, String meaning) {
        this.word = word;
        this.meaning = meaning;
    }

    /// As Intel spells it.
    public String word() {
        return word;
    }

    /// For people: a clause without a full stop.
    public String meaning() {
        return meaning;
    }

    /// By Intel's spelling.
    public static Optional<TcbStatus> of(String word) {
        for (TcbStatus status : values()) {
            if (status.word.equals(word)) {
                return Optional.of(status);
            }
        }
        return Optional.empty();
    }

    /// Of a platform with this status, part of which (a quoting enclave, a TDX module) has another: the rule
    /// of Intel's verification library. A part is up to date, out of date or revoked.
    TcbStatus with(TcbStatus part) {
        return switch (part) {
            case REVOKED -> REVOKED;
            case OUT_OF_DATE, OUT_OF_DATE_CONFIGURATION_NEEDED -> outdated();
            case UP_TO_DATE,
                    SW_HARDENING_NEEDED,
                    CONFIGURATION_NEEDED,
                    CONFIGURATION_AND_SW_HARDENING_NEEDED,
                    TD_RELAUNCH_ADVISED,
                    TD_RELAUNCH_ADVISED_CONFIGURATION_NEEDED -> this;
        };
    }

    private TcbStatus outdated() {
        return switch (this) {
            case UP_TO_DATE, SW_HARDENING_NEEDED -> OUT_OF_DATE;
            case CONFIGURATION_NEEDED, CONFIGURATION_AND_SW_HARDENING_NEEDED -> OUT_OF_DATE_CONFIGURATION_NEEDED;
            case OUT_OF_DATE,
                    OUT_OF_DATE_CONFIGURATION_NEEDED,
                    REVOKED,
                    TD_RELAUNCH_ADVISED,
                    TD_RELAUNCH_ADVISED_CONFIGURATION_NEEDED -> this;
        };
    }

    boolean isOutOfDate() {
        return this == OUT_OF_DATE || this == OUT_OF_DATE_CONFIGURATION_NEEDED;
    }

    boolean namesConfiguration() {
        return word.contains("Configuration");
    }

    @Override
    public String toString() {
        return word;
    }
}
