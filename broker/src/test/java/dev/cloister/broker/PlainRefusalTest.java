package dev.cloister.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.broker.FakeVendor.Launch;
import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.SnpJson;
import dev.cloister.evidence.appraisal.TrustPolicy;
import dev.cloister.protocol.AttestRequest;
import dev.cloister.protocol.Header;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Everything that plain KBS says no to: the status and type that the client gets, the reason that the
/// owner finds.
class PlainRefusalTest {
    private static final String OTHER_TENANT = "acme/web/root-key";
    private static final String TYPES = "https://github.com/confidential-containers/kbs/errors/";

    @TempDir
    static Path folder;

    private static Home home;
    private PlainClient client;
    private Launch good;

    @BeforeAll
    static void open() throws Exception {
        home = new Home(folder);
    }

    @BeforeEach
    void protect() throws Exception {
        home.protect();
        home.admit(Home.KEY_PATH, "plain-kbs");
        client = PlainClient.of(home).opened("snp");
        good = home.launch();
    }

    @AfterAll
    static void close() throws Exception {
        home.close();
    }

    private void attested() throws Exception {
        assertThat(client.attest(client.snpBody(good)).status()).isEqualTo(200);
    }

    static void said(Home.Got got, int status, String type) throws Malformed {
        assertThat(got.status()).as(got.text()).isEqualTo(status);
        assertThat(got.header("Content-Type")).isEmpty();
        assertThat(got.json().names()).containsExactly("type", "detail");
        assertThat(got.json().text("type")).isEqualTo(TYPES + type);
    }

    /// The case that the answer names, if it has this step and this finding.
    private JsonFields found(Home.Got got, String step, String finding) throws IOException, Malformed {
        String detail = got.json().text("detail");
        String number = detail.substring(detail.length() - 8);
        JsonFields found = home.owner("GET", "/cloister/v1/cases/" + number, "").json();
        assertThat(found.text("step")).as(found.whole().compact()).isEqualTo(step);
        assertThat(found.objects("findings")).extracting(f -> f.text("code")).contains(finding);
        return found;
    }

    private void notAttested(Bytes body, String outcome, String step, String finding) throws Exception {
        Home.Got got = client.attest(body);
        said(got, outcome.equals("undecided") ? 503 : 401, "AttestationError");
        assertThat(got.json().text("detail")).matches(outcome + ", case [0-9a-f]{8}");
        found(got, step, finding);
        said(client.get(Home.KEY_PATH), 401, "TokenNotFound");
    }

    @Test
    void noSessionAndAForeignOne() throws Exception {
        Bytes body = client.snpBody(good);
        String mine = client.cookie;
        for (String cookie : List.of("", "kbs-session-id=", "kbs-session-id=" + "0".repeat(32), mine + "; " + mine)) {
            client.cookie = cookie;
            notAttested(body, "session", "K1", "no-session");
        }
        PlainClient other = PlainClient.of(home).opened("snp");
        client.cookie = other.cookie;
        notAttested(body, "session", "K2", "foreign-nonce");
    }

    /// A session is of the kind that its first request was.
    @Test
    void aSessionOfTheChannelIsNone() throws Exception {
        RawGuest guest = new RawGuest(home).opened();
        client.cookie = guest.cookie;
        client.nonce = guest.nonce;
        notAttested(client.snpBody(good), "session", "K1", "no-session");
        guest.activated();
        said(client.get(Home.KEY_PATH), 401, "TokenNotFound");
        PlainClient plain = PlainClient.of(home).opened("snp");
        Home.Got got = home.send(
                "POST",
                AttestRequest.TARGET,
                plain.snpBody(good),
                new Header("Cookie", plain.cookie),
                new Header(Header.NONCE, RawGuest.fresh()));
        assertThat(got.outcome()).isEqualTo("session");
    }

    @Test
    void aChallengeThatHasRunOut() throws Exception {
        Bytes body = client.snpBody(good);
        home.clock.advance(Duration.ofMinutes(5));
        notAttested(body, "session", "K1", "no-session");
    }

    @Test
    void fiveAttemptsAndNoMore() throws Exception {
        for (int i = 0; i < 5; i++) {
            said(client.attest(Bytes.utf8("{" + i)), 401, "AttestationError");
        }
        notAttested(client.snpBody(good), "session", "K1", "attempts");
    }

    @Test
    void evidenceOfAnotherKeyOrChallenge() throws Exception {
        PlainClient other = PlainClient.of(home);
        other.cookie = client.cookie;
        other.nonce = client.nonce;
        Bytes reportData = other.digest("").padTo(64);
        Json stolen = SnpJson.write(Home.VENDOR.report(good, reportData), Home.VENDOR.table(true));
        notAttested(client.body("", stolen, ""), "invalid", "K5", "wrong-report-data");
        PlainClient later = PlainClient.of(home).opened("snp");
        notAttested(
                client.body(
                        "",
                        SnpJson.write(Home.VENDOR.report(good, later.digest("").padTo(64)), Home.VENDOR.table(true)),
                        ""),
                "invalid",
                "K5",
                "wrong-report-data");
    }

