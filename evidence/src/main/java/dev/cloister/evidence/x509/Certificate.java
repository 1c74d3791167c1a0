package dev.cloister.evidence.x509;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Malformed;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// One X.509 version 3 certificate, parsed and not yet believed. Serial number 0 is accepted: AMD's VCEKs
/// have it.
public final class Certificate {
    private static final int MAX_SIZE = 1 << 14;
    private static final int KEY_CERT_SIGN = 5;
    private static final Set<String> KNOWN_CRITICAL = Set.of("2.5.29.15", "2.5.29.19");

    private final Bytes der;
    private final X509Certificate parsed;
    private final DistinguishedName subject;
    private final DistinguishedName issuer;

    private Certificate(Bytes der, X509Certificate parsed, DistinguishedName subject, DistinguishedName issuer) {
        this.der = der;
        this.parsed = parsed;
        this.subject = subject;
        this.issuer = issuer;
    }

    /// Exactly one certificate, nothing behind it; `structure` is the name used in errors.
    public static Certificate parse(String structure, Bytes der) throws Malformed {
        if (der.length() > MAX_SIZE) {
            throw new Malformed(structure, "", -1, "has " + der.length() + " bytes, at most " + MAX_SIZE + " are read");
        }
        SignedStructure.check(structure, der);
        try {
            X509Certificate parsed = (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der.array()));
            if (parsed.getVersion() != 3) {
                throw new Malformed(structure, "version", -1, "must be X.509 version 3, is " + parsed.getVersion());
            }
            DistinguishedName subject = DistinguishedName.parse(
                    structure + ".subject",
                    Bytes.of(parsed.getSubjectX500Principal().getEncoded()));
            DistinguishedName issuer = DistinguishedName.parse(
                    structure + ".issuer",
                    Bytes.of(parsed.getIssuerX500Principal().getEncoded()));
            return new Certificate(der, parsed, subject, issuer);
        } catch (CertificateException e) {
            throw new Malformed(structure, "", -1, "not an X.509 certificate: " + e.getMessage());
        }
    }

    public Bytes der() {
        return der;
    }

    public DistinguishedName subject() {
        return subject;
    }

    public DistinguishedName issuer() {
        return issuer;
    }

    public String commonName() {
        return subject.commonName();
    }

    public BigInteger serial() {
        return parsed.getSerialNumber();
    }

    public Instant notBefore() {
        return parsed.getNotBefore().toInstant();
    }

    public Instant notAfter() {
        return parsed.getNotAfter().toInstant();
    }

    public PublicKey publicKey() {
        return parsed.getPublicKey();
    }

    /// SHA-256 of the SubjectPublicKeyInfo.
    public Bytes keyFingerprint() {
        return Digests.sha256(parsed.getPublicKey().getEncoded());
    }

    /// The content of the extension's OCTET STRING.
    public Optional<Bytes> extension(String oid) throws Malformed {
        byte[] wrapped = parsed.getExtensionValue(oid);
        if (wrapped == null) {
            return Optional.empty();
        }
        Der outer = Der.of("extension " + oid, Bytes.of(wrapped));
        Bytes content = outer.content("value", Der.OCTET_STRING);
        outer.end();
        return Optional.of(content);
    }

    /// A critical extension that nobody here understands makes a certificate unusable (RFC 5280 section 4.2).
    public boolean hasUnknownCritical() {
        Set<String> critical = parsed.getCriticalExtensionOIDs();
        return critical != null && !KNOWN_CRITICAL.containsAll(critical);
    }

    /// Basic constraints and key usage allow that it signs certificates.
    public boolean mayIssue() {
        boolean[] usage = parsed.getKeyUsage();
        return parsed.getBasicConstraints() >= 0 && usage != null && usage[KEY_CERT_SIGN];
    }

    /// The other's name stands here as the issuer, and the other's key made this signature, by RSASSA-PSS
    /// with SHA-384.
    public boolean isSignedBy(Certificate other) {
        return issuer.encoded().equals(other.subject.encoded())
                && Pss.isUsable(other.publicKey())
                && Pss.isSha384(parsed.getSigAlgOID(), parsed.getSigAlgParams())
                && verifies(other.publicKey());
    }

    private boolean verifies(PublicKey key) {
        try {
            parsed.verify(key);
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Certificate certificate && der.equals(certificate.der);
    }

    @Override
    public int hashCode() {
        return der.hashCode();
    }

    @Override
    public String toString() {
        return "Certificate(" + commonName() + ")";
    }
}
