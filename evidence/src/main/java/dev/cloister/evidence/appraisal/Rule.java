package dev.cloister.evidence.appraisal;

import java.util.List;

/// What a policy says about one value. There is no form for "not said".
public sealed interface Rule<T> {
    record Exactly<T>(T value) implements Rule<T> {}

    /// In the order of the value's kind: numbers and versions as such, a TCB component by component, bits as
    /// a set.
    record AtLeast<T>(T floor) implements Rule<T> {}

    /// The same order from the other side: the ceiling must be at least the value. Of bits, these and no
    /// others.
    record AtMost<T>(T ceiling) implements Rule<T> {}

    record OneOf<T>(List<T> values) implements Rule<T> {
        public OneOf {
            values = List.copyOf(values);
            if (values.isEmpty() || values.stream().distinct().count() != values.size()) {
                throw new IllegalArgumentException("one-of needs values, each once");
            }
        }
    }

    /// Written on purpose, shown in every list of checks.
    record Anything<T>() implements Rule<T> {}
}
