package dev.cloister.emulator;

import dev.cloister.bytes.Malformed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Two vendors for all tests of one run, as making one costs seconds. The first is opened for the first time by two
/// at once, in a folder where a crashed process left its work.
final class TestVendor {

    static final Path HOME = folder();
    static final List<EmulatedVendor> BOTH = openedByTwo(HOME);
    static final EmulatedVendor ONE = BOTH.getFirst();
    static final EmulatedVendor OTHER = opened(folder());

    private TestVendor() {}

    private static Path folder() {
        try {
            Path folder = Files.createTempDirectory(Path.of("target"), "vendor");
            Path unfinished = Files.createDirectory(folder.resolve("new-123"));
            Files.writeString(unfinished.resolve("ark.key"), "half");
            return folder;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /// A class of its own: a lambda would wait for this class, which waits for the threads.
    private record Opening(Path home) implements Callable<EmulatedVendor> {
        @Override
        public EmulatedVendor call() throws IOException, Malformed {
            return EmulatedVendor.open(home);
        }
    }

    private static List<EmulatedVendor> openedByTwo(Path home) {
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            List<Future<EmulatedVendor>> both =
                    List.of(threads.submit(new Opening(home)), threads.submit(new Opening(home)));
            return List.of(both.get(0).get(), both.get(1).get());
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static EmulatedVendor opened(Path home) {
        try {
            return EmulatedVendor.open(home);
        } catch (IOException | Malformed e) {
            throw new IllegalStateException(e);
        }
    }
}
