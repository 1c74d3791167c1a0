package dev.cloister.evidence;

import dev.cloister.evidence.Verification.Verified;
import dev.cloister.evidence.dcap.Platform;
import dev.cloister.evidence.dcap.TcbEvaluation;
import dev.cloister.evidence.snp.ProductLine;
import java.util.Optional;

/// What the verifier found besides that evidence is genuine, by the kind of evidence.
public sealed interface Established {
    /// @param provider the cloud provider whose key (VLEK) signed; empty if the chip's own did
    record Snp(ProductLine productLine, Optional<String> provider) implements Established {}

    /// @param platform as the certificate of its key says
    /// @param tcb how Intel judges it; empty only if the verifier was told that it need not know
    record Dcap(Platform platform, Optional<TcbEvaluation> tcb) implements Established {}

    /// Of a quote that is genuine.
    static Dcap of(Verified<? extends Evidence.Dcap> verified) {
        return switch (verified.established()) {
            case Dcap dcap -> dcap;
            case Snp snp -> throw new IllegalStateException("a quote is not SNP's");
        };
    }
}
