package dev.cloister.emulator;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.operator.ContentSigner;

/// RSASSA-PSS with SHA-384, MGF1 with SHA-384 and a salt of 48 bytes, by the platform's RSA.
record PssSigner(PrivateKey key, ByteArrayOutputStream content) implements ContentSigner {

    private static final int SALT_LENGTH = 48;
    private static final PSSParameterSpec PARAMETERS = new PSSParameterSpec(
            "SHA-384", "MGF1", MGF1ParameterSpec.SHA384, SALT_LENGTH, PSSParameterSpec.TRAILER_FIELD_BC);

    PssSigner(PrivateKey key) {
        this(key, new ByteArrayOutputStream());
    }

    @Override
    public AlgorithmIdentifier getAlgorithmIdentifier() {
        AlgorithmIdentifier sha384 = new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha384);
        AlgorithmIdentifier mgf1 = new AlgorithmIdentifier(PKCSObjectIdentifiers.id_mgf1, sha384);
        RSASSAPSSparams parameters = new RSASSAPSSparams(
                sha384, mgf1, new ASN1Integer(SALT_LENGTH), new ASN1Integer(PSSParameterSpec.TRAILER_FIELD_BC));
        return new AlgorithmIdentifier(PKCSObjectIdentifiers.id_RSASSA_PSS, parameters);
    }

    @Override
    public OutputStream getOutputStream() {
        return content;
    }

    @Override
    public byte[] getSignature() {
        try {
            Signature signature = Signature.getInstance("RSASSA-PSS");
            signature.setParameter(PARAMETERS);
            signature.initSign(key);
            signature.update(content.toByteArray());
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the platform lacks RSASSA-PSS with SHA-384", e);
        }
    }
}