    @Test
    void initDataThatTheHardwareDoesNotReport() throws Exception {
        notAttested(client.snpBody(good, home.initData().text() + "\n"), "invalid", "K6", "foreign-init-data");
        notAttested(client.snpBody(good, "garbage"), "invalid", "K2", "malformed");
    }

    @Test
    void devicesThatNobodyVerifies() throws Exception {
        String additional = "{\"nvidia\":{}}";
        Bytes reportData = client.digest(additional).padTo(64);
        Json evidence = SnpJson.write(Home.VENDOR.report(good, reportData), Home.VENDOR.table(true));
        notAttested(client.body("", evidence, additional), "invalid", "K3", "malformed");
        notAttested(client.body("", evidence, "no json"), "invalid", "K3", "malformed");
        String trial =
                "{\"sampledevice\":" + client.sample(client.deviceDigest()).compact() + "}";
        notAttested(client.body("", evidence, trial), "invalid", "K3", "malformed");
    }

    @Test
    void evidenceThatIsNotGenuine() throws Exception {
        Json withoutList =
                SnpJson.write(Home.VENDOR.report(good, client.digest("").padTo(64)), Home.VENDOR.table(false));
        notAttested(client.body("", withoutList, ""), "undecided", "K4", "no-revocation-list");
        home.policy(Home.KEY_PATH, TrustPolicy.strict1(), List.of(), List.of());
        notAttested(client.snpBody(good), "invalid", "K4", "unknown-root");
    }

    @Test
    void evidenceOfAnotherKind() throws Exception {
        notAttested(client.sampleBody(""), "invalid", "K3", "malformed");
        for (String tee : List.of("tdx", "sgx")) {
            client.opened(tee);
            notAttested(client.snpBody(good), "invalid", "K3", "malformed");
            notAttested(client.body("", Json.object().put("quote", "AAAA").build(), ""), "invalid", "K3", "malformed");
        }
    }

    /// Silence is not consent: a policy that says nothing of plain KBS admits none of it, and the owner
    /// sees besides what else would have been in the way.
    @Test
    void aPolicyThatDoesNotAdmitPlainKbs() throws Exception {
        home.admit(Home.KEY_PATH);
        Launch debug = new Launch(Home.MEASUREMENT, good.hostData(), Launch.DEBUG, 0);
        client.attest(client.snpBody(debug));
        Home.Got got = client.get(Home.KEY_PATH);
        said(got, 403, "PolicyDeny");
        JsonFields found = found(got, "G3", "client-not-admitted");
        assertThat(found.text("path")).isEqualTo(Home.KEY_PATH);
        assertThat(found.objects("findings"))
                .extracting(f -> f.text("code"))
                .containsExactly("client-not-admitted", "debug-allowed");
        assertThat(got.text()).doesNotContain("debug");
    }

    @Test
    void everyFindingIsThereAtOnce() throws Exception {
        Launch bad = new Launch(Digests.sha384(Bytes.utf8("x")), Bytes.hex("11".repeat(32)), Launch.DEBUG, 2);
        client.attest(client.snpBody(bad));
        Home.Got got = client.get(Home.KEY_PATH);
        said(got, 403, "PolicyDeny");
        assertThat(found(got, "G3", "wrong-vmpl").objects("findings"))
                .extracting(f -> f.text("code"))
                .containsExactlyInAnyOrder("unknown-measurement", "unknown-init-data", "debug-allowed", "wrong-vmpl");
    }

    /// Rule, expected, got, where it comes from, and what would change it; the guest hears none of it.
    @Test
    void theOwnerIsToldWhatWouldChangeIt() throws Exception {
        Bytes other = Digests.sha384(Bytes.utf8("other boot set"));
        client.attest(client.snpBody(new Launch(other, good.hostData(), Launch.DEBUG, 0)));
        Home.Got got = client.get(Home.KEY_PATH);
        String number = got.json().text("detail").replaceFirst(".*case ", "");
        JsonFields decision = home.owner("GET", "/v1/decisions/" + number, "").json();
        JsonFields measurement = finding(decision, "unknown-measurement");
        assertThat(measurement.text("expected")).contains(Home.MEASUREMENT.hex());
        assertThat(measurement.text("got")).isEqualTo(other.hex());
        assertThat(measurement.text("source"))
                .matches("the release policy of " + Home.KEY_PATH + ", version [0-9]+: test");
        assertThat(measurement.text("remedy"))
                .isEqualTo(
                        "approve measurement " + other.hex() + " at " + Home.KEY_PATH + ", or boot what was approved");
        JsonFields debug = finding(decision, "debug-allowed");
        assertThat(debug.text("expected")).isEqualTo("no");
        assertThat(debug.text("source")).startsWith("trust policy emulated-here in the release policy of ");
        assertThat(debug.text("remedy")).endsWith("let rule debug of trust policy emulated-here accept yes");

        // And the change does what it says.
        home.owner(
                "POST",
                "/cloister/v1/release-policies/" + Home.KEY_PATH + "/measurements",
                "{\"digest\":\"" + other.hex() + "\",\"source\":\"as the decision said\"}");
        Home.Got then = client.get(Home.KEY_PATH);
        assertThat(found(then, "G3", "debug-allowed").objects("findings")).hasSize(1);
        Home.Got all = home.owner("GET", "/v1/decisions", "");
        assertThat(all.text()).contains("\"case\":\"" + number + "\"").doesNotContain("reportHex");
        assertThat(home.send("GET", "/v1/decisions/" + number, Bytes.EMPTY).status())
                .isEqualTo(401);
        assertThat(home.send("GET", "/v1/decisions", Bytes.EMPTY).status()).isEqualTo(401);
    }

