package dev.cloister.broker.kbs;

import java.util.Locale;
import java.util.Optional;

/// The kinds of attesters that KBS names (specs kbs-protocol 3.1).
enum Tee {
    SNP(Kind.HARDWARE),
    TDX(Kind.HARDWARE),
    SGX(Kind.HARDWARE),
    AZ_SNP_VTPM(Kind.NOT_SERVED),
    AZ_TDX_VTPM(Kind.NOT_SERVED),
    SE(Kind.NOT_SERVED),
    CCA(Kind.NOT_SERVED),
    CSV(Kind.NOT_SERVED),
    TPM(Kind.NOT_SERVED),
    NVIDIA(Kind.NOT_SERVED),
    HYGONDCU(Kind.NOT_SERVED),
    NVIDIA_DPU(Kind.NOT_SERVED),
    SEV(Kind.NOT_SERVED),
    SAMPLE(Kind.TRIAL),
    SAMPLEDEVICE(Kind.DEVICE);

    /// What this broker does with evidence of a kind.
    enum Kind {
        /// There is a verifier.
        HARDWARE,
        /// Anybody can make it; looked at only where that is switched on.
        TRIAL,
        /// Comes beside the evidence of a CPU, never alone.
        DEVICE,
        /// There is no verifier.
        NOT_SERVED
    }

    private final Kind kind;
    private final String wire = name().toLowerCase(Locale.ROOT).replace('_', '-');

    Tee(Kind kind) {
        this.kind = kind;
    }

    /// As messages spell it.
    String wire() {
        return wire;
    }

    Kind kind() {
        return kind;
    }

    /// Empty for a name that KBS does not have. Older clients spell three of them without hyphen.
    static Optional<Tee> of(String name) {
        for (Tee tee : values()) {
            if (tee.wire.equals(name)
                    || tee.wire.contains("-") && tee.wire.replace("-", "").equals(name)) {
                return Optional.of(tee);
            }
        }
        return Optional.empty();
    }
}
