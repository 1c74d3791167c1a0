package dev.cloister.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.JsonFields;
import dev.cloister.cli.home.KeyFiles;
import dev.cloister.measure.sgx.SigStruct;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `cloister measure sgx` and `sigstruct` as their user runs them: the known answers of specs/sgx-mrenclave.md.
class MeasureSgxTest {
    private static final String MRENCLAVE = "1f2cf80bd03ffd8bfac33f7cba128aff511c3af666b93bb66e7ef718418bdade";
    private static final String LAYOUT = "{\"enclave_size\":\"0x2000\",\"ssa_frame_pages\":1,\"pages\":[{\"offset\":0,"
            + "\"secinfo_flags\":\"0x203\",\"measured\":true,\"zero_page\":true}]MORE}";

    /// One key for all tests, as making one takes its time.
    @TempDir
    private static Path keys;

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
        if (!Files.exists(keys.resolve("maker"))) {
            KeyFiles.createRsa(keys.resolve("maker"));
            KeyFiles.createP384(keys.resolve("p384"));
            Files.copy(keys.resolve("maker"), keys.resolve("open"));
            Files.setPosixFilePermissions(keys.resolve("open"), PosixFilePermissions.fromString("rw-r--r--"));
            Files.writeString(keys.resolve("old"), "-----BEGIN RSA PRIVATE KEY-----\n");
            Files.setPosixFilePermissions(keys.resolve("old"), PosixFilePermissions.fromString("rw-------"));
        }
        Files.writeString(folder.resolve("layout"), LAYOUT.replace("MORE", ""));
        Files.writeString(
                folder.resolve("other"), LAYOUT.replace("MORE", ",\"mrenclave\":\"" + "00".repeat(32) + "\""));
        Files.writeString(
                folder.resolve("data"),
                LAYOUT.replace("\"zero_page\":true", "\"data_file_offset\":1").replace("MORE", ""));
        Files.write(folder.resolve("short"), new byte[4096]);
    }

    @AfterEach
    void restore() {
        System.setOut(out);
        System.setErr(err);
    }

    private int run(String line) {
        said.reset();
        noted.reset();
        return Main.execute(("measure " + line)
                .replace("DIR", folder.toString())
                .replace("KEYS", keys.toString())
                .replace("MRENCLAVE", MRENCLAVE)
                .split(" "));
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8).strip();
    }

    private JsonFields json() throws Exception {
        return JsonFields.parse("answer", said.toByteArray(), 4);
    }

    @Test
    void theMeasurementIsPredicted() throws Exception {
        assertThat(run("sgx DIR/layout")).isZero();
        assertThat(said()).isEqualTo(MRENCLAVE);
        assertThat(run("sgx DIR/layout --json")).isZero();
        assertThat(json().text("mrEnclave")).isEqualTo(MRENCLAVE);
        assertThat(json().number("enclaveBytes")).isEqualTo(0x2000);
        assertThat(json().number("pages")).isEqualTo(1);
    }

    @Test
    void whatIsSignedIsShownAndVerified() throws Exception {
        assertThat(run("sigstruct sign --mrenclave MRENCLAVE --key KEYS/maker --isv-prod-id 7 --isv-svn 3"
                        + " --date 2025-01-15 -o DIR/app.sig"))
                .isZero();
        SigStruct signed = SigStruct.parse(Files.readAllBytes(folder.resolve("app.sig")));
        assertThat(signed.faults()).isEmpty();
        assertThat(signed.mrSigner()).isEqualTo(SigStruct.mrSigner(KeyFiles.readRsa(keys.resolve("maker"))));
        String mrSigner = signed.mrSigner().hex();
        assertThat(said()).isEqualTo("MRSIGNER " + mrSigner);

        assertThat(run("sigstruct show DIR/app.sig")).isZero();
        assertThat(said().lines())
                .contains("MRENCLAVE      " + MRENCLAVE, "MRSIGNER       " + mrSigner, "DATE           2025-01-15")
                .anyMatch(line -> line.startsWith("Nothing of this was verified"));
        assertThat(run("sigstruct verify DIR/app.sig --mrenclave MRENCLAVE --mrsigner " + mrSigner))
                .isZero();
        assertThat(said()).isEqualTo("signed by " + mrSigner + " for the enclave " + MRENCLAVE);

        assertThat(run("sigstruct verify DIR/app.sig --json")).isZero();
        assertThat(json().flag("good")).isTrue();
        assertThat(json().array("faults")).isEmpty();
        assertThat(json().number("isvProdId")).isEqualTo(7);
        assertThat(json().number("isvSvn")).isEqualTo(3);
        assertThat(json().text("date")).isEqualTo("2025-01-15");
        assertThat(json().flag("debug")).isFalse();
        assertThat(json().text("attributes")).isEqualTo("04000000000000000300000000000000");

        assertThat(run("sigstruct sign --mrenclave MRENCLAVE --key KEYS/maker -o DIR/app.sig"))
                .isEqualTo(1);
        assertThat(noted.toString(StandardCharsets.UTF_8)).contains("is there already, and is not replaced");
    }

    @Test
    void everyFaultIsNamed() throws Exception {
        run("sigstruct sign --mrenclave MRENCLAVE --key KEYS/maker -o DIR/app.sig");
        byte[] changed = Files.readAllBytes(folder.resolve("app.sig"));
        changed[960] ^= 1;
        changed[1040] ^= 1;
        Files.write(folder.resolve("changed"), changed);
        assertThat(run("sigstruct verify DIR/changed --mrenclave MRENCLAVE --mrsigner " + "00".repeat(32) + " --json"))
                .isEqualTo(1);
        assertThat(json().flag("good")).isFalse();
        assertThat(json().objects("faults"))
                .extracting(fault -> fault.text("code"))
                .containsExactly("bad-signature", "wrong-quotients", "other-enclave", "other-signer");
        assertThat(json().objects("faults")).allSatisfy(fault -> {
            assertThat(fault.text("message")).isNotBlank();
            assertThat(fault.text("remedy")).isNotBlank();
        });
    }

    @Test
    void aKeyIsMadeOnce() throws Exception {
        assertThat(run("sigstruct key DIR/key")).isZero();
        assertThat(Bytes.hex(said())).isEqualTo(SigStruct.mrSigner(KeyFiles.readRsa(folder.resolve("key"))));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("key"))))
                .isEqualTo("rw-------");
        assertThat(run("sigstruct key DIR/key")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    sgx DIR/other | 1 | expects 0000
                    sgx DIR/data --contents DIR/short | 3 | needs 4096 bytes, the file has 4096
                    sgx DIR/short | 3 | EnclaveLayout
                    sgx DIR/absent | 69 | there is no such file
                    sgx DIR | 69 | is a folder
                    sigstruct | 64 | missing required subcommand
                    sigstruct show DIR/short | 3 | SIGSTRUCT
                    sigstruct show DIR/absent | 69 | there is no such file
                    sigstruct verify DIR/short --mrenclave 00 | 64 | --mrenclave needs 64 hex digits
                    sigstruct sign --mrenclave 00 --key KEYS/maker -o DIR/a | 64 | --mrenclave needs 64 hex digits
                    sigstruct sign --mrenclave MRENCLAVE --key KEYS/maker -o DIR/a --isv-svn 65536 | 64 | --isv-svn needs 0 to 65535
                    sigstruct sign --mrenclave MRENCLAVE --key KEYS/maker -o DIR/a --date +12345-01-01 | 64 | --date needs a day
                    sigstruct sign --mrenclave MRENCLAVE --key KEYS/maker -o DIR/a --attributes 04 | 64 | --attributes needs 32 hex
                    sigstruct sign --mrenclave MRENCLAVE --key KEYS/p384 -o DIR/a | 3 | not an RSA key in PKCS#8
                    sigstruct sign --mrenclave MRENCLAVE --key KEYS/open -o DIR/a | 69 | chmod 600
                    sigstruct sign --mrenclave MRENCLAVE --key KEYS/old -o DIR/a | 3 | openssl pkcs8 -topk8
                    """)
    void endsAsDocumented(String line, int code, String sentence) {
        assertThat(run(line)).as(noted.toString(StandardCharsets.UTF_8)).isEqualTo(code);
        assertThat(noted.toString(StandardCharsets.UTF_8)).contains(sentence).doesNotContain("\tat ");
        assertThat(said()).isEmpty();
    }
}
