package dev.cloister.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import dev.cloister.broker.FakeVendor.Launch;
import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.JsonFields;
import dev.cloister.protocol.KeySet;
import dev.cloister.protocol.jose.Crypto;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The conversations of clients that do not know the channel, message by message (specs kbs-observed 6 and
/// 7).
class PlainKbsTest {
    private static final String TRIAL = "trial/text/hello";
    private static final String EMPTY_DIGEST = "00".repeat(32);

    @TempDir
    static Path folder;

    private static Home home;
    private Launch launch;

    @BeforeAll
    static void open() throws Exception {
        home = new Home(folder, "--sample", "on");
    }

    @BeforeEach
    void protect() throws Exception {
        home.clock.set(Home.NOW);
        home.protect();
        home.admit(Home.KEY_PATH, "plain-kbs");
        home.store(TRIAL, "hello tee");
        home.policy(TRIAL, Home.TRUST, List.of(), List.of());
        home.admit(TRIAL, "sample");
        launch = home.launch();
    }

    @AfterAll
    static void close() throws Exception {
        home.close();
    }

    /// The four requests of `get-resource`.
    @ParameterizedTest
    @ValueSource(strings = {"P-256", "P-521", "RSA"})
    void aGuestOnHardwareGetsAResource(String key) throws Exception {
        PlainClient client = PlainClient.of(home, key);
        Home.Got first = client.get(Home.KEY_PATH);
        assertThat(first.status()).isEqualTo(401);
        assertThat(first.header("Content-Type")).isEmpty();
        assertThat(first.text())
                .isEqualTo("{\"type\":\"https://github.com/confidential-containers/kbs/errors/TokenNotFound\","
                        + "\"detail\":\"Attestation Token not found\"}");

        Home.Got auth = client.auth("snp");
        assertThat(auth.status()).isEqualTo(200);
        assertThat(auth.header("Content-Type")).isEqualTo("application/json");
        assertThat(auth.text()).matches("\\{\"nonce\":\"[A-Za-z0-9+/]{43}=\",\"extra-params\":\"\"}");
        assertThat(auth.header("Set-Cookie"))
                .matches("kbs-session-id=[0-9a-f]{32}; Expires=Tue, 24 Nov 2026 08:05:00 GMT");

        home.clock.advance(Duration.ofMinutes(1));
        Home.Got attest = client.attest(client.snpBody(launch, home.initData().text()));
        assertThat(attest.status()).as(attest.text()).isEqualTo(200);
        assertThat(attest.header("Content-Type")).isEqualTo("application/json");
        assertThat(attest.header("Set-Cookie")).isEqualTo(client.cookie + "; Expires=Tue, 24 Nov 2026 08:06:00 GMT");
        assertThat(attest.json().names()).containsExactly("token");

        Home.Got got = client.get(Home.KEY_PATH);
        assertThat(got.status()).as(got.text()).isEqualTo(200);
        assertThat(got.header("Content-Type")).isEqualTo("application/json");
        assertThat(client.open(got)).isEqualTo("correct horse");
        assertThat(auth.outcome() + attest.outcome() + got.outcome()).isEqualTo("unsigned".repeat(3));
    }

    @Test
    void whatLeavesIsInTheAuditLog() throws Exception {
        PlainClient client = PlainClient.of(home).opened("snp");
        client.attest(client.snpBody(launch));
        client.get(Home.KEY_PATH);
        List<JsonFields> entries =
                home.owner("GET", "/cloister/v1/audit", "").json().objects("entries");
        JsonFields last = entries.getLast();
        assertThat(last.text("kind")).isEqualTo("plain-release");
        JsonFields document = last.object("document");
        assertThat(document.text("path")).isEqualTo(Home.KEY_PATH);
        assertThat(document.text("trustPolicy")).isEqualTo("emulated-here");
        assertThat(document.flag("emulated")).isTrue();
    }

    @Test
    void thePassportModel() throws Exception {
        PlainClient client = PlainClient.of(home).opened("snp");
        String token = client.attest(client.snpBody(launch)).json().text("token");
        assertThat(client.open(client.get(Home.KEY_PATH, token))).isEqualTo("correct horse");
        // The token is worth nothing without the key.
        PlainClient thief = PlainClient.of(home);
        Home.Got stolen = thief.get(Home.KEY_PATH, token);
        assertThat(stolen.status()).isEqualTo(200);
        assertThatThrownBy(() -> thief.open(stolen)).isInstanceOf(JOSEException.class);
        home.clock.advance(Duration.ofMinutes(5));
        Home.Got late = client.get(Home.KEY_PATH, token);
        assertThat(late.status()).isEqualTo(401);
        assertThat(late.text()).contains("TokenVerifierError");
    }

    @Test
    void theTokenSaysWhatWasFound() throws Exception {
        PlainClient client = PlainClient.of(home).opened("snp");
        String token = client.attest(client.snpBody(launch)).json().text("token");
        SignedJWT jwt = SignedJWT.parse(token);
        ECKey key = (ECKey) JWKSet.parse(
                        home.send("GET", "/.well-known/jwks.json", Bytes.EMPTY).text())
                .getKeyByKeyId(jwt.getHeader().getKeyID());
        assertThat(jwt.verify(new ECDSAVerifier(key))).isTrue();
        assertThat(jwt.getHeader().getJWK().computeThumbprint()).isEqualTo(key.computeThumbprint());

        JsonFields payload = JsonFields.parse("token", jwt.getPayload().toBytes(), 8);
        assertThat(payload.text("eat_profile")).isEqualTo("tag:github.com,2024:confidential-containers/Trustee");
        assertThat(payload.number("exp") - payload.number("iat")).isEqualTo(300);
        assertThat(payload.text("iss")).isEqualTo("home");
        assertThat(payload.has("nonce")).isFalse();
        assertThat(payload.object("cloister").flag("emulated")).isTrue();
        JsonFields cpu = payload.object("submods").object("cpu0");
        assertThat(cpu.text("ear.status")).isEqualTo("contraindicated"); // emulated
        assertThat(cpu.object("ear.trustworthiness-vector").number("hardware")).isEqualTo(97);
        JsonFields evidence = cpu.object("ear.veraison.annotated-evidence");
        assertThat(evidence.text("report_data"))
                .isEqualTo(client.digest("").padTo(64).hex());
        assertThat(evidence.text("init_data")).isEqualTo(launch.hostData().hex());
        assertThat(evidence.object("snp").text("measurement")).isEqualTo(Home.MEASUREMENT.hex());
        assertThat(evidence.object("runtime_data_claims").value("tee-pubkey")).isEqualTo(client.teeKeyJson());
    }

    /// Guests that pin this broker find the key of tokens in its key set (guest-broker-channel 2.3).
    @Test
    void theKeySetHasTheTokenKey() throws Exception {
        String compact = home.send("GET", KeySet.target("home"), Bytes.EMPTY).text();
        KeySet set = KeySet.verify(Crypto.jdk(), List.of(home.root()), "home", compact);
        ECKey key = (ECKey) JWKSet.parse(
                        home.send("GET", "/.well-known/jwks.json", Bytes.EMPTY).text())
                .getKeys()
                .getFirst();
        assertThat(set.tokenKeys()).hasSize(1);
        assertThat(set.tokenKeys().getFirst().thumbprint())
                .isEqualTo(key.computeThumbprint().toString());
        assertThat(set.keys()).doesNotContainAnyElementsOf(set.tokenKeys());
    }

    /// As `kbs-client` does without hardware, with and without init-data and the device for trials.
    @Test
    void theSampleAttester() throws Exception {
        PlainClient client = PlainClient.of(home).opened("sample");
        assertThat(client.attest(client.sampleBody("")).status()).isEqualTo(200);
        assertThat(client.open(client.get(TRIAL))).isEqualTo("hello tee");

        PlainClient pod = PlainClient.of(home).opened("sample");
        String initData = "algorithm = \"sha384\"\nversion = \"0.1.0\"\n\n[data]\n\"aa.toml\" = ''\n";
        String token = pod.attest(pod.sampleBody(initData)).json().text("token");
        JsonFields payload =
                JsonFields.parse("token", SignedJWT.parse(token).getPayload().toBytes(), 8);
        assertThat(payload.object("cloister").flag("trial")).isTrue();
        assertThat(payload.object("submods").object("cpu0").text("ear.status")).isEqualTo("contraindicated");

        PlainClient device = PlainClient.of(home).opened("sample");
        String additional =
                "{\"sampledevice\":" + device.sample(device.deviceDigest()).compact() + "}";
        Bytes body = device.body("", device.sample(device.digest(additional)), additional);
        assertThat(device.attest(body).status()).isEqualTo(200);
        assertThat(device.open(device.get(TRIAL))).isEqualTo("hello tee");
    }

    /// A lost answer is asked for again.
    @Test
    void theSameRequestGetsTheSameAnswer() throws Exception {
        PlainClient client = PlainClient.of(home).opened("snp");
        Bytes body = client.snpBody(launch);
        Home.Got first = client.attest(body);
        assertThat(client.attest(body).text()).isEqualTo(first.text());
        assertThat(client.attest(client.snpBody(launch, home.initData().text())).status())
                .isEqualTo(401);
        assertThat(client.open(client.get(Home.KEY_PATH))).isEqualTo("correct horse");
    }

    @Test
    void aSessionAndItsTokenOutliveARestart() throws Exception {
        PlainClient client = PlainClient.of(home).opened("snp");
        home.restart();
        String token = client.attest(client.snpBody(launch)).json().text("token");
        home.restart();
        assertThat(client.open(client.get(Home.KEY_PATH))).isEqualTo("correct horse");
        assertThat(client.open(client.get(Home.KEY_PATH, token))).isEqualTo("correct horse");
    }

    /// A guest without init-data is one that the owner approved as such, in digits.
    @Test
    void aGuestWithoutInitData() throws Exception {
        Launch none = Launch.of(Home.MEASUREMENT, Bytes.hex(EMPTY_DIGEST));
        PlainClient client = PlainClient.of(home).opened("snp");
        assertThat(client.attest(client.snpBody(none)).status()).isEqualTo(200);
        assertThat(client.get(Home.KEY_PATH).status()).isEqualTo(403);
        String body = "{\"digest\":\"" + EMPTY_DIGEST + "\",\"source\":\"guests without init-data\"}";
        home.owner("POST", "/cloister/v1/release-policies/" + Home.KEY_PATH + "/init-data", body);
        assertThat(client.open(client.get(Home.KEY_PATH))).isEqualTo("correct horse");
    }
}
