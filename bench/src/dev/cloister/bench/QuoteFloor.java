package dev.cloister.bench;

import dev.cloister.bench.Cases.Case;
import dev.cloister.bytes.Bytes;
import dev.cloister.evidence.Evidence;
import dev.cloister.evidence.dcap.Certification;
import dev.cloister.evidence.dcap.Collateral;
import dev.cloister.evidence.dcap.QuoteSignature;
import dev.cloister.evidence.dcap.SignedText;
import dev.cloister.evidence.x509.Pem;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What the signature checks of a quote's verification cost alone in one provider, everything parsed beforehand:
/// ECDSA on P-256 with SHA-256 over exactly the bytes in question. Keys of issuers are the provider's own objects, used
/// before; that of the attestation, and of a PCK certificate that is new, is made from its encoding.
final class QuoteFloor {
    private static final Bytes KEY_HEAD = Bytes.hex("3059301306072a8648ce3d020106082a8648ce3d03010703420004");
    private static final int SCALAR = 32;

    private final Provider ec;
    private final Meter.Operation quote;
    private final Meter.Operation enclaveByKnown;
    private final Meter.Operation enclaveByNew;
    private final Meter.Operation leaf;
    private final List<Meter.Operation> collateral = new ArrayList<>();

    QuoteFloor(Provider ec, Path vectors, Case given) throws Exception {
        this.ec = ec;
        Evidence.Dcap evidence = given.quote();
        QuoteSignature section = evidence.quote().signature();
        Path intel = vectors.resolve("roots/intel");
        X509Certificate root = Floor.certificate(intel.resolve("sgx-root-ca.der"));
        X509Certificate signer = certificate(Pem.unwrap("signers", given.part("signers")).getFirst());
        List<X509Certificate> chain = chain(section);
        X509Certificate pck = chain.get(0);
        X509Certificate issuer = chain.get(1);
        byte[] attestation = KEY_HEAD.concat(section.attestationKey()).array();
        byte[] pckKey = pck.getPublicKey().getEncoded();

        Check signed = new Check(evidence.quote().signedBytes().array(), plain(section.signature().array()));
        quote = () -> signed.by(key(attestation));
        Check enclave = new Check(section.qeReport().raw().array(), plain(section.qeReportSignature().array()));
        PublicKey known = key(pckKey);
        enclaveByKnown = () -> enclave.by(known);
        enclaveByNew = () -> enclave.by(key(pckKey));
        leaf = by(pck.getTBSCertificate(), pck.getSignature(), issuer);
        collateral.add(by(issuer.getTBSCertificate(), issuer.getSignature(), root));
        collateral.add(by(signer.getTBSCertificate(), signer.getSignature(), root));
        X509CRL rootList = list(given.part("rootlist"));
        collateral.add(by(rootList.getTBSCertList(), rootList.getSignature(), root));
        X509CRL issuerList = list(given.part("issuerlist"));
        collateral.add(by(issuerList.getTBSCertList(), issuerList.getSignature(), issuer));
        for (Bytes json : List.of(given.part("tcb"), given.part("identity"))) {
            SignedText text = Collateral.parse(json).signed();
            Check document = new Check(text.body().array(), plain(text.signature().array()));
            PublicKey own = key(signer.getPublicKey().getEncoded());
            collateral.add(() -> document.by(own));
        }
    }

    /// The attestation key's over the quote, the platform's over the quoting enclave.
    Meter.Operation known() {
        return Floor.all(quote, enclaveByKnown);
    }

    /// And the issuer's over the platform's certificate.
    Meter.Operation issuersKnown() {
        return Floor.all(quote, enclaveByNew, leaf);
    }

    /// And those of issuer, signer, both lists and both documents: nine.
    Meter.Operation all() {
        List<Meter.Operation> every = new ArrayList<>(List.of(quote, enclaveByNew, leaf));
        every.addAll(collateral);
        return Floor.all(every.toArray(Meter.Operation[]::new));
    }

    /// Leaf, then its issuer, wherever they stand.
    private static List<X509Certificate> chain(QuoteSignature section) throws Exception {
        Bytes pem = ((Certification.PckChain) section.certification()).pem();
        X509Certificate[] chain = new X509Certificate[2];
        for (Bytes der : Pem.unwrap("chain", pem)) {
            X509Certificate one = certificate(der);
            if (!one.getSubjectX500Principal().equals(one.getIssuerX500Principal())) {
                chain[one.getBasicConstraints() < 0 ? 0 : 1] = one;
            }
        }
        return List.of(chain);
    }

    private static X509Certificate certificate(Bytes der) throws Exception {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der.array()));
    }

    private static X509CRL list(Bytes der) throws Exception {
        return (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(der.array()));
    }

    private PublicKey key(byte[] encoded) throws Exception {
        return KeyFactory.getInstance("EC", ec).generatePublic(new X509EncodedKeySpec(encoded));
    }

    private Meter.Operation by(byte[] message, byte[] der, X509Certificate issuer) throws Exception {
        Check check = new Check(message, der);
        PublicKey key = key(issuer.getPublicKey().getEncoded());
        return () -> check.by(key);
    }

    private byte[] plain(byte[] scalars) {
        BigInteger r = new BigInteger(1, Arrays.copyOf(scalars, SCALAR));
        BigInteger s = new BigInteger(1, Arrays.copyOfRange(scalars, SCALAR, 2 * SCALAR));
        return Floor.der(r, s);
    }

    /// All as DER, which every provider takes.
    private final class Check {
        private final byte[] message;
        private final byte[] signature;

        Check(byte[] message, byte[] signature) {
            this.message = message;
            this.signature = signature;
        }

        void by(PublicKey key) throws Exception {
            Signature check = Signature.getInstance("SHA256withECDSA", ec);
            check.initVerify(key);
            check.update(message);
            Floor.require(check.verify(signature));
        }
    }
}
