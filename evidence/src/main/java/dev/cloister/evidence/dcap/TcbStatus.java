package dev.cloister.evidence.dcap;

import java.util.Optional;

/// What Intel says of a TCB (PCS API version 4, `tcbStatus`; the two of relaunch come out of the evaluation
/// alone).
public enum TcbStatus {
    UP_TO_DATE("UpToDate", "all known fixes are in", "nothing is to be done"),
    SW_HARDENING_NEEDED(
            "SWHardeningNeeded",
            "the platform is up to date, and the software in it must avoid known weaknesses",
            "build the software as the open advisories say, then allow this status and each of them in the policy"),
    CONFIGURATION_NEEDED(
            "ConfigurationNeeded",
            "the platform is up to date, and its settings leave known weaknesses open",
            "change the host's settings as the open advisories say (switch SMT off, for example) and register the"
                    + " platform anew, or allow this status and each of them in the policy"),
    CONFIGURATION_AND_SW_HARDENING_NEEDED(
            "ConfigurationAndSWHardeningNeeded",
            "settings and the software in it leave known weaknesses open",
            "change the host's settings and build the software as the open advisories say, then allow this status and"
                    + " each of them in the policy"),
    OUT_OF_DATE(
            "OutOfDate",
            "fixes are missing",
            "update the host's firmware and microcode, register the platform anew, and attest anew"),
    OUT_OF_DATE_CONFIGURATION_NEEDED(
            "OutOfDateConfigurationNeeded",
            "fixes are missing, and settings are to be changed",
            "update the host's firmware and microcode, change its settings as the open advisories say, register the"
                    + " platform anew, and attest anew"),
    REVOKED(
            "Revoked",
            "its keys are not trusted any more",
            "update the host's firmware and microcode, register the platform anew, and attest anew: as it is, no"
                    + " policy takes it"),
    TD_RELAUNCH_ADVISED(
            "TDRelaunchAdvised",
            "the host was updated, and the TD was launched before",
            "launch the TD anew on the same host"),
    TD_RELAUNCH_ADVISED_CONFIGURATION_NEEDED(
            "TDRelaunchAdvisedConfigurationNeeded",
            "the host was updated, the TD was launched before, and settings are to be changed",
            "change the host's settings as the open advisories say, then launch the TD anew");

    private final String word;
    private final String meaning;
    private final String remedy;

    TcbStatus(String word, String meaning, String remedy) {
        this.word = word;
        this.meaning = meaning;
        this.remedy = remedy;
    }

    /// As Intel spells it.
    public String word() {
        return word;
    }

    /// For people: a clause without a full stop.
    public String meaning() {
        return meaning;
    }

    /// What to do about it, for people.
    public String remedy() {
        return remedy;
    }

    /// Intel gives it to platforms in its documents; the others come out of an evaluation.
    boolean isOfPlatforms() {
        return this != TD_RELAUNCH_ADVISED && this != TD_RELAUNCH_ADVISED_CONFIGURATION_NEEDED;
    }

    /// Intel gives it to quoting enclaves and TDX modules.
    boolean isOfParts() {
        return this == UP_TO_DATE || this == OUT_OF_DATE || this == REVOKED;
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
    /// of Intel's verification library.
    TcbStatus with(TcbStatus part) {
        return switch (part) {
            case UP_TO_DATE -> this;
            case OUT_OF_DATE -> outdated();
            case REVOKED -> REVOKED;
            case SW_HARDENING_NEEDED,
                    CONFIGURATION_NEEDED,
                    CONFIGURATION_AND_SW_HARDENING_NEEDED,
                    OUT_OF_DATE_CONFIGURATION_NEEDED,
                    TD_RELAUNCH_ADVISED,
                    TD_RELAUNCH_ADVISED_CONFIGURATION_NEEDED ->
                throw new IllegalArgumentException("no part of a platform has the status " + part);
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
