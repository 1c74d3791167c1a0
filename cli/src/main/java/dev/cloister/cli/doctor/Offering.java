package dev.cloister.cli.doctor;

import java.util.Locale;

/// One way to run a container, as far as this host can.
record Offering(String name, Means means, String sentence) {

    /// By what it runs here.
    enum Means {
        HARDWARE,
        EMULATED,
        NO;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    boolean usable() {
        return means != Means.NO;
    }
}
