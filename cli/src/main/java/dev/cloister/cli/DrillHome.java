package dev.cloister.cli;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Malformed;
import dev.cloister.bytes.Secret;
import dev.cloister.cli.drill.attack.Scene;
import dev.cloister.cli.drill.attack.Sought;
import dev.cloister.cli.drill.attack.Web;
import dev.cloister.cli.drill.sight.Canary;
import dev.cloister.image.sample.AttackedSample;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Owner, broker and host of one drill: a home of its own in a temporary folder, with the user's cache, in which the
/// commands run that a user would type. Closing it, or an interruption, ends what runs there and removes it.
final class DrillHome implements AutoCloseable {
    private static final String CONTROL = "control";
    private static final String PLANTED = "planted";
    private static final int SECRET_BYTES = 24;

    private final DrillFolder place;
    private final Path folder;
    private final Workspace workspace;
    private final Path secret;
    private final Bytes secretDigest;
    private final Canary inImage = Canary.fresh("image");
    private final Canary inSecret = Canary.fresh("secret");
    private final Thread hook;

    private DrillHome(DrillFolder place, Workspace workspace, Path secret, Bytes secretDigest) throws IOException {
        this.place = place;
        this.folder = place.path();
        this.workspace = workspace;
        this.secret = secret;
        this.secretDigest = secretDigest;
        Files.write(planted(), inSecret.value().use(byte[]::clone));
        this.hook = new Thread(this::interrupted);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /// Removes first what drills left that were killed.
    ///
    /// @param user whose cache it takes
    static DrillHome make(Workspace user) throws IOException, Malformed, InterruptedException {
        for (Path left : DrillFolder.abandoned()) {
            DrillFolder.of(left, user).remove();
        }
        DrillFolder place = DrillFolder.make(user);
        Path secret = place.path().resolve(AttackedSample.SECRET);
        Bytes digest;
        try (Secret random = Secret.random(SECRET_BYTES)) {
            byte[] text = random.use(bytes -> Bytes.of(bytes).hex().getBytes(StandardCharsets.US_ASCII));
            Files.write(secret, text);
            digest = Digests.sha256(Bytes.of(text));
        }
        return new DrillHome(place, new Workspace(place.broker(), user.screen()), secret, digest);
    }

    Workspace workspace() {
        return workspace;
    }

    /// What the attacks work on; the image is protected now, others when they are asked for.
    Scene scene() throws IOException, Malformed {
        BootSets bootSets = workspace.bootSets();
        Scene scene = new Scene(
                workspace.home(),
                bootSets.ready(),
                bootSets.qemu(),
                workspace.broker().start(),
                this::protect,
                new Sought(
                        List.of(inImage, inSecret),
                        folder,
                        Set.of(
                                secret,
                                planted(),
                                folder.resolve(Scene.IMAGE),
                                workspace.home().broker())),
                Files.createDirectory(folder.resolve("host")));
        scene.image();
        return scene;
    }

    /// A second secret, of a form that is found in any encoding.
    private Path planted() {
        return folder.resolve(PLANTED);
    }

    private Path sealed(String name) {
        return folder.resolve(name + ".sealed");
    }

    private Path protect(String name) throws IOException, Malformed {
        String label = name.equals(Scene.IMAGE) ? inImage.text() : name;
        Path layout = Samples.attacked(workspace, Files.createDirectory(folder.resolve(name)), label);
        Path target = sealed(name);
        Optional<String> problem = command(
                "protect",
                "oci:" + layout,
                "-o",
                target.toString(),
                "--emulated",
                "--secret",
                AttackedSample.SECRET + "=" + secret,
                "--secret",
                PLANTED + "=" + planted());
        if (problem.isPresent()) {
            throw new IOException("the image could not be protected: " + problem.get());
        }
        return target;
    }

    /// One run as a user's: whether it gets its secret and answers.
    boolean control(String when) throws IOException {
        int port = Web.freePort();
        try (Screen.Step step = workspace.screen().step("control run " + when + ", no attack")) {
            Optional<String> problem = command(
                    "run",
                    "--detach",
                    "--backend",
                    "emulated",
                    "--name",
                    CONTROL,
                    "-p",
                    port + ":80",
                    sealed(Scene.IMAGE).toString());
            if (problem.isPresent()) {
                Interrupted.orGoOn();
                step.result("failed: " + problem.get());
                return false;
            }
            boolean holds = Web.page(port).contains("secret " + secretDigest.hex());
            if (!holds) {
                Interrupted.orGoOn();
            }
            step.result(holds ? "got its secret and answered" : "did not answer, or without its secret");
            return holds;
        } finally {
            command("stop", "--rm", "--grace", "0", CONTROL);
        }
    }

    /// Runs one as a user types it. What it says is kept from the screen.
    ///
    /// @return what it said if it failed
    private Optional<String> command(String... words) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try (PrintStream kept = new PrintStream(said, true, StandardCharsets.UTF_8)) {
            System.setOut(kept);
            System.setErr(kept);
            int code = Main.execute(workspace.broker(), words);
            return code == Exit.DONE
                    ? Optional.empty()
                    : Optional.of(said.toString(StandardCharsets.UTF_8).strip());
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    /// CPU seconds of this process, of all that it has waited for, and of the broker.
    double cpuSeconds() throws IOException, Malformed {
        return CpuTime.ofSelf() + CpuTime.ofTree(workspace.broker().pid().orElse(0L));
    }

    @Override
    public void close() {
        end();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The hook is at work already.
        }
    }

    /// The attack itself is still at work, and may have started something that nobody knows of but the processes: it
    /// goes with them.
    private void interrupted() {
        end();
        ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
    }

    private synchronized void end() {
        try {
            place.remove();
            inImage.close();
            inSecret.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | Malformed e) {
            workspace.screen().problem(String.valueOf(e.getMessage()));
        }
    }
}