    private static JsonFields finding(JsonFields decision, String code) throws Malformed {
        for (JsonFields finding : decision.objects("findings")) {
            if (finding.text("code").equals(code)) {
                return finding;
            }
        }
        throw new AssertionError("no " + code + " in " + decision.whole().compact());
    }

    /// What belongs to others is not told from what is not there.
    @Test
    void resourcesOfAnotherTenant() throws Exception {
        home.store(OTHER_TENANT, "theirs");
        home.policy(OTHER_TENANT, Home.TRUST, List.of(Home.MEASUREMENT), List.of(Bytes.hex("11".repeat(32))));
        home.admit(OTHER_TENANT, "plain-kbs");
        attested();
        said(client.get(OTHER_TENANT), 403, "PolicyDeny");
        said(client.get("acme/web/nothing"), 403, "PolicyDeny");
        home.store("acme/web/without-policy", "theirs");
        said(client.get("acme/web/without-policy"), 403, "PolicyDeny");
    }

    @Test
    void nothingThereIsSaidOnlyOnceThePolicyAllows() throws Exception {
        home.policy("default/web/later", Home.TRUST, List.of(Home.MEASUREMENT), List.of(good.hostData()));
        attested();
        said(client.get("default/web/later"), 403, "PolicyDeny");
        home.admit("default/web/later", "plain-kbs");
        said(client.get("default/web/later"), 404, "PluginInternalError");
    }

    /// Decided anew each time: neither session nor token outlives the policy.
    @Test
    void aTokenDiesWithThePolicy() throws Exception {
        String token = client.attest(client.snpBody(good)).json().text("token");
        assertThat(client.get(Home.KEY_PATH).status()).isEqualTo(200);
        home.policy(Home.KEY_PATH, Home.TRUST, List.of(), List.of(good.hostData()));
        home.admit(Home.KEY_PATH, "plain-kbs");
        said(client.get(Home.KEY_PATH), 403, "PolicyDeny");
        said(client.get(Home.KEY_PATH, token), 403, "PolicyDeny");
    }

    @Test
    void aTokenThatIsNotOurs() throws Exception {
        String token = client.attest(client.snpBody(good)).json().text("token");
        client.cookie = "";
        String[] parts = token.split("\\.", -1);
        String none = Bytes.utf8("{\"alg\":\"none\"}").base64Url();
        String hs = Bytes.utf8("{\"typ\":\"JWT\",\"alg\":\"HS256\"}").base64Url();
        for (String bad : List.of(
                "x",
                token + "x",
                token.substring(1),
                parts[0] + "." + parts[1] + ".",
                none + "." + parts[1] + ".",
                hs + "." + parts[1] + "." + parts[2],
                parts[0] + "."
                        + Bytes.utf8("{\"exp\":9999999999,\"jti\":\"x\"}").base64Url() + "." + parts[2],
                "a".repeat(7_500))) {
            said(client.get(Home.KEY_PATH, bad), 401, "TokenVerifierError");
        }
        for (int i = 0; i < token.length(); i += 97) {
            char other = token.charAt(i) == 'A' ? 'B' : 'A';
            String flipped = token.substring(0, i) + other + token.substring(i + 1);
            said(client.get(Home.KEY_PATH, flipped), 401, "TokenVerifierError");
        }
        try (Home foreign = new Home(folder.resolve("foreign"))) {
            foreign.protect();
            PlainClient guest = PlainClient.of(foreign).opened("snp");
            String theirs = guest.attest(guest.snpBody(foreign.launch())).json().text("token");
            said(client.get(Home.KEY_PATH, theirs), 401, "TokenVerifierError");
        }
        Home.Got lower = home.send(
                "GET",
                "/kbs/v0/resource/" + Home.KEY_PATH,
                Bytes.EMPTY,
                new Header("Authorization", "bearer " + token));
        said(lower, 401, "TokenNotFound");
        assertThat(client.get(Home.KEY_PATH, token).status()).isEqualTo(200);
    }
}
