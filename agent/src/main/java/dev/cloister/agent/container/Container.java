package dev.cloister.agent.container;

import dev.cloister.bytes.Malformed;
import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The one container of this guest, run by `crun`.
public final class Container {
    private static final String NAME = "container";
    private static final long LOOK_MILLIS = 20;

    /// The last output of a container that is gone.
    private static final long DRAIN_MILLIS = 5000;

    private final Programs programs;
    private final Process process;
    private final List<Pump> pumps;

    private Container(Programs programs, Process process, List<Pump> pumps) {
        this.programs = programs;
        this.process = process;
        this.pumps = pumps;
    }

    /// Starts the image's own program and returns when it runs. `work` is the folder the image was opened in.
    ///
    /// Its standard input is at its end from the start: a pipe and not `/dev/null`, as the runtime gives what
    /// it finds there to the container's user. `--no-pivot` because the root of an initramfs cannot be pivoted
    /// away from.
    ///
    /// @throws Malformed if the image asks for a user that it does not have
    /// @throws IOException if the container does not start; the runtime's own words have gone to `output`
    public static Container start(
            Programs programs, SealedImage image, File work, String hostname, List<SecretFile> secrets, Output output)
            throws IOException, Malformed {
        Bundle bundle = new Bundle(new File(work, "bundle"));
        bundle.write(image, hostname, secrets);
        File pidFile = new File(work, "pid");
        Process process = programs.program(
                        "crun",
                        "--cgroup-manager=cgroupfs",
                        "run",
                        "--no-pivot",
                        "--bundle=" + bundle.folder().getPath(),
                        "--pid-file=" + pidFile.getPath(),
                        NAME)
                .start();
        process.getOutputStream().close();
        Container container = new Container(
                programs,
                process,
                List.of(
                        new Pump(process.getInputStream(), output, Output.Stream.OUT),
                        new Pump(process.getErrorStream(), output, Output.Stream.ERR)));
        for (Pump pump : container.pumps) {
            pump.start();
        }
        container.awaitStart(pidFile);
        return container;
    }

    /// Returns when the program has ended: its exit code, or 128 and the number of the signal that ended it.
    /// All its output has been passed on by then.
    public int await() throws IOException {
        try {
            int code = process.waitFor();
            for (Pump pump : pumps) {
                pump.join(DRAIN_MILLIS);
            }
            return code;
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
    }

    /// Sends the container's first process a signal, `TERM` for one.
    public void signal(String name) throws IOException {
        programs.run("crun", "kill", NAME, name);
    }

    /// The runtime writes the file when the program is about to run.
    private void awaitStart(File pidFile) throws IOException {
        try {
            while (!pidFile.exists()) {
                if (process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                    if (pidFile.exists()) {
                        return;
                    }
                    await();
                    throw new IOException("crun ended with " + process.exitValue() + " before the container ran");
                }
            }
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
    }
}
