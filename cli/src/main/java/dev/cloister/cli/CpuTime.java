package dev.cloister.cli;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// CPU seconds from `/proc/PID/stat` (proc(5): utime, stime, cutime, cstime; 100 ticks a second on every
/// Linux).
final class CpuTime {
    private static final double TICKS_PER_SECOND = 100;
    private static final int PARENT = 1;
    private static final int FIRST_TIME_FIELD = 11;

    private CpuTime() {}

    /// This process and the children it has waited for.
    static double ofSelf() {
        return ofProcess(ProcessHandle.current().pid());
    }

    /// One process and the children it has waited for; 0 when it is gone.
    static double ofProcess(long pid) {
        String[] fields = fields(pid);
        if (fields.length < FIRST_TIME_FIELD + 4) {
            return 0;
        }
        long ticks = 0;
        for (int i = FIRST_TIME_FIELD; i < FIRST_TIME_FIELD + 4; i++) {
            ticks += Long.parseLong(fields[i]);
        }
        return ticks / TICKS_PER_SECOND;
    }

    /// A process with everything that runs below it.
    static double ofTree(long pid) {
        double sum = ofProcess(pid);
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                long child = Long.parseLong(process.getFileName().toString());
                String[] fields = fields(child);
                if (fields.length > PARENT && Long.parseLong(fields[PARENT]) == pid) {
                    sum += ofTree(child);
                }
            }
        } catch (IOException e) {
            return sum;
        }
        return sum;
    }

    /// The fields after the command name, which stands in parentheses and may hold blanks.
    private static String[] fields(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            return stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        } catch (IOException e) {
            return new String[0];
        }
    }
}
