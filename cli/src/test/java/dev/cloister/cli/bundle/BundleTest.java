package dev.cloister.cli.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Malformed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The form of a bundle: what comes back, and everything that does not.
class BundleTest {
    private static final String DIGEST = "0".repeat(64);

    @TempDir
    private Path folder;

    private Path bundle;
    private byte[] good;

    @BeforeEach
    void write() throws IOException, Malformed {
        bundle = SampleBundle.in(folder);
        good = Files.readAllBytes(bundle);
    }

    private Path cache() {
        return folder.resolve("cache");
    }

    @Test
    void everyFileComesToItsPlace() throws IOException, Malformed {
        Bytes digest = SampleBundle.load(bundle, cache());

        assertThat(digest).isEqualTo(Digests.sha256(bundle));
        String deb = Digests.sha256(Bytes.utf8(SampleBundle.DEB)).hex();
        assertThat(cache().resolve("files").resolve(deb)).hasContent(SampleBundle.DEB);
        assertThat(cache().resolve("maven").resolve(SampleBundle.LIBRARY)).hasContent("a library");
        Path jdk = cache().resolve("jdk/25.0.1+8-LTS");
        assertThat(SampleBundle.rights(jdk.resolve("bin/java"))).isEqualTo("rwxr-xr-x");
        assertThat(jdk.resolve("lib/modules")).hasContent("classes".repeat(100));
        assertThat(Files.isExecutable(jdk.resolve("lib/modules"))).isFalse();
        SampleBundle.load(bundle, cache()); // once more changes nothing
    }

    @Test
    void equalInputsGiveEqualBytes() throws IOException, Malformed {
        Path other = Files.createDirectory(folder.resolve("other"));
        assertThat(SampleBundle.in(other)).hasBinaryContent(good);
    }

    @Test
    void itIsAnArchiveForTar() throws IOException, InterruptedException {
        Process tar = new ProcessBuilder("tar", "-tvf", bundle.toString()).start();
        String listed = new String(tar.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(tar.waitFor()).isZero();
        assertThat(listed.lines()).hasSize(6).first().asString().contains("manifest");
    }

    private void refused(byte[] bytes, String why) throws IOException {
        Files.write(bundle, bytes);
        assertThatThrownBy(() -> {
                    try (BundleReader reader = BundleReader.open(bundle)) {
                        reader.unpack(digest -> Path.of("/dev/null"), (done, total) -> {});
                    }
                })
                .as(why)
                .isInstanceOf(Malformed.class)
                .message()
                .isNotEmpty();
    }

    @Test
    void nothingOfADamagedBundleComesToTheCache() throws IOException {
        byte[] changed = good.clone();
        changed[good.length - 1] = 1;
        Files.write(bundle, changed);
        assertThatThrownBy(() -> SampleBundle.load(bundle, cache())).isInstanceOf(Malformed.class);
        for (String place : List.of("files", "maven", "jdk")) {
            assertThat(cache().resolve(place)).doesNotExist();
        }
    }

    @Test
    void everyTruncationIsRefused() throws IOException {
        for (int length = 0; length < good.length; length += length % 512 == 511 ? 1 : 73) {
            refused(Arrays.copyOf(good, length), "the first " + length + " bytes");
        }
        refused(Arrays.copyOf(good, good.length - 1), "all but the last byte");
    }

    @Test
    void anyMoreIsRefused() throws IOException {
        refused(Arrays.copyOf(good, good.length + 1), "one more byte");
        refused(Arrays.copyOf(good, good.length + 512), "one more block");
    }

    /// One bit of each byte; which one goes round.
    @Test
    void everyChangedByteIsRefused() throws IOException {
        for (int at = 0; at < good.length; at += at < 1536 ? 1 : 11) {
            byte[] changed = good.clone();
            changed[at] ^= (byte) (1 << at % 8);
            refused(changed, "byte " + at);
        }
    }

    @Test
    void anEntryThatTheManifestDoesNotNameIsRefused() throws IOException {
        byte[] extra = new byte[good.length + 512];
        int end = good.length - 1024;
        System.arraycopy(good, 0, extra, 0, end);
        System.arraycopy(TarHeader.of("files/" + DIGEST, 0), 0, extra, end, 512);
        refused(extra, "an extra entry");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "maven ../x 1 1 D -",
                "maven a/../../x 1 1 D -",
                "maven /etc/passwd 1 1 D -",
                "maven a//b 1 1 D -",
                "maven ./a 1 1 D -",
                "maven a/ 1 1 D -",
                "maven a\tb 1 1 D -",
                "maven a/b.jar 1 1 D - ",
                "maven a/b.jar 1 -1 D -",
                "maven a/b.jar 1 01 D -",
                "maven a/b.jar 1 99999999999 D -",
                "maven a/b.jar 1 1 abc -",
                "maven a/b.jar 1 1 D w",
                "deb a/b 1 1 D -",
                "deb .. 1 1 D -",
                "jdk bin/java ../../x 1 D x",
                "jdk bin/java . 1 D x",
                "rpm a 1 1 D -",
                "",
            })
    void aLineThatLeadsElsewhereIsRefused(String line) {
        assertThatThrownBy(() -> Item.parse(line.replace("D", DIGEST), 3)).isInstanceOf(Malformed.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // out of order, twice, a file that is a folder, no columns, another version
                "cloister-bundle 1\n# kind name version size sha256 rights\nmaven b 1 1 D -\nmaven a 1 1 D -\n",
                "cloister-bundle 1\n# kind name version size sha256 rights\nmaven a 1 1 D -\nmaven a 1 1 D -\n",
                "cloister-bundle 1\n# kind name version size sha256 rights\nmaven a 1 1 D -\nmaven a 2 1 D -\n",
                "cloister-bundle 1\n# kind name version size sha256 rights\nmaven a 1 1 D -\nmaven a/b 1 1 D -\n",
                "cloister-bundle 1\n# kind name version size sha256 rights\nmaven a 1 1 D -",
                "cloister-bundle 1\n#\nmaven a 1 1 D -\n",
                "cloister-bundle 2\n# kind name version size sha256 rights\n",
                "",
            })
    void aManifestHasOneForm(String text) {
        byte[] bytes = whole(text.replace("D", DIGEST));
        assertThatThrownBy(() -> Contents.parse(bytes)).isInstanceOf(Malformed.class);
    }

