package dev.cloister.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/// Operations per CPU-second of this process, compiler and collector included: after a warm-up the best of three
/// windows of one CPU-second.
final class Meter {
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final double WINDOW = Double.parseDouble(System.getenv().getOrDefault("WINDOW", "1"));
    private static final double WARM_UP = 1;
    private static final int WINDOWS = 3;

    private static boolean warm;

    private Meter() {}

    /// One operation; what goes wrong ends the program.
    interface Operation {
        void run() throws Exception;
    }

    private record Window(double opsPerSecond, int count) {}

    /// Once in a program: until the compiler is done.
    static void warmUp(double seconds, Operation operation) throws Exception {
        if (!warm) {
            window(operation, seconds, 1);
            warm = true;
        }
    }

    /// Prints `row<TAB>operations per CPU-second`.
    static void measure(String row, Operation operation) throws Exception {
        int batch = window(operation, WARM_UP, 1).count / 100 + 1;
        double best = 0;
        for (int i = 0; i < WINDOWS; i++) {
            best = Math.max(best, window(operation, WINDOW, batch).opsPerSecond);
        }
        print(row, best);
    }

    /// Two rows whose ratio matters: their windows take turns, so that both meet the same neighbours.
    static void compare(String row, Operation operation, String floorRow, Operation floor) throws Exception {
        int batch = window(operation, WARM_UP, 1).count / 100 + 1;
        int floorBatch = window(floor, WARM_UP, 1).count / 100 + 1;
        double best = 0;
        double bestFloor = 0;
        for (int i = 0; i < WINDOWS; i++) {
            best = Math.max(best, window(operation, WINDOW, batch).opsPerSecond);
            bestFloor = Math.max(bestFloor, window(floor, WINDOW, floorBatch).opsPerSecond);
        }
        print(row, best);
        print(floorRow, bestFloor);
    }

    private static Window window(Operation operation, double seconds, int batch) throws Exception {
        long start = SYSTEM.getProcessCpuTime();
        int count = 0;
        while (true) {
            for (int i = 0; i < batch; i++) {
                operation.run();
            }
            count += batch;
            double spent = (SYSTEM.getProcessCpuTime() - start) / 1e9;
            if (spent >= seconds) {
                return new Window(count / spent, count);
            }
        }
    }

    private static void print(String row, double opsPerSecond) {
        System.out.printf(Locale.ROOT, "%s\t%.1f%n", row, opsPerSecond);
        System.out.flush();
    }
}
