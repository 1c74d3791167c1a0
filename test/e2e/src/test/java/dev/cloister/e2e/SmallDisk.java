package dev.cloister.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A disk of any size that only those see who are told to: memory, mounted in a namespace of its own, so that no test
/// needs root or a second disk.
final class SmallDisk implements AutoCloseable {
    private final Process holder;
    private final Path place;

    private SmallDisk(Process holder, Path place) {
        this.holder = holder;
        this.place = place;
    }

    static SmallDisk at(Path place) throws IOException, InterruptedException {
        List<String> unshare = List.of("unshare", "--user", "--map-root-user", "--mount");
        List<String> trial = new ArrayList<>(unshare);
        trial.add("true");
        assumeTrue(
                new ProcessBuilder(trial).start().waitFor() == 0,
                "this user may not make a namespace to mount a disk in");
        List<String> words = new ArrayList<>(unshare);
        words.addAll(List.of(
                "sh", "-c", "mount -t tmpfs -o mode=755 small " + place + " && echo mounted && exec sleep 7200"));
        Process holder = new ProcessBuilder(words)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(holder.inputReader().readLine()).isEqualTo("mounted");
        return new SmallDisk(holder, place);
    }

    /// What to put in front of a command that is to see the disk.
    List<String> prefix() {
        return List.of(
                "nsenter", "--target", Long.toString(holder.pid()), "--user", "--mount", "--preserve-credentials");
    }

    /// Where the disk's files are to be seen from outside.
    Path seen() {
        return Path.of("/proc", Long.toString(holder.pid()), "root")
                .resolve(Path.of("/").relativize(place));
    }

    void holds(long bytes) throws IOException, InterruptedException {
        inside("mount -o remount,size=" + Math.max(4096, bytes) + " small " + place);
    }

    /// No more than this beside what is there.
    void holdsMore(long bytes) throws IOException, InterruptedException {
        holds(1024
                        * Long.parseLong(inside("df -k --output=used " + place + " | tail -n 1")
                                .strip())
                + bytes);
    }

    String inside(String script) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(prefix());
        words.addAll(List.of("sh", "-c", script));
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(script + ": " + said).isZero();
        return said;
    }

    @Override
    public void close() throws IOException {
        try {
            holder.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
