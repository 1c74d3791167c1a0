package dev.cloister.agent.device;

import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.Evidence;
import java.io.IOException;

/// Asks the kernel's driver again while it says that it is busy, a few times and with growing pauses; any other
/// failure counts at once.
final class BusyDriver {
    static final int MAX_ATTEMPTS = 5;

    private static final long FIRST_PAUSE_MILLIS = 20;

    /// What strerror says of EBUSY and EWOULDBLOCK.
    private static final String BUSY = "Device or resource busy";

    private static final String WOULD_BLOCK = "Resource temporarily unavailable";

    private final Attempt attempt;

    /// One request for a report.
    interface Attempt {
        Evidence.Snp report() throws IOException, Malformed;
    }

    BusyDriver(Attempt attempt) {
        this.attempt = attempt;
    }

    Evidence.Snp report() throws IOException, Malformed {
        long pause = FIRST_PAUSE_MILLIS;
        for (int tries = 1; tries < MAX_ATTEMPTS; tries++) {
            try {
                return attempt.report();
            } catch (IOException e) {
                if (!isBusy(e)) {
                    throw e;
                }
            }
            pause(pause);
            pause *= 2;
        }
        return attempt.report();
    }

    /// The message ends with the error's text, whatever stands before it.
    private static boolean isBusy(IOException failure) {
        String message = failure.getMessage();
        return message != null && (message.contains(BUSY) || message.contains(WOULD_BLOCK));
    }

    private static void pause(long millis) throws IOException {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the driver was busy", e);
        }
    }
}
