package dev.cloister.emulator;

import dev.cloister.bytes.Bytes;
import java.io.IOException;
import java.math.BigInteger;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.X509v3CertificateBuilder;

/// Certificates and the revocation list in AMD's shape (AMD 57230): RSASSA-PSS with SHA-384 and a salt of 48 bytes,
/// the VCEK's extensions not critical, its serial number 0. All results are DER.
final class Certificates {

    static final String ARK = "ARK-EMULATED";
    static final String ASK = "SEV-EMULATED";
    static final String VCEK = "SEV-VCEK";

    private static final Duration CA_LIFE = Duration.ofDays(25 * 365);
    private static final Duration VCEK_LIFE = Duration.ofDays(7 * 365);
    private static final Duration LIST_LIFE = Duration.ofHours(1);
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(1);
    private static final ASN1ObjectIdentifier AMD = new ASN1ObjectIdentifier("1.3.6.1.4.1.3704.1");

    private Certificates() {}

    static Bytes ark(PublicKey key, PrivateKey signer, BigInteger serial, Instant now) throws IOException {
        return authority(ARK, key, signer, serial, now, new BasicConstraints(true));
    }

    static Bytes ask(PublicKey key, PrivateKey arkKey, BigInteger serial, Instant now) throws IOException {
        return authority(ASK, key, arkKey, serial, now, new BasicConstraints(0));
    }

    private static Bytes authority(
            String name, PublicKey key, PrivateKey arkKey, BigInteger serial, Instant now, BasicConstraints limits)
            throws IOException {
        X509v3CertificateBuilder builder = certificate(ARK, name, key, serial, now, CA_LIFE);
        builder.addExtension(Extension.basicConstraints, true, limits);
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        return Bytes.of(builder.build(new PssSigner(arkKey)).getEncoded());
    }

    static Bytes vcek(PublicKey key, PrivateKey askKey, ChipTcb tcb, Bytes chipId, Instant now) throws IOException {
        X509v3CertificateBuilder builder = certificate(ASK, VCEK, key, BigInteger.ZERO, now, VCEK_LIFE);
        add(builder, "1", new ASN1Integer(0)); // structVersion
        add(builder, "2", new DERIA5String("Milan-B0")); // productName
        int[] levels = {tcb.bootLoader(), tcb.tee(), tcb.snp(), 0, 0, 0, 0, tcb.microcode()};
        for (int i = 0; i < levels.length; i++) { // blSPL, teeSPL, snpSPL, spl4 to spl7, ucodeSPL
            add(builder, "3." + (i + 1), new ASN1Integer(levels[i]));
        }
        builder.addExtension(AMD.branch("4"), false, chipId.array()); // hwID, raw
        return Bytes.of(builder.build(new PssSigner(askKey)).getEncoded());
    }

    /// The root's list of revoked serial numbers, valid from now on (a minute's difference between clocks allowed for)
    /// for an hour.
    static Bytes revocationList(PrivateKey arkKey, Instant now, List<BigInteger> revoked) throws IOException {
        X509v2CRLBuilder builder = new X509v2CRLBuilder(name(ARK), Date.from(now.minus(CLOCK_SKEW)));
        builder.setNextUpdate(Date.from(now.plus(LIST_LIFE)));
        builder.addExtension(Extension.cRLNumber, false, new CRLNumber(BigInteger.valueOf(now.toEpochMilli())));
        for (BigInteger serial : revoked) {
            builder.addCRLEntry(serial, Date.from(now.minus(CLOCK_SKEW)), CRLReason.keyCompromise);
        }
        return Bytes.of(builder.build(new PssSigner(arkKey)).getEncoded());
    }

    private static X509v3CertificateBuilder certificate(
            String issuer, String subject, PublicKey key, BigInteger serial, Instant now, Duration life) {
        return new X509v3CertificateBuilder(
                name(issuer),
                serial,
                Date.from(now.minus(CLOCK_SKEW)),
                Date.from(now.plus(life)),
                name(subject),
                SubjectPublicKeyInfo.getInstance(key.getEncoded()));
    }

    private static void add(X509v3CertificateBuilder builder, String suffix, ASN1Encodable value) throws IOException {
        builder.addExtension(AMD.branch(suffix), false, value);
    }

    private static X500Name name(String commonName) {
        return new X500NameBuilder()
                .addRDN(BCStyle.OU, "Engineering")
                .addRDN(BCStyle.C, "US")
                .addRDN(BCStyle.L, "Santa Clara")
                .addRDN(BCStyle.ST, "CA")
                .addRDN(BCStyle.O, "EMULATED by Cloister")
                .addRDN(BCStyle.CN, commonName)
                .build();
    }
}
