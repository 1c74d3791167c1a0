package dev.cloister.agent.container;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/// Passes one stream of the container on, as it comes, until it ends.
final class Pump extends Thread {
    private static final int MAX_PIECE_BYTES = 16 * 1024;

    private final InputStream in;
    private final Output output;
    private final Output.Stream stream;

    Pump(InputStream in, Output output, Output.Stream stream) {
        this.in = in;
        this.output = output;
        this.stream = stream;
        setDaemon(true);
    }

    @Override
    public void run() {
        byte[] piece = new byte[MAX_PIECE_BYTES];
        try (InputStream ending = in) {
            for (int n = ending.read(piece); n >= 0; n = ending.read(piece)) {
                pass(Arrays.copyOf(piece, n));
            }
        } catch (IOException closed) {
            // the container is gone
        }
    }

    /// What cannot be passed on is dropped, so that a lost log never stops the container; its reader sees the
    /// gap.
    private void pass(byte[] piece) {
        try {
            output.write(stream, piece);
        } catch (IOException lost) {
            // the next piece is tried again
        }
    }
}
