package dev.cloister.agent;

import dev.cloister.agent.container.Container;
import dev.cloister.workload.WorkloadPolicy.Signal;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/// What the host may ask for while the container runs: lines `signal TERM`, and of those only the signals that
/// the workload policy of init-data lists. Everything else is passed over in silence.
final class ControlPort extends Thread {
    static final String PORT = "cloister.control.0";

    private static final String VERB = "signal ";
    private static final int MAX_LINE = 64;

    /// While the host's end is not connected, reading says "end" at once.
    private static final long AWAY_MILLIS = 500;

    private final File port;
    private final List<Signal> allowed;
    private final Container container;

    ControlPort(File port, List<Signal> allowed, Container container) {
        this.port = port;
        this.allowed = allowed;
        this.container = container;
        setDaemon(true);
    }

    @Override
    public void run() {
        try (FileInputStream in = new FileInputStream(port)) {
            while (true) {
                obey(line(in));
            }
        } catch (IOException | InterruptedException gone) {
            // the guest goes on without it
        }
    }

    void obey(String line) {
        for (Signal signal : allowed) {
            if (line.equals(VERB + signal.name())) {
                try {
                    container.signal(signal.name());
                } catch (IOException ended) {
                    // there is nobody left to signal
                }
            }
        }
    }

    /// The next line; of a longer one, only its length matters: it is none of those known.
    private static String line(InputStream in) throws IOException, InterruptedException {
        StringBuilder line = new StringBuilder();
        while (true) {
            int c = in.read();
            if (c < 0) {
                sleep(AWAY_MILLIS);
            } else if (c == '\n') {
                return line.toString();
            } else if (line.length() <= MAX_LINE) {
                line.append((char) c);
            }
        }
    }
}
