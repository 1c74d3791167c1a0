package dev.cloister.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.Malformed;
import java.nio.charset.StandardCharsets;

/// A command that ended: what it printed, and its exit code.
record Ran(String command, int exit, String out, String err) {

    Ran exits(int code) {
        assertThat(exit)
                .as("exit code of %s, which said:%n%s%n%s", command, out, err)
                .isEqualTo(code);
        return this;
    }

    /// One sentence, and what to do: every ending is said so.
    Ran saysWhatToDo() {
        assertThat(err).as("words of %s", command).containsPattern("(?m)^cloister: .+\\R(?:    .*\\R)*    remedy: .+");
        return this;
    }

    /// The command said this to the person before it, on either stream.
    Ran says(String part) {
        assertThat(out + err).as("words of %s", command).contains(part);
        return this;
    }

    /// Standard output, which must be one JSON object and nothing else.
    JsonFields json() throws Malformed {
        Json value = Json.parse("output", out.strip().getBytes(StandardCharsets.UTF_8), 32);
        assertThat(value).as("output of %s", command).isInstanceOf(JsonObject.class);
        return ((JsonObject) value).fields("output");
    }
}
