package dev.cloister.evidence;

import dev.cloister.bytes.Bytes;
import dev.cloister.evidence.x509.Certificate;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// What was read from some bytes, with the key that made their signature: of what was found good, the most recently
/// used. Safe for use by many threads.
final class Kept<T> {
    private final RecentlyUsed<Bytes, Made<T>> recent;

    Kept(int max) {
        this.recent = new RecentlyUsed<>(max);
    }

    /// @param by fingerprint of the key that signed
    private record Made<T>(T content, Bytes by) {}

    Optional<T> get(Bytes whole) {
        return recent.get(whole).map(Made::content);
    }

    /// Whether the issuer's key made the signature: remembered, or asked, and then kept if it is good.
    ///
    /// @param keep whether it may be remembered at all
    boolean made(T content, Bytes whole, Certificate issuer, boolean keep, BooleanSupplier asked) {
        Bytes by = issuer.keyFingerprint();
        if (keep && recent.get(whole).filter(made -> made.by.equals(by)).isPresent()) {
            return true;
        }
        boolean good = asked.getAsBoolean();
        if (good && keep) {
            recent.put(whole, new Made<>(content, by));
        }
        return good;
    }
}
