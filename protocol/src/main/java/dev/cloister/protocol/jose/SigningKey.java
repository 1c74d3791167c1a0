package dev.cloister.protocol.jose;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.bytes.Secret;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.util.Optional;

/// A key that signs ES256: a root key, a statement key, an administrator's key. It is used for nothing else.
///
/// The private half may lie in a token: then its JCA provider signs and the key never has a PKCS#8 form.
public final class SigningKey {
    private static final String ES256 = "SHA256withECDSAinP1363Format";

    private final PrivateKey key;
    private final Jwk publicKey;
    private final Optional<Provider> provider;

    private SigningKey(PrivateKey key, Jwk publicKey, Optional<Provider> provider) {
        this.key = key;
        this.publicKey = publicKey;
        this.provider = provider;
    }

    public static SigningKey generate() {
        try {
            KeyPair pair = JdkP256.newPair();
            return new SigningKey(pair.getPrivate(), JdkP256.jwk((ECPublicKey) pair.getPublic()), Optional.empty());
        } catch (GeneralSecurityException e) {
            throw JdkP256.missing(e);
        }
    }

    /// A key that lies in a token.
    public static SigningKey in(Provider provider, PrivateKey key, Jwk publicKey) {
        return new SigningKey(key, publicKey, Optional.of(provider));
    }

    /// From the form of [#pkcs8]; refused when the two halves do not belong together.
    public static SigningKey load(Secret pkcs8, Jwk publicKey) throws Malformed {
        SigningKey loaded = new SigningKey(JdkP256.privateKey(pkcs8), publicKey, Optional.empty());
        byte[] probe = new byte[32];
        if (new JdkP256().verify(publicKey, probe, loaded.sign(probe))) return loaded;
        throw new Malformed("P-256 key", "", -1, "private and public key do not belong together");
    }

    public Jwk publicKey() {
        return publicKey;
    }

    /// A key in a token has none: that is a mistake of the caller.
    public Secret pkcs8() {
        byte[] encoded = key.getEncoded();
        if (encoded == null) throw new IllegalStateException("this key does not leave its token");
        return Secret.of(encoded);
    }

    /// ECDSA with SHA-256: `r‖s`, 64 bytes.
    public Bytes sign(byte[] input) {
        try {
            Signature signature =
                    provider.isPresent() ? Signature.getInstance(ES256, provider.get()) : Signature.getInstance(ES256);
            signature.initSign(key);
            signature.update(input);
            return Bytes.of(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot sign", e);
        }
    }

    @Override
    public String toString() {
        return "SigningKey(" + publicKey.thumbprint() + ")";
    }
}
