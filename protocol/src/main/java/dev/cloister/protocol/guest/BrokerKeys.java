package dev.cloister.protocol.guest;

import dev.cloister.bytes.Malformed;
import dev.cloister.protocol.KeySet;
import dev.cloister.protocol.jose.Crypto;
import dev.cloister.protocol.jose.Jwk;
import java.util.List;
import java.util.Optional;

/// Which keys may sign statements: the pinned ones and those of the last key set accepted in this boot. The highest
/// epoch seen only rises.
final class BrokerKeys {
    private final Crypto crypto;
    private final Pins pins;
    private List<Jwk> fromSet = List.of();
    private long epoch;

    BrokerKeys(Pins pins, Crypto crypto) {
        this.crypto = crypto;
        this.pins = pins;
        this.epoch = pins.epochFloor();
    }

    String audience() {
        return pins.audience();
    }

    Optional<Jwk> find(String kid) {
        Optional<Jwk> pinned = find(pins.rootKeys(), kid);
        return pinned.isPresent() ? pinned : find(fromSet, kid);
    }

    private Optional<Jwk> find(List<Jwk> keys, String kid) {
        for (Jwk key : keys) {
            if (key.thumbprint(crypto.symmetric()).equals(kid)) return Optional.of(key);
        }
        return Optional.empty();
    }

    /// Takes the set's keys in place of those before.
    void accept(String compact) throws Malformed {
        KeySet set = KeySet.verify(crypto, pins.rootKeys(), pins.audience(), compact);
        if (set.epoch() < epoch) {
            throw new Malformed("KeySet", "epoch", -1, "must be at least " + epoch + ", is " + set.epoch());
        }
        epoch = set.epoch();
        fromSet = set.keys();
    }
}
