package dev.cloister.cli;

import dev.cloister.bytes.Json;
import dev.cloister.bytes.Malformed;
import dev.cloister.cli.home.Home;
import dev.cloister.cli.home.KeyFiles;
import dev.cloister.protocol.jose.JdkP256;
import dev.cloister.protocol.log.LogRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/// A container's output as its owner may believe it: every record that opens in its place, and what is wrong with the
/// rest. Nothing behind the first wrong line is shown.
///
/// What opens was sealed to the owner's public key, by whoever knows that key: it is secret, but no evidence.
final class ContainerLog implements AutoCloseable {
    private final SealedLog log;
    private final boolean key;
    private Optional<String> changed = Optional.empty();
    private OptionalInt exitCode = OptionalInt.empty();

    private ContainerLog(Path file, Optional<JdkP256.Key> owner) {
        this.log = new SealedLog(file, owner);
        this.key = owner.isPresent();
    }

    /// With the key of this home's owner, if it has one.
    static ContainerLog open(Home home, Path file) throws IOException, Malformed {
        Path owner = home.ownerKey();
        return new ContainerLog(file, Files.exists(owner) ? Optional.of(KeyFiles.read(owner)) : Optional.empty());
    }

    /// What is wrong with a log.
    enum Trouble {
        NO_KEY(
                Exit.REFUSED,
                "no-key",
                "this home has no key that opens logs",
                "the home that protected the image has it: its state folder's owner.key; take the log there and open it:"
                        + " `cloister logs ./FILE`"),
        NOT_YOURS(
                Exit.REFUSED,
                "not-yours",
                "the log does not open with this home's key: it was sealed to another owner, or its first line was"
                        + " changed",
                "open it in the home that protected the image (--home)"),
        CHANGED(
                Exit.MALFORMED,
                "changed",
                "the log was changed, or a part of it is missing: what came before that place is whole and in order,"
                        + " what comes after it is not shown",
                "the host has the file: ask whoever runs it; the guest's own end is in `cloister ps --json`"),
        CUT_OFF(
                Exit.UNDECIDED,
                "cut-off",
                "the end of the log is missing, and with it the container's exit code: the guest was cut off, the log"
                        + " reached 64 MiB, or the host dropped the rest",
                "what is there is whole and in order; a log that was copied while its guest ran has no end yet");

        private final int exit;
        private final String code;
        private final String sentence;
        private final String remedy;

        Trouble(int exit, String code, String sentence, String remedy) {
            this.exit = exit;
            this.code = code;
            this.sentence = sentence;
            this.remedy = remedy;
        }

        int exit() {
            return exit;
        }

        String sentence() {
            return sentence;
        }

        String remedy() {
            return remedy;
        }

        Json toJson() {
            return Json.object()
                    .put("code", code)
                    .put("message", sentence)
                    .put("remedy", remedy)
                    .build();
        }
    }

    @FunctionalInterface
    interface Sink {
        void accept(LogRecord.Output output) throws IOException;
    }

    /// Hands over every record that has come since the last call.
    void read(Sink sink) throws IOException {
        try {
            Optional<LogRecord> record = changed.isPresent() ? Optional.empty() : log.next();
            while (record.isPresent()) {
                switch (record.get()) {
                    case LogRecord.Output output -> sink.accept(output);
                    case LogRecord.Exit exit -> exitCode = OptionalInt.of(exit.code());
                }
                record = log.next();
            }
        } catch (Malformed e) {
            changed = Optional.of(e.getMessage());
        }
    }

    /// The container's, once the log's last record was read; empty again where something stands behind that record.
    OptionalInt exitCode() {
        return changed.isPresent() ? OptionalInt.empty() : exitCode;
    }

    /// @param ended whether the guest has ended, so that nothing more will come
    Optional<Trouble> trouble(boolean ended) {
        if (!key) {
            return Optional.of(Trouble.NO_KEY);
        }
        if (changed.isPresent()) {
            return Optional.of(log.isOpen() ? Trouble.CHANGED : Trouble.NOT_YOURS);
        }
        return ended && exitCode.isEmpty() ? Optional.of(Trouble.CUT_OFF) : Optional.empty();
    }

    /// What exactly was found wrong; empty where nothing was.
    Optional<String> changed() {
        return changed;
    }

    @Override
    public void close() throws IOException {
        log.close();
    }
}
