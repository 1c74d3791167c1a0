package dev.cloister.broker;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.Evidence;
import dev.cloister.evidence.RootFingerprint;
import dev.cloister.evidence.snp.CertificateTable;
import dev.cloister.evidence.snp.CertificateTable.Entry;
import dev.cloister.evidence.snp.CertificateTable.Kind;
import dev.cloister.evidence.snp.SnpReport;
import dev.cloister.evidence.snp.TcbVersion;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// A chip vendor made for one test run: a root, an issuer, one Milan chip, and a fresh revocation list. RSA keys are
/// shorter than a real vendor's, so that making them costs little.
final class FakeVendor {
    private static final PSSParameterSpec PSS =
            new PSSParameterSpec("SHA-384", "MGF1", MGF1ParameterSpec.SHA384, 48, 1);
    private static final String AMD = "1.3.6.1.4.1.3704.1";
    private static final TcbVersion TCB = TcbVersion.Layout.MILAN_GENOA.version(0, 4, 0, 0x18, 0xdb);
    private static final Bytes CHIP_ID = Digests.sha384(Bytes.utf8("chip")).padTo(64);

    private final Instant now;
    private final KeyPair root = rsa();
    private final KeyPair chip = p384();
    private final Bytes rootCertificate;
    private final Bytes issuerCertificate;
    private final Bytes chipCertificate;

    FakeVendor(Instant now) throws GeneralSecurityException, IOException, OperatorCreationException {
        this.now = now;
        KeyPair issuer = rsa();
        X500Name rootName = name("ARK-EMULATED");
        X500Name issuerName = name("SEV-EMULATED");
        rootCertificate = issued(rootName, root.getPrivate(), rootName, root.getPublic(), 1, true);
        issuerCertificate = issued(rootName, root.getPrivate(), issuerName, issuer.getPublic(), 2, true);
        chipCertificate = issued(issuerName, issuer.getPrivate(), name("SEV-VCEK"), chip.getPublic(), 0, false);
    }

