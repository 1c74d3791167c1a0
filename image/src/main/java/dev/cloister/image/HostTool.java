package dev.cloister.image;

import java.io.File;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A program of the host that sealing needs. It runs with an environment of ours, so that neither language
/// nor time nor a setting of the user's changes what it writes.
record HostTool(Path program) {
    private static final List<String> ALWAYS = List.of("/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/bin", "/bin");
    private static final Pattern VERSION = Pattern.compile("[0-9]+(\\.[0-9]+)+");
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "PATH", String.join(File.pathSeparator, ALWAYS), "LC_ALL", "C", "TZ", "UTC", "SOURCE_DATE_EPOCH", "0");

    /// On the user's path or where Debian puts programs of root.
    static HostTool find(String name, String debianPackage) throws IOException {
        String path = System.getenv().getOrDefault("PATH", "");
        Stream<String> folders = Stream.concat(Arrays.stream(path.split(File.pathSeparator)), ALWAYS.stream());
        return find(
                name,
                debianPackage,
                folders.filter(folder -> !folder.isEmpty()).map(Path::of).toList());
    }

    static HostTool find(String name, String debianPackage, List<Path> folders) throws IOException {
        for (Path folder : folders) {
            Path program = folder.resolve(name);
            if (Files.isRegularFile(program) && Files.isExecutable(program)) {
                return new HostTool(program);
            }
        }
        throw new IOException(name + " is not installed: it is in the Debian package " + debianPackage);
    }

    String name() {
        return program.getFileName().toString();
    }

    String version() throws IOException {
        Matcher version = VERSION.matcher(run(List.of("--version")));
        return version.find() ? version.group() : "unknown";
    }

    /// Runs to its end; gives what it printed, or its own words for what went wrong.
    String run(List<String> arguments) throws IOException {
        try (Running running = start(arguments)) {
            return running.finish();
        }
    }

    Running start(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(arguments);
        Path printed = Files.createTempFile("cloister-" + name(), ".out");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(printed.toFile());
        builder.environment().clear();
        builder.environment().putAll(ENVIRONMENT);
        try {
            Process process = builder.start();
            // The name goes at once, so that nothing is left whatever ends us.
            return new Running(
                    name(),
                    process,
                    FileChannel.open(printed, StandardOpenOption.READ, StandardOpenOption.DELETE_ON_CLOSE));
        } finally {
            Files.deleteIfExists(printed);
        }
    }

    /// The program at work; ended by force if left before its end.
    record Running(String name, Process process, FileChannel printed) implements AutoCloseable {

        /// What the program said so far, without line feeds at the end.
        String finish() throws IOException {
            closeInput();
            int code;
            try {
                code = process.waitFor();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(name + " was interrupted", e);
            }
            byte[] said = Channels.newInputStream(printed.position(0)).readAllBytes();
            String text = new String(said, StandardCharsets.UTF_8).strip();
            if (code != 0) {
                throw new IOException(name + " failed with exit code " + code + ": "
                        + (text.isEmpty()
                                ? "it said nothing"
                                : text.lines().reduce((a, b) -> b).orElse("")));
            }
            return text;
        }

        /// A program that has ended early has closed its end already; its exit code tells more than that.
        private void closeInput() {
            try {
                process.getOutputStream().close();
            } catch (IOException e) {
                return;
            }
        }

        @Override
        public void close() throws IOException {
            process.destroyForcibly();
            printed.close();
        }
    }
}
