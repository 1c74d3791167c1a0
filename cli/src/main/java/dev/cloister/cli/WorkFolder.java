package dev.cloister.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// A folder beside a target in which the target is made whole: nobody sees it half made, and closing, or an
/// interruption (Ctrl-C, TERM), leaves nothing of it.
final class WorkFolder implements AutoCloseable {
    private final Path folder;
    private final Thread hook;

    WorkFolder(Path target) throws IOException {
        Path absolute = target.toAbsolutePath();
        folder = Files.createTempDirectory(absolute.getParent(), "." + absolute.getFileName() + ".protecting");
        hook = new Thread(this::delete);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    Path resolve(String name) {
        return folder.resolve(name);
    }

    /// Puts what was made under `name` in the target's place; what was there before goes with this folder.
    void publish(String name, Path target) throws IOException {
        if (Files.exists(target)) {
            Files.move(target, resolve("before"), StandardCopyOption.ATOMIC_MOVE);
        }
        Files.move(resolve(name), target, StandardCopyOption.ATOMIC_MOVE);
    }

    private void delete() {
        try {
            SealedPlace.delete(folder);
        } catch (IOException e) {
            System.err.println("cloister: " + folder + " could not be removed, do it by hand: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        delete();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The hook is at work already.
        }
    }
}
