package dev.cloister.evidence.ratls;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// What the evidence of an RA-TLS certificate vouches for: a CBOR map whose SHA-256 is the report data.
/// Claims that have no meaning here are passed over, so they must be whole.
///
/// @param encoded the map exactly as carried; the hash is over these bytes
/// @param keyHash claim `pubkey-hash`, of the certificate's SubjectPublicKeyInfo; there is no map without it
/// @param nonce claim `nonce`, a challenge of whoever asked for the certificate; empty if the map has none
public record Claims(Bytes encoded, KeyHash keyHash, Optional<Bytes> nonce) {
    private static final int MAX_SIZE = 1 << 12;
    private static final String KEY_HASH = "pubkey-hash";
    private static final String NONCE = "nonce";

    static Claims parse(Bytes encoded) throws Malformed {
        Cbor in = Cbor.of("Claims", encoded);
        if (encoded.length() > MAX_SIZE) {
            throw in.bad("", "has " + encoded.length() + " bytes, at most " + MAX_SIZE + " are read");
        }
        Set<String> names = new HashSet<>();
        Optional<KeyHash> keyHash = Optional.empty();
        Optional<Bytes> nonce = Optional.empty();
        for (int left = in.map(""); left > 0; left--) {
            String name = in.text("name");
            if (!names.add(name)) {
                throw in.bad("name", "stands there twice");
            }
            switch (name) {
                case KEY_HASH -> keyHash = Optional.of(KeyHash.parse(in.bytes(KEY_HASH)));
                case NONCE -> nonce = Optional.of(in.bytes(NONCE));
                default -> in.skip("value");
            }
        }
        in.end();
        if (keyHash.isEmpty()) {
            throw in.bad(KEY_HASH, "is missing, so that nothing ties the evidence to a key");
        }
        return new Claims(encoded, keyHash.get(), nonce);
    }
}
