package dev.cloister.protocol.jose;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Secret;
import java.util.Optional;

/// What a guest does without the curve: randomness, digests, and AES in two modes. An interface for the same reason as
/// [P256]: the JDK's provider machinery costs more at its first use than all the work.
public interface Symmetric {
    int KEY_BYTES = 32;
    int TAG_BYTES = 16;

    /// From the platform's secure generator.
    Secret random(int length);

    Bytes sha256(byte[] content);

    Bytes sha384(byte[] content);

    Bytes hmacSha256(Secret key, byte[] content);

    /// AES-256 key wrap (RFC 3394) of a 32-byte key: 40 bytes.
    Bytes wrapKey(Secret outer, Secret key);

    /// Empty if it was not wrapped with this key.
    Optional<Secret> unwrapKey(Secret outer, Bytes wrapped);

    /// AES-256-GCM: ciphertext, then 16 bytes of tag.
    ///
    /// @param nonce 12 bytes, never used twice with one key
    byte[] sealGcm(Secret key, Bytes nonce, byte[] additional, Secret plaintext);

    /// Empty if anything was changed.
    Optional<Secret> openGcm(Secret key, Bytes nonce, byte[] additional, byte[] sealed);
}
