package dev.cloister.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The steps of a start, as `status.json` of the guest's folder shows them.
final class Steps {
    /// The guest's folder is there.
    static final String CLAIMED = "claimed";

    static final String RUNS = "container-started";

    private static final List<String> ALL = List.of(
            CLAIMED,
            "userspace",
            "modules-loaded",
            "init-data-checked",
            "network-up",
            "attested",
            "resources-received",
            "image-open",
            RUNS);

    private static final long LOOK_MILLIS = 10;

    private Steps() {}

    /// For parameters of tests.
    static Stream<String> all() {
        return ALL.stream();
    }

    /// Returns when the guest has come that far, or its command has ended.
    static void await(Path guest, String step, Running command) throws InterruptedException {
        while (!command.ended() && !reached(guest, step)) {
            Thread.sleep(LOOK_MILLIS);
        }
    }

    private static boolean reached(Path guest, String step) {
        Path status = guest.resolve("status.json");
        try {
            String text = Files.readString(status);
            return step.equals(CLAIMED) ? !text.contains("\"failed\"") : text.contains("\"" + step + "\"");
        } catch (IOException none) {
            return false;
        }
    }
}
