package dev.cloister.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Malformed;
import dev.cloister.cli.bundle.BundleWriter;
import dev.cloister.cli.bundle.Collected;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// `cloister bundle` as a user meets it.
class BundleCommandTest {
    @RegisterExtension
    private final CommandLineRun command = new CommandLineRun();

    @TempDir
    private Path folder;

    private Path bundle;
    private Path home;

    @BeforeEach
    void write() throws IOException, Malformed {
        home = folder.resolve("home");
        bundle = folder.resolve("some.bundle");
        Path library = Files.createDirectories(folder.resolve("maven/org/example/lib/1.0"));
        Files.writeString(library.resolve("lib-1.0.jar"), "a library");
        Collected collected = new Collected();
        collected.addRepository(folder.resolve("maven"));
        BundleWriter.write(bundle, collected.contents(), collected.sources(), (done, total) -> {});
    }

    private int run(String... words) {
        String[] line = Arrays.copyOf(words, words.length + 2);
        line[words.length] = "--home";
        line[words.length + 1] = home.toString();
        return command.run(line);
    }

    @Test
    void itIsShownAndLoaded() throws IOException {
        String digest = Digests.sha256(bundle).hex();

        assertThat(run("bundle", "show", bundle.toString())).isZero();
        assertThat(command.out()).contains("org/example/lib/1.0/lib-1.0.jar", digest);
        assertThat(home).doesNotExist();

        assertThat(run("bundle", "load", "--sha256", digest, bundle.toString())).isZero();
        assertThat(home.resolve("cache/maven/org/example/lib/1.0/lib-1.0.jar")).hasContent("a library");
        assertThat(home.resolve("cache")).isDirectoryNotContaining("glob:**/.bundle*");
    }

    @Test
    void theJsonNamesEveryFile() throws Malformed {
        assertThat(run("bundle", "show", "--json", bundle.toString())).isZero();
        assertThat(command.json().objects("items")).hasSize(1);
        assertThat(command.json().objects("kinds")).hasSize(6);
        assertThat(run("bundle", "load", "--json", bundle.toString())).isZero();
        assertThat(command.json().text("sha256")).hasSize(64);
    }

    @Test
    void anotherOneThanAskedForIsRefused() {
        assertThat(run("bundle", "load", "--sha256", Bytes.utf8("?").hex().repeat(32), bundle.toString()))
                .isEqualTo(Exit.REFUSED);
        assertThat(command.err()).contains("another bundle", "remedy");
        assertThat(home.resolve("cache/maven")).doesNotExist();
        assertThat(run("bundle", "load", "--sha256", "abc", bundle.toString())).isEqualTo(Exit.USAGE);
    }

    @Test
    void aDamagedOneIsRefusedInOneSentence() throws IOException {
        byte[] bytes = Files.readAllBytes(bundle);
        Files.write(bundle, Arrays.copyOf(bytes, bytes.length - 2000));

        assertThat(run("bundle", "load", bundle.toString())).isEqualTo(Exit.MALFORMED);
        assertThat(command.err()).contains("cut off", "get it again");
        assertThat(home.resolve("cache/maven")).doesNotExist();
        assertThat(home.resolve("cache")).isEmptyDirectory();

        Files.writeString(bundle, "no bundle at all");
        assertThat(run("bundle", "show", bundle.toString())).isEqualTo(Exit.MALFORMED);
        assertThat(command.err()).contains("is not a bundle");
        assertThat(run("bundle", "show", folder.toString())).isEqualTo(Exit.UNAVAILABLE);
        assertThat(run("bundle", "load", folder.resolve("absent").toString())).isEqualTo(Exit.UNAVAILABLE);
    }

    @Test
    void createReplacesNothing() {
        assertThat(run("bundle", "create", bundle.toString())).isEqualTo(Exit.USAGE);
        assertThat(command.err()).contains("exists already");
        assertThat(run("bundle", "create", folder.resolve("new").toString())).isEqualTo(Exit.UNAVAILABLE);
        assertThat(command.err()).contains("start this command through ./cloister");
    }
}
