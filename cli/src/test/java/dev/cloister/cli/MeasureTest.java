package dev.cloister.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.Malformed;
import dev.cloister.cli.home.KeyFiles;
import dev.cloister.measure.IdAuthentication;
import dev.cloister.measure.IdBlock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `cloister measure` as its user runs it, on the synthetic firmware of specs/snp-launch-measurement.md 9.2.
class MeasureTest {
    private static final Pattern WORDS = Pattern.compile("'([^']*)'|(\\S+)");
    private static final String DIGEST = "0".repeat(95) + "7";

    @TempDir
    private Path folder;

    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final ByteArrayOutputStream noted = new ByteArrayOutputStream();

    @BeforeEach
    void files() throws IOException {
        System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(noted, true, StandardCharsets.UTF_8));
        Files.write(folder.resolve("firmware"), firmware());
        Files.write(folder.resolve("short"), new byte[100]);
        Files.writeString(folder.resolve("kernel"), "kernel");
        Files.writeString(folder.resolve("initrd"), "initrd");
        byte[] svsm = firmware();
        svsm[8126] = 0;
        Files.write(folder.resolve("svsm"), svsm);
    }

    @AfterEach
    void restore() {
        System.setOut(out);
        System.setErr(err);
    }

    private static byte[] firmware() {
        byte[] image = new byte[8192];
        Arrays.fill(image, 0, 4096, (byte) 0x5A);
        put(
                image,
                8192 - 0x400,
                "415345564c0000000100000005000000000080000020000001000000"
                        + "00d08000001000000200000000e08000001000000300000000f08000001000000400000000008100001000001"
                        + "0000000");
        put(
                image,
                8192 - 32 - 88,
                "000400001600666588dc4a989847a75e5585a7bf67cc000c8100000400001a001f3755723b3a044b"
                        + "927b1da6efa8d45404b080001600de71f7007e1acb4f890e68c77e2fb44e5800de82b596b21ff745baeaa366c55a082d");
        return image;
    }

    private static void put(byte[] image, int at, String hex) {
        byte[] bytes = Bytes.hex(hex).array();
        System.arraycopy(bytes, 0, image, at, bytes.length);
    }

    private int run(String line) {
        said.reset();
        noted.reset();
        List<String> words = new ArrayList<>();
        Matcher word = WORDS.matcher(line.replace("DIR", folder.toString()));
        while (word.find()) {
            words.add(word.group(1) == null ? word.group() : word.group(1));
        }
        return Main.execute(words.toArray(String[]::new));
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8).strip();
    }

    private String noted() {
        return noted.toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    --vcpu-type EPYC-Milan | 580e7fa64f1985208b8c24bb393a43abe175dae180f0f63f46d1750327e7c1330f90878feb2ad28eddd50497d719f519
                    --vcpu-signature 0xa00f11 --vcpus 2 | ceb100432fa110d7503c1a27f00afa1a652cb40341a971dc42a82986f1c1d89649288a716e3318e285af4987b0adc545
                    --vcpu-signature 25,1,1 --kernel DIR/kernel --initrd DIR/initrd --cmdline console=ttyS0 | 65692ffb414133225dec554112defe90d9fcb6bc24f7e22263a462e97e0e27b3f6c5363f2cf974587f17181265b8ee5f
                    --vcpu-type EPYC-Milan --firmware-digest 438d34970a8e3b821a49d486ae9fac2f0ad11df08be7d3537ee7a4939f3f6e9500efabe97a9e1ae5466a514a5749b9a1 | 580e7fa64f1985208b8c24bb393a43abe175dae180f0f63f46d1750327e7c1330f90878feb2ad28eddd50497d719f519
                    --vmm ec2 --vcpus 2 | 183b52ed5b0a35a537885a34e5b635d0e3fab679c317a9137b186626d9812cc4bf333d883322b0322d5f3e8eb3cd3e0c
                    --vmm GCE --kernel DIR/kernel --initrd DIR/initrd --cmdline console=ttyS0 | ecaf9ab23edc368d4f5a613eeccde061627f78f53bb5e705d85a821f62886dbc8dcfddb8f4e84a982ee6db1421e2bd1e
                    """)
    void predictsKnownAnswers(String options, String digest) {
        assertThat(run("measure snp --firmware DIR/firmware " + options))
                .as(noted())
                .isZero();
        assertThat(said()).isEqualTo(digest);
    }

    @Test
    void answersInJson() throws Malformed {
        assertThat(run("measure snp --firmware DIR/firmware --vcpu-type EPYC-Milan --json"))
                .isZero();

        JsonFields json = JsonFields.parse("answer", said.toByteArray(), 4);
        assertThat(json.hex("measurement", 48).hex()).startsWith("580e7fa6");
        assertThat(json.hex("firmwareDigest", 48).hex()).startsWith("438d3497");
        assertThat(json.text("vmm")).isEqualTo("qemu");
        assertThat(json.number("vcpus")).isEqualTo(1);
        assertThat(json.text("features")).isEqualTo("0x1");
        json.end();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    snp | 64 | --firmware
                    snp --firmware DIR/firmware | 64 | name it with --vcpu-type or --vcpu-signature
                    snp --firmware DIR/absent --vmm gce | 69 | there is no such file
                    snp --firmware DIR/short --vmm gce | 3 | Firmware.size at 0x64: must be whole pages
                    snp --firmware DIR/firmware --vcpu-type Milan | 64 | --vcpu-type knows EPYC, EPYC-v1
                    snp --firmware DIR/firmware --vcpu-type EPYC --vcpu-signature 1 | 64 | not both
                    snp --firmware DIR/firmware --vcpu-signature 300,1,1 | 64 | FAMILY,MODEL,STEPPING
                    snp --firmware DIR/firmware --vcpu-signature 0x100000000 | 64 | --vcpu-signature needs 32 bits
                    snp --firmware DIR/firmware --vmm gce --vcpus 0 | 64 | --vcpus needs 1 to 4096, not 0
                    snp --firmware DIR/firmware --vmm gce --features x | 64 | --features needs a number, not x
                    snp --firmware DIR/firmware --vmm xen | 64 | --vmm
                    snp --firmware DIR/firmware --vmm gce --initrd DIR/initrd | 64 | need --kernel
                    snp --firmware DIR/firmware --vmm gce --kernel DIR/absent | 69 | there is no such file
                    snp --firmware DIR/firmware --vmm gce --firmware-digest 00 | 64 | needs 96 hex digits
                    snp --firmware DIR/firmware --vcpu-type EPYC --svsm DIR/svsm | 64 | need each other
                    snp --firmware DIR/firmware --vmm gce --svsm DIR/svsm --vars-size 0 | 64 | there is QEMU only
                    snp --firmware DIR/firmware --vcpu-type EPYC --svsm DIR/svsm --vars-size 5 | 64 | whole pages
                    snp --firmware DIR/firmware --vcpu-type EPYC --svsm DIR/svsm --vars-size 0 | 3 | this is not an SVSM
                    id-key DIR/kernel | 1 | a key is never replaced
                    id-key DIR/no/key | 69 | DIR/no: there is no such folder
                    snp --firmware DIR --vmm gce | 69 | DIR is a folder
                    snp --firmware DIR/firmware --vmm gce --kernel DIR | 69 | DIR is a folder
                    id-block --measurement DIGEST --id-key DIR/key --policy 0x10000 | 64 | --policy needs bit 17
                    id-block --measurement 00 --id-key DIR/key | 64 | --measurement needs 96 hex digits
                    id-block --measurement DIGEST --id-key DIR/absent | 69 | there is no such file
                    id-block --measurement DIGEST --id-key DIR/kernel | 69 | chmod 600
                    id-block --measurement DIGEST --id-key DIR/key --guest-svn -1 | 64 | --guest-svn needs
                    id-block --measurement DIGEST --id-key DIR/key --family-id 00 | 64 | --family-id needs 32 hex
                    id-block --measurement DIGEST --id-key DIR/key --policy x | 64 | --policy needs 64 bits
                    """)
    void endsAsDocumented(String line, int code, String sentence) {
        assertThat(run("measure " + line.replace("DIGEST", DIGEST))).as(noted()).isEqualTo(code);
        assertThat(noted()).contains(sentence.replace("DIR", folder.toString())).doesNotContain("\tat ");
        assertThat(said()).isEmpty();
    }

    @Test
    void signsWhatItPrints() throws IOException, Malformed {
        assertThat(run("measure id-key DIR/id")).isZero();
        String idKeyDigest = said();
        assertThat(run("measure id-key DIR/author")).isZero();
        String authorKeyDigest = said();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("id"))))
                .isEqualTo("rw-------");

        assertThat(run("measure id-block --measurement " + DIGEST + " --id-key DIR/id --author-key DIR/author"
                        + " --guest-svn 7 --policy 0x30001 --image-id 0102030405060708090A0b0c0d0e0F10"))
                .isZero();

        List<String> lines = said().lines().toList();
        IdBlock block = IdBlock.parse(base64(lines.get(0), "id-block="));
        IdAuthentication authentication = IdAuthentication.parse(base64(lines.get(1), "id-auth="));
        assertThat(authentication.faults(block)).isEmpty();
        assertThat(block.launchDigest().hex()).isEqualTo(DIGEST);
        assertThat(block.guestSvn()).isEqualTo(7);
        assertThat(block.policy()).isEqualTo(0x30001);
        assertThat(block.imageId().hex()).isEqualTo("0102030405060708090a0b0c0d0e0f10");
        assertThat(lines.subList(2, 4))
                .containsExactly("id-key-digest=" + idKeyDigest, "author-key-digest=" + authorKeyDigest);
    }

    @Test
    void signsWithoutAnAuthorInJson() throws Malformed {
        assertThat(run("measure id-key DIR/id --json")).isZero();
        String digest = JsonFields.parse("answer", said.toByteArray(), 4).text("keyDigest");

        assertThat(run("measure id-block --measurement " + DIGEST + " --id-key DIR/id --json"))
                .isZero();

        JsonFields json = JsonFields.parse("answer", said.toByteArray(), 4);
        IdAuthentication authentication =
                IdAuthentication.parse(Base64.getDecoder().decode(json.text("idAuth")));
        assertThat(authentication.author()).isEmpty();
        assertThat(json.text("idKeyDigest")).isEqualTo(digest);
    }

    @Test
    void otherKeysAreMalformed() throws IOException {
        Path p256 = folder.resolve("p256");
        KeyFiles.create(p256);

        assertThat(run("measure id-block --measurement " + DIGEST + " --id-key DIR/p256"))
                .isEqualTo(Exit.MALFORMED);
        assertThat(noted()).contains("not a PKCS#8 key on curve P-384");
    }

    private static byte[] base64(String line, String name) {
        assertThat(line).startsWith(name);
        return Base64.getDecoder().decode(line.substring(name.length()));
    }
}
