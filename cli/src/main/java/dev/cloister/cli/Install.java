package dev.cloister.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Where the programs of this installation lie: the checkout whose `./cloister` started this process.
record Install(Path root) {
    private static final String PROPERTY = "cloister.install";

    static Install current() throws IOException {
        String root = System.getProperty(PROPERTY, "");
        if (root.isEmpty() || !Files.isDirectory(Path.of(root))) {
            throw new IOException("cannot find the installation; start this command through ./cloister");
        }
        return new Install(Path.of(root).toAbsolutePath());
    }

    Path brokerPrograms() {
        return root.resolve("broker/target/lib");
    }

    Path agentPrograms() {
        return root.resolve("agent/target/lib");
    }

    Path bootSetRecipes() {
        return root.resolve("bootset");
    }

    static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }
}
