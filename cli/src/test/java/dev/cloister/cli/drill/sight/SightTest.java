package dev.cloister.cli.drill.sight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Each place where a host could see a canary: planted there, it is found there; before that it is not.
class SightTest {
    @TempDir
    private Path folder;

    private final Canary canary = Canary.fresh("secret");
    private final Sight sight = new Sight(List.of(canary));

    @BeforeEach
    void nothingYet() throws IOException {
        assertThat(look().sightings()).isEmpty();
    }

    @AfterEach
    void close() {
        sight.close();
        canary.close();
    }

    private View look(Long... processes) throws IOException {
        return sight.of(new Holdings(List.of(folder), Set.of(folder.resolve("owners")), List.of(processes)));
    }

    private void seenIn(String place, Long... processes) throws IOException {
        View view = look(processes);
        assertThat(view.sightings()).isNotEmpty().allMatch(seen -> seen.place().startsWith(place));
        assertThat(view.sentence()).startsWith("secret as RAW at byte ").contains(place);
        assertThat(view.toJson().compact()).doesNotContain(canary.text());
    }

    @Test
    void aFile() throws IOException {
        Path deep = Files.createDirectories(folder.resolve("a/b")).resolve("file");
        Files.writeString(deep, "x".repeat(5000) + canary.text());
        seenIn("file " + deep);
    }

    @Test
    void theNameOfAFile() throws IOException {
        Files.createFile(folder.resolve("prefix-" + canary.text()));
        seenIn("name of " + folder.resolve("prefix-[secret]"));
    }

    @Test
    void theTargetOfALink() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("/nowhere/" + canary.text()));
        seenIn("target of " + link);
    }

    @Test
    void whatIsNotTheHosts() throws IOException {
        Files.writeString(Files.createDirectories(folder.resolve("owners")).resolve("secret"), canary.text());
        assertThat(look().sightings()).isEmpty();
    }

    @Test
    void aDiskAndPackets() throws IOException {
        Path disk = folder.resolve("disk.raw");
        try (FileChannel out = FileChannel.open(disk, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            canary.value().lend(content -> out.write(ByteBuffer.wrap(content), 20L << 20));
        }
        seenIn("file " + disk);
    }

    @Test
    void aCommandLine() throws IOException, InterruptedException {
        Process process = waiting("exec sleep 60", "", canary.text());
        try {
            seenIn("command line of process");
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void anEnvironment() throws IOException, InterruptedException {
        Process process = waiting("exec sleep 60", canary.text(), "");
        try {
            seenIn("environment of process " + process.pid());
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    /// A shell that has read nothing yet shows its own command line.
    private static Process waiting(String script, String environment, String argument) throws IOException {
        ProcessBuilder shell = new ProcessBuilder("sh", "-c", "read line; " + script, "sh", argument);
        shell.environment().put("PLANTED", environment);
        return shell.start();
    }

    @Test
    void aDeletedFileThatIsOpen() throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("gone"), canary.text());
        Process process =
                new ProcessBuilder("sleep", "60").redirectInput(file.toFile()).start();
        try {
            Files.delete(file);
            assertThat(look().sightings()).isEmpty();
            seenIn("file " + file + " (deleted), open in process " + process.pid(), process.pid());
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void aSocket() throws IOException {
        Path path = Files.createTempDirectory("s").resolve(canary.text());
        try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.bind(UnixDomainSocketAddress.of(path));
            seenIn("table of unix sockets");
        } finally {
            Files.delete(path);
            Files.delete(path.getParent());
        }
    }

    /// What was there before a file became shorter stays on the disk, behind its end.
    @Test
    void theEndOfAFile() throws IOException {
        Path disk = Files.writeString(folder.resolve("owners"), "x".repeat(8192 + 100) + canary.text());
        Search search = new Search(new Patterns(List.of(canary)));
        new Slack.End(Path.of("shorter"), disk, 8192, 8192 + 100).look(search);
        assertThat(search.sightings()).isEmpty();
        new Slack.End(Path.of("shorter"), disk, 8192 + 100, 3 * 4096).look(search);
        assertThat(search.sightings()).extracting(Sighting::place).containsExactly("end of shorter");
    }

    /// Where this machine lets one look: the bytes before an end are the file's.
    @Test
    void theEndOfAFileOnThisDisk() throws IOException {
        Path file = Files.writeString(folder.resolve("shorter"), "x".repeat(100));
        sync(file);
        Slack slack = Slack.of(List.of(file));
        assumeTrue(slack.ends().size() == 1, () -> "the disk cannot be looked at: " + slack.notLookedAt());
        Slack.End end = slack.ends().getFirst();

        assertThat(end.to() - end.from()).isEqualTo(4096 - 100);
        try (FileChannel disk = FileChannel.open(end.disk())) {
            byte[] before = new byte[100];
            assertThat(Content.of(disk, end.from() - 100, end.from()).read(0, before, 0, 100))
                    .isEqualTo(100);
            assertThat(before).containsOnly('x');
        }
    }

    private static void sync(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    @Test
    void memory() throws IOException, InterruptedException {
        Process process = new ProcessBuilder("sh", "-c", "read line; echo read; read more").start();
        try (OutputStream in = process.getOutputStream()) {
            assertThat(sight.ofMemory(process.pid(), 4096).sightings()).isEmpty();
            in.write((canary.text() + "\n").getBytes(StandardCharsets.US_ASCII));
            in.flush();
            assertThat(process.getInputStream().read()).isEqualTo('r');
            View view = sight.ofMemory(process.pid(), 4096);
            assertThat(view.sightings())
                    .isNotEmpty()
                    .allMatch(seen -> seen.place().equals("memory of process " + process.pid()));
            assertThat(look(process.pid()).sightings()).isEmpty();
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertThat(sight.ofMemory(process.pid(), 4096).notLookedAt()).hasSize(1);
    }

    @Test
    void extentsAsTheProgramPrintsThem() throws IOException {
        Path file = Files.writeString(folder.resolve("three"), "x".repeat(9000));
        String text = """
                Filesystem type is: ef53
                File size of %s is 9000 (3 blocks of 4096 bytes)
                 ext:     logical_offset:        physical_offset: length:   expected: flags:
                   0:        0..       1:   46018349..  46018350:      2:
                   1:        2..       2:       1000..      1000:      1:   46018351: last,eof
                %s: 2 extents found
                """.formatted(file, file);
        assertThat(Slack.parse(Path.of("/dev/disk"), text))
                .containsExactly(new Slack.End(file, Path.of("/dev/disk"), 1000 * 4096 + 808, 1001 * 4096));
        assertThat(Slack.parse(Path.of("/dev/disk"), text.replace("last,eof", "last,unwritten,eof")))
                .isEmpty();
    }
}
