package dev.cloister.broker.channel;

import dev.cloister.protocol.KeySet;
import dev.cloister.protocol.jose.Jwk;
import dev.cloister.protocol.jose.SigningKey;
import java.time.Instant;
import java.util.List;

/// Who this broker is to guests: its audience, the root key that they pin, and the key set that the root key signed
/// (guest-broker-channel 2.3).
///
/// @param keySet in compact form, as served
public record Identity(String audience, Jwk root, long epoch, String keySet) {
    private static final long EPOCH = 1;

    /// Signs the key set; it is the same until the process ends.
    public static Identity of(String audience, SigningKey root, SigningKey statement, Jwk token, Instant now) {
        KeySet keys = new KeySet(audience, EPOCH, now.getEpochSecond(), List.of(statement.publicKey()), List.of(token));
        return new Identity(audience, root.publicKey(), EPOCH, keys.sign(root));
    }
}
