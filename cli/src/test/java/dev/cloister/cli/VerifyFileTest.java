package dev.cloister.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Malformed;
import dev.cloister.cli.home.Home;
import dev.cloister.cli.proof.OwnRecords;
import dev.cloister.cli.proof.Proof;
import dev.cloister.cli.proof.ReleasePolicy;
import dev.cloister.emulator.EmulatedVendor;
import dev.cloister.emulator.Launch;
import dev.cloister.evidence.appraisal.TrustPolicy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a proof file is worth: nothing by its own word.
class VerifyFileTest {
    private static final String INIT_DATA = "algorithm = \"sha256\"\n";
    private static final String RUNTIME_DATA = "{\"nonce\":\"n\"}";
    private static final Bytes MEASUREMENT = Digests.sha384(Bytes.utf8("boot set"));

    @TempDir
    private static Path folder;

    @TempDir
    private Path place;

    private static Proof proof;

    /// A vendor, a policy and reference values of the writer's own: the file agrees with itself in everything.
    @BeforeAll
    static void write() throws IOException, Malformed {
        EmulatedVendor vendor = EmulatedVendor.open(folder.resolve("vendor"));
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Bytes digest = Digests.sha256(Bytes.utf8(INIT_DATA));
        proof = new Proof(
                "payroll",
                now,
                vendor.chip()
                        .report(
                                new Launch(MEASUREMENT, digest, Launch.PLAIN_POLICY),
                                Digests.sha256(Bytes.utf8("one start")),
                                Digests.sha384(Bytes.utf8(RUNTIME_DATA)).padTo(64)),
                vendor.chip().certificateTable(now).encode(),
                INIT_DATA,
                RUNTIME_DATA,
                new ReleasePolicy(
                        TrustPolicy.strict1().withRoots(vendor.root()).named("emulated"),
                        List.of(new ReleasePolicy.Approved(MEASUREMENT, "writer")),
                        List.of(new ReleasePolicy.Approved(digest, "writer"))));
        Files.write(folder.resolve("proof.json"), proof.file());
    }

    private String said = "";

    private int verify(String... more) {
        PrintStream out = System.out;
        ByteArrayOutputStream heard = new ByteArrayOutputStream();
        System.setProperty("cloister.install", place.toString());
        System.setOut(new PrintStream(heard, true, StandardCharsets.UTF_8));
        try {
            String[] line = {"verify", folder.resolve("proof.json").toString(), "--home", place.toString()};
            String[] all = java.util.Arrays.copyOf(line, line.length + more.length);
            System.arraycopy(more, 0, all, line.length, more.length);
            return Main.execute(all);
        } finally {
            System.setOut(out);
            System.clearProperty("cloister.install");
            said = heard.toString(StandardCharsets.UTF_8);
        }
    }

    @Test
    void aFileThatAgreesWithItselfIsNotTrusted() {
        assertThat(verify()).isEqualTo(Exit.UNDECIDED);

        assertThat(said)
                .startsWith("UNDECIDED  payroll")
                .contains("EMULATED", "Whoever wrote the file chose those", "--trust-policy", "--for DIR")
                .doesNotContain("TRUSTED");
    }

    @Test
    void aPolicyOfTheReadersAloneDoesNotDecide() {
        assertThat(verify("--trust-policy", "strict-1")).isEqualTo(Exit.UNDECIDED);

        assertThat(said).contains("--for DIR").doesNotContain("a trust policy of yours");
    }

    @Test
    void whatTheReaderApprovedIsTrusted() throws IOException, Malformed {
        OwnRecords.keep(Home.in(place).create(), proof.policy());

        assertThat(verify()).isZero();

        assertThat(said).startsWith("TRUSTED  payroll").contains("EMULATED");
    }

    @Test
    void theReadersOwnValuesDecideAgainstTheFile() throws IOException, Malformed {
        ReleasePolicy other = new ReleasePolicy(
                proof.policy().trustPolicy(),
                List.of(new ReleasePolicy.Approved(Digests.sha384(Bytes.utf8("another boot set")), "reader")),
                proof.policy().initData());
        OwnRecords.keep(Home.in(place).create(), other);

        assertThat(verify()).isEqualTo(Exit.REFUSED);
        assertThat(said).startsWith("REJECTED  payroll").contains("unknown-measurement");

        OwnRecords.keep(Home.in(place).create(), proof.policy());
        assertThat(verify("--trust-policy", "strict-1")).isEqualTo(Exit.REFUSED);
        assertThat(said).contains("EMULATED evidence");
    }
}
