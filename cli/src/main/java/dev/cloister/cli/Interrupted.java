package dev.cloister.cli;

/// An interruption (Ctrl-C, TERM) ends this program, and whatever fails because of it is not worth a word.
final class Interrupted {
    /// At a terminal Ctrl-C goes to the programs that we wait for, too: they may have ended before we hear of it.
    private static final long HEARD_MILLIS = 30;

    private Interrupted() {}

    /// Returns if nobody has interrupted this program; else never, as it is about to end.
    static void orGoOn() {
        try {
            Thread.sleep(HEARD_MILLIS);
            while (isOn()) {
                Thread.sleep(HEARD_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean isOn() {
        Thread hook = new Thread();
        try {
            Runtime.getRuntime().addShutdownHook(hook);
            Runtime.getRuntime().removeShutdownHook(hook);
            return false;
        } catch (IllegalStateException ending) {
            return true;
        }
    }
}
