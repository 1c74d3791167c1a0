package dev.cloister.protocol.jose;

import dev.cloister.bytes.Base64s;
import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.bytes.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// A JWS in compact form (RFC 7515), taken apart and not believed. Whoever checks it names the algorithm; the header
/// only has to be the one text that belongs to it.
public final class Jws {
    private static final String ES256_HEAD = "{\"alg\":\"ES256\",\"kid\":\"";
    private static final int THUMBPRINT_LENGTH = 43;
    private static final int SIGNATURE_BYTES = 64;

    private final Bytes header;
    private final Bytes payload;
    private final Bytes signature;
    private final String signingInput;

    private Jws(Bytes header, Bytes payload, Bytes signature, String signingInput) {
        this.header = header;
        this.payload = payload;
        this.signature = signature;
        this.signingInput = signingInput;
    }

    /// Three parts, each canonical base64url.
    ///
    /// @param most characters of the whole
    public static Jws parse(String structure, String compact, int most) throws Malformed {
        if (compact.length() > most) {
            throw new Malformed(structure, "", -1, "has " + compact.length() + " characters, at most " + most);
        }
        int first = compact.indexOf('.');
        int second = compact.indexOf('.', first + 1);
        if (first < 0 || second < 0 || compact.indexOf('.', second + 1) >= 0) {
            throw new Malformed(structure, "", -1, "must have three parts");
        }
        return new Jws(
                Base64s.decodeUrl(structure, "header", compact.substring(0, first)),
                Base64s.decodeUrl(structure, "payload", compact.substring(first + 1, second)),
                Base64s.decodeUrl(structure, "signature", compact.substring(second + 1)),
                compact.substring(0, second));
    }

    /// The header of an ES256 object of ours, in the one form it has.
    public static String es256Header(String typ, String kid) {
        return ES256_HEAD + kid + "\",\"typ\":\"" + typ + "\"}";
    }

    /// The header of an HS256 object of ours.
    public static String hs256Header(String typ) {
        return "{\"alg\":\"HS256\",\"typ\":\"" + typ + "\"}";
    }

    public static String signEs256(SigningKey key, String header, Bytes payload) {
        String input = Bytes.utf8(header).base64Url() + "." + payload.base64Url();
        return input + "." + key.sign(ascii(input)).base64Url();
    }

    public static String signHs256(Symmetric symmetric, Secret key, String header, Bytes payload) {
        String input = Bytes.utf8(header).base64Url() + "." + payload.base64Url();
        return input + "." + symmetric.hmacSha256(key, ascii(input)).base64Url();
    }

    public Bytes header() {
        return header;
    }

    public Bytes payload() {
        return payload;
    }

    /// The ASCII text under the signature.
    public String signingInput() {
        return signingInput;
    }

    /// The key's thumbprint, if the header is exactly [#es256Header] of this type.
    public Optional<String> kid(String typ) {
        String text = new String(header.array(), StandardCharsets.ISO_8859_1);
        int start = ES256_HEAD.length();
        if (text.length() != es256Header(typ, "").length() + THUMBPRINT_LENGTH) return Optional.empty();
        String kid = text.substring(start, start + THUMBPRINT_LENGTH);
        return text.equals(es256Header(typ, kid)) && isBase64Url(kid) ? Optional.of(kid) : Optional.empty();
    }

    /// Whether the header is exactly [#hs256Header] of this type.
    public boolean isHs256(String typ) {
        return header.equals(Bytes.utf8(hs256Header(typ)));
    }

    /// r and s must be in 1 to n - 1. A high s is accepted, as nothing is keyed by signature bytes.
    public boolean isSignedEs256(P256 p256, Jwk key) {
        if (signature.length() != SIGNATURE_BYTES) return false;
        if (!isScalar(signature.slice(0, 32)) || !isScalar(signature.slice(32, 64))) return false;
        return p256.verify(key, ascii(signingInput), signature);
    }

    public boolean isSignedHs256(Symmetric symmetric, Secret key) {
        return symmetric.hmacSha256(key, ascii(signingInput)).sameAs(signature);
    }

    private static boolean isScalar(Bytes number) {
        return !number.isZero() && number.compareTo(Curve.ORDER) < 0;
    }

    private static boolean isBase64Url(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
            if (!letter && !(c >= '0' && c <= '9') && c != '-' && c != '_') return false;
        }
        return true;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
