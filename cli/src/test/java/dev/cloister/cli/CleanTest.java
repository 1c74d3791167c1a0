package dev.cloister.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.Malformed;
import dev.cloister.cli.home.KeyFiles;
import dev.cloister.machine.Guests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// What may go and what stays, of a home that has one of each.
class CleanTest {
    private static final String OLD_SET = "0123456789abcdef0123456789abcdef";

    @RegisterExtension
    private final CommandLineRun command = new CommandLineRun();

    @TempDir
    private Path folder;

    private Path home;
    private Path cache;
    private Path state;
    private Path images;
    private Path current;
    private Path drill;

    @BeforeEach
    void fill() throws IOException {
        home = folder.resolve("home");
        cache = home.resolve("cache");
        state = home.resolve("state");
        images = folder.resolve("images");
        current = cache.resolve("bootset/" + currentKey());
        file(current.resolve("initrd"));
        file(cache.resolve("bootset/" + OLD_SET + "/initrd"));
        file(cache.resolve("kernel-old/vmlinuz"));
        file(cache.resolve("kernel-new/vmlinuz"));
        age(cache.resolve("kernel-old"), 3);
        file(cache.resolve("qemu-10/qemu"));
        file(cache.resolve("files/00"));
        file(cache.resolve("samples/web/index.json"));
        file(cache.resolve("lock/build"));
        file(state.resolve("broker/secrets.db"));
        file(state.resolve("proofs/web/proof.json"));
        KeyFiles.create(state.resolve("owner.key"));
        file(EndedGuest.in(home, "ended", current).resolve("log.jwe"));
        file(images.resolve("web.sealed/index.json"));
        file(images.resolve(".web.sealed.protecting12/made/blob"));
        age(images.resolve(".web.sealed.protecting12"), 2);
        drill = command.install().resolve("cloister-drill-12");
        file(drill.resolve("state/emulator/root.pem"));
        AtWork.in(drill).close();
    }

    private static void file(Path path) throws IOException {
        Files.createDirectories(path.getParent());
        Files.write(path, new byte[1000]);
    }

    private static void age(Path path, int days) throws IOException {
        Files.setLastModifiedTime(path, FileTime.from(Instant.now().minus(Duration.ofDays(days))));
    }

    /// The empty installation's.
    private String currentKey() throws IOException {
        command.run("bootset", "show", "--home", home.toString());
        return new BootSets(
                        dev.cloister.cli.home.Home.in(home),
                        new dev.cloister.cli.home.Install(command.install()),
                        Screen.of(true))
                .place()
                .getFileName()
                .toString();
    }

    private int clean(String... more) {
        List<String> words = new ArrayList<>(List.of("clean", images.toString(), "--home", home.toString()));
        Collections.addAll(words, more);
        return command.run(words.toArray(String[]::new));
    }

    private List<String> goers() throws Malformed {
        List<String> going = new ArrayList<>();
        for (JsonFields item : command.json().objects("items")) {
            if (item.flag("mayGo")) {
                going.add(item.text("kind") + " " + Path.of(item.text("name")).getFileName());
            }
        }
        return going;
    }

    @Test
    void listsAndRemovesNothingUnasked() throws IOException, Malformed {
        assertThat(clean()).isZero();
        assertThat(command.out()).contains("May go: ").contains(OLD_SET).contains("keys and records");
        assertThat(command.out()).containsPattern("May go: .* 1 boot set [0-9.]+ ");
        assertThat(command.err()).contains("Nothing was removed; with --yes it would be.");

        assertThat(clean("--json")).isZero();
        assertThat(goers())
                .containsExactlyInAnyOrder(
                        "guest ended",
                        "boot-set " + OLD_SET,
                        "build-stage kernel-old",
                        "half-made .web.sealed.protecting12",
                        "killed-drill cloister-drill-12");
        assertThat(command.json().number("removedBytes")).isZero();
        assertThat(cache.resolve("bootset/" + OLD_SET)).exists();
    }

    @Test
    void removesWhatMayGoAndNothingElse() throws IOException, Malformed {
        assertThat(clean("--yes", "--json")).isZero();

        assertThat(command.json().number("removedBytes")).isGreaterThan(4000);
        assertThat(cache.resolve("bootset")).isDirectoryNotContaining(set -> set.endsWith(OLD_SET));
        assertThat(images).isDirectoryNotContaining(left -> left.toString().contains(".protecting"));
        assertThat(drill).doesNotExist();
        assertThat(new Guests(state.resolve("guests")).list()).isEmpty();
        for (Path kept : List.of(
                current.resolve("initrd"),
                cache.resolve("kernel-new"),
                cache.resolve("qemu-10"),
                cache.resolve("files/00"),
                state.resolve("owner.key"),
                state.resolve("broker/secrets.db"),
                state.resolve("proofs/web/proof.json"),
                images.resolve("web.sealed/index.json"))) {
            assertThat(kept).exists();
        }
        assertThat(clean("--json", "--yes")).isZero();
        assertThat(goers()).isEmpty();
    }

    @Test
    void allTakesTheCachesToo() throws Malformed {
        assertThat(clean("--all", "--yes")).isZero();

        assertThat(current).doesNotExist();
        assertThat(cache.resolve("files")).doesNotExist();
        assertThat(cache.resolve("qemu-10")).doesNotExist();
        assertThat(state.resolve("owner.key")).exists();
        assertThat(state.resolve("broker/secrets.db")).exists();
    }

    @Test
    void whatAProcessUsesStays() throws IOException, InterruptedException, Malformed {
        Path set = cache.resolve("bootset/" + OLD_SET);
        Process guest = new ProcessBuilder(
                        "sh", "-c", "read -r _", "sh", set.resolve("initrd").toString())
                .start();
        try {
            assertThat(clean("--all", "--yes", "--json")).isZero();
            assertThat(goers()).doesNotContain("boot-set " + OLD_SET);
            assertThat(set.resolve("initrd")).exists();
        } finally {
            guest.destroy();
            guest.waitFor();
        }
    }

    @Test
    void whatIsBeingProtectedStays() throws IOException {
        try (WorkFolder work = new WorkFolder(images.resolve("other.sealed"))) {
            file(work.resolve("made"));
            assertThat(clean("--yes")).isZero();
            assertThat(work.resolve("made")).exists();
        }
    }

    @Test
    void aBuildAtWorkIsLeftAlone() throws IOException, InterruptedException {
        Process build = new ProcessBuilder(
                        "flock", cache.resolve("lock/build").toString(), "sh", "-c", "echo held; read -r _")
                .start();
        try {
            assertThat(build.inputReader().readLine()).isEqualTo("held");
            assertThat(clean("--yes")).isEqualTo(Exit.UNAVAILABLE);
            assertThat(command.err()).contains("a boot set is being built, so nothing was removed");
            assertThat(cache.resolve("bootset/" + OLD_SET)).exists();
        } finally {
            build.outputWriter().close();
            build.waitFor(10, TimeUnit.SECONDS);
        }
        assertThat(clean("--yes")).isZero();
    }
}
