package dev.cloister.agent.libcrypto;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Secret;
import dev.cloister.protocol.jose.Symmetric;
import java.util.Optional;

/// Randomness, digests, HMAC, key wrapping and AES-GCM by libcrypto's EVP functions, which choose the
/// processor's own AES.
final class LibcryptoSymmetric implements Symmetric {
    private static final int WRAPPED_BYTES = 40;
    private static final int NONCE_BYTES = 12;
    private static final int SHA256_BYTES = 32;
    private static final int SHA384_BYTES = 48;

    /// EVP_CIPHER_CTX_FLAG_WRAP_ALLOW, EVP_CTRL_AEAD_GET_TAG and EVP_CTRL_AEAD_SET_TAG of `openssl/evp.h`.
    private static final long WRAP_ALLOW = 1;

    private static final long GET_TAG = 0x10;
    private static final long SET_TAG = 0x11;
    private static final int INT_BYTES = 4;

    private final Libcrypto lib;

    LibcryptoSymmetric(Libcrypto lib) {
        this.lib = lib;
    }

    /// libcrypto's generator, which seeds itself by `getrandom` and so waits for the kernel's.
    @Override
    public Secret random(int length) {
        try (Scratch scratch = new Scratch(length)) {
            long out = scratch.reserve(length);
            lib.must("RAND_bytes", out, length, 0, 0, 0, 0);
            return Secret.of(scratch.get(out, length));
        }
    }

    @Override
    public Bytes sha256(byte[] content) {
        return digest("SHA256", SHA256_BYTES, content);
    }

    @Override
    public Bytes sha384(byte[] content) {
        return digest("SHA384", SHA384_BYTES, content);
    }

    @Override
    public Bytes hmacSha256(Secret key, byte[] text) {
        long hmac = lib.make("HMAC_CTX_new", 0, 0, 0, 0);
        long sha256 = lib.make("EVP_sha256", 0, 0, 0, 0);
        try (Scratch scratch = new Scratch(key.length() + text.length + SHA256_BYTES)) {
            long keyAddress = put(scratch, key);
            lib.must("HMAC_Init_ex", hmac, keyAddress, key.length(), sha256, 0, 0);
            lib.must("HMAC_Update", hmac, scratch.put(text), text.length, 0, 0, 0);
            long out = scratch.reserve(SHA256_BYTES);
            lib.must("HMAC_Final", hmac, out, 0, 0, 0, 0);
            return Bytes.of(scratch.get(out, SHA256_BYTES));
        } finally {
            lib.run("HMAC_CTX_free", hmac, 0);
        }
    }

    @Override
    public Bytes wrapKey(Secret wrapping, Secret key) {
        requireKey(wrapping);
        requireKey(key);
        long context = lib.make("EVP_CIPHER_CTX_new", 0, 0, 0, 0);
        try (Scratch scratch = new Scratch(2 * KEY_BYTES + 2 * WRAPPED_BYTES)) {
            lib.run("EVP_CIPHER_CTX_set_flags", context, WRAP_ALLOW);
            lib.must("EVP_EncryptInit_ex", context, aesWrap(), 0, put(scratch, wrapping), 0, 0);
            long out = scratch.reserve(WRAPPED_BYTES + 8);
            lib.must("EVP_EncryptUpdate", context, out, scratch.reserve(INT_BYTES), put(scratch, key), KEY_BYTES, 0);
            return Bytes.of(scratch.get(out, WRAPPED_BYTES));
        } finally {
            lib.run("EVP_CIPHER_CTX_free", context, 0);
        }
    }

    /// Empty too when there are not 40 bytes.
    @Override
    public Optional<Secret> unwrapKey(Secret wrapping, Bytes wrapped) {
        requireKey(wrapping);
        if (wrapped.length() != WRAPPED_BYTES) {
            return Optional.empty();
        }
        long context = lib.make("EVP_CIPHER_CTX_new", 0, 0, 0, 0);
        try (Scratch scratch = new Scratch(KEY_BYTES + 3 * WRAPPED_BYTES)) {
            lib.run("EVP_CIPHER_CTX_set_flags", context, WRAP_ALLOW);
            lib.must("EVP_DecryptInit_ex", context, aesWrap(), 0, put(scratch, wrapping), 0, 0);
            long in = scratch.put(wrapped.array());
            long out = scratch.reserve(WRAPPED_BYTES);
            boolean intact =
                    lib.succeeds("EVP_DecryptUpdate", context, out, scratch.reserve(INT_BYTES), in, WRAPPED_BYTES, 0);
            return intact ? Optional.of(Secret.of(scratch.get(out, KEY_BYTES))) : Optional.empty();
        } finally {
            lib.run("EVP_CIPHER_CTX_free", context, 0);
            lib.run("ERR_clear_error", 0, 0);
        }
    }

