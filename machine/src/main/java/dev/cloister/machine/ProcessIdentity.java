package dev.cloister.machine;

import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.Malformed;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// One process of this boot of this host, for good: a number that is given out again does not pass for it, as the
/// start time (proc(5), field 22, in clock ticks since boot) and the boot's id belong to it.
record ProcessIdentity(long pid, long startTicks, String bootId) {

    private static final Path PROC = Path.of("/proc");
    private static final double TICKS_PER_SECOND = 100;

    static ProcessIdentity current() throws IOException {
        return of(ProcessHandle.current().pid());
    }

    static ProcessIdentity of(long pid) throws IOException {
        return new ProcessIdentity(pid, Stat.read(pid).startTicks(), thisBoot());
    }

    private static String thisBoot() throws IOException {
        return Files.readString(PROC.resolve("sys/kernel/random/boot_id")).strip();
    }

    /// Runs it still? A process that has ended and was not waited for yet does not.
    boolean alive() {
        return stat().isPresent();
    }

    /// User and system time spent so far; 0 when it is gone.
    double cpuSeconds() {
        return stat().map(stat -> stat.cpuTicks() / TICKS_PER_SECOND).orElse(0.0);
    }

    /// What it has done with this host's processors so far; nothing when it is gone.
    Effort effort() {
        double waited = 0;
        boolean wants = false;
        Path threads = PROC.resolve(pid + "/task");
        if (alive()) {
            try (DirectoryStream<Path> each = Files.newDirectoryStream(threads)) {
                for (Path thread : each) {
                    waited += waitedSeconds(thread);
                    wants |= Stat.of(thread).state().equals("R");
                }
            } catch (IOException | DirectoryIteratorException e) {
                wants = false; // a thread, or all of them, ended meanwhile
            }
        }
        return new Effort(cpuSeconds(), waited, wants);
    }

    /// Time that a thread was ready to run and had no processor (proc(5), `schedstat`); 0 on a kernel without that.
    private static double waitedSeconds(Path thread) throws IOException {
        Path figures = thread.resolve("schedstat");
        return Files.exists(figures)
                ? Long.parseLong(Files.readString(figures).strip().split(" ", -1)[1]) / 1e9
                : 0;
    }

    /// What a process has done with this host's processors.
    ///
    /// @param cpuSeconds user and system time spent
    /// @param waitedSeconds how long its threads, all together, were ready to run and had no processor
    /// @param wantsProcessor does one of its threads run, or would if it had a processor?
    record Effort(double cpuSeconds, double waitedSeconds, boolean wantsProcessor) {}

    /// Time spent by those of its children that have ended and were waited for, and by theirs.
    double childrenCpuSeconds() {
        return stat().map(stat -> stat.childrenTicks() / TICKS_PER_SECOND).orElse(0.0);
    }

    /// Asks it to end (SIGTERM).
    void terminate() {
        if (alive()) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
        }
    }

    /// Ends it (SIGKILL).
    void kill() {
        if (alive()) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    private Optional<Stat> stat() {
        try {
            if (!thisBoot().equals(bootId)) {
                return Optional.empty();
            }
            Stat stat = Stat.read(pid);
            return stat.startTicks() == startTicks && stat.runs() ? Optional.of(stat) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    JsonObject toJson() {
        return Json.object()
                .put("pid", pid)
                .put("startTicks", startTicks)
                .put("bootId", bootId)
                .build();
    }

    static ProcessIdentity fromJson(JsonFields json) throws Malformed {
        ProcessIdentity identity =
                new ProcessIdentity(json.number("pid"), json.number("startTicks"), json.text("bootId"));
        json.end();
        return identity;
    }

    /// The fields of `/proc/PID/stat` that matter here.
    private record Stat(String state, long cpuTicks, long childrenTicks, long startTicks) {

        static Stat read(long pid) throws IOException {
            return of(PROC.resolve(Long.toString(pid)));
        }

        /// Of a process, or of one thread.
        static Stat of(Path folder) throws IOException {
            String text = Files.readString(folder.resolve("stat"));
            String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ", -1); // from field 3 on
            long cpu = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
            long children = Long.parseLong(fields[13]) + Long.parseLong(fields[14]);
            return new Stat(fields[0], cpu, children, Long.parseLong(fields[19]));
        }

        boolean runs() {
            return !state.equals("Z") && !state.equals("X");
        }
    }
}
