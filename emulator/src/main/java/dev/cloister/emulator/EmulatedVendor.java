package dev.cloister.emulator;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.RootFingerprint;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/// The vendor of one emulated chip: a root (ARK), an intermediate (ASK) and a revocation list, all of this folder's
/// own.
public final class EmulatedVendor {

    private final Bytes ark;
    private final Bytes ask;
    private final PrivateKey arkKey;
    private final RootFingerprint root;
    private final EmulatedChip chip;

    private EmulatedVendor(VendorHome home) throws IOException, Malformed {
        this.ark = home.ark();
        this.ask = home.ask();
        this.arkKey = home.arkKey();
        this.root = new RootFingerprint(
                Digests.sha256(certificate(ark).getPublicKey().getEncoded()));
        this.chip = new EmulatedChip(this, home.vcekKey(), home.vcek(), home.chipId());
    }

    /// Opens the vendor in `dir`, and makes it on first use: the folder 0700, its keys 0600, complete or not at
    /// all, however many processes ask at once. Making it takes a few CPU-seconds, for two RSA keys of 4096 bits.
    public static EmulatedVendor open(Path dir) throws IOException, Malformed {
        return new EmulatedVendor(VendorHome.open(dir));
    }

    private static X509Certificate certificate(Bytes der) throws Malformed {
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der.array()));
        } catch (CertificateException e) {
            throw new Malformed("EmulatedVendor", "ark.der", -1, "is not a certificate");
        }
    }

    /// What a trust policy must name for this vendor's evidence to be acceptable.
    public RootFingerprint root() {
        return root;
    }

    public EmulatedChip chip() {
        return chip;
    }

    /// The root's certificate, DER.
    public Bytes ark() {
        return ark;
    }

    /// The intermediate's certificate, DER.
    public Bytes ask() {
        return ask;
    }

    /// A revocation list that is fresh at `now`, DER.
    public Bytes revocationList(Instant now) throws IOException {
        return Certificates.revocationList(arkKey, now, List.of());
    }

    /// As the vendor writes one when the key under its chips is lost: fresh at `now`, it revokes the intermediate.
    public Bytes revocationOfAsk(Instant now) throws IOException, Malformed {
        BigInteger serial = certificate(ask).getSerialNumber();
        return Certificates.revocationList(arkKey, now, List.of(serial));
    }
}
