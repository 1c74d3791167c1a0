package dev.cloister.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.JsonFields;
import dev.cloister.protocol.Resource;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The owner's side, and what others get who knock there.
class OwnerTest {
    private static final String POLICY = "/cloister/v1/release-policies/" + Home.KEY_PATH;

    @TempDir
    Path folder;

    private Home home;

    @BeforeEach
    void open() throws Exception {
        home = new Home(folder);
    }

    @AfterEach
    void close() throws Exception {
        home.close();
    }

    @Test
    void healthAndIdentityAreForEverybody() throws Exception {
        assertThat(home.send("GET", "/healthz", Bytes.EMPTY).text()).isEqualTo("{\"status\":\"ready\"}");
        JsonFields identity =
                home.send("GET", "/cloister/v1/identity", Bytes.EMPTY).json();
        assertThat(identity.text("audience")).isEqualTo("home");
        assertThat(identity.number("epoch")).isEqualTo(1);
        assertThat(identity.array("rootKeys")).hasSize(1);
        identity.end();
    }

    @ParameterizedTest
    @CsvSource({
        "PUT,/cloister/v1/release-policies/a/b/c",
        "GET,/cloister/v1/release-policies/a/b/c",
        "POST,/cloister/v1/release-policies/a/b/c/init-data",
        "GET,/cloister/v1/resources/a/b/c",
        "GET,/cloister/v1/activations?initData=00",
        "GET,/cloister/v1/cases/00000000",
        "GET,/cloister/v1/audit",
        "POST,/kbs/v0/resource/a/b/c"
    })
    void nobodyElseComesIn(String method, String target) throws Exception {
        Home.Got got = home.send(method, target, Bytes.EMPTY);
        assertThat(got.status()).isEqualTo(401);
        assertThat(got.text()).doesNotContain("signature", "expired", "bearer token,");
    }

    @Test
    void ofAResourceTheOwnerIsToldThatItIsThere() throws Exception {
        String target = "/cloister/v1/resources/a/b/c";
        assertThat(home.owner("GET", target, "").status()).isEqualTo(404);
        home.owner("POST", "/kbs/v0/resource/a/b/c", "content");
        assertThat(home.owner("GET", target, "").text()).isEqualTo("{\"version\":1}");
        home.owner("POST", "/kbs/v0/resource/a/b/c", "other");
        assertThat(home.owner("GET", target, "").text()).isEqualTo("{\"version\":2}");
        assertThat(home.owner("GET", "/cloister/v1/resources/a/b/.c", "").status())
                .isEqualTo(400);
    }

    @Test
    void aPolicyComesBackAsItWasStored() throws Exception {
        Bytes digest = Bytes.hex("ab".repeat(32));
        home.policy(Home.KEY_PATH, Home.TRUST, List.of(Home.MEASUREMENT), List.of(digest));
        String stored = home.owner("GET", POLICY, "").text();
        assertThat(home.owner("PUT", POLICY, stored).text()).isEqualTo("{\"version\":2}");
        assertThat(home.owner("GET", POLICY, "").text()).isEqualTo(stored);
    }

    @Test
    void initDataIsApprovedOneByOne() throws Exception {
        home.policy(Home.KEY_PATH, Home.TRUST, List.of(Home.MEASUREMENT), List.of());
        String approval = "{\"digest\":\"" + "cd".repeat(32) + "\",\"source\":\"web, second try\"}";
        assertThat(home.owner("POST", POLICY + "/init-data", approval).text()).isEqualTo("{\"version\":2}");
        home.owner("POST", POLICY + "/init-data", approval);
        List<JsonFields> approved = home.owner("GET", POLICY, "").json().objects("initData");
        assertThat(approved).hasSize(1);
        assertThat(approved.getFirst().text("source")).isEqualTo("web, second try");
        assertThat(home.owner("POST", "/cloister/v1/release-policies/x/y/z/init-data", approval)
                        .status())
                .isEqualTo(404);
    }

    @Test
    void aTypingErrorIsNamed() throws Exception {
        home.policy(Home.KEY_PATH, Home.TRUST, List.of(), List.of());
        String good = home.owner("GET", POLICY, "").text();
        assertBad(good.replace("\"measurements\"", "\"measurement\""), "measurements");
        assertBad(good.replace("\"initData\":[]", "\"initData\":[{\"digest\":\"00\",\"source\":\"\"}]"), "digest");
        assertBad(good.replace("\"initData\":[]", "\"initData\":[],\"extra\":1"), "extra");
        assertBad(good.replace("\"initData\":[]", "\"initData\":[],\"initData\":[]"), "initData");
        String once = "{\"digest\":\"" + "ab".repeat(48) + "\",\"source\":\"\"}";
        String ended = once.replace("}", ",\"until\":\"2026-01-01T00:00:00Z\"}");
        assertBad(good.replace("\"measurements\":[]", "\"measurements\":[" + ended + "," + once + "]"), "twice; leave");
        assertBad(good.substring(1), "ReleasePolicy");
        assertBad("", "ReleasePolicy");
        assertThat(home.owner("PUT", "/cloister/v1/release-policies/a/.b/c", good)
                        .status())
                .isEqualTo(400);
    }

