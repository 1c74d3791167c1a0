package dev.cloister.cli;

import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.Malformed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Runs command lines in this process and keeps apart what they say on their two streams. The installation is an
/// empty one, and the place where commands look for temporary files, too.
final class CommandLineRun implements BeforeEachCallback, AfterEachCallback {
    private static final String INSTALL = "cloister.install";
    private static final String TEMPORARY = "java.io.tmpdir";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private PrintStream realOut = System.out;
    private PrintStream realErr = System.err;
    private Optional<Path> install = Optional.empty();
    private String temporary = "";

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        Path made = Files.createTempDirectory("cloister-install");
        Files.createDirectories(made.resolve("bootset"));
        Files.createDirectories(made.resolve("agent/target/lib"));
        install = Optional.of(made);
        System.setProperty(INSTALL, made.toString());
        temporary = System.setProperty(TEMPORARY, made.toString());
        realOut = System.out;
        realErr = System.err;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        System.setOut(realOut);
        System.setErr(realErr);
        System.clearProperty(INSTALL);
        System.setProperty(TEMPORARY, temporary);
        SealedPlace.delete(install.orElseThrow());
    }

    int run(String... words) {
        out.reset();
        err.reset();
        return Main.execute(words);
    }

    Path install() {
        return install.orElseThrow();
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    /// Standard output, which must be one JSON object and nothing else.
    JsonFields json() throws Malformed {
        return object().fields("output");
    }

    JsonObject object() throws Malformed {
        return (JsonObject) Json.parse("output", out().strip().getBytes(StandardCharsets.UTF_8), 32);
    }
}
