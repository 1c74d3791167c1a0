package dev.cloister.evidence.x509;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Malformed;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.security.auth.x500.X500Principal;

/// One X.509 version 3 certificate, parsed and not yet believed. Serial number 0 is accepted: AMD's VCEKs
/// have it.
public final class Certificate {
    private static final int MAX_SIZE = 1 << 14;
    private static final int KEY_CERT_SIGN = 5;
    private static final Set<String> KNOWN_CRITICAL = Set.of("2.5.29.15", "2.5.29.19");

    /// RFC 5280 section 4.1; version 3 always says its version.
    private static final List<String> BEFORE_THE_KEY =
            List.of("version", "serialNumber", "signature", "issuer", "validity", "subject");

    private final Bytes der;
    private final SignedStructure signed;
    private final X509Certificate parsed;
    private final DistinguishedName subject;
    private final DistinguishedName issuer;
    private final Bytes sha256;
    private final Bytes keyFingerprint;
    private final boolean unknownCritical;
    private final boolean issuing;

    private Certificate(Bytes der, SignedStructure signed, X509Certificate parsed, DistinguishedName[] names) {
        this.der = der;
        this.signed = signed;
        this.parsed = parsed;
        this.subject = names[0];
        this.issuer = names[1];
        this.sha256 = Digests.sha256(der);
        this.keyFingerprint = Digests.sha256(parsed.getPublicKey().getEncoded());
        this.unknownCritical = !unknownCritical(Set.of()).isEmpty();
        boolean[] usage = parsed.getKeyUsage();
        this.issuing = parsed.getBasicConstraints() >= 0 && usage != null && usage[KEY_CERT_SIGN];
    }

    /// Exactly one certificate, nothing behind it; `structure` is the name used in errors.
    public static Certificate parse(String structure, Bytes der) throws Malformed {
        return parse(structure, der, MAX_SIZE);
    }

    /// The same for a certificate that may be longer, up to `maxSize` bytes.
    public static Certificate parse(String structure, Bytes der, int maxSize) throws Malformed {
        if (der.length() > maxSize) {
            throw new Malformed(structure, "", -1, "has " + der.length() + " bytes, at most " + maxSize + " are read");
        }
        SignedStructure signed = SignedStructure.parse(structure, der);
        try {
            X509Certificate parsed =
                    (X509Certificate) JdkX509.reader().generateCertificate(new ByteArrayInputStream(der.array()));
            if (parsed.getVersion() != 3) {
                throw new Malformed(structure, "version", -1, "must be X.509 version 3, is " + parsed.getVersion());
            }
            DistinguishedName[] names = {
                name(structure, "subject", parsed.getSubjectX500Principal()),
                name(structure, "issuer", parsed.getIssuerX500Principal())
            };
            return new Certificate(der, signed, parsed, names);
        } catch (CertificateException e) {
            throw new Malformed(structure, "", -1, "not an X.509 certificate: " + e.getMessage());
        }
    }

    private static DistinguishedName name(String structure, String field, X500Principal principal) throws Malformed {
        return DistinguishedName.parse(structure, field, Bytes.of(principal.getEncoded()));
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

    public boolean isValidAt(Instant at) {
        return !at.isBefore(notBefore()) && !at.isAfter(notAfter());
    }

    public PublicKey publicKey() {
        return parsed.getPublicKey();
    }

    /// The SubjectPublicKeyInfo exactly as it stands in the certificate, tag and length included.
    public Bytes subjectPublicKeyInfo() throws Malformed {
        Der outer = Der.of("certificate", signed.body());
        Der body = outer.inside("body", Der.SEQUENCE);
        for (String before : BEFORE_THE_KEY) {
            body.value(before);
        }
        return body.value("subjectPublicKeyInfo").encoded();
    }

    /// Of the DER.
    public Bytes sha256() {
        return sha256;
    }

    /// SHA-256 of the SubjectPublicKeyInfo.
    public Bytes keyFingerprint() {
        return keyFingerprint;
    }

    /// What the signature is over, and the signature.
    public SignedStructure signed() {
        return signed;
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
        return unknownCritical;
    }

    /// Those that are critical and neither understood here nor among `known`, which the caller understands.
    public Set<String> unknownCritical(Set<String> known) {
        Set<String> critical = parsed.getCriticalExtensionOIDs();
        Set<String> unknown = new TreeSet<>(critical == null ? Set.of() : critical);
        unknown.removeAll(KNOWN_CRITICAL);
        unknown.removeAll(known);
        return unknown;
    }

    /// Basic constraints and key usage allow that it signs certificates.
    public boolean mayIssue() {
        return issuing;
    }

    /// The other's name stands here as the issuer.
    public boolean names(Certificate other) {
        return issuer.encoded().equals(other.subject.encoded());
    }

    /// The other's name stands here as the issuer, and the other's key made this signature, by RSASSA-PSS
    /// with SHA-384.
    public boolean isSignedBy(Certificate other) {
        return names(other) && Pss.JDK.signed(signed, other.publicKey());
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
