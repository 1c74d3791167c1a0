package dev.cloister.agent.container;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/// The container's root as the agent sees it before the container runs. Symbolic links are followed as they
/// will be inside: an absolute one starts at this folder, and `..` never leaves it.
record RootFolder(Path root) {
    /// As the kernel's own limit.
    private static final int MAX_LINKS = 40;

    /// `/etc/passwd` and its like; a longer file is cut.
    private static final int MAX_TEXT_BYTES = 1 << 20;

    /// The file's text, or nothing at all if there is no such file.
    String text(String inside) throws IOException {
        File file = resolve(inside).toFile();
        if (!file.isFile()) {
            return "";
        }
        try (FileInputStream in = new FileInputStream(file)) {
            return new String(in.readNBytes(MAX_TEXT_BYTES), StandardCharsets.UTF_8);
        }
    }

    /// Makes the folder, and those it lies in, where they are missing.
    void makeFolder(String inside) throws IOException {
        Path folder = resolve(inside);
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
        }
    }

    /// Where `inside`, an absolute path of the container, lies; it need not exist.
    Path resolve(String inside) throws IOException {
        Deque<String> steps = new ArrayDeque<>();
        push(steps, inside);
        Path at = root;
        int links = 0;
        while (!steps.isEmpty()) {
            String step = steps.pop();
            if (step.equals("..")) {
                Path parent = at.getParent();
                at = at.equals(root) || parent == null ? root : parent;
                continue;
            }
            Path next = at.resolve(step);
            if (!Files.isSymbolicLink(next)) {
                at = next;
                continue;
            }
            links++;
            if (links > MAX_LINKS) {
                throw new IOException("too many symbolic links on the way to a file of the image");
            }
            String target = Files.readSymbolicLink(next).toString();
            if (target.startsWith("/")) {
                at = root;
            }
            push(steps, target);
        }
        return at;
    }

    /// The steps of `path` in front of those there are.
    private static void push(Deque<String> steps, String path) {
        int to = path.length();
        while (to > 0) {
            int slash = path.lastIndexOf('/', to - 1);
            String step = path.substring(slash + 1, to);
            if (!step.isEmpty() && !step.equals(".")) {
                steps.push(step);
            }
            to = slash;
        }
    }
}
