package dev.cloister.agent.libcrypto;

/// The one library of all tests here; cryptsetup, which the project needs anyway, brings it.
final class Loaded {
    static final Libcrypto LIBCRYPTO = Libcrypto.load().orElseThrow();

    private Loaded() {}
}
