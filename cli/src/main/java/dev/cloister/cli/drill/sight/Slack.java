package dev.cloister.cli.drill.sight;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The rest of each file's last block on the disk, where the disk can be read and `filefrag` says which block it is.
/// Blocks that were freed belong to no file and are not among them.
record Slack(List<End> ends, List<String> notLookedAt) {
    private static final int BLOCK = 4096;
    private static final int FILES_AT_ONCE = 500;

    /// The last extent of a file: first block in the file, then first and last on the disk.
    private static final Pattern LAST =
            Pattern.compile("\\s*\\d+:\\s*(\\d+)\\.\\.\\s*\\d+:\\s*(\\d+)\\.\\.\\s*(\\d+):.*\\beof\\b.*");

    private static final Pattern NAME = Pattern.compile("File size of (.*) is \\d+ \\(.*");

    /// @param from the first byte on the disk that is not the file's any more, to the block's end
    record End(Path file, Path disk, long from, long to) {
        void look(Search search) throws IOException {
            try (FileChannel channel = FileChannel.open(disk)) {
                search.look("end of " + file, Content.of(channel, from, to));
            }
        }
    }

    static Slack of(List<Path> files) throws IOException {
        List<String> notLookedAt = new ArrayList<>();
        List<End> ends = new ArrayList<>();
        Map<Path, List<Path>> byDisk = new HashMap<>();
        for (Path file : files) {
            Optional<Path> disk = disk(file);
            disk.ifPresent(found ->
                    byDisk.computeIfAbsent(found, none -> new ArrayList<>()).add(file));
        }
        for (Map.Entry<Path, List<Path>> entry : byDisk.entrySet()) {
            List<Path> those = entry.getValue();
            if (!opens(entry.getKey())) {
                notLookedAt.add("ends of " + those.size() + " files: " + entry.getKey() + " cannot be read here");
                continue;
            }
            for (int i = 0; i < those.size(); i += FILES_AT_ONCE) {
                List<Path> some = those.subList(i, Math.min(those.size(), i + FILES_AT_ONCE));
                ends.addAll(ends(entry.getKey(), some, notLookedAt));
            }
        }
        return new Slack(ends, notLookedAt);
    }

    /// Permission bits do not tell: a container may lack the device whose name it has.
    private static boolean opens(Path disk) {
        try (FileChannel channel = FileChannel.open(disk)) {
            return channel.isOpen();
        } catch (IOException no) {
            return false;
        }
    }

    /// The disk that a file lies on: none if its file system is no disk's.
    private static Optional<Path> disk(Path file) throws IOException {
        try {
            String device = Files.getFileStore(file).name();
            return device.startsWith("/dev/") ? Optional.of(Path.of(device)) : Optional.empty();
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        }
    }

    private static List<End> ends(Path disk, List<Path> files, List<String> notLookedAt) throws IOException {
        List<String> line = new ArrayList<>(List.of("filefrag", "-v", "-b" + BLOCK));
        files.forEach(file -> line.add(file.toString()));
        String text;
        try {
            Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
            process.getOutputStream().close();
            text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException missing) {
            notLookedAt.add("ends of " + files.size() + " files: filefrag is missing (apt-get install e2fsprogs)");
            return List.of();
        }
        return parse(disk, text);
    }

    static List<End> parse(Path disk, String text) throws IOException {
        List<End> ends = new ArrayList<>();
        Path file = null;
        for (String line : text.lines().toList()) {
            Matcher name = NAME.matcher(line);
            Matcher last = LAST.matcher(line);
            if (name.matches()) file = Path.of(name.group(1));
            if (file != null && last.matches() && !line.matches(".*\\b(inline|unwritten|delalloc|unknown_loc)\\b.*")) {
                long size = Files.exists(file) ? Files.size(file) : 0;
                long block = size / BLOCK;
                long onDisk = Long.parseLong(last.group(2)) + block - Long.parseLong(last.group(1));
                if (size % BLOCK != 0 && onDisk <= Long.parseLong(last.group(3))) {
                    ends.add(new End(file, disk, onDisk * BLOCK + size % BLOCK, (onDisk + 1) * BLOCK));
                }
            }
        }
        return ends;
    }
}
