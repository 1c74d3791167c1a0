package dev.cloister.protocol.guest;

import dev.cloister.protocol.jose.Jwk;
import java.util.List;

/// What a guest was told about its broker by its owner, through init-data.
///
/// @param rootKeys 1 to 4
/// @param epochFloor least epoch of a key set
public record Pins(String audience, List<Jwk> rootKeys, long epochFloor) {
    public Pins {
        rootKeys = List.copyOf(rootKeys);
        if (rootKeys.isEmpty() || rootKeys.size() > 4) throw new IllegalArgumentException("1 to 4 root keys");
    }
}
