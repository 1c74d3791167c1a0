package dev.cloister.protocol.jose;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Secret;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// The same by the JDK.
public final class JdkSymmetric implements Symmetric {
    public JdkSymmetric() {}

    @Override
    public Secret random(int length) {
        return Secret.random(length);
    }

    @Override
    public Bytes sha256(byte[] content) {
        return Digests.sha256(content);
    }

    @Override
    public Bytes sha384(byte[] content) {
        return Digests.sha384(content);
    }

    @Override
    public Bytes hmacSha256(Secret key, byte[] content) {
        try {
            return key.use(bytes -> {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(bytes, "HmacSHA256"));
                return Bytes.of(mac.doFinal(content));
            });
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    @Override
    public Bytes wrapKey(Secret outer, Secret key) {
        try {
            return outer.use(outerBytes -> key.use(bytes -> {
                Cipher wrap = Cipher.getInstance("AESWrap");
                wrap.init(Cipher.WRAP_MODE, new SecretKeySpec(outerBytes, "AES"));
                return Bytes.of(wrap.wrap(new SecretKeySpec(bytes, "AES")));
            }));
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    @Override
    public Optional<Secret> unwrapKey(Secret outer, Bytes wrapped) {
        try {
            return outer.use(bytes -> {
                Cipher wrap = Cipher.getInstance("AESWrap");
                wrap.init(Cipher.UNWRAP_MODE, new SecretKeySpec(bytes, "AES"));
                return Optional.of(Secret.of(
                        wrap.unwrap(wrapped.array(), "AES", Cipher.SECRET_KEY).getEncoded()));
            });
        } catch (InvalidKeyException notWithThisKey) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    @Override
    public byte[] sealGcm(Secret key, Bytes nonce, byte[] additional, Secret plaintext) {
        try {
            return key.use(bytes -> {
                Cipher gcm = gcm(Cipher.ENCRYPT_MODE, bytes, nonce, additional);
                return plaintext.use(gcm::doFinal);
            });
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    @Override
    public Optional<Secret> openGcm(Secret key, Bytes nonce, byte[] additional, byte[] sealed) {
        if (sealed.length < TAG_BYTES) return Optional.empty();
        try {
            return key.use(bytes -> Optional.of(
                    Secret.of(gcm(Cipher.DECRYPT_MODE, bytes, nonce, additional).doFinal(sealed))));
        } catch (AEADBadTagException changed) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    private static Cipher gcm(int mode, byte[] key, Bytes nonce, byte[] additional) throws GeneralSecurityException {
        Cipher gcm = Cipher.getInstance("AES/GCM/NoPadding");
        gcm.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(8 * TAG_BYTES, nonce.array()));
        gcm.updateAAD(additional);
        return gcm;
    }

    private static IllegalStateException missing(GeneralSecurityException e) {
        return new IllegalStateException("every JDK has AES and HMAC", e);
    }
}
