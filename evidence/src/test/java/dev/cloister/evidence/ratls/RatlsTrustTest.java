package dev.cloister.evidence.ratls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.bytes.Bytes;
import dev.cloister.evidence.MadeUpRatls;
import dev.cloister.evidence.ratls.Handshake.Sessions;
import java.net.Socket;
import java.security.KeyPair;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// TLS handshakes with peers that show evidence, real but for the vendor.
class RatlsTrustTest {
    private static RatlsTrust trust(boolean td) {
        return new RatlsTrust(Peers.verifier(td), InstantSource.fixed(MadeUpRatls.NOW));
    }

    private static SSLContext serving(MadeUpRatls made) throws Exception {
        return Handshake.context(Handshake.keys(made.key, made.der()));
    }

    private static Sessions connect(RatlsTrust trust, MadeUpRatls made, String protocol) throws Exception {
        return Handshake.between(trust.context(), serving(made), protocol, false);
    }

    private static KeyPair key(String name) {
        return switch (name) {
            case "P256" -> MadeUpRatls.P256;
            case "P384" -> MadeUpRatls.P384;
            default -> MadeUpRatls.RSA;
        };
    }

    @ParameterizedTest
    @CsvSource({
        "TLSv1.3, P256, false", "TLSv1.3, P384, true", "TLSv1.3, RSA, false",
        "TLSv1.2, P256, true", "TLSv1.2, P384, false", "TLSv1.2, RSA, true"
    })
    void aServerIsTrustedByItsEvidence(String protocol, String key, boolean td) throws Exception {
        MadeUpRatls made = MadeUpRatls.with(one -> {
            one.td = td;
            one.key = key(key);
            if (key.equals("RSA")) {
                one.algorithm = "SHA256withRSA";
                one.algorithmDer = MadeUpRatls.algorithm("1.2.840.113549.1.1.11", true);
            }
        });
        RatlsTrust trust = trust(td);
        Sessions sessions = connect(trust, made, protocol);
        assertThat(sessions.client().getProtocol()).isEqualTo(protocol);
        PeerVerdict.Trusted verdict = RatlsTrust.verdict(sessions.client()).orElseThrow();
        assertThat(verdict.certificate().subjectPublicKeyInfo()).isEqualTo(made.subjectPublicKeyInfo());
        assertThat(trust.last()).contains(verdict);
        assertThat(trust.judge(List.of(sessions.client().getPeerCertificates())))
                .isInstanceOf(PeerVerdict.Trusted.class);
        assertThat(RatlsTrust.verdict(sessions.server())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void aClientIsTrustedByItsEvidence(String protocol) throws Exception {
        MadeUpRatls client = MadeUpRatls.with(made -> made.oid = MadeUpRatls.GRAMINE);
        MadeUpRatls server = MadeUpRatls.with(made -> {
            made.td = true;
            made.key = MadeUpRatls.P384;
        });
        SSLContext clients = trust(true).context(Handshake.keys(client.key, client.der()));
        SSLContext servers = trust(false).context(Handshake.keys(server.key, server.der()));
        Sessions sessions = Handshake.between(clients, servers, protocol, true);
        PeerVerdict.Trusted verdict = RatlsTrust.verdict(sessions.server()).orElseThrow();
        assertThat(verdict.certificate().der())
                .isEqualTo(Bytes.of(sessions.server().getPeerCertificates()[0].getEncoded()));
        assertThat(verdict.certificate().binding()).isInstanceOf(Binding.ByKey.class);
        assertThat(RatlsTrust.verdict(sessions.client())).isPresent();
        MadeUpRatls debugged = MadeUpRatls.with(made -> made.flags = "07");
        SSLContext others = trust(true).context(Handshake.keys(debugged.key, debugged.der()));
        assertThatThrownBy(() -> Handshake.between(others, servers, protocol, true))
                .isInstanceOf(SSLException.class)
                .hasStackTraceContaining("not trusted: enclave-debug: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void whoeverHasOnlyACopyOfTheCertificateGetsNothing(String protocol) throws Exception {
        MadeUpRatls made = MadeUpRatls.with(one -> {});
        SSLContext thief = Handshake.context(Handshake.keys(MadeUpRatls.pair(), made.der()));
        SSLContext clients = trust(false).context();
        assertThatThrownBy(() -> Handshake.between(clients, thief, protocol, false))
                .isInstanceOf(SSLException.class);
    }

    /// The man in the middle signs a certificate of his own around evidence of a good enclave.
    @Test
    void evidenceOfAnotherKeyIsRefusedInTheHandshake() throws Exception {
        Bytes enclave = Bytes.of(MadeUpRatls.P384.getPublic().getEncoded());
        MadeUpRatls made = MadeUpRatls.with(one -> one.claims = key -> MadeUpRatls.claims(enclave));
        RatlsTrust trust = trust(false);
        assertThatThrownBy(() -> connect(trust, made, "TLSv1.3"))
                .isInstanceOf(SSLHandshakeException.class)
                .cause()
                .isInstanceOf(CertificateException.class)
                .hasMessageStartingWith("not trusted: other-key: the evidence is about another key than the peer's (");
        assertThat(Peers.codes(trust.last().orElseThrow())).containsExactly("other-key");
    }

    /// A resumed handshake shows no certificate, so that nobody judges it.
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void sessionsAreShortAndHaveTheirVerdict(String protocol) throws Exception {
        SSLContext clients = trust(false).context();
        assertThat(clients.getClientSessionContext().getSessionTimeout()).isEqualTo(1);
        assertThat(clients.getServerSessionContext().getSessionTimeout()).isEqualTo(1);
        SSLContext servers = serving(MadeUpRatls.with(made -> {}));
        for (int i = 0; i < 2; i++) {
            Sessions sessions = Handshake.between(clients, servers, protocol, false);
            assertThat(RatlsTrust.verdict(sessions.client()).orElseThrow().at()).isEqualTo(MadeUpRatls.NOW);
        }
    }

    @Test
    void timeIsTheClocks() throws Exception {
        Instant later = MadeUpRatls.NOW.plusSeconds(5000);
        RatlsTrust trust = new RatlsTrust(Peers.verifier(false), InstantSource.fixed(later));
        assertThatThrownBy(() -> connect(trust, MadeUpRatls.with(made -> {}), "TLSv1.3"))
                .hasStackTraceContaining("certificate-expired, expired");
        RatlsTrust now = new RatlsTrust(Peers.verifier(false));
        assertThatThrownBy(() -> connect(now, MadeUpRatls.with(made -> {}), "TLSv1.3"))
                .hasStackTraceContaining("certificate-expired, expired");
    }

    @Test
    void oneCertificateIsShown() throws Exception {
        Bytes der = MadeUpRatls.with(made -> {}).der();
        X509Certificate one = Handshake.certificate(der);
        RatlsTrust trust = trust(false);
        trust.checkServerTrusted(new X509Certificate[] {one}, "ECDHE_ECDSA");
        trust.checkClientTrusted(new X509Certificate[] {one}, "EC");
        X509Certificate[] two = {one, one};
        assertThatThrownBy(() -> trust.checkServerTrusted(two, "ECDHE_ECDSA"))
                .isInstanceOf(CertificateException.class)
                .hasMessageStartingWith("not trusted: several-certificates: ");
        assertThatThrownBy(() -> trust.checkClientTrusted(two, "EC")).isInstanceOf(CertificateException.class);
        try (Socket plain = new Socket()) {
            assertThatThrownBy(() -> trust.checkServerTrusted(two, "ECDHE_ECDSA", plain))
                    .isInstanceOf(CertificateException.class);
            assertThatThrownBy(() -> trust.checkClientTrusted(two, "EC", plain))
                    .isInstanceOf(CertificateException.class);
        }
        assertThatThrownBy(() -> trust.checkServerTrusted(new X509Certificate[0], "EC"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> trust.checkServerTrusted(new X509Certificate[] {one}, ""))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(trust.getAcceptedIssuers()).isEmpty();
    }
}
