package dev.cloister.broker;

import dev.cloister.broker.FakeVendor.Launch;
import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.bytes.Secret;
import dev.cloister.evidence.SnpJson;
import dev.cloister.evidence.snp.CertificateTable;
import dev.cloister.protocol.Asked;
import dev.cloister.protocol.AttestRequest;
import dev.cloister.protocol.AuthRequest;
import dev.cloister.protocol.Header;
import dev.cloister.protocol.Proof;
import dev.cloister.protocol.ReportData;
import dev.cloister.protocol.ResourcesAnswer;
import dev.cloister.protocol.ResourcesRequest;
import dev.cloister.protocol.SessionGrant;
import dev.cloister.protocol.guest.NonceSource;
import dev.cloister.protocol.jose.Crypto;
import dev.cloister.protocol.jose.Jwk;
import dev.cloister.protocol.jose.P256;
import java.io.IOException;
import java.util.List;

/// A guest that sends what it is told to, step by step, right or wrong, and believes everything.
final class RawGuest {
    private static final Crypto CRYPTO = Crypto.jdk();

    private final Home home;
    final P256.PrivateKey teeKey = CRYPTO.p256().generate();
    String cookie = "";
    String nonce = "";
    Secret sessionKey = Secret.random(32);

    RawGuest(Home home) {
        this.home = home;
    }

    static String fresh() {
        return NonceSource.system().next().base64Url();
    }

    /// Opens a session.
    RawGuest opened() throws IOException, Malformed {
        Home.Got got = home.send(
                "POST",
                AuthRequest.TARGET,
                AuthRequest.channel("snp", "home").body(),
                new Header(Header.NONCE, fresh()));
        String line = got.header("Set-Cookie");
        cookie = line.substring(0, line.indexOf(';'));
        nonce = got.json().text("nonce");
        return this;
    }

    /// The right body for this session, from a guest so started.
    Bytes body(Launch launch) throws IOException, Malformed {
        return body(launch, home.initData().text(), Home.VENDOR.table(true));
    }

    Bytes body(Launch launch, String initData, CertificateTable table) {
        return body(launch, initData, table, teeKey.publicKey());
    }

    Bytes body(Launch launch, String initData, CertificateTable table, Jwk key) {
        Bytes reportData = ReportData.kbs(nonce, key, "");
        return new AttestRequest(initData, nonce, key, SnpJson.write(Home.VENDOR.report(launch, reportData), table), "")
                .body();
    }

    Home.Got attest(Bytes body) throws IOException {
        return home.send(
                "POST", AttestRequest.TARGET, body, new Header("Cookie", cookie), new Header(Header.NONCE, fresh()));
    }

    /// Attests as it should be, and keeps the session key.
    String activated() throws IOException, Malformed {
        Home.Got got = attest(body(home.launch()));
        SessionGrant grant = SessionGrant.open(got.body(), CRYPTO.symmetric(), teeKey);
        sessionKey = grant.key();
        return grant.activation();
    }

    String proof(Bytes body, long sequence) {
        return new Proof(Asked.of(fresh(), "POST", ResourcesRequest.TARGET, body), sequence)
                .sign(CRYPTO.symmetric(), sessionKey);
    }

    Home.Got resources(Bytes body, String proof) throws IOException {
        return home.send(
                "POST", ResourcesRequest.TARGET, body, new Header("Cookie", cookie), new Header(Header.PROOF, proof));
    }

    Home.Got resources(long sequence, String... paths) throws IOException {
        Bytes body = new ResourcesRequest(List.of(paths)).body();
        return resources(body, proof(body, sequence));
    }

    /// `items`, or the code inside.
    String inside(Home.Got got, String... paths) throws Malformed {
        return switch (ResourcesAnswer.open(got.body(), CRYPTO.symmetric(), teeKey, List.of(paths))) {
            case ResourcesAnswer.Items items -> "items";
            case ResourcesAnswer.Nothing nothing -> nothing.code();
        };
    }
}
