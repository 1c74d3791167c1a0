package dev.cloister.evidence.x509;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;

/// One X.509 revocation list, parsed and not yet believed.
public final class RevocationList {
    private static final int MAX_SIZE = 1 << 20;
    private static final String DELTA = "2.5.29.27";
    private static final String DISTRIBUTION_POINT = "2.5.29.28";

    private final Bytes der;
    private final SignedStructure signed;
    private final X509CRL parsed;
    private final DistinguishedName issuer;
    private final boolean whole;

    private RevocationList(Bytes der, SignedStructure signed, X509CRL parsed, DistinguishedName issuer) {
        this.der = der;
        this.signed = signed;
        this.parsed = parsed;
        this.issuer = issuer;
        this.whole = isWhole(parsed);
    }

    private static boolean isWhole(X509CRL parsed) {
        boolean critical = parsed.getCriticalExtensionOIDs() != null
                && !parsed.getCriticalExtensionOIDs().isEmpty();
        return !critical
                && parsed.getExtensionValue(DELTA) == null
                && parsed.getExtensionValue(DISTRIBUTION_POINT) == null;
    }

    /// Exactly one list, nothing behind it.
    public static RevocationList parse(String structure, Bytes der) throws Malformed {
        if (der.length() > MAX_SIZE) {
            throw new Malformed(structure, "", -1, "has " + der.length() + " bytes, at most " + MAX_SIZE + " are read");
        }
        SignedStructure signed = SignedStructure.parse(structure, der);
        try {
            X509CRL parsed = (X509CRL) JdkX509.reader().generateCRL(new ByteArrayInputStream(der.array()));
            DistinguishedName issuer = DistinguishedName.parse(
                    structure,
                    "issuer",
                    Bytes.of(parsed.getIssuerX500Principal().getEncoded()));
            return new RevocationList(der, signed, parsed, issuer);
        } catch (CRLException | CertificateException e) {
            throw new Malformed(structure, "", -1, "not a revocation list: " + e.getMessage());
        }
    }

    public DistinguishedName issuer() {
        return issuer;
    }

    public Instant thisUpdate() {
        return parsed.getThisUpdate().toInstant();
    }

    /// `Instant.MIN` if the list does not say when the next one comes: it is never fresh.
    public Instant nextUpdate() {
        Date next = parsed.getNextUpdate();
        return next == null ? Instant.MIN : next.toInstant();
    }

    public boolean isFreshAt(Instant at) {
        return !thisUpdate().isAfter(at) && !nextUpdate().isBefore(at);
    }

    /// The certificate's name stands here as the issuer, and the list is complete. A delta, a list for some
    /// certificates only (marked critical or not) and any other critical extension make it unusable.
    public boolean names(Certificate root) {
        return whole && issuer.encoded().equals(root.subject().encoded());
    }

    /// A complete list made by the certificate's key, by RSASSA-PSS with SHA-384.
    public boolean isSignedBy(Certificate root) {
        return names(root) && Pss.JDK.signed(signed, root.publicKey());
    }

    public Bytes der() {
        return der;
    }

    /// What the signature is over, and the signature.
    public SignedStructure signed() {
        return signed;
    }

    /// When the certificate of that serial number was revoked, as far as this list knows.
    public Optional<Instant> revokedAt(BigInteger serial) {
        X509CRLEntry entry = parsed.getRevokedCertificate(serial);
        return entry == null
                ? Optional.empty()
                : Optional.of(entry.getRevocationDate().toInstant());
    }
}
