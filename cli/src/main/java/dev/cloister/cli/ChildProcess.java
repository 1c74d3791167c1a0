package dev.cloister.cli;

import java.util.concurrent.TimeUnit;

/// A program that works for this command and is not to outlive it: interrupted (Ctrl-C, TERM), the command asks it to
/// end and waits for that, until [#close] says that it has ended by itself.
final class ChildProcess implements AutoCloseable {
    private static final long TIDYING_SECONDS = 10;

    private final Thread hook;

    ChildProcess(Process process) {
        hook = new Thread(() -> end(process));
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private static void end(Process process) {
        try {
            process.destroy();
            if (!process.waitFor(TIDYING_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The hook is at work already.
        }
    }
}
