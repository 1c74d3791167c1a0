package dev.cloister.bytes;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// Members in the order put or read, names unique.
public record JsonObject(SequencedMap<String, Json> members) implements Json {
    public JsonObject {
        if (!(members instanceof Read)) {
            for (String name : members.keySet()) {
                JsonText.requireScalars(name);
            }
            members = new LinkedHashMap<>(members);
        }
        members = Collections.unmodifiableSequencedMap(members);
    }

    /// Members that the reader has checked and keeps no hold of: they need no copy.
    static final class Read extends LinkedHashMap<String, Json> {
        private static final long serialVersionUID = 1L;
    }

    /// A strict walk over the members; `structure` is the name used in errors.
    public JsonFields fields(String structure) {
        return new JsonFields(structure, "", this);
    }

    @Override
    public String kind() {
        return "an object";
    }

    @Override
    public String toString() {
        return "JsonObject" + members.keySet();
    }

    /// Collects members; a name put twice is our bug.
    public static final class Builder {
        private final SequencedMap<String, Json> members = new LinkedHashMap<>();

        Builder() {}

        public Builder put(String name, String value) {
            return put(name, new JsonText(value));
        }

        public Builder put(String name, long value) {
            return put(name, JsonNumber.of(value));
        }

        public Builder put(String name, boolean value) {
            return put(name, new JsonFlag(value));
        }

        public Builder put(String name, Json value) {
            if (members.putIfAbsent(name, value) != null) {
                throw new IllegalArgumentException("member " + name + " put twice");
            }
            return this;
        }

        public JsonObject build() {
            return new JsonObject(members);
        }
    }
}
