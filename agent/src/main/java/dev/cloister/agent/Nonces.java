package dev.cloister.agent;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Secret;
import dev.cloister.protocol.guest.NonceSource;
import dev.cloister.protocol.jose.Symmetric;

/// From the generator of whichever cryptography the guest has.
final class Nonces implements NonceSource {
    private static final int LENGTH = 32;

    private final Symmetric symmetric;

    Nonces(Symmetric symmetric) {
        this.symmetric = symmetric;
    }

    @Override
    public Bytes next() {
        try (Secret random = symmetric.random(LENGTH)) {
            return random.use(Bytes::of);
        }
    }
}
