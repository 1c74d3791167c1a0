package dev.cloister.agent;

import dev.cloister.protocol.guest.Pins;
import dev.cloister.protocol.jose.Jwk;
import dev.cloister.workload.CloisterToml;
import dev.cloister.workload.PinnedKey;
import java.util.ArrayList;
import java.util.List;

/// The owner's words of init-data in the channel's terms.
final class Pinned {
    private Pinned() {}

    static Jwk key(PinnedKey key) {
        return new Jwk(key.x(), key.y());
    }

    static Pins pins(CloisterToml.Broker broker) {
        List<Jwk> keys = new ArrayList<>();
        for (PinnedKey key : broker.keys()) {
            keys.add(key(key));
        }
        return new Pins(broker.audience(), keys, broker.epoch());
    }
}
