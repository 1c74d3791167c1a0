package dev.cloister.evidence.x509;

import java.security.Provider;
import java.security.Security;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Objects;

/// The JDK's own reader of certificates and lists, whichever providers an application has put before it.
final class JdkX509 {
    private static final Provider SUN = Objects.requireNonNull(Security.getProvider("SUN"), "SUN");

    private JdkX509() {}

    static CertificateFactory reader() throws CertificateException {
        return CertificateFactory.getInstance("X.509", SUN);
    }
}
