package dev.cloister.protocol.guest;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Secret;

/// Where a guest's nonces come from. A host that can foretell them can replay.
@FunctionalInterface
public interface NonceSource {
    /// 32 random bytes.
    Bytes next();

    /// The platform's secure generator.
    static NonceSource system() {
        return () -> Secret.random(32).use(Bytes::of);
    }
}
