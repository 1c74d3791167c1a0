package dev.cloister.machine;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// A QEMU that is no shell script: the system's, or the one that `cloister bootset build` fetched.
public final class RealQemu {
    private RealQemu() {}

    /// Skips the test where there is none, but on a CI server.
    public static Path find() throws IOException {
        for (Path qemu : new Path[] {
            HostTools.find("qemu-system-x86_64").orElse(null), fetched().orElse(null)
        }) {
            if (qemu != null && HostTools.qemuProblem(qemu).isEmpty()) {
                return qemu;
            }
        }
        String reason = "there is no QEMU 10 here; `./cloister bootset build` fetches one";
        return System.getenv("CI") == null ? abort(reason) : fail(reason);
    }

    private static Optional<Path> fetched() throws IOException {
        String cache = Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                .orElse(System.getProperty("user.home") + "/.cache");
        Path folder = Path.of(cache, "cloister");
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, "qemu-*")) {
            for (Path each : all) {
                Path qemu = each.resolve("qemu-system-x86_64");
                if (Files.isExecutable(qemu)) {
                    return Optional.of(qemu);
                }
            }
        }
        return Optional.empty();
    }
}
