package dev.cloister.cli.drill.host;

import dev.cloister.bytes.Malformed;
import dev.cloister.cli.drill.attack.Attack;
import dev.cloister.cli.drill.attack.Brief;
import dev.cloister.cli.drill.attack.Outcome;
import dev.cloister.cli.drill.attack.Scene;
import dev.cloister.cli.drill.attack.Watched;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

public final class SealedLog implements Attack {
    private static final int MOST_POLLS = 300;
    private static final long POLL_MILLIS = 100;

    @Override
    public Brief brief() {
        return Brief.refused(
                "logs",
                "logs",
                "reads every file of a guest whose container writes its secret to its output",
                "sealed-to-the-owner");
    }

    @Override
    public Outcome carryOut(Scene scene) throws IOException, Malformed, InterruptedException {
        Watched guest = scene.watched();
        SecretSearch search = new SecretSearch(guest.secretDigest());
        if (!written(guest.guest().sealedLog())) {
            throw new IOException("the container has written nothing");
        }
        List<Path> files;
        try (Stream<Path> all = Files.walk(guest.guest().folder())) {
            files = all.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            if (search.in(file).isPresent()) {
                return Outcome.succeeded(Outcome.SAW_NOTHING, Outcome.SAW_NOTHING, "it, and so does the host");
            }
        }
        return new Outcome(
                Outcome.refusedByGuest("sealed-to-the-owner", "").ending(),
                Outcome.SAW_NOTHING,
                Outcome.SAW_NOTHING,
                "a log that only its own key opens; the host read " + files.size() + " files");
    }

    /// What the container writes arrives a moment later.
    private static boolean written(Path log) throws IOException, InterruptedException {
        for (int i = 0; i < MOST_POLLS && Files.size(log) == 0; i++) {
            Thread.sleep(POLL_MILLIS);
        }
        return Files.size(log) > 0;
    }
}
