package dev.cloister.cli.home;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Where the programs of this installation lie: the checkout whose `./cloister` started this process.
public record Install(Path root) {
    private static final String PROPERTY = "cloister.install";

    public static Install current() throws IOException {
        String root = System.getProperty(PROPERTY, "");
        if (root.isEmpty() || !Files.isDirectory(Path.of(root))) {
            throw new IOException("cannot find the installation; start this command through ./cloister");
        }
        return new Install(Path.of(root).toAbsolutePath());
    }

    public Path brokerPrograms() {
        return root.resolve("broker/target/lib");
    }

    public Path agentPrograms() {
        return root.resolve("agent/target/lib");
    }

    public Path bootSetRecipes() {
        return root.resolve("bootset");
    }

    public Path samples() {
        return root.resolve("samples");
    }

    /// A Maven repository of what the build uses; `./cloister bundle create` makes it.
    public Path libraries() {
        return root.resolve("target/libraries");
    }

    public static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }
}
