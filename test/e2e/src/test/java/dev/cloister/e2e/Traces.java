package dev.cloister.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a home leaves on this machine at one moment, so that two moments can be compared.
///
/// A process is the home's if its environment names the home, whatever its command line says.
///
/// @param processes what they are, by process id
/// @param descriptors how many files each has open
/// @param listening sockets that they listen on, or that lie in the home
/// @param files below the home and its folder for temporary files; and names in the machine's that could be ours
/// @param mounts that name the home or us
record Traces(
        Map<Long, String> processes,
        Map<Long, Integer> descriptors,
        Set<String> listening,
        Set<String> files,
        Set<String> mounts) {

    private static final Path PROC = Path.of("/proc");

    /// @param temporary where the home's programs were told to put temporary files
    static Traces of(Path home, Path temporary) throws IOException {
        Map<Long, String> processes = new TreeMap<>();
        Map<Long, Integer> descriptors = new TreeMap<>();
        Set<String> sockets = new TreeSet<>();
        for (Path process : children(PROC)) {
            if (process.getFileName().toString().matches("[0-9]+")
                    && text(process.resolve("environ")).contains(home + "")) {
                long pid = Long.parseLong(process.getFileName().toString());
                processes.put(pid, text(process.resolve("cmdline")).replace('\0', ' '));
                List<Path> open = children(process.resolve("fd"));
                descriptors.put(pid, open.size());
                open.forEach(file -> inode(file).ifPresent(sockets::add));
            }
        }
        Set<String> files = tree(home);
        files.addAll(tree(temporary));
        for (String folder : List.of("/tmp", "/var/tmp", "/dev/shm")) {
            children(Path.of(folder)).stream()
                    .map(Path::toString)
                    .filter(name -> name.matches(".*/(cloister|qemu|initdata|bootset).*"))
                    .forEach(files::add);
        }
        Set<String> mounts = text(PROC.resolve("self/mounts"))
                .lines()
                .filter(line -> line.contains("cloister") || line.contains(home.toString()))
                .collect(Collectors.toCollection(TreeSet::new));
        return new Traces(processes, descriptors, listening(sockets, home), files, mounts);
    }

    /// Lines of the kernel's tables, in short.
    private static Set<String> listening(Set<String> inodes, Path home) throws IOException {
        Set<String> found = new TreeSet<>();
        for (String table : List.of("tcp", "tcp6")) {
            for (String line : Files.readAllLines(PROC.resolve("net").resolve(table))) {
                String[] words = line.strip().split(" +");
                if (words.length > 9 && words[3].equals("0A") && inodes.contains(words[9])) {
                    found.add(table + " " + words[1]);
                }
            }
        }
        for (String line : Files.readAllLines(PROC.resolve("net/unix"))) {
            String[] words = line.strip().split(" +");
            boolean listens = words.length > 7 && words[3].equals("00010000");
            if (listens && (inodes.contains(words[6]) || words[7].contains(home.toString()))) {
                found.add("unix " + words[7]);
            }
        }
        return found;
    }

    private static Optional<String> inode(Path descriptor) {
        try {
            String target = Files.readSymbolicLink(descriptor).toString();
            return target.startsWith("socket:[")
                    ? Optional.of(target.substring(8, target.length() - 1))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // closed meanwhile
        }
    }

    private static Set<String> tree(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return new TreeSet<>();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.map(Path::toString).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    /// Empty where it is gone.
    private static List<Path> children(Path folder) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
            all.forEach(found::add);
        } catch (IOException | DirectoryIteratorException e) {
            return found;
        }
        return found;
    }

    /// Empty where it is gone.
    private static String text(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}
