package dev.cloister.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.Malformed;
import dev.cloister.cli.home.KeyFiles;
import dev.cloister.protocol.jose.Crypto;
import dev.cloister.protocol.jose.Jwk;
import dev.cloister.protocol.log.LogRecord.Stream;
import dev.cloister.protocol.log.LogWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// What an owner reads of a guest that ended, and of a log that somebody had in his hands.
class LogsTest {
    @RegisterExtension
    private final CommandLineRun command = new CommandLineRun();

    @TempDir
    private Path home;

    private Path log;
    private Jwk owner;

    @BeforeEach
    void endedGuest() throws IOException {
        Files.createDirectories(home.resolve("state"));
        owner = KeyFiles.create(home.resolve("state/owner.key"));
        log = EndedGuest.in(home, "web", home.resolve("set")).resolve("log.jwe");
    }

    private int logs(String... options) {
        List<String> words = new ArrayList<>(List.of("logs", "web", "--home", home.toString()));
        Collections.addAll(words, options);
        return command.run(words.toArray(String[]::new));
    }

    private List<String> sealed(Jwk to) throws IOException, Malformed {
        ByteArrayOutputStream port = new ByteArrayOutputStream();
        try (LogWriter writer = new LogWriter(port, Crypto.jdk(), to)) {
            write(writer, Stream.OUT, "hello\n");
            write(writer, Stream.ERR, "oh, \u00e9\n");
            write(writer, Stream.OUT, "bye\n");
            writer.exit(3);
        }
        return List.of(port.toString(StandardCharsets.US_ASCII).split("\n"));
    }

    private static void write(LogWriter writer, Stream stream, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        writer.output(stream, bytes, 0, bytes.length);
    }

    private void keep(List<String> lines) throws IOException {
        Files.writeString(log, String.join("\n", lines) + "\n");
    }

    /// What the host of another home handed over.
    @Test
    void aLogFromAnotherHostIsOpened() throws IOException, Malformed {
        Path brought = Files.writeString(home.resolve("brought.log"), String.join("\n", sealed(owner)) + "\n");
        List<String> words = List.of("logs", brought.toString(), "--home", home.toString());

        assertThat(command.run(words.toArray(String[]::new))).isZero();
        assertThat(command.out()).isEqualTo("hello\nbye\n");

        List<String> lines = sealed(owner);
        Files.writeString(brought, String.join("\n", lines.subList(0, lines.size() - 1)) + "\n");
        assertThat(command.run(words.toArray(String[]::new))).isEqualTo(Exit.UNDECIDED);
        Files.delete(home.resolve("state/owner.key"));
        assertThat(command.run(words.toArray(String[]::new))).isEqualTo(Exit.REFUSED);
        assertThat(command.err()).contains("the log: " + brought, "cloister logs ./FILE");
    }

    @Test
    void theTwoStreamsStayApartAndTheExitCodeIsSaid() throws IOException, Malformed {
        keep(sealed(owner));

        assertThat(logs()).isZero();

        assertThat(command.out()).isEqualTo("hello\nbye\n");
        assertThat(command.err()).isEqualTo("oh, \u00e9\ncloister: the container ended with exit code 3\n");
        assertThat(logs("--follow")).isZero();
    }

    @Test
    void jsonIsOneObjectWithEveryRecordInOrder() throws IOException, Malformed {
        keep(sealed(owner));

        assertThat(logs("--json")).isZero();

        JsonFields json = command.json();
        assertThat(json.number("exitCode")).isEqualTo(3);
        assertThat(json.flag("complete")).isTrue();
        assertThat(json.value("output"))
                .isEqualTo(Json.array(List.of(
                        record("stdout", "hello\n"), record("stderr", "oh, \u00e9\n"), record("stdout", "bye\n"))));
    }

    private static Json record(String stream, String text) {
        return Json.object().put("stream", stream).put("text", text).build();
    }

    @Test
    void aLogWithoutItsEndIsShownAndUndecided() throws IOException, Malformed {
        keep(sealed(owner).subList(0, 3));

        assertThat(logs()).isEqualTo(Exit.UNDECIDED);

        assertThat(command.out()).isEqualTo("hello\n");
        assertThat(command.err()).contains("the end of the log is missing");
    }

    @Test
    void nothingWrittenIsALogWithoutItsEnd() {
        assertThat(logs()).isEqualTo(Exit.UNDECIDED);
        assertThat(command.err()).contains("the end of the log is missing");
    }

    @Test
    void nothingBehindAChangedOrMissingRecordIsShown() throws IOException, Malformed {
        List<String> lines = sealed(owner);
        List<String> without = new ArrayList<>(lines);
        without.remove(2);
        List<String> twice = new ArrayList<>(lines);
        twice.add(2, lines.get(1));
        List<String> changed = new ArrayList<>(lines);
        changed.set(2, lines.get(2).substring(0, 9) + "AAAA" + lines.get(2).substring(13));
        List<String> longer = new ArrayList<>(lines);
        longer.set(2, "2." + "A".repeat(1 << 16));

        for (List<String> wrong : List.of(without, twice, changed, longer)) {
            keep(wrong);
            assertThat(logs()).isEqualTo(Exit.MALFORMED);
            assertThat(command.out()).isEqualTo("hello\n");
            assertThat(command.err())
                    .contains("the log was changed, or a part of it is missing")
                    .contains("found: ");
        }
    }

    @Test
    void whatStandsBehindTheLastRecordTakesTheExitCodeAway() throws IOException, Malformed {
        List<String> lines = new ArrayList<>(sealed(owner));
        lines.add("5.AAAA");
        keep(lines);

        assertThat(logs("--json")).isEqualTo(Exit.MALFORMED);

        assertThat(command.json().flag("complete")).isFalse();
        assertThat(command.json().object("trouble").text("code")).isEqualTo("changed");
    }

    @Test
    void anotherOwnersLogIsRefused() throws IOException, Malformed {
        keep(sealed(KeyFiles.create(home.resolve("other.key"))));

        assertThat(logs()).isEqualTo(Exit.REFUSED);

        assertThat(command.out()).isEmpty();
        assertThat(command.err()).contains("sealed to another owner");
    }

    @Test
    void withoutTheKeyThereIsNothingToRead() throws IOException, Malformed {
        keep(sealed(owner));
        Files.delete(home.resolve("state/owner.key"));

        assertThat(logs()).isEqualTo(Exit.REFUSED);
        assertThat(command.err()).contains("this home has no key that opens logs");
        assertThat(logs("--json")).isEqualTo(Exit.REFUSED);
        assertThat(command.json().object("trouble").text("code")).isEqualTo("no-key");
    }
}
