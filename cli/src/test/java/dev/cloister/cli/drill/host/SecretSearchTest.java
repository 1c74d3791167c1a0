package dev.cloister.cli.drill.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.bytes.Digests;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A search that finds nothing shows nothing, unless it finds what is there.
class SecretSearchTest {
    private static final String SECRET = "0123456789abcdef".repeat(3);

    private final SecretSearch search = new SecretSearch(Digests.sha256(ascii(SECRET)));

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private OptionalLong in(String content) throws IOException {
        return search.in(new ByteArrayInputStream(ascii(content)));
    }

    @Test
    void itIsFoundWhereverItBegins() throws IOException {
        assertThat(in(SECRET)).hasValue(0);
        assertThat(in("secret " + SECRET + "\n")).hasValue(7);
        assertThat(in("00" + SECRET + "00")).as("among other digits").hasValue(2);
        int before = (1 << 20) - 20;
        assertThat(in(".".repeat(before) + SECRET)).as("across two buffers").hasValue(before);
    }

    @Test
    void nothingElseIsTakenForIt() throws IOException {
        assertThat(in("")).isEmpty();
        assertThat(in(SECRET.substring(1))).isEmpty();
        assertThat(in(SECRET.replace('f', 'e'))).isEmpty();
        assertThat(in(SECRET.substring(0, 24) + "\n" + SECRET.substring(24))).isEmpty();
    }

    @Test
    void itIsFoundInAFile(@TempDir Path folder) throws IOException {
        assertThat(search.in(Files.writeString(folder.resolve("log"), "a\n" + SECRET)))
                .hasValue(2);
    }

    @Test
    void itIsFoundInTheMemoryOfAProcess() throws IOException {
        byte[] held = ascii(SECRET);
        assertThat(search.inMemoryOf(ProcessHandle.current().pid())).isTrue();
        assertThat(held).hasSize(SECRET.length());
    }
}
