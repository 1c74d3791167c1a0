package dev.cloister.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/// A folder beside a target in which the target is made whole: nobody sees it half made, and closing, or an
/// interruption (Ctrl-C, TERM), leaves nothing of it.
final class WorkFolder implements AutoCloseable {
    private static final String SUFFIX = ".protecting";
    private static final Pattern NAME = Pattern.compile("\\..+\\.protecting[0-9]+");
    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final int ATTEMPTS = 40;
    private static final long PAUSE_NANOS = 25_000_000;

    private final Path folder;
    private volatile Optional<AtWork> lock = Optional.empty();
    private final Thread hook;

    /// Removes first what commands for the same target left that were killed.
    WorkFolder(Path target) throws IOException {
        Path absolute = target.toAbsolutePath();
        for (Path left : abandoned(SealedPlace.folderOf(absolute))) {
            if (left.getFileName().toString().startsWith("." + absolute.getFileName() + SUFFIX)) {
                SealedPlace.delete(left);
            }
        }
        folder = absolute.resolveSibling(
                "." + absolute.getFileName() + SUFFIX + Long.toUnsignedString(new SecureRandom().nextLong()));
        hook = new Thread(() -> {
            delete();
            LockSupport.parkNanos(PAUSE_NANOS);
            delete(); // what the command has made there in that moment
        });
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            Files.createDirectory(folder, OWNER_ONLY);
            lock = Optional.of(AtWork.in(folder));
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /// The folders in `parent` whose makers ended without removing them.
    static List<Path> abandoned(Path parent) throws IOException {
        if (!Files.isDirectory(parent)) {
            return List.of();
        }
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(parent)) {
            for (Path entry : entries) {
                boolean named = NAME.matcher(entry.getFileName().toString()).matches();
                if (named && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS) && AtWork.isAbandoned(entry)) {
                    found.add(entry);
                }
            }
        }
        return found;
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

    /// More than once where that is needed: after an interruption the command itself is still at work in there.
    private void delete() {
        for (int left = ATTEMPTS; ; left--) {
            try {
                if (lock.isPresent()) {
                    lock.get().close();
                }
                SealedPlace.delete(folder);
                return;
            } catch (IOException | UncheckedIOException e) {
                if (left == 0) {
                    System.err.println(
                            "cloister: " + folder + " could not be removed, do it by hand: " + e.getMessage());
                    return;
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
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
