package dev.cloister.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.Malformed;
import dev.cloister.vectors.KeyServer;
import dev.cloister.vectors.KeyServer.Reply;
import dev.cloister.vectors.PlayedVendors;
import dev.cloister.vectors.Shared;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `cloister evidence fetch` and `verify --fetch` on real evidence, with its vendors' services played on this machine.
class EvidenceFetchTest {
    private static final Path PAGE = EvidenceCommandTest.ROOT.resolve("docs/evidence.md");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```sh fetch\\n(.*?)^```");
    private static final Pattern LINE = Pattern.compile("\\./cloister (.*?)(?: \\|\\| test \\$\\? = ([0-9]+))?");
    private static final String AT = " --at " + PlayedVendors.TD_AT;

    @RegisterExtension
    private final CommandLineRun command = new CommandLineRun();

    @TempDir
    private Path folder;

    private PlayedVendors vendors;
    private KeyServer server;

    @BeforeEach
    void start() throws IOException {
        vendors = new PlayedVendors(Shared.path("vectors"));
        server = vendors.pcs(vendors.amd(KeyServer.start()));
        Files.write(folder.resolve("report.bin"), vendors.report().array());
        Files.write(folder.resolve("quote.bin"), vendors.td().array());
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    /// Words apart by a blank; files are in the folder.
    private int run(String line) {
        List<String> words = new ArrayList<>();
        for (String word : line.split(" ")) {
            boolean file = word.matches("[a-z]+\\.(bin|json)");
            words.add(file ? folder.resolve(word).toString() : word);
        }
        words.addAll(List.of("--home", folder.resolve("home").toString()));
        return command.run(words.toArray(String[]::new));
    }

    private String services() {
        return " --kds " + server.base() + " --pcs " + server.base() + " --root-crl " + server.base()
                + PlayedVendors.ROOT_LIST;
    }

    @Test
    void aBundleVerifiesAsOfItsDay() throws Malformed {
        assertThat(run("evidence fetch quote.bin --out bundle.json" + AT + services()))
                .as(command.err())
                .isZero();
        assertThat(command.out())
                .contains(
                        "  revocation list of Intel SGX PCK Platform CA, until 2025-06-26",
                        "Soon: the revocation list of Intel SGX PCK Platform CA runs out on 2025-06-26",
                        "It verifies as of " + PlayedVendors.TD_AT,
                        "--collateral " + folder.resolve("bundle.json") + " --at " + PlayedVendors.TD_AT);
        server.close();
        assertThat(run("evidence verify quote.bin --collateral bundle.json --json" + AT))
                .isEqualTo(Exit.UNDECIDED);
        assertThat(codes()).containsExactly("no-measurement");
        assertThat(run("evidence verify quote.bin --collateral bundle.json --json --at 2026-01-01"))
                .isEqualTo(Exit.UNDECIDED);
        assertThat(codes())
                .contains("stale-revocation-list", "stale-collateral")
                .doesNotContain("not-fetched");
    }

    private List<String> codes() throws Malformed {
        assertThat(EvidenceCommandTest.SchemaOfAnswers.errors(command.out())).isEmpty();
        List<String> codes = new ArrayList<>();
        for (JsonFields finding : command.json().objects("findings")) {
            codes.add(finding.text("code"));
        }
        return codes;
    }

    @Test
    void theObjectHasTheMembersThatThePageLists() throws IOException, Malformed {
        assertThat(run("evidence fetch quote.bin --out bundle.json --json" + AT + services()))
                .isZero();
        String page = Files.readString(EvidenceCommandTest.ROOT.resolve("docs/json.md"));
        String section = page.substring(page.indexOf("## evidence fetch\n"), page.indexOf("## evidence verify\n"));
        List<String> listed = Pattern.compile("(?m)^\\| `([A-Za-z]+)`")
                .matcher(section)
                .results()
                .map(member -> member.group(1))
                .toList();
        assertThat(command.object().members().keySet()).containsExactlyElementsOf(listed);
        assertThat(command.json().objects("items")).hasSize(7);
        assertThat(command.json().texts("endingSoon")).containsExactly("revocation list of Intel SGX PCK Platform CA");
        assertThat(command.json().text("holdsUntil")).startsWith("2025-06-26");
    }

    /// As little as to judge evidence.
    @Test
    void noInstallationIsNeeded() {
        System.clearProperty("cloister.install");
        assertThat(run("evidence fetch quote.bin --out bundle.json" + AT + services()))
                .as(command.err())
                .isZero();
    }

    /// A file that is there stays, and trying again asks for the rest alone.
    @Test
    void whatIsMissingIsSaidAndNothingIsWritten() throws IOException, Malformed {
        Files.writeString(folder.resolve("bundle.json"), "what was there");
        server.page(PlayedVendors.PCK_LIST, Reply.status(404));
        assertThat(run("evidence fetch quote.bin --out bundle.json --json" + AT + services()))
                .isEqualTo(Exit.UNDECIDED);
        JsonFields missing = command.json().objects("missing").getFirst();
        assertThat(missing.text("code")).isEqualTo("not-fetched");
        assertThat(missing.text("field")).isEqualTo("revocation list of Intel SGX PCK Platform CA");
        assertThat(missing.text("remedy")).isNotBlank();
        assertThat(command.err()).contains(missing.text("message"), "    remedy: ", "nothing was written");
        assertThat(folder.resolve("bundle.json")).hasContent("what was there");
        vendors.pcs(server);
        server.forget();
        assertThat(run("evidence fetch quote.bin --out bundle.json" + AT + services()))
                .isZero();
        assertThat(server.asked()).doesNotContain(PlayedVendors.ROOT_LIST).contains(PlayedVendors.PCK_LIST);
    }

    @Test
    void verifyFetchesOnlyWhereToldTo() throws Malformed {
        assertThat(run("evidence verify report.bin --json --at 2023-04-01")).isEqualTo(Exit.UNDECIDED);
        assertThat(codes()).containsExactly("no-certificate");
        assertThat(server.asked()).isEmpty();
        assertThat(run("evidence verify report.bin --json --fetch --at 2023-04-01" + services()))
                .isEqualTo(Exit.REFUSED);
        assertThat(codes()).doesNotContain("no-certificate", "no-revocation-list", "not-fetched");
        assertThat(server.asked()).hasSize(3);
    }

    /// No list is no list, whatever the service says instead.
    @Test
    void verifyWithoutAListIsUndecided() throws Malformed {
        server.page(PlayedVendors.AMD_LIST, Reply.of(Bytes.utf8("none")));
        assertThat(run("evidence verify report.bin --json --fetch --at 2023-04-01" + services()))
                .isEqualTo(Exit.UNDECIDED);
        assertThat(codes()).containsExactly("no-revocation-list", "not-fetched");
        assertThat(run("evidence verify report.bin --fetch --at 2023-04-01" + services()))
                .isEqualTo(Exit.UNDECIDED);
        assertThat(command.out()).contains("  not-fetched: the revocation list of ARK-Milan was not fetched: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evidence verify quote.bin --offline",
                "evidence verify quote.bin --kds http://127.0.0.1:1",
                "evidence fetch quote.bin",
                "evidence fetch --out bundle.json",
                "evidence fetch quote.bin --out bundle.json --pcs http://a --pccs http://b",
                "evidence fetch quote.bin --out bundle.json --pccs http://b --root-crl http://c",
                "evidence fetch quote.bin --out bundle.json --kds ftp://a",
                "evidence fetch quote.bin --out bundle.json --kds [",
                "evidence fetch quote.bin --out bundle.json --evaluation late",
                "evidence fetch quote.bin --out bundle.json --wait -1",
                "evidence fetch quote.bin --out bundle.json --at soon",
            })
    void usage(String line) {
        assertThat(run(line)).isEqualTo(Exit.USAGE);
        assertThat(folder.resolve("home")).doesNotExist();
    }

    @Test
    void filesThatAreNotWhatTheyShouldBe() throws IOException {
        Files.writeString(folder.resolve("bad.bin"), "no evidence");
        assertThat(run("evidence fetch bad.bin --out bundle.json" + services())).isEqualTo(Exit.MALFORMED);
        assertThat(run("evidence verify quote.bin --collateral bad.bin")).isEqualTo(Exit.MALFORMED);
        assertThat(run("evidence verify quote.bin --collateral absent.json")).isEqualTo(Exit.UNAVAILABLE);
        assertThat(run("evidence fetch absent.bin --out bundle.json")).isEqualTo(Exit.UNAVAILABLE);
        assertThat(server.asked()).isEmpty();
    }

    /// The page's own lines. Addresses of vendors are this machine's here, and the present is the evidence's.
    @Test
    void theCommandsOfThePageRun() throws IOException {
        Bytes tcb = vendors.file("dcap-collateral/tcbinfo-tdx-v3-b0c06f000000-2025-06-19-e17.json");
        Bytes identity = vendors.file("dcap-collateral/td-qe-identity-2025-06-19-e17.json");
        KeyServer pccs = vendors.pccs(KeyServer.start())
                .page(PlayedVendors.TCB + "&tcbEvaluationDataNumber=17", Reply.of(tcb))
                .page(PlayedVendors.IDENTITY + "?tcbEvaluationDataNumber=17", Reply.of(identity));
        List<String> lines = BLOCK.matcher(Files.readString(PAGE))
                .results()
                .flatMap(block -> block.group(1).lines())
                .toList();
        assertThat(lines).hasSize(5);
        try (pccs) {
            for (String line : lines) {
                var parts = LINE.matcher(line);
                assertThat(parts.matches()).as(line).isTrue();
                String exit = parts.group(2) == null ? "0" : parts.group(2);
                int ended = run(here(parts.group(1), pccs));
                assertThat(ended).as(line + "\n" + command.err()).isEqualTo(Integer.parseInt(exit));
            }
        }
        assertThat(Arrays.asList("collateral.json", "both.json", "again.json"))
                .allMatch(name -> Files.isRegularFile(folder.resolve(name)));
    }

    private String here(String line, KeyServer pccs) {
        boolean fetches = line.contains("fetch");
        String at = line.contains("--at") || !fetches ? "" : AT;
        String places = fetches && !line.contains("--pccs") ? services() : "";
        return line.replace("https://pccs.example:8081", pccs.base().toString()) + at + places;
    }
}
