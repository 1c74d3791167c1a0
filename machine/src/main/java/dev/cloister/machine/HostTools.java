package dev.cloister.machine;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Programs of this host that a guest needs.
public final class HostTools {

    /// QEMU before this version changes the kernel's header before the firmware hashes it, and crashes 6.12 kernels
    /// under load.
    public static final int LEAST_QEMU = 10;

    private static final Pattern VERSION = Pattern.compile("version (\\d{1,4})\\.(\\S+)");
    private static final int VERSION_TIMEOUT_SECONDS = 20;
    private static final List<String> SYSTEM_FOLDERS = List.of("/usr/sbin", "/sbin", "/usr/bin", "/bin");

    private HostTools() {}

    /// The program of this name on PATH, or in a folder that PATH often lacks.
    public static Optional<Path> find(String program) {
        List<String> folders = new ArrayList<>(
                List.of(Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator)));
        folders.addAll(SYSTEM_FOLDERS);
        return folders.stream()
                .filter(folder -> folder.startsWith("/"))
                .map(folder -> Path.of(folder).resolve(program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /// What connects its standard input and output to a TCP address that follows: the boot set's own busybox, else
    /// the system's, else any `nc`. Empty where there is none.
    static List<String> netcat(Path bootSet) {
        Path own = bootSet.resolve("busybox");
        if (Files.isExecutable(own)) {
            return List.of(own.toString(), "nc");
        }
        return find("busybox")
                .map(busybox -> List.of(busybox.toString(), "nc"))
                .or(() -> find("nc").map(netcat -> List.of(netcat.toString())))
                .orElse(List.of());
    }

    /// Why this QEMU cannot be used; empty where it can.
    static Optional<Reason> qemuProblem(Path qemu) throws IOException {
        if (!Files.isExecutable(qemu)) {
            return Optional.of(new Reason.QemuMissing(qemu.toString()));
        }
        String answer = firstLine(qemu);
        Matcher matcher = VERSION.matcher(answer);
        if (matcher.find()) {
            boolean old = Integer.parseInt(matcher.group(1)) < LEAST_QEMU;
            return old
                    ? Optional.of(new Reason.QemuTooOld(matcher.group(1) + "." + matcher.group(2)))
                    : Optional.empty();
        }
        return Optional.of(new Reason.QemuTooOld("one that says: " + ConsoleText.clean(answer)));
    }

    /// Such as `10.0.2`; empty where this is no QEMU, or an older one than is needed.
    public static Optional<String> usableQemuVersion(Path qemu) throws IOException {
        if (qemuProblem(qemu).isPresent()) {
            return Optional.empty();
        }
        Matcher matcher = VERSION.matcher(firstLine(qemu));
        return matcher.find() ? Optional.of(matcher.group(1) + "." + matcher.group(2)) : Optional.empty();
    }

    private static String firstLine(Path qemu) throws IOException {
        Process process = new ProcessBuilder(qemu.toString(), "--version")
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .start();
        try {
            if (!process.waitFor(VERSION_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                return "nothing for " + VERSION_TIMEOUT_SECONDS + " seconds";
            }
            byte[] answer = process.getInputStream().readNBytes(4096);
            return new String(answer, StandardCharsets.UTF_8)
                    .lines()
                    .findFirst()
                    .orElse("");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while QEMU was asked for its version", e);
        } finally {
            process.destroyForcibly();
        }
    }
}
