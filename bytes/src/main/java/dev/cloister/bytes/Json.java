package dev.cloister.bytes;

import java.util.List;

/// One JSON value (RFC 8259), immutable.
///
/// Reading is strict: UTF-8 only and no byte order mark, no duplicate members, no lone surrogates, no text
/// behind the value, a depth the caller states, numbers that a double can hold. A number keeps its literal
/// text. `toString` tells the shape only, as a text may be a secret.
public sealed interface Json permits JsonObject, JsonArray, JsonText, JsonNumber, JsonFlag, JsonNull {

    /// `structure` is the name used in errors, as in `AttestRequest at 0x1f: …`. `maxDepth` counts nested
    /// objects and arrays: 1 allows `{"a":1}` and not `{"a":{}}`.
    static Json parse(String structure, byte[] utf8, int maxDepth) throws Malformed {
        return new JsonReader(structure, utf8, maxDepth).read();
    }

    static JsonObject.Builder object() {
        return new JsonObject.Builder();
    }

    static JsonArray array(List<? extends Json> items) {
        return new JsonArray(List.copyOf(items));
    }

    static JsonText text(String value) {
        return new JsonText(value);
    }

    static JsonNumber number(long value) {
        return JsonNumber.of(value);
    }

    static JsonFlag flag(boolean value) {
        return new JsonFlag(value);
    }

    /// Without white space, members in the order put or read, numbers as their literal text.
    default String compact() {
        return new JsonWriter(JsonWriter.Form.COMPACT).write(this);
    }

    /// RFC 8785: members sorted by UTF-16 code units, numbers as ECMAScript writes the double they stand for.
    /// An integer beyond 2^53 loses its last digits that way, so such values must not be hashed in this form.
    default String canonical() {
        return new JsonWriter(JsonWriter.Form.CANONICAL).write(this);
    }

    /// For files that people read: two spaces, a line for each member and item, a line feed at the end.
    default String pretty() {
        return new JsonWriter(JsonWriter.Form.PRETTY).write(this);
    }

    /// What an error calls this kind of value.
    String kind();
}
