package dev.cloister.evidence.ratls;

import dev.cloister.bytes.Bytes;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/// Trusts a TLS peer, server or client, by the evidence in its RA-TLS certificate and by nothing else:
/// {@link #context} is an `SSLContext` that does. No certification authority counts.
///
/// **Names are not checked**, whatever endpoint identification is asked for, as the certificates carry none: an
/// answer says *what* the peer is, not *which* machine or whose. Any genuine peer that booted the same is
/// trusted; who must tell one from another lets it say so inside the connection. Nor are basic constraints,
/// key usages or revocation of the certificate itself looked at: it vouches for nothing, the evidence does.
///
/// Every refusal is a {@link CertificateException} whose message begins with the codes of all objections.
/// Every handshake that shows a certificate is judged anew, at the time of the clock; nothing is kept from one
/// to the next. A handshake that resumes a session shows none, so nobody judges it: it has the verdict of the
/// session's first handshake, with its time. In a {@link #context} sessions live for a second; whoever makes
/// an `SSLContext` with this otherwise sets the timeout of its sessions. Safe for use by many threads.
public final class RatlsTrust extends X509ExtendedTrustManager {
    private static final String KEPT = RatlsTrust.class.getName();
    private static final int SESSION_SECONDS = 1;

    private final PeerVerifier verifier;
    private final InstantSource clock;
    private volatile Optional<PeerVerdict> last = Optional.empty();

    /// At the time of the system's clock.
    public RatlsTrust(PeerVerifier verifier) {
        this(verifier, InstantSource.system());
    }

    public RatlsTrust(PeerVerifier verifier, InstantSource clock) {
        this.verifier = verifier;
        this.clock = clock;
    }

    /// For clients and servers that trust their peers by this, of whatever TLS version the JDK has enabled; a
    /// server asks for certificates only if it is told to (`setNeedClientAuth`). `keys` are those of this
    /// side; a client may have none. Sessions live for a second; with a context for each connection none is
    /// resumed at all.
    public SSLContext context(KeyManager... keys) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys, new TrustManager[] {this}, null);
            context.getClientSessionContext().setSessionTimeout(SESSION_SECONDS);
            context.getServerSessionContext().setSessionTimeout(SESSION_SECONDS);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has TLS", e);
        }
    }

    /// The newest verdict, a refusal included, of whichever connection: for programs that use one of these for
    /// each connection.
    public Optional<PeerVerdict> last() {
        return last;
    }

    /// The verdict that let a connection's handshake go on, with the time that it is true of. Empty if none of
    /// these judged it.
    public static Optional<PeerVerdict.Trusted> verdict(SSLSession session) {
        return session.getValue(KEPT) instanceof PeerVerdict.Trusted yes ? Optional.of(yes) : Optional.empty();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        check(chain, authType, Optional.ofNullable(engine.getHandshakeSession()));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        check(chain, authType, session(socket));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        check(chain, authType, Optional.empty());
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        check(chain, authType, Optional.ofNullable(engine.getHandshakeSession()));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        check(chain, authType, session(socket));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        check(chain, authType, Optional.empty());
    }

    /// None: whoever is asked for a certificate shows the one that it has.
    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }

    private static Optional<SSLSession> session(Socket socket) {
        return socket instanceof SSLSocket tls ? Optional.ofNullable(tls.getHandshakeSession()) : Optional.empty();
    }

    private void check(X509Certificate[] chain, String authType, Optional<SSLSession> session)
            throws CertificateException {
        if (chain.length == 0 || authType.isEmpty()) {
            throw new IllegalArgumentException("a certificate and a kind of key exchange are needed");
        }
        PeerVerdict verdict = judge(List.of(chain));
        last = Optional.of(verdict);
        switch (verdict) {
            case PeerVerdict.Trusted yes -> session.ifPresent(handshake -> handshake.putValue(KEPT, yes));
            case PeerVerdict.Rejected no -> throw new CertificateException(no.sentence());
            case PeerVerdict.Undecided open -> throw new CertificateException(open.sentence());
        }
    }

    /// The verdict on a chain of certificates at the time of the clock: also for a connection that is open
    /// already, whose session has the peer's certificates, as policy, collateral and time move on.
    public PeerVerdict judge(List<? extends java.security.cert.Certificate> chain) {
        if (chain.size() != 1) {
            return rejected(new PeerFinding.SeveralCertificates(chain.size()));
        }
        java.security.cert.Certificate only = chain.getFirst();
        Bytes der;
        try {
            der = Bytes.of(only.getEncoded());
        } catch (CertificateEncodingException e) {
            return rejected(new PeerFinding.UnreadableCertificate(Objects.requireNonNullElse(e.getMessage(), "")));
        }
        PeerVerdict verdict = verifier.judge(der, clock.instant());
        boolean same = !(verdict instanceof PeerVerdict.Trusted yes)
                || yes.certificate()
                        .subjectPublicKeyInfo()
                        .equals(Bytes.of(only.getPublicKey().getEncoded()));
        return same ? verdict : rejected(new PeerFinding.UnfitKey("the TLS library reads another key in it"));
    }

    private static PeerVerdict rejected(PeerFinding finding) {
        return new PeerVerdict.Rejected(List.of(finding));
    }
}
