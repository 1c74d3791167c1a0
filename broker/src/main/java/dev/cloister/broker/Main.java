package dev.cloister.broker;

import dev.cloister.broker.log.LogFile;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Serves the broker of one home until it is stopped or has nothing left to do.
///
/// Exit codes: 0 stopped by itself, 64 wrong usage, 69 something needed is missing or taken, 70 our bug.
public final class Main {
    private static final int DONE = 0;
    private static final int USAGE = 64;
    private static final int UNAVAILABLE = 69;
    private static final int BUG = 70;

    private static final long LOOK_MILLIS = 500;

    /// Of room that a start needs: tables, and the database's driver, which unpacks itself.
    private static final long LEAST_BYTES = 4L << 20;

    private Main() {}

    public static void main(String[] words) {
        System.exit(run(List.of(words), Clock.systemUTC(), System.out, System.err));
    }

    static int run(List<String> words, Clock clock, PrintStream out, PrintStream err) {
        return switch (Options.parse(words)) {
            case Options.Parsed.Wrong(String sentence) -> {
                err.println("broker: " + sentence);
                err.println(Options.USAGE);
                yield USAGE;
            }
            case Options.Parsed.Good(Options options) -> run(options, clock, out, err);
        };
    }

    private static int run(Options options, Clock clock, PrintStream out, PrintStream err) {
        CountDownLatch stop = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
            stop.countDown();
            await(stopped);
        }));
        try {
            return claim(options, clock, stop, out, err);
        } catch (IOException missing) {
            err.println("broker: " + firstLine(sentence(options, missing)) + lack(options.home()));
            return UNAVAILABLE;
        } catch (RuntimeException bug) {
            err.println("broker: internal error: " + bug);
            return BUG;
        } finally {
            stopped.countDown();
        }
    }

    private static int claim(Options options, Clock clock, CountDownLatch stop, PrintStream out, PrintStream err)
            throws IOException {
        Path folder = folder(options.home().resolve("broker"));
        Optional<RunFile> claimed = RunFile.claim(folder);
        if (claimed.isEmpty()) {
            err.println("broker: another broker serves the home " + options.home());
            return UNAVAILABLE;
        }
        try (RunFile runFile = claimed.get();
                LogFile log = LogFile.install(folder.resolve("broker.log"))) {
            // The database driver unpacks its native library; not into a folder that others can write to.
            System.setProperty(
                    "org.sqlite.tmpdir", folder(folder.resolve("tmp")).toString());
            serve(options, folder, runFile, clock, stop, out);
            log.flush();
            return DONE;
        }
    }

    /// A folder for its owner alone.
    private static Path folder(Path place) throws IOException {
        return Files.createDirectories(
                place, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    private static String firstLine(String sentence) {
        return sentence.lines().findFirst().orElse("");
    }

    /// Where its disk is full, a database says anything but that.
    private static String lack(Path home) {
        try {
            long free = Files.getFileStore(home).getUsableSpace();
            return free >= LEAST_BYTES
                    ? ""
                    : String.format(Locale.ROOT, "; the disk of %s has only %.1f MB left", home, free / 1e6);
        } catch (IOException unknown) {
            return "";
        }
    }

    private static String sentence(Options options, IOException missing) {
        String where = options.listen().getHostString() + ":" + options.listen().getPort();
        for (Throwable cause = missing; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException) {
                return where + " cannot be listened on: "
                        + String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
            }
            if (cause instanceof UnresolvedAddressException || cause instanceof UnknownHostException) {
                return where + " cannot be listened on: no such host";
            }
        }
        return String.valueOf(missing.getMessage());
    }

    private static void serve(
            Options options, Path folder, RunFile runFile, Clock clock, CountDownLatch stop, PrintStream out)
            throws IOException {
        Logger log = System.getLogger(Main.class.getName());
        try (Broker broker = Broker.start(options, folder, clock)) {
            String url = "http://" + shown(options.listen().getHostString()) + ":" + broker.port();
            runFile.publish(url, broker.port());
            log.log(Level.INFO, "serving {0} as audience {1}", url, options.audience());
            out.println("broker ready at " + url + " for audience " + options.audience());
            out.println("  its root key is " + broker.rootKey());
            watch(options, broker, stop);
            log.log(Level.INFO, "stopping");
        }
    }

    /// Until it was told to stop, or was idle for as long as it may be.
    private static void watch(Options options, Broker broker, CountDownLatch stop) throws IOException {
        try {
            while (!stop.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                if (!options.idle().isZero() && broker.idle().compareTo(options.idle()) >= 0) {
                    return;
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static void await(CountDownLatch stopped) {
        try {
            stopped.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    private static String shown(String host) {
        return host.contains(":") ? "[" + host + "]" : host;
    }
}
