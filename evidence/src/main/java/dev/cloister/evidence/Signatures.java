package dev.cloister.evidence;

import dev.cloister.bytes.Bytes;
import dev.cloister.evidence.snp.SnpReport;
import dev.cloister.evidence.x509.Certificate;
import dev.cloister.evidence.x509.Pss;
import dev.cloister.evidence.x509.SignedStructure;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.interfaces.ECPublicKey;
import java.util.Optional;

/// Who computes the signatures that a {@link Verifier} asks about: of AMD's evidence ECDSA on P-384 and
/// RSASSA-PSS, both with SHA-384, of Intel's ECDSA on P-256 with SHA-256. A provider only computes. Which
/// algorithm, curve, key sizes, ranges and parameters are taken is checked before it is asked. Safe for use
/// by many threads.
///
/// No provider is looked up but the JDK's own by name (SunEC, SunRsaSign): one that an application has
/// installed for all its code is used here only if it is handed in.
public final class Signatures {
    private static final int MAX_KEYS = 64;

    private final P384 p384;
    private final P256 p256;
    private final Pss pss;
    private final String text;
    private final RecentlyUsed<PublicKey, PublicKey> issuerKeys = new RecentlyUsed<>(MAX_KEYS);
    private final RecentlyUsed<PublicKey, PublicKey> curveKeys = new RecentlyUsed<>(MAX_KEYS);

    private Signatures(P384 p384, P256 p256, Pss pss, String text) {
        this.p384 = p384;
        this.p256 = p256;
        this.pss = pss;
        this.text = text;
    }

    /// By the JDK itself.
    public static Signatures jdk() {
        Provider ec = sunEc();
        return new Signatures(new P384(ec), new P256(ec), Pss.JDK, "P-384 by SunEC, RSASSA-PSS by SunRsaSign");
    }

    private static Provider sunEc() {
        Provider ec = Security.getProvider("SunEC");
        if (ec == null) {
            throw new IllegalStateException("this Java runtime lacks the provider SunEC");
        }
        return ec;
    }

    /// Both by one provider.
    public static Signatures by(Provider provider) {
        return by(provider, provider);
    }

    /// P-384 and P-256 by `ec`, RSASSA-PSS by `rsa`. It need not be installed. If `ec` cannot take a
    /// signature as two plain numbers, it gets it as DER; if `rsa` has no RSASSA-PSS, or `ec` no ECDSA with
    /// SHA-256, the JDK computes that part, and {@link #toString} says so.
    ///
    /// @throws IllegalArgumentException if `ec` has no ECDSA with SHA-384 at all
    public static Signatures by(Provider ec, Provider rsa) {
        if (!P384.isIn(ec)) {
            throw new IllegalArgumentException(ec.getName() + " has no ECDSA with SHA-384");
        }
        boolean own = Pss.isIn(rsa);
        boolean both = P256.isIn(ec);
        String text = "P-384 by " + ec.getName() + ", RSASSA-PSS by " + (own ? rsa.getName() : "SunRsaSign")
                + (both ? "" : ", P-256 by SunEC");
        return new Signatures(new P384(ec), new P256(both ? ec : sunEc()), own ? new Pss(rsa) : Pss.JDK, text);
    }

    PublicKey own(ECPublicKey key) {
        return p384.own(key);
    }

    boolean made(SnpReport report, PublicKey own) {
        return p384.signed(report, own);
    }

    /// By RSASSA-PSS; whether the issuer is named there is another question.
    boolean made(SignedStructure structure, Certificate issuer) {
        PublicKey key = issuer.publicKey();
        Optional<PublicKey> own = issuerKeys.get(key);
        if (own.isEmpty()) {
            own = pss.own(key);
            own.ifPresent(translated -> issuerKeys.put(key, translated));
        }
        return own.isPresent() && pss.signed(structure, own.get());
    }

    P256 p256() {
        return p256;
    }

    /// By ECDSA on P-256; whether the issuer is named there is another question.
    boolean madeByP256(SignedStructure structure, Certificate issuer) {
        return p256(issuer).filter(key -> p256.signed(structure, key)).isPresent();
    }

    /// Over the bytes of a document; `signature` is r and s.
    boolean madeByP256(Bytes content, Bytes signature, Certificate signer) {
        return p256(signer).filter(key -> p256.signed(content, signature, key)).isPresent();
    }

    private Optional<PublicKey> p256(Certificate issuer) {
        PublicKey key = issuer.publicKey();
        Optional<PublicKey> own = curveKeys.get(key);
        if (own.isEmpty()) {
            own = p256.own(key);
            own.ifPresent(translated -> curveKeys.put(key, translated));
        }
        return own;
    }

    /// Who computes what.
    @Override
    public String toString() {
        return text;
    }
}
