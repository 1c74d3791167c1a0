package dev.cloister.image;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A program of the host that sealing needs. It runs with an environment of ours, so that neither language
/// nor time nor a setting of the user's changes what it writes.
record HostTool(Path program) {
    private static final List<String> ALWAYS = List.of("/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/bin", "/bin");
    private static final int MAX_WORDS = 1 << 20;
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
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(ENVIRONMENT);
        Process process = builder.start();
        FutureTask<byte[]> said = new FutureTask<>(() -> words(process.getInputStream()));
        Thread.ofPlatform().daemon().name(name() + " speaks").start(said);
        return new Running(name(), process, said);
    }

    /// Not through a file: what a program says of a full disk needs no disk.
    private static byte[] words(InputStream printed) throws IOException {
        byte[] words = printed.readNBytes(MAX_WORDS);
        printed.transferTo(OutputStream.nullOutputStream());
        return words;
    }

    /// The program at work; ended by force if left before its end.
    record Running(String name, Process process, FutureTask<byte[]> said) implements AutoCloseable {

        /// What the program said so far, without line feeds at the end.
        String finish() throws IOException {
            closeInput();
            int code;
            String text;
            try {
                code = process.waitFor();
                text = new String(said.get(), StandardCharsets.UTF_8).strip();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(name + " was interrupted", e);
            } catch (ExecutionException e) {
                throw new IOException("the words of " + name + " could not be read", e);
            }
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
        public void close() {
            process.destroyForcibly();
        }
    }
}