    @Override
    public byte[] sealGcm(Secret key, Bytes nonce, byte[] additional, Secret plaintext) {
        requireGcm(key, nonce);
        int length = plaintext.length();
        long context = lib.make("EVP_CIPHER_CTX_new", 0, 0, 0, 0);
        try (Scratch scratch = new Scratch(gcmBytes(additional, length))) {
            long keyAddress = put(scratch, key);
            long nonceAddress = scratch.put(nonce.array());
            lib.must("EVP_EncryptInit_ex", context, aesGcm(), 0, keyAddress, nonceAddress, 0);
            long done = scratch.reserve(INT_BYTES);
            long aad = scratch.put(additional);
            lib.must("EVP_EncryptUpdate", context, 0, done, aad, additional.length, 0);
            long in = put(scratch, plaintext);
            long out = scratch.reserve(length + TAG_BYTES);
            lib.must("EVP_EncryptUpdate", context, out, done, in, length, 0);
            lib.must("EVP_EncryptFinal_ex", context, out + length, done, 0, 0, 0);
            lib.must("EVP_CIPHER_CTX_ctrl", context, GET_TAG, TAG_BYTES, out + length, 0, 0);
            return scratch.get(out, length + TAG_BYTES);
        } finally {
            lib.run("EVP_CIPHER_CTX_free", context, 0);
        }
    }

    /// Nothing of the plaintext is given out before its tag is known to fit.
    @Override
    public Optional<Secret> openGcm(Secret key, Bytes nonce, byte[] additional, byte[] sealed) {
        requireGcm(key, nonce);
        int length = sealed.length - TAG_BYTES;
        if (length < 0) {
            return Optional.empty();
        }
        long context = lib.make("EVP_CIPHER_CTX_new", 0, 0, 0, 0);
        try (Scratch scratch = new Scratch(gcmBytes(additional, length))) {
            long keyAddress = put(scratch, key);
            long nonceAddress = scratch.put(nonce.array());
            lib.must("EVP_DecryptInit_ex", context, aesGcm(), 0, keyAddress, nonceAddress, 0);
            long done = scratch.reserve(INT_BYTES);
            long aad = scratch.put(additional);
            lib.must("EVP_DecryptUpdate", context, 0, done, aad, additional.length, 0);
            long in = scratch.put(sealed);
            long out = scratch.reserve(length);
            lib.must("EVP_DecryptUpdate", context, out, done, in, length, 0);
            lib.must("EVP_CIPHER_CTX_ctrl", context, SET_TAG, TAG_BYTES, in + length, 0, 0);
            boolean intact = lib.succeeds("EVP_DecryptFinal_ex", context, out + length, done, 0, 0, 0);
            return intact ? Optional.of(Secret.of(scratch.get(out, length))) : Optional.empty();
        } finally {
            lib.run("EVP_CIPHER_CTX_free", context, 0);
            lib.run("ERR_clear_error", 0, 0);
        }
    }

    private static int gcmBytes(byte[] additional, int length) {
        return KEY_BYTES + NONCE_BYTES + INT_BYTES + additional.length + 2 * length + TAG_BYTES;
    }

    private Bytes digest(String function, int length, byte[] content) {
        try (Scratch scratch = new Scratch(content.length + length)) {
            long in = scratch.put(content);
            long out = scratch.reserve(length);
            lib.make(function, in, content.length, out, 0);
            return Bytes.of(scratch.get(out, length));
        }
    }

    private long aesGcm() {
        return lib.make("EVP_aes_256_gcm", 0, 0, 0, 0);
    }

    private long aesWrap() {
        return lib.make("EVP_aes_256_wrap", 0, 0, 0, 0);
    }

    private static long put(Scratch scratch, Secret secret) {
        return secret.use(scratch::put);
    }

    private static void requireKey(Secret key) {
        if (key.length() != KEY_BYTES) {
            throw new IllegalArgumentException("a key of 32 bytes is needed, not " + key.length());
        }
    }

    private static void requireGcm(Secret key, Bytes nonce) {
        requireKey(key);
        if (nonce.length() != NONCE_BYTES) {
            throw new IllegalArgumentException("a nonce of 12 bytes is needed, not " + nonce.length());
        }
    }
}
