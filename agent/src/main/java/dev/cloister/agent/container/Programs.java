package dev.cloister.agent.container;

import dev.cloister.bytes.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// The initrd's programs, run one at a time and to their end.
///
/// Arguments are never secrets: those go through standard input. A failure carries the program's output, which
/// may speak of the image: it is for the owner, never for the console.
public final class Programs {
    /// Of a failed program's output.
    private static final int MAX_OUTPUT_BYTES = 2000;

    private final String folder;

    /// `folder` is put in front of a program's name; empty for those that are found by `PATH`.
    public Programs(String folder) {
        this.folder = folder;
    }

    /// A program to be started, with its standard input and outputs as pipes.
    ProcessBuilder program(String... command) {
        String[] placed = command.clone();
        placed[0] = folder + command[0];
        return new ProcessBuilder(placed);
    }

    void run(String... command) throws IOException {
        try (Secret nothing = Secret.of(new byte[0])) {
            runWith(nothing, command);
        }
    }

    /// The program reads `input` and then the end of its standard input.
    void runWith(Secret input, String... command) throws IOException {
        Process process = program(command).redirectErrorStream(true).start();
        try (OutputStream out = process.getOutputStream()) {
            input.lend(out::write);
        } catch (IOException endedEarly) {
            // its exit code and its output say why
        }
        String output = output(process);
        int code = end(process);
        if (code != 0) {
            throw new IOException(command[0] + " ended with " + code + ": " + output);
        }
    }

    private static String output(Process process) throws IOException {
        try (InputStream in = process.getInputStream()) {
            String output = new String(in.readNBytes(MAX_OUTPUT_BYTES), StandardCharsets.UTF_8);
            in.transferTo(OutputStream.nullOutputStream());
            return output.strip();
        }
    }

    /// Waits on, whoever interrupts: nobody here does.
    private static int end(Process process) throws IOException {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
    }
}
