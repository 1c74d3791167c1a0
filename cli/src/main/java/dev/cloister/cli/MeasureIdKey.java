package dev.cloister.cli;

import dev.cloister.bytes.Json;
import dev.cloister.cli.home.KeyFiles;
import dev.cloister.measure.IdKey;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/// `cloister measure id-key`: a new key for ID blocks.
@Command(
        name = "id-key",
        description = "make a P-384 key that signs ID blocks, in a new file of mode 0600; print its digest",
        footer = {"", "Example: cloister measure id-key id.key"})
final class MeasureIdKey implements Callable<Integer> {
    @ParentCommand
    private MeasureCommand parent;

    @Parameters(paramLabel = "FILE", description = "the new file")
    private Path file;

    @Override
    public Integer call() throws IOException {
        Screen screen = parent.screen();
        String digest;
        try {
            digest = IdKey.of(KeyFiles.createP384(file)).digest().hex();
        } catch (FileAlreadyExistsException e) {
            screen.problem(file + " is there already, and a key is never replaced");
            return Exit.REFUSED;
        } catch (InvalidKeyException e) {
            throw new IllegalStateException("the key just made", e);
        }
        screen.say(digest);
        if (screen.json()) {
            screen.json(Json.object()
                    .put("file", file.toString())
                    .put("keyDigest", digest)
                    .build()
                    .pretty());
        }
        return Exit.DONE;
    }
}