    /// With its last line.
    private static byte[] whole(String lines) {
        String last = "sha256 " + Digests.sha256(Bytes.utf8(lines)).hex() + "\n";
        return (lines + last).getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void oneDigestHasOneSize() throws Malformed {
        String text = "cloister-bundle 1\n# kind name version size sha256 rights\nmaven a 1 1 " + DIGEST
                + " -\nmaven b 1 2 " + DIGEST + " -\n";
        Contents contents = Contents.parse(whole(text));
        assertThatThrownBy(contents::files).isInstanceOf(Malformed.class);
    }

    @Test
    void aSourceThatChangedMeanwhileIsNoticed() throws IOException, Malformed {
        Map<Bytes, Path> sources = new HashMap<>();
        for (Item item : SampleBundle.contents().items()) {
            sources.put(item.sha256(), Files.writeString(folder.resolve("changed"), "other bytes"));
        }
        assertThatThrownBy(() ->
                        BundleWriter.write(folder.resolve("b"), SampleBundle.contents(), sources, (done, total) -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("make it again");
    }

    @Test
    void notesOfMavenStayBehind() throws IOException, Malformed {
        Path repository = folder.resolve("repository");
        Path artifact = Files.createDirectories(repository.resolve("org/example/lib/1.0"));
        for (String name : List.of("lib-1.0.jar", "lib-1.0.jar.sha1", "_remote.repositories", "x.lastUpdated")) {
            Files.writeString(artifact.resolve(name), name);
        }
        Collected collected = new Collected();
        collected.addRepository(repository);
        assertThat(collected.contents().items()).singleElement().satisfies(item -> {
            assertThat(item.name()).isEqualTo(SampleBundle.LIBRARY);
            assertThat(item.version()).isEqualTo("1.0");
        });
    }

    @Test
    void theJdkComesWithoutItsSources() throws IOException, Malformed {
        Path jdk = Files.createDirectories(folder.resolve("jdk"));
        Files.createDirectories(jdk.resolve("lib"));
        Files.writeString(jdk.resolve("lib/src.zip"), "sources");
        Files.writeString(jdk.resolve("lib/modules"), "classes");
        Collected collected = new Collected();
        collected.addJdk(jdk, "25+1");
        assertThat(collected.contents().items())
                .singleElement()
                .extracting(Item::name)
                .isEqualTo("lib/modules");
    }

    @Test
    void ofALockOnlyFilesAreTaken() throws Malformed {
        Collected collected = new Collected();
        collected.addLocked("bundle deb crun 1.8.1-1 5 " + DIGEST + " pool/main/c/crun.deb", folder);
        collected.addLocked("bundle jdk jdk 25 5 " + DIGEST, folder);
        assertThat(collected.contents().items())
                .singleElement()
                .extracting(Item::name)
                .isEqualTo("crun");
        assertThat(collected.sources()).containsEntry(Bytes.hex(DIGEST), folder.resolve(DIGEST));
    }
}
