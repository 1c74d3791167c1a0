package dev.cloister.protocol;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;

/// A request as statements and proofs name it.
///
/// @param nonce the guest's for this request, 43 characters of base64url
/// @param target path and query as sent, from `/kbs/v0` on
/// @param bodyDigest SHA-384 of the body's bytes
public record Asked(String nonce, String method, String target, Bytes bodyDigest) {
    static final int NONCE_LENGTH = 43;

    public static Asked of(String nonce, String method, String target, Bytes body) {
        return new Asked(nonce, method, target, Digests.sha384(body));
    }

    /// Whether a text is 32 bytes in base64url, by its length and characters.
    public static boolean isNonce(String text) {
        if (text.length() != NONCE_LENGTH) return false;
        for (int i = 0; i < NONCE_LENGTH; i++) {
            char c = text.charAt(i);
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
            if (!letter && !(c >= '0' && c <= '9') && c != '-' && c != '_') return false;
        }
        return true;
    }
}
