package dev.cloister.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.Malformed;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Document;

/// `cloister evidence` on the sample of an emulated chip: verdicts, exit codes, the form of the JSON, the
/// drawing.
class EvidenceCommandTest {
    static final Path ROOT = Path.of(System.getProperty("cloister.root", ".."));

    /// As docs/evidence.md has them.
    private static final String AT = "2026-11-24T11:29:50Z";

    private static final String MEASUREMENT =
            "8f28edccd92e715bfc40d707dbd1655057d35125f0d96c02cc89bfeebc45b4aa95d069dd6b6fe042a5a22d30ab1b4b2f";
    private static final String HOST_DATA = "03fb3dbd8c96e76c7a5bde3d468eed9b3d34e49cee43cb9554c2ca18b58f84fa";
    private static final String NONCE = "e7c4db9900e030238c6696ed0535a386a66aef8d7999d9502b462a721a30153d";
    private static final Path SAMPLE = ROOT.resolve("samples/evidence/emulated.b64");
    private static final String POLICY =
            ROOT.resolve("samples/evidence/policy.yaml").toString();

    @TempDir
    private Path folder;

    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final InputStream in = System.in;
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final ByteArrayOutputStream noted = new ByteArrayOutputStream();

    @BeforeEach
    void listen() {
        System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(noted, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void restore() {
        System.setOut(out);
        System.setErr(err);
        System.setIn(in);
    }

    private int run(String... line) {
        said.reset();
        noted.reset();
        return Main.execute(line);
    }

    /// `evidence verify SAMPLE --at AT` and more, words apart by a blank.
    private int verify(String more) {
        String line = "evidence verify " + SAMPLE + " --at " + AT + " " + more;
        return run(line.replace("POLICY", POLICY).strip().split(" +"));
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8);
    }

    /// The one object printed, which its schema must accept.
    private JsonFields json() throws Malformed {
        assertThat(SchemaOfAnswers.errors(said())).isEmpty();
        return JsonFields.parse("answer", said.toByteArray(), 8);
    }

    @Test
    void whatIsExpectedIsTrusted() throws Malformed {
        String expected = "--trust-policy POLICY --measurement " + MEASUREMENT + " --host-data " + HOST_DATA
                + " --nonce " + NONCE;
        assertThat(verify(expected)).isZero();
        assertThat(said())
                .startsWith("TRUSTED (EMULATED)  ")
                .contains("\nEMULATED: ", "  ok   report data: " + NONCE + "0".repeat(64) + "\n")
                .doesNotContain("  NO ", "  ? ", "What to do", "\u001b");

        assertThat(verify(expected + " --json")).isZero();
        JsonFields answer = json();
        assertThat(answer.text("verdict")).isEqualTo("trusted");
        assertThat(answer.text("format")).isEqualTo("base64");
        assertThat(List.of(answer.text("signature"), answer.text("chain"), answer.text("tcb")))
                .containsExactly("valid", "valid", "accepted");
        assertThat(answer.object("claims").flag("emulated")).isTrue();
    }

    @Test
    void withoutAMeasurementNothingIsTrusted() throws Malformed {
        assertThat(verify("--trust-policy POLICY")).isEqualTo(Exit.UNDECIDED);
        assertThat(said())
                .startsWith("UNDECIDED (EMULATED)  what booted was not judged")
                .contains("  ?    launch measurement: " + MEASUREMENT, "not asked, so this may be an old report");

        assertThat(verify("--trust-policy POLICY --json")).isEqualTo(Exit.UNDECIDED);
        assertThat(code(json())).isEqualTo("no-measurement");
    }

    @ParameterizedTest
    @CsvSource({
        "--measurement, 48, unknown-measurement",
        "--nonce, 64, wrong-report-data",
        "--nonce, 1, wrong-report-data",
        "--host-data, 32, unknown-init-data",
    })
    void whatIsNotExpectedIsRejected(String option, int length, String code) throws Malformed {
        String line = "--trust-policy POLICY " + option + " " + "AB".repeat(length);
        assertThat(verify(line)).isEqualTo(Exit.REFUSED);
        assertThat(said()).startsWith("REJECTED").contains("  NO   ", "  " + code + ": ", "      to do:    ");

        assertThat(verify(line + " --json")).isEqualTo(Exit.REFUSED);
        assertThat(code(json())).isEqualTo(code);
    }

    @Test
    void theShippedPolicyRefusesEmulation() throws Malformed {
        assertThat(verify("--measurement " + MEASUREMENT)).isEqualTo(Exit.REFUSED);
        assertThat(said()).startsWith("REJECTED (EMULATED)  EMULATED evidence: the root ARK-EMULATED");

        assertThat(verify("--json")).isEqualTo(Exit.REFUSED);
        JsonFields answer = json();
        assertThat(answer.text("chain")).isEqualTo("invalid");
        assertThat(answer.text("signature")).isEqualTo("valid");
        assertThat(answer.text("tcb")).isEqualTo("unchecked");
    }

    @Test
    void aStaleListIsUndecidedAndSaysWhatIsMissing() throws Malformed {
        String line = "--trust-policy POLICY --at 2027-02-01 --measurement " + MEASUREMENT;
        assertThat(run(("evidence verify " + SAMPLE + " " + line)
                        .replace("POLICY", POLICY)
                        .split(" ")))
                .isEqualTo(Exit.UNDECIDED);
        assertThat(said()).contains("as of 2027-02-01T00:00:00Z", "stale-revocation-list", "from:", "/crl");

        assertThat(run(("evidence verify " + SAMPLE + " --json " + line)
                        .replace("POLICY", POLICY)
                        .split(" ")))
                .isEqualTo(Exit.UNDECIDED);
        assertThat(json().text("chain")).isEqualTo("incomplete");
    }

    @Test
    void whatIsNoEvidenceIsMalformed() throws IOException, Malformed {
        Path file = Files.writeString(folder.resolve("vcek.pem"), "-----BEGIN CERTIFICATE-----\nMIIB\n");
        assertThat(run("evidence", "verify", file.toString())).isEqualTo(Exit.MALFORMED);
        assertThat(said()).startsWith("MALFORMED  ").contains("a PEM text (CERTIFICATE)", "to do: ");

        for (String verb : List.of("verify", "show")) {
            assertThat(run("evidence", verb, file.toString(), "--json")).isEqualTo(Exit.MALFORMED);
            JsonFields answer = json();
            assertThat(answer.text("verdict")).isEqualTo("malformed");
            assertThat(answer.text("format")).isEqualTo("unknown");
            assertThat(code(answer)).isEqualTo("malformed");
            JsonFields finding = answer.objects("findings").getFirst();
            assertThat(finding.text("expected")).isEqualTo("an SNP report, or a quote of SGX or TDX");
            assertThat(finding.text("got")).contains("a PEM text");
        }
    }

    @Test
    void readsStandardInput() throws IOException {
        System.setIn(new ByteArrayInputStream(Files.readAllBytes(SAMPLE)));
        assertThat(run("evidence", "show", "-")).isZero();
        assertThat(said())
                .contains("format", "base64", MEASUREMENT, "certificate", "VCEK, ", "Nothing of this was verified");
    }

    @Test
    void showsEveryFieldAsJson() throws Malformed {
        assertThat(run("evidence", "show", SAMPLE.toString(), "--json")).isZero();
        JsonFields shown = JsonFields.parse("shown", said.toByteArray(), 8);
        assertThat(shown.object("claims").text("measurement")).isEqualTo(MEASUREMENT);
        assertThat(shown.objects("certificates")).hasSize(4);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    evidence                               | 64 | subcommand
                    evidence show                          | 64 | FILE
                    evidence verify x --nonsense           | 64 | unknown option
                    evidence verify x --nonce zz           | 64 | --nonce needs hex
                    evidence verify x --nonce TOOLONG      | 64 | --nonce needs 1 to 64 bytes, has 65
                    evidence verify x --measurement 00     | 64 | --measurement needs 48 bytes (96 hex digits), has 1
                    evidence verify x --host-data 00       | 64 | --host-data needs 32 bytes
                    evidence verify x --at yesterday       | 64 | --at needs a time such as
                    evidence verify DIR/none               | 69 | no such file
                    evidence verify DIR                    | 69 | is a folder
                    evidence verify a\0b                   | 64 | cannot be the name of a file
                    evidence verify x --trust-policy DIR   | 69 | is a folder; name the file with the trust policy
                    evidence verify x --endorsements DIR/n | 69 | there is no such folder
                    evidence --help                        | 0  | Examples:
                    evidence show --help                   | 0  | Examples:
                    evidence verify --help                 | 0  | Exit codes: 0 trusted, 1 rejected
                    """)
    void saysWhatIsWrongWithACommandLine(String line, int code, String sentence) {
        String whole = line.replace("DIR", folder.toString()).replace("TOOLONG", "00".repeat(65));
        assertThat(run(whole.split(" "))).isEqualTo(code);
        assertThat(said() + noted.toString(StandardCharsets.UTF_8)).contains(sentence);
    }

    @Test
    void aFolderWithoutEndorsementsIsSaidToBeOne() {
        assertThat(verify("--endorsements " + folder)).isEqualTo(Exit.REFUSED);
        assertThat(noted.toString(StandardCharsets.UTF_8)).contains("no file in " + folder);
    }

    @Test
    void aFileThatIsNoEndorsementIsSaidToBeNone() throws IOException {
        Files.writeString(folder.resolve("milan.crl"), "<html>too many requests</html>");
        Files.writeString(folder.resolve("vcek.der"), "");
        assertThat(verify("--endorsements " + folder)).isEqualTo(Exit.REFUSED);
        assertThat(noted.toString(StandardCharsets.UTF_8))
                .contains("milan.crl is no revocation list in DER or PEM, and is passed over")
                .contains("vcek.der is no certificate in DER or PEM, and is passed over");
    }

    /// What cannot be read might revoke: nobody may take its absence for a yes.
    @Test
    void endorsementsThatCannotBeReadAreSaid() throws IOException, Malformed {
        Files.write(folder.resolve("big.crl"), new byte[(1 << 20) + 1]);
        String expected = "--trust-policy POLICY --measurement " + MEASUREMENT + " --endorsements " + folder;
        assertThat(verify(expected + " --json")).isEqualTo(Exit.UNDECIDED);
        JsonFields first = json().objects("findings").getFirst();
        assertThat(first.text("code")).isEqualTo("out-of-reach");
        assertThat(first.text("message")).contains("big.crl is larger than 1048576 bytes");
    }

    @Test
    void drawsTheChain() throws Exception {
        Path good = folder.resolve("good.svg");
        verify("--trust-policy POLICY --measurement " + MEASUREMENT + " --svg " + good);
        Document drawing =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(good.toFile());
        assertThat(drawing.getElementsByTagName("script").getLength()).isZero();
        assertThat(drawing.getElementsByTagName("title").item(0).getTextContent())
                .isEqualTo("Evidence emulated.b64: trusted");
        assertThat(drawing.getElementsByTagName("desc").item(0).getTextContent())
                .contains("EMULATED", "root ARK-EMULATED: passed", "report SNP, version 3: passed");

        Path bad = folder.resolve("bad.svg");
        verify("--svg " + bad);
        assertThat(Files.readString(bad)).contains("class=\"failed\"", "class=\"open\"", "unknown-root");
    }

    /// The code of the only finding that is not for want of a measurement, else of the first.
    private static String code(JsonFields answer) throws Malformed {
        List<JsonFields> findings = answer.objects("findings");
        Optional<String> other = Optional.empty();
        for (JsonFields finding : findings) {
            String code = finding.text("code");
            if (!code.equals("no-measurement")) {
                other = Optional.of(code);
            }
        }
        return other.orElse(findings.getFirst().text("code"));
    }

    /// The schema in docs.
    static final class SchemaOfAnswers {
        private static final Schema SCHEMA = schema();

        private SchemaOfAnswers() {}

        private static Schema schema() {
            try {
                return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(Files.readString(ROOT.resolve("docs/evidence-verification.schema.json")));
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        static List<String> errors(String json) {
            return SCHEMA.validate(json, InputFormat.JSON).stream()
                    .map(Object::toString)
                    .toList();
        }
    }

    @Test
    void theSchemaIsStrict() throws Malformed {
        verify("--json");
        String good = said();
        assertThat(SchemaOfAnswers.errors(good)).isEmpty();
        assertThat(SchemaOfAnswers.errors(good.replace("\"rejected\"", "\"trusted\"")))
                .isNotEmpty();
        assertThat(SchemaOfAnswers.errors(good.replace("\"vmpl\": 0", "\"vmpl\": \"0\"")))
                .isNotEmpty();
        assertThat(SchemaOfAnswers.errors(good.replace("\"vmpl\":", "\"other\": 1, \"vmpl\":")))
                .isNotEmpty();
        assertThat(SchemaOfAnswers.errors(good.replace("\"verdict\":", "\"other\": 1, \"verdict\":")))
                .isNotEmpty();
        assertThat(Json.parse("answer", good.getBytes(StandardCharsets.UTF_8), 8))
                .isNotNull();
    }
}
