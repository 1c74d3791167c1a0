package dev.cloister.broker;

import static dev.cloister.broker.PlainRefusalTest.said;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.bytes.Bytes;
import dev.cloister.protocol.AttestRequest;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Requests of plain KBS that are none: versions, kinds of evidence, bodies and paths (specs kbs-observed 4).
class PlainShapesTest {
    @TempDir
    static Path folder;

    private static Home home;
    private PlainClient client;

    @BeforeAll
    static void open() throws Exception {
        home = new Home(folder);
        home.protect();
    }

    @BeforeEach
    void start() throws Exception {
        client = PlainClient.of(home).opened("snp");
    }

    @AfterAll
    static void close() throws Exception {
        home.close();
    }

    private void attested() throws Exception {
        assertThat(client.attest(client.snpBody(home.launch())).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "0.3.0,snp,this broker serves 0.4.0",
        "0.1.1,snp,this broker serves 0.4.0",
        "1.0.0,snp,this broker serves 0.4.0",
        "0.4,snp,failed to parse",
        "0.4.0,sample,no verifier for evidence of sample; this broker verifies snp; tdx; sgx",
        "0.4.0,az-snp-vtpm,no verifier for evidence of az-snp-vtpm",
        "0.4.0,nvidia,no verifier for evidence of nvidia",
        "0.4.0,sampledevice,no verifier for evidence of sampledevice",
        "0.4.0,SNP,no verifier for evidence of SNP",
        "0.4.0,,no verifier for evidence of"
    })
    void aFirstRequestThatCannotBeServed(String version, String tee, String sentence) throws Exception {
        String body =
                "{\"version\":\"" + version + "\",\"tee\":\"" + (tee == null ? "" : tee) + "\",\"extra-params\":\"\"}";
        Home.Got got = home.send("POST", "/kbs/v0/auth", Bytes.utf8(body));
        said(got, 401, "AttestationError");
        assertThat(got.json().text("detail").replace(',', ';')).contains(sentence);
        assertThat(got.header("Set-Cookie")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{\"version\":\"0.4.0\",\"tee\":\"snp\"}",
                "{\"version\":\"0.4.0\",\"tee\":\"snp\",\"tee\":\"snp\",\"extra-params\":0}"
            })
    void aFirstRequestThatCannotBeRead(String body) throws Exception {
        said(home.send("POST", "/kbs/v0/auth", Bytes.utf8(body)), 401, "AttestationError");
    }

    /// With an attested session and without one: a path is a path or it is none.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "default",
                "default/web",
                "default/web/root-key/more",
                "default/web/.hidden",
                ".default/web/key",
                "default/web/key!",
                "default/web/",
                "default/w%65b/root-key",
                "default/web/root%2dkey",
                "default/web/r\u00f6ot"
            })
    void pathsThatAreNone(String path) throws Exception {
        attested();
        String sent = path.replace("\u00f6", "%C3%B6");
        said(client.get(sent), 404, "InvalidRequestPath");
        client.cookie = "";
        said(client.get(sent), 404, "InvalidRequestPath");
    }

    /// What another reader could take for another path does not even reach the table.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "default//key",
                "default/web%2Froot-key",
                "default/../default/web/root-key",
                "a/%2e%2e/b/c",
                "a/b;x/c"
            })
    void pathsWithTwoMeanings(String path) throws Exception {
        attested();
        Home.Got got = client.get(path);
        assertThat(got.status()).isBetween(400, 404);
        assertThat(got.text()).doesNotContain("ciphertext");
    }

    @Test
    void shapesOfEverythingElse() throws Exception {
        said(home.send("GET", "/kbs/v0/other/x", Bytes.EMPTY), 404, "PluginNotFound");
        said(home.send("GET", "/kbs/v0/", Bytes.EMPTY), 404, "PluginNotFound");
        said(home.send("GET", "/kbs/v0/auth", Bytes.EMPTY), 404, "PluginNotFound");
        Home.Got patch = home.send("PATCH", "/kbs/v0/auth", Bytes.EMPTY);
        assertThat(patch.status()).isEqualTo(405);
        assertThat(patch.header("Allow")).isEqualTo("GET, POST, PUT, DELETE");
        for (String outside : List.of("/elsewhere", "/kbs/v0", "/kbs/v1/auth")) {
            Home.Got got = home.send("GET", outside, Bytes.EMPTY);
            assertThat(got.status()).as(outside).isEqualTo(404);
            assertThat(got.text()).isEmpty();
        }
    }

    @Test
    void aBodyThatIsTooLarge() throws Exception {
        Bytes large = Bytes.utf8("x".repeat(AttestRequest.MAX_BYTES + 1));
        said(client.attest(large), 413, "SerdeError");
        said(home.send("POST", "/kbs/v0/auth", Bytes.utf8("x".repeat(5_000))), 413, "SerdeError");
    }
}
