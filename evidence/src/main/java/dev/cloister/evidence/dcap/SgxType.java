package dev.cloister.evidence.dcap;

/// How a platform protects enclave memory (PCK certificate, extension .5).
public enum SgxType {
    STANDARD,
    SCALABLE,
    SCALABLE_WITH_INTEGRITY
}
