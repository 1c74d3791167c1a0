package dev.cloister.cli.doctor;

import dev.cloister.machine.HostTools;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Programs and room: QEMU, packages, the JDK, memory, disk, user namespaces.
final class Software {
    private static final int LEAST_JDK = 25;
    private static final long LEAST_MEMORY_MIB = 1_280;
    private static final long LEAST_DISK_MIB = 2_048;
    private static final String QEMU = "qemu-system-x86_64";
    private static final Pattern AVAILABLE = Pattern.compile("(?m)^MemAvailable:\\s+(\\d{1,15}) kB");

    /// The program by which a package is known, where it has another name.
    private static final Map<String, String> PROGRAM_OF = Map.of(
            "xz-utils", "xz",
            "squashfs-tools-ng", "tar2sqfs",
            "cryptsetup-bin", "veritysetup");

    private final Surroundings here;

    Software(Surroundings here) {
        this.here = here;
    }

    /// The QEMU that a guest would be started with: the system's where it is new enough, else the one that was
    /// fetched.
    Optional<Path> qemu() throws IOException {
        for (Path each : qemus()) {
            if (HostTools.usableQemuVersion(each).isPresent()) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    private List<Path> qemus() throws IOException {
        List<Path> found = new ArrayList<>();
        here.programs().apply(QEMU).ifPresent(found::add);
        if (Files.isDirectory(here.cache())) {
            try (DirectoryStream<Path> fetched = Files.newDirectoryStream(here.cache(), "qemu-*")) {
                fetched.forEach(folder -> found.add(folder.resolve(QEMU)));
            }
        }
        return found;
    }

    Thing qemu(Optional<Path> qemu) throws IOException {
        if (qemu.isPresent()) {
            return Thing.yes("qemu", HostTools.usableQemuVersion(qemu.get()).orElse("?") + ", " + qemu.get());
        }
        if (here.programs().apply("apt-get").isPresent()) {
            return Thing.yes(
                    "qemu", "none of version " + HostTools.LEAST_QEMU + " or newer; the first run fetches one");
        }
        return Thing.no(
                "qemu",
                "none of version " + HostTools.LEAST_QEMU + " or newer, and no apt-get to fetch one",
                "install qemu-system-x86 " + HostTools.LEAST_QEMU + " or newer");
    }

    Thing packages() throws IOException {
        List<String> missing = new ArrayList<>();
        if (!Files.isReadable(here.packages())) {
            return Thing.no("packages", "their list " + here.packages() + " cannot be read");
        }
        for (String line : Files.readAllLines(here.packages())) {
            String name = line.strip().split("\\s+", 2)[0];
            boolean needed = !name.isEmpty() && !name.startsWith("#");
            if (needed
                    && here.programs()
                            .apply(PROGRAM_OF.getOrDefault(name, name))
                            .isEmpty()) {
                missing.add(name);
            }
        }
        String names = String.join(" ", missing);
        return missing.isEmpty()
                ? Thing.yes("packages", "all are installed")
                : Thing.no("packages", "missing: " + names, "apt-get install " + names);
    }

    Thing jdk() {
        String feature = here.javaVersion().split("[^0-9]", 2)[0];
        boolean enough = feature.matches("\\d{1,4}") && Integer.parseInt(feature) >= LEAST_JDK;
        return enough
                ? Thing.yes("jdk", here.javaVersion())
                : Thing.no("jdk", here.javaVersion() + " is older than " + LEAST_JDK, "install JDK " + LEAST_JDK);
    }

    Thing memory() {
        Matcher available = AVAILABLE.matcher(here.text("proc/meminfo"));
        if (!available.find()) {
            return Thing.no("memory", "/proc/meminfo cannot be read");
        }
        long mebibytes = Long.parseLong(available.group(1)) / 1024;
        return mebibytes >= LEAST_MEMORY_MIB
                ? Thing.yes("memory", gibibytes(mebibytes) + " available")
                : Thing.no(
                        "memory",
                        gibibytes(mebibytes) + " available, a guest and its keeper need " + gibibytes(LEAST_MEMORY_MIB),
                        "stop something, or give guests less with --memory");
    }

    Thing disk() throws IOException {
        Path folder = existing(here.cache().toAbsolutePath());
        if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
            return Thing.no(
                    "disk",
                    "this user cannot make " + here.cache() + ", as " + folder + " is not a folder to write to",
                    "put state and caches elsewhere with --home DIR");
        }
        long mebibytes = Files.getFileStore(folder).getUsableSpace() >> 20;
        return mebibytes >= LEAST_DISK_MIB
                ? Thing.yes("disk", gibibytes(mebibytes) + " free for " + here.cache())
                : Thing.no(
                        "disk",
                        gibibytes(mebibytes) + " free for " + here.cache() + ", building the boot set needs "
                                + gibibytes(LEAST_DISK_MIB),
                        "make room, or put state and caches elsewhere with --home DIR");
    }

    /// The folder itself, or the nearest one above it that there is.
    private static Path existing(Path folder) {
        Path above = folder.getParent();
        return Files.exists(folder) || above == null ? folder : existing(above);
    }

    /// Without root the boot set is built in them.
    Thing userNamespaces() {
        if (here.asRoot()) {
            return Thing.yes("namespaces", "not needed: this is root");
        }
        if (here.text("proc/sys/user/max_user_namespaces").equals("0")) {
            return Thing.no("namespaces", "user namespaces are off", "sysctl user.max_user_namespaces=15000");
        }
        if (here.text("proc/sys/kernel/unprivileged_userns_clone").equals("0")) {
            return Thing.no(
                    "namespaces",
                    "ordinary users may make no user namespaces",
                    "sysctl kernel.unprivileged_userns_clone=1");
        }
        if (here.text("proc/sys/kernel/apparmor_restrict_unprivileged_userns").equals("1")) {
            return Thing.no(
                    "namespaces",
                    "AppArmor keeps ordinary users from user namespaces",
                    "sysctl kernel.apparmor_restrict_unprivileged_userns=0");
        }
        return Thing.yes("namespaces", "ordinary users may make user namespaces");
    }

    private static String gibibytes(long mebibytes) {
        return String.format(Locale.ROOT, "%.1f GiB", mebibytes / 1024.0);
    }
}
