package dev.cloister.cli;

import java.util.Locale;

/// How fast work goes on and how long it will yet take, in words.
final class Pace {
    /// Before that no rate is worth saying.
    private static final double TELLING_SECONDS = 2;

    private static final double MINUTE = 60;

    private Pace() {}

    /// Such as `45 %, 12.0 MB/s, 20 s left`; the share alone at first, nothing where the total is unknown.
    ///
    /// @param seconds since the work began
    /// @param bytes whether that is what is counted
    static String words(long done, long total, double seconds, boolean bytes) {
        if (total <= 0) {
            return done > 0 && bytes ? Sizes.text(done) : "";
        }
        String share = Math.min(100, Math.round(100.0 * done / total)) + " %";
        if (seconds < TELLING_SECONDS || done <= 0) {
            return share;
        }
        String rate = bytes ? ", " + Sizes.text(Math.round(done / seconds)) + "/s" : "";
        return share + rate + ", " + time(seconds / done * Math.max(0, total - done)) + " left";
    }

    private static String time(double seconds) {
        return seconds < 2 * MINUTE
                ? String.format(Locale.ROOT, "%.0f s", seconds)
                : String.format(Locale.ROOT, "%.0f min", seconds / MINUTE);
    }
}
