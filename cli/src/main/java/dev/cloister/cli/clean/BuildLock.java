package dev.cloister.cli.clean;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// The lock under which boot sets are built in a cache, held so that none is built meanwhile. `bootset/build` takes it
/// with flock(1), whose kind of lock Java has not: so that program holds it for us, as long as its input is open.
public final class BuildLock implements AutoCloseable {
    private final Optional<Process> holder;

    private BuildLock(Optional<Process> holder) {
        this.holder = holder;
    }

    /// Empty when a build is at work.
    public static Optional<BuildLock> take(Path cache) throws IOException {
        Path lock = cache.resolve("lock/build");
        if (!Files.exists(lock)) {
            return Optional.of(new BuildLock(Optional.empty()));
        }
        Process process = new ProcessBuilder("flock", "--nonblock", lock.toString(), "sh", "-c", "echo held; cat")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader said = process.inputReader(StandardCharsets.US_ASCII);
        return "held".equals(said.readLine()) ? Optional.of(new BuildLock(Optional.of(process))) : Optional.empty();
    }

    @Override
    public void close() throws IOException {
        if (holder.isPresent()) {
            holder.get().outputWriter(StandardCharsets.US_ASCII).close();
        }
    }
}
