package dev.cloister.vectors;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;

/// What lies beside the checkout and not in it: vectors and specifications. A test that asks for something that is not
/// there is skipped with the reason; where the environment variable `CI` is set it fails.
public final class Shared {
    private static final Path ROOT = Path.of(System.getProperty("cloister.root", ""));

    private Shared() {}

    /// The file or folder at this place below the one in the system property `cloister.shared`; relative, that is seen
    /// from the checkout's root.
    public static Path path(String place) {
        return there(folder().resolve(place));
    }

    /// The file or folder at this place in the set of vectors in the system property `cloister.vectors`, which is the
    /// shared one unless another is named.
    public static Path vector(String place) {
        return there(vectors().resolve(place));
    }

    static Path folder() {
        return ROOT.resolve(System.getProperty("cloister.shared", "../shared"));
    }

    static Path vectors() {
        return ROOT.resolve(System.getProperty(
                "cloister.vectors", folder().resolve("vectors").toString()));
    }

    private static Path there(Path path) {
        if (!Files.exists(path)) {
            String reason = "not beside this checkout: " + path;
            if (System.getenv("CI") != null) {
                fail(reason);
            }
            abort(reason);
        }
        return path;
    }
}