    private static KeyPair rsa() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair();
    }

    private static KeyPair p384() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp384r1"));
        return generator.generateKeyPair();
    }

    private static X500Name name(String commonName) {
        return new X500Name("CN=" + commonName + ",O=Cloister EMULATED");
    }

    private Bytes issued(
            X500Name issuer, PrivateKey issuerKey, X500Name subject, PublicKey key, long serial, boolean authority)
            throws IOException, OperatorCreationException {
        var builder = new JcaX509v3CertificateBuilder(
                issuer,
                BigInteger.valueOf(serial),
                Date.from(now.minus(1, ChronoUnit.DAYS)),
                Date.from(now.plus(3_650, ChronoUnit.DAYS)),
                subject,
                key);
        if (authority) {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        } else {
            extension(builder, ".1", new ASN1Integer(0));
            extension(builder, ".2", new DERIA5String("Milan-B0"));
            extension(builder, ".3.1", new ASN1Integer(TCB.bootloader()));
            extension(builder, ".3.2", new ASN1Integer(TCB.tee()));
            extension(builder, ".3.3", new ASN1Integer(TCB.snp()));
            extension(builder, ".3.8", new ASN1Integer(TCB.microcode()));
            extension(builder, ".4", new DEROctetString(CHIP_ID.array()));
        }
        return Bytes.of(builder.build(signer(issuerKey)).getEncoded());
    }

    private static void extension(JcaX509v3CertificateBuilder builder, String suffix, ASN1Encodable value)
            throws IOException {
        builder.addExtension(new ASN1ObjectIdentifier(AMD + suffix), false, value);
    }

    private static ContentSigner signer(PrivateKey key) throws OperatorCreationException {
        return new JcaContentSignerBuilder("SHA384WITHRSAANDMGF1", PSS)
                .setProvider(new BouncyCastleProvider())
                .build(key);
    }

    RootFingerprint fingerprint() {
        return new RootFingerprint(Digests.sha256(Bytes.of(root.getPublic().getEncoded())));
    }

    Bytes revocationList() {
        try {
            var builder = new X509v2CRLBuilder(name("ARK-EMULATED"), Date.from(now.minus(1, ChronoUnit.HOURS)));
            builder.setNextUpdate(Date.from(now.plus(30, ChronoUnit.DAYS)));
            return Bytes.of(builder.build(signer(root.getPrivate())).getEncoded());
        } catch (IOException | OperatorCreationException failed) {
            throw new AssertionError(failed);
        }
    }

    /// The certificates as a host hands them out.
    CertificateTable table(boolean withRevocationList) {
        Entry ark = Entry.of(Kind.ARK, rootCertificate);
        Entry ask = Entry.of(Kind.ASK, issuerCertificate);
        Entry vcek = Entry.of(Kind.VCEK, chipCertificate);
        return withRevocationList
                ? CertificateTable.of(ark, ask, vcek, Entry.of(Kind.CRL, revocationList()))
                : CertificateTable.of(ark, ask, vcek);
    }

    /// What a guest of this chip was started with.
    record Launch(Bytes measurement, Bytes hostData, long policy, int vmpl) {
        static final long USUAL = 0x30000;
        static final long DEBUG = 0xb0000;

        static Launch of(Bytes measurement, Bytes hostData) {
            return new Launch(measurement, hostData, USUAL, 0);
        }
    }

    Evidence.Snp evidence(Launch launch, Bytes reportData, CertificateTable table) {
        return new Evidence.Snp(report(launch, reportData), table);
    }

    /// AMD 56860, table ATTESTATION_REPORT, version 3.
    SnpReport report(Launch launch, Bytes reportData) {
        byte[] raw = new byte[SnpReport.SIZE];
        put(raw, 0x000, new byte[] {3});
        putLong(raw, 0x008, launch.policy());
        put(raw, 0x030, new byte[] {(byte) launch.vmpl()});
        put(raw, 0x034, new byte[] {1});
        put(raw, 0x038, TCB.raw().array());
        put(raw, 0x040, new byte[] {0x25});
        put(raw, 0x050, reportData.array());
        put(raw, 0x090, launch.measurement().array());
        put(raw, 0x0c0, launch.hostData().array());
        put(raw, 0x140, Digests.sha256(Bytes.utf8("guest")).array());
        put(raw, 0x160, Bytes.hex("ff".repeat(32)).array());
        put(raw, 0x180, TCB.raw().array());
        put(raw, 0x188, new byte[] {0x19, 1, 1});
        put(raw, 0x1a0, CHIP_ID.array());
        put(raw, 0x1e0, TCB.raw().array());
        put(raw, 0x1e8, new byte[] {21, 55, 1, 0, 21, 55, 1, 0});
        put(raw, 0x1f0, TCB.raw().array());
        Bytes signature = sign(Bytes.of(raw, 0, 0x2a0));
        put(raw, 0x2a0, reversed(signature.slice(0, 48)));
        put(raw, 0x2e8, reversed(signature.slice(48, 96)));
        try {
            return SnpReport.parse(raw);
        } catch (Malformed mine) {
            throw new AssertionError(mine);
        }
    }

    private Bytes sign(Bytes message) {
        try {
            Signature signature = Signature.getInstance("SHA384withECDSAinP1363Format");
            signature.initSign(chip.getPrivate());
            signature.update(message.array());
            return Bytes.of(signature.sign());
        } catch (GeneralSecurityException failed) {
            throw new AssertionError(failed);
        }
    }

    private static byte[] reversed(Bytes number) {
        byte[] little = new byte[number.length()];
        for (int i = 0; i < little.length; i++) {
            little[i] = (byte) number.at(little.length - 1 - i);
        }
        return little;
    }

    private static void put(byte[] raw, int at, byte[] field) {
        System.arraycopy(field, 0, raw, at, field.length);
    }

    private static void putLong(byte[] raw, int at, long value) {
        for (int i = 0; i < 8; i++) {
            raw[at + i] = (byte) (value >>> (8 * i));
        }
    }
}
