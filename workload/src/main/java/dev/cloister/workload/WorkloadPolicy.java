package dev.cloister.workload;

import dev.cloister.bytes.Malformed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What the guest lets happen to its container. Part of init-data, so that the hardware signs it and the host
/// cannot choose it. The guest has no way in by itself; each permission here opens exactly one.
///
/// @param signals which signals from outside reach the container
public record WorkloadPolicy(Exec exec, Logs logs, List<Signal> signals) {

    /// Holds where init-data says nothing: nothing gets in, nothing gets out.
    public static final WorkloadPolicy NOTHING = new WorkloadPolicy(Exec.DENY, Logs.NONE, List.of());

    /// What is written where the owner says nothing.
    public static final WorkloadPolicy USUAL =
            new WorkloadPolicy(Exec.DENY, Logs.OWNER, List.of(Signal.TERM, Signal.KILL));

    public WorkloadPolicy {
        signals = List.copyOf(signals);
        for (int i = 0; i < signals.size(); i++) {
            if (signals.indexOf(signals.get(i)) != i) throw new IllegalArgumentException("a signal is listed twice");
        }
    }

    /// Starting further programs in the container.
    public enum Exec {
        DENY;

        public static Exec parse(String structure, String field, String word) throws Malformed {
            return WorkloadPolicy.parse(structure, field, word, values());
        }

        public String word() {
            return Words.of(this);
        }
    }

    /// Who can read output and exit code: the holder of the owner key, or nobody.
    public enum Logs {
        OWNER,
        NONE;

        public static Logs parse(String structure, String field, String word) throws Malformed {
            return WorkloadPolicy.parse(structure, field, word, values());
        }

        public String word() {
            return Words.of(this);
        }
    }

    /// Names as `kill -l` has them.
    public enum Signal {
        TERM,
        KILL,
        INT,
        HUP,
        QUIT,
        USR1,
        USR2;

        public static Signal parse(String structure, String field, String name) throws Malformed {
            for (Signal signal : values()) {
                if (signal.name().equals(name)) return signal;
            }
            throw new Malformed(structure, field, -1, "unknown signal, must be one of " + List.of(values()));
        }
    }

    /// Each name once.
    public static List<Signal> parseSignals(String structure, String field, List<String> names) throws Malformed {
        List<Signal> signals = new ArrayList<>();
        for (String name : names) {
            Signal signal = Signal.parse(structure, field, name);
            if (signals.contains(signal)) throw new Malformed(structure, field, -1, name + " is listed twice");
            signals.add(signal);
        }
        return signals;
    }

    private static <E extends Enum<E>> E parse(String structure, String field, String word, E[] choices)
            throws Malformed {
        Optional<E> found = Words.find(word, choices);
        if (found.isPresent()) return found.get();
        throw new Malformed(structure, field, -1, Words.oneOf(choices));
    }
}