    private void assertBad(String body, String named) throws Exception {
        Home.Got got = home.owner("PUT", POLICY, body);
        assertThat(got.status()).isEqualTo(400);
        assertThat(got.json().text("code")).isEqualTo("malformed");
        assertThat(got.json().text("sentence")).contains(named);
    }

    @Test
    void whatIsNotThereIsNotFound() throws Exception {
        assertThat(home.owner("GET", POLICY, "").status()).isEqualTo(404);
        assertThat(home.owner("GET", "/cloister/v1/cases/00000000", "").status())
                .isEqualTo(404);
        assertThat(home.owner("GET", "/cloister/v1/activations?initData=" + "00".repeat(32), "")
                        .text())
                .isEqualTo("[]");
        assertThat(home.owner("GET", "/cloister/v1/activations", "").status()).isEqualTo(400);
        assertThat(home.owner("GET", "/cloister/v1/activations?initData=xy", "").status())
                .isEqualTo(400);
        assertThat(home.owner("GET", "/cloister/v1/audit?after=x", "").status()).isEqualTo(400);
        assertThat(home.owner("GET", "/cloister/v1/other", "").status()).isEqualTo(404);
    }

    @Test
    void aResourceThatIsTooLargeIsRefusedWhenItIsStored() throws Exception {
        String target = "/kbs/v0/resource/" + Home.KEY_PATH;
        assertThat(home.owner("POST", target, Bytes.of(new byte[Resource.MAX_BYTES]))
                        .status())
                .isEqualTo(200);
        Home.Got got = home.owner("POST", target, Bytes.of(new byte[Resource.MAX_BYTES + 1]));
        assertThat(got.status()).isEqualTo(401);
        assertThat(got.text()).contains("PluginInternalError", "make it a sealed volume");
        assertThat(home.owner("POST", "/kbs/v0/resource/a/b/.c", "x").text()).contains("PluginInternalError");
    }

    /// No success is pretended for what is not served.
    @Test
    void whatIsNotServedSaysSo() throws Exception {
        for (String path : List.of("attestation-policy", "resource-policy", "reference-value")) {
            Home.Got got = home.owner("POST", "/kbs/v0/" + path, "{}");
            assertThat(got.status()).as(path).isEqualTo(401);
            assertThat(got.json().text("detail")).contains("docs/kbs.md");
            assertThat(home.send("POST", "/kbs/v0/" + path, Bytes.EMPTY).text()).contains("AdminAuthAccess");
        }
        assertThat(home.send("POST", "/kbs/v0/cloister/counter", Bytes.EMPTY).status())
                .isEqualTo(404);
    }

    @Test
    void whatIsDeletedIsGoneAndItsNumbersAreNotUsedAgain() throws Exception {
        String target = "/kbs/v0/resource/a/b/c";
        assertThat(home.owner("DELETE", target, "").status()).isEqualTo(401);
        home.owner("POST", target, "one");
        home.owner("POST", target, "two");
        assertThat(home.send("DELETE", target, Bytes.EMPTY).text()).contains("AdminAuthInitialization");
        assertThat(home.owner("DELETE", target, "").status()).isEqualTo(200);
        assertThat(home.owner("GET", "/cloister/v1/resources/a/b/c", "").status())
                .isEqualTo(404);
        assertThat(home.owner("DELETE", target, "").text()).contains("there is no such resource");
        home.owner("POST", target, "three");
        assertThat(home.owner("GET", "/cloister/v1/resources/a/b/c", "").json().number("version"))
                .isEqualTo(3);
        assertThat(home.owner("GET", "/cloister/v1/audit", "").text()).contains("resource-deleted");
    }

    @Test
    void whoMayAskIsSaidInWords() throws Exception {
        home.protect();
        String clients = "/cloister/v1/release-policies/" + Home.KEY_PATH + "/clients";
        String policy = "/cloister/v1/release-policies/" + Home.KEY_PATH;
        assertThat(home.owner("GET", policy, "").json().has("clients")).isFalse();
        home.admit(Home.KEY_PATH, "plain-kbs");
        assertThat(home.owner("GET", policy, "").json().texts("clients")).containsExactly("channel", "plain-kbs");
        home.owner("PUT", clients, "{\"clients\":[\"channel\"]}");
        assertThat(home.owner("GET", policy, "").json().has("clients")).isFalse();
        for (String wrong : List.of("[]", "[\"plain-kbs\"]", "[\"channel\",\"all\"]", "[\"channel\",\"channel\"]")) {
            Home.Got got = home.owner("PUT", clients, "{\"clients\":" + wrong + "}");
            assertThat(got.status()).as(wrong).isEqualTo(400);
        }
        // A path without a policy gets one that approves nothing else.
        home.admit("a/b/c", "sample");
        JsonFields fresh =
                home.owner("GET", "/cloister/v1/release-policies/a/b/c", "").json();
        assertThat(fresh.array("measurements")).isEmpty();
        assertThat(fresh.array("initData")).isEmpty();
        assertThat(fresh.object("trustPolicy").text("name")).isEqualTo("strict-1");
    }
}
