package dev.cloister.bytes;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// Takes an object apart member by member and refuses what is missing, of the wrong kind, or (by {@link
/// #end}) unknown.
///
/// Errors name the whole path: `TrustPolicy.tcb.snp: must be a number, is a text`. The optional forms take a
/// member that is absent and one that is `null` for the same nothing; all others refuse both.
public final class JsonFields {
    private static final int MAX_LISTED = 8;

    private final String structure;
    private final String path;
    private final JsonObject object;
    private final Set<String> asked = new HashSet<>();

    JsonFields(String structure, String path, JsonObject object) {
        this.structure = structure;
        this.path = path;
        this.object = object;
    }

    /// The text of a JSON object, read and opened in one go.
    public static JsonFields parse(String structure, byte[] utf8, int maxDepth) throws Malformed {
        return of(structure, Json.parse(structure, utf8, maxDepth));
    }

    /// A value that has to be an object.
    public static JsonFields of(String structure, Json value) throws Malformed {
        if (value instanceof JsonObject object) {
            return new JsonFields(structure, "", object);
        }
        throw new Malformed(structure, "", -1, "must be an object, is " + value.kind());
    }

    public boolean has(String name) {
        asked.add(name);
        return object.members().containsKey(name);
    }

    public Json value(String name) throws Malformed {
        asked.add(name);
        Json value = object.members().get(name);
        if (value == null) {
            throw bad(name, "is missing");
        }
        return value;
    }

    public Optional<Json> optionalValue(String name) {
        asked.add(name);
        Json value = object.members().get(name);
        return value == null || value == JsonNull.NULL ? Optional.empty() : Optional.of(value);
    }

    public String text(String name) throws Malformed {
        return asText(name, value(name));
    }

    public Optional<String> optionalText(String name) throws Malformed {
        Optional<Json> value = optionalValue(name);
        return value.isEmpty() ? Optional.empty() : Optional.of(asText(name, value.get()));
    }

    /// An integer that a long holds, written without fraction and exponent.
    public long number(String name) throws Malformed {
        return asLong(name, value(name));
    }

    /// As {@link #number(String)}, both bounds inclusive.
    public long number(String name, long min, long max) throws Malformed {
        long number = number(name);
        if (number < min || number > max) {
            throw bad(name, "must be from " + min + " to " + max + ", is " + number);
        }
        return number;
    }

    public OptionalLong optionalNumber(String name) throws Malformed {
        Optional<Json> value = optionalValue(name);
        return value.isEmpty() ? OptionalLong.empty() : OptionalLong.of(asLong(name, value.get()));
    }

    /// An integer from 0 to 2^64 - 1, as all 64 bits.
    public long unsigned(String name) throws Malformed {
        if (value(name) instanceof JsonNumber number && number.toUnsigned().isPresent()) {
            return number.toUnsigned().getAsLong();
        }
        throw bad(name, "must be an integer from 0 to 18446744073709551615");
    }

    public boolean flag(String name) throws Malformed {
        return asFlag(name, value(name));
    }

    public JsonFields object(String name) throws Malformed {
        return asObject(name, value(name));
    }

    public Optional<JsonFields> optionalObject(String name) throws Malformed {
        Optional<Json> value = optionalValue(name);
        return value.isEmpty() ? Optional.empty() : Optional.of(asObject(name, value.get()));
    }

    public List<Json> array(String name) throws Malformed {
        if (value(name) instanceof JsonArray array) {
            return array.items();
        }
        throw kind(name, "an array", value(name));
    }

    /// Empty if absent or `null`; an empty array is present.
    public Optional<List<Json>> optionalArray(String name) throws Malformed {
        return optionalValue(name).isEmpty() ? Optional.empty() : Optional.of(array(name));
    }

    /// An array of texts only.
    public List<String> texts(String name) throws Malformed {
        List<String> texts = new ArrayList<>();
        for (Json item : array(name)) {
            texts.add(item instanceof JsonText text ? text.value() : asText(name + "[" + texts.size() + "]", item));
        }
        return List.copyOf(texts);
    }

    /// An array of objects only.
    public List<JsonFields> objects(String name) throws Malformed {
        List<JsonFields> objects = new ArrayList<>();
        for (Json item : array(name)) {
            objects.add(asObject(name + "[" + objects.size() + "]", item));
        }
        return List.copyOf(objects);
    }

    /// Lower-case hex of any length.
    public Bytes hex(String name) throws Malformed {
        return Bytes.parseHex(structure, path + name, text(name));
    }

    /// Lower-case hex of exactly `length` bytes.
    public Bytes hex(String name, int length) throws Malformed {
        Bytes bytes = hex(name);
        if (bytes.length() != length) {
            throw bad(name, "must be " + length + " bytes, is " + bytes.length());
        }
        return bytes;
    }

    public Bytes base64Url(String name) throws Malformed {
        return Base64s.decodeUrl(structure, path + name, text(name));
    }

    public Bytes base64(String name) throws Malformed {
        return Base64s.decodeStandard(structure, path + name, text(name));
    }

    /// The names of all members, in order.
    public List<String> names() {
        return List.copyOf(object.members().keySet());
    }

    /// The object walked here.
    public JsonObject whole() {
        return object;
    }

    /// For a check that the caller makes on the member `name`.
    public Malformed bad(String name, String message) {
        return new Malformed(structure, path + name, -1, message);
    }

    /// Refuses members that nobody asked for.
    public void end() throws Malformed {
        List<String> unknown = new ArrayList<>(object.members().keySet());
        unknown.removeAll(asked);
        if (!unknown.isEmpty()) {
            String place = path.isEmpty() ? "" : path.substring(0, path.length() - 1);
            throw new Malformed(
                    structure,
                    place,
                    -1,
                    "unknown " + (unknown.size() == 1 ? "member " : "members ") + listed(unknown));
        }
    }

    private static String listed(List<String> names) {
        List<String> first = names.stream()
                .limit(MAX_LISTED)
                .map(name -> Excerpt.of(name, 40))
                .toList();
        int rest = names.size() - first.size();
        return String.join(", ", first) + (rest == 0 ? "" : " and " + rest + " more");
    }

    private String asText(String name, Json value) throws Malformed {
        if (value instanceof JsonText text) {
            return text.value();
        }
        throw kind(name, "a text", value);
    }

    private boolean asFlag(String name, Json value) throws Malformed {
        if (value instanceof JsonFlag flag) {
            return flag.value();
        }
        throw kind(name, "true or false", value);
    }

    private JsonFields asObject(String name, Json value) throws Malformed {
        if (value instanceof JsonObject inner) {
            return new JsonFields(structure, path + name + ".", inner);
        }
        throw kind(name, "an object", value);
    }

    private long asLong(String name, Json value) throws Malformed {
        if (!(value instanceof JsonNumber number)) {
            throw kind(name, "a number", value);
        }
        OptionalLong integer = number.toLong();
        if (integer.isEmpty()) {
            throw bad(name, "must be an integer of 64 bits, written without fraction and exponent");
        }
        return integer.getAsLong();
    }

    private Malformed kind(String name, String wanted, Json value) {
        return bad(name, "must be " + wanted + ", is " + value.kind());
    }
}
