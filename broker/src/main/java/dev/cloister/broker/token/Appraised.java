package dev.cloister.broker.token;

import dev.cloister.bytes.Bytes;
import dev.cloister.evidence.Evidence;
import dev.cloister.evidence.Verification.Verified;
import java.util.Optional;

/// What a token is about.
public sealed interface Appraised {
    /// @param initData the field that reports init-data
    record OfHardware(Verified<? extends Evidence> verified, Bytes measurement, Bytes initData, Bytes reportData)
            implements Appraised {}

    /// Nothing that anybody vouches for.
    ///
    /// @param initData digest of what was sent
    record OfSample(String svn, Bytes reportData, Optional<Bytes> initData) implements Appraised {}
}
