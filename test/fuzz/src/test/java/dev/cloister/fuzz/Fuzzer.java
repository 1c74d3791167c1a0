package dev.cloister.fuzz;

/// What Jazzer calls: one target for the life of its process.
public final class Fuzzer {
    private static Target target = Target.JSON;

    private Fuzzer() {}

    /// The target's name.
    public static void fuzzerInitialize(String[] arguments) {
        target = Target.valueOf(arguments[0]);
    }

    public static void fuzzerTestOneInput(byte[] bytes) {
        target.run(bytes);
    }
}
