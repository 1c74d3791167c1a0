package dev.cloister.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Malformed;
import dev.cloister.bytes.Secret;
import dev.cloister.image.Fixture.Packed;
import dev.cloister.image.block.SealedBlob;
import dev.cloister.workload.ResourcePath;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whole seals with the host's programs.
class SealerTest {
    private static final ResourcePath KEY_PATH = new ResourcePath("default/web/root-key");
    private static final Packed LAYER = Packed.plain(Fixture.layer("bin/web", "etc/" + "n".repeat(200)));

    @TempDir
    Path folder;

    private static byte[] key(int first) {
        byte[] key = new byte[64];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) (first + i);
        }
        return key;
    }

    private Sealed seal(String to, int key, Progress progress, Packed... layers) throws Exception {
        Sealer sealer = new Sealer(Fixture.tools(), progress);
        try (Image image = Image.open(Fixture.image(folder.resolve("image"), layers), folder);
                Secret secret = Secret.of(key(key))) {
            return sealer.seal(image, secret, folder.resolve(to), KEY_PATH);
        }
    }

    @Test
    void guestFindsTheImageInTheBlob() throws Exception {
        Sealed sealed = seal("out", 1, Fixture.SILENT, LAYER);
        byte[] blob = Files.readAllBytes(sealed.blob());
        byte[] last = Bytes.of(blob, blob.length - 4096, blob.length).array();
        SealedBlob form = SealedBlob.parse(last, blob.length);
        byte[] data = Bytes.of(blob, 0, (int) form.dataBytes()).array();

        VerityTree.Computed tree = VerityTree.over(data, SealedBlob.SALT);
        assertThat(sealed.root().verityRoot()).isEqualTo(tree.root());
        assertThat(Bytes.of(blob, data.length, blob.length - 4096)).isEqualTo(tree.blocks());

        Path fileSystem = Files.write(folder.resolve("fs"), decrypt(data, key(1)));
        assertThat(listed(fileSystem, "-d"))
                .contains("file config.json 0444 0 0")
                .contains("dir rootfs 0755 0 0")
                .contains("file rootfs/bin/web 0644 0 0")
                .contains("file rootfs/etc/" + "n".repeat(200) + " 0644 0 0");
        try (Image image = Image.open(new ImageReference.OciLayout(folder.resolve("image"), ""), folder)) {
            assertThat(Bytes.utf8(listed(fileSystem, "-c", "/config.json")))
                    .isEqualTo(image.config().raw());
            assertThat(sealed.root().source().manifest()).isEqualTo(image.manifestDigest());
        }
        assertThat(listed(fileSystem, "-c", "/rootfs/bin/web")).isEqualTo("bin/web");
    }

    private static String listed(Path fileSystem, String... options) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(options));
        arguments.add(fileSystem.toString());
        return HostTool.find("rdsquashfs", "squashfs-tools-ng").run(arguments);
    }

    /// AES-XTS backwards, block by block as IEEE 1619 draws it.
    private static byte[] decrypt(byte[] data, byte[] key) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
        cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, 0, 32, "AES"));
        Cipher tweaking = Cipher.getInstance("AES/ECB/NoPadding");
        tweaking.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, 32, 32, "AES"));
        byte[] plain = new byte[data.length];
        byte[] tweak = new byte[16];
        for (int at = 0; at < data.length; at += 16) {
            if (at % 4096 == 0) {
                byte[] number = new byte[16];
                number[0] = (byte) (at / 4096);
                number[1] = (byte) (at / 4096 >> 8);
                tweak = tweaking.doFinal(number);
            }
            byte[] block = new byte[16];
            for (int i = 0; i < 16; i++) {
                block[i] = (byte) (data[at + i] ^ tweak[i]);
            }
            block = cipher.doFinal(block);
            for (int i = 0; i < 16; i++) {
                plain[at + i] = (byte) (block[i] ^ tweak[i]);
            }
            int carry = 0;
            for (int i = 0; i < 16; i++) {
                int doubled = (tweak[i] & 0xff) << 1 | carry;
                carry = doubled >> 8;
                tweak[i] = (byte) doubled;
            }
            tweak[0] ^= (byte) (carry * 0x87);
        }
        return plain;
    }

    @Test
    void equalKeysGiveEqualBytesAndOtherKeysOthers() throws Exception {
        Sealed one = seal("one", 1, Fixture.SILENT, LAYER);
        Sealed same = seal("same", 1, Fixture.SILENT, LAYER);
        Sealed other = seal("other", 2, Fixture.SILENT, LAYER);
        assertThat(same.blob()).hasSameBinaryContentAs(one.blob());
        assertThat(same.root()).isEqualTo(one.root());
        assertThat(other.root().verityRoot()).isNotEqualTo(one.root().verityRoot());
        assertThat(folder.resolve("same/index.json")).hasSameBinaryContentAs(folder.resolve("one/index.json"));
        byte[] a = Files.readAllBytes(one.blob());
        byte[] b = Files.readAllBytes(other.blob());
        for (int at = 0; at < one.root().dataBytes(); at += 16) {
            assertThat(Bytes.of(a, at, at + 16)).isNotEqualTo(Bytes.of(b, at, at + 16));
        }
    }

    @Test
    void packingOfLayersDoesNotMatter() throws Exception {
        Bytes forth = Fixture.layer("a", "b");
        Sealed one = seal("one", 1, Fixture.SILENT, new Packed(Fixture.GZIP, Fixture.gzip(forth), forth));
        Sealed two = seal("two", 1, Fixture.SILENT, Packed.plain(forth));
        assertThat(two.blob()).hasSameBinaryContentAs(one.blob());
    }

    @Test
    void progressGoesThroughAllSteps() throws Exception {
        List<Progress.Step> steps = new ArrayList<>();
        List<Progress.Step> finished = new ArrayList<>();
        seal(
                "out",
                1,
                (step, done, total) -> {
                    assertThat(done).isBetween(0L, total);
                    if (!steps.contains(step)) {
                        steps.add(step);
                    }
                    if (done == total && !finished.contains(step)) {
                        finished.add(step);
                    }
                },
                LAYER);
        assertThat(steps).containsExactly(Progress.Step.values());
        assertThat(finished).containsExactly(Progress.Step.values());
    }

    @Test
    void replacesASealedImageAndNothingElse() throws Exception {
        seal("out", 1, Fixture.SILENT, LAYER);
        Files.writeString(folder.resolve("out/init-data.toml"), "kept");
        Sealed again = seal("out", 2, Fixture.SILENT, LAYER);
        assertThat(SealedArtifact.open(folder.resolve("out")))
                .isEqualTo(new Opened.Protected(again.root(), again.blob()));
        assertThat(folder.resolve("out/init-data.toml")).hasContent("kept");
        try (Stream<Path> blobs = Files.list(folder.resolve("out/blobs/sha256"))) {
            assertThat(blobs).hasSize(3);
        }
        assertThatThrownBy(() -> seal("image", 1, Fixture.SILENT, LAYER))
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessageContaining("exists and is not a sealed image");
        Files.writeString(folder.resolve("file"), "mine");
        assertThatThrownBy(() -> seal("file", 1, Fixture.SILENT, LAYER)).isInstanceOf(FileAlreadyExistsException.class);
    }

    @Test
    void failureLeavesNothingBehind() throws Exception {
        Packed corrupt = new Packed(LAYER.mediaType(), LAYER.blob(), Fixture.layer("other"));
        assertThatThrownBy(() -> seal("out", 1, Fixture.SILENT, corrupt)).isInstanceOf(Malformed.class);
        HostTool fails = new HostTool(Path.of("/bin/false"));
        Sealer sealer = new Sealer(new Sealer.Tools(fails, fails), Fixture.SILENT);
        try (Image image = Image.open(Fixture.image(folder.resolve("image"), LAYER), folder);
                Secret secret = Secret.of(key(1))) {
            assertThatThrownBy(() -> sealer.seal(image, secret, folder.resolve("out"), KEY_PATH))
                    .isInstanceOf(IOException.class)
                    .hasMessage("false failed with exit code 1: it said nothing");
        }
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).containsExactly(folder.resolve("image"));
        }
    }

    @Test
    void programThatEndsInTheMiddleIsHeard() throws Exception {
        Path script =
                Files.writeString(folder.resolve("packer"), "#!/bin/sh\nhead -c 9 >&2; echo; echo no room; exit 2\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        HostTool packer = new HostTool(script);
        Sealer sealer = new Sealer(new Sealer.Tools(packer, packer), Fixture.SILENT);
        Packed large = Packed.plain(
                Fixture.layer(IntStream.range(0, 2000).mapToObj(i -> "f" + i).toArray(String[]::new)));
        try (Image image = Image.open(Fixture.image(folder.resolve("image"), large), folder);
                Secret secret = Secret.of(key(1))) {
            assertThatThrownBy(() -> sealer.seal(image, secret, folder.resolve("out"), KEY_PATH))
                    .isInstanceOf(IOException.class)
                    .hasMessage("packer failed with exit code 2: no room");
        }
    }

    @Test
    void blobsDigestIsItsName() throws Exception {
        Sealed sealed = seal("out", 1, Fixture.SILENT, LAYER);
        assertThat(sealed.blob().getFileName().toString())
                .isEqualTo(Digests.sha256(sealed.blob()).hex());
    }
}
