package dev.cloister.evidence.dcap;

import java.util.Optional;

/// How a platform protects enclave memory (PCK certificate, extension .5).
public enum SgxType {
    STANDARD(0),
    SCALABLE(1),
    SCALABLE_WITH_INTEGRITY(2);

    private final int code;

    SgxType(int code) {
        this.code = code;
    }

    /// As in the certificate.
    public int code() {
        return code;
    }

    static Optional<SgxType> of(int code) {
        for (SgxType type : values()) {
            if (type.code == code) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
