package dev.cloister.cli;

import java.util.Locale;

/// Sizes as people read them.
final class Sizes {
    private Sizes() {}

    /// Powers of 1000, one decimal: `58.8 MB`.
    static String text(long bytes) {
        String[] units = {"kB", "MB", "GB", "TB"};
        double value = bytes;
        String unit = "B";
        for (int i = 0; i < units.length && value >= 1000; i++) {
            value /= 1000;
            unit = units[i];
        }
        return unit.equals("B") ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", value, unit);
    }
}
