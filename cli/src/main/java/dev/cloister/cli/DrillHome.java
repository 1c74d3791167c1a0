package dev.cloister.cli;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Malformed;
import dev.cloister.bytes.Secret;
import dev.cloister.cli.drill.attack.Scene;
import dev.cloister.cli.drill.attack.Sought;
import dev.cloister.cli.drill.attack.Web;
import dev.cloister.cli.drill.sight.Canary;
import dev.cloister.cli.home.Home;
import dev.cloister.image.sample.AttackedSample;
import dev.cloister.machine.Guest;
import dev.cloister.machine.Guests;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// Owner, broker and host of one drill: a home of its own in a temporary folder, with the user's cache, in which the
/// commands run that a user would type. Closing it, or an interruption, ends what runs there and removes it.
final class DrillHome implements AutoCloseable {
    private static final String CONTROL = "control";
    private static final String PLANTED = "planted";
    private static final int SECRET_BYTES = 24;
    private static final long BROKER_ENDS_SECONDS = 10;

    private final Path folder;
    private final Workspace workspace;
    private final Path secret;
    private final Bytes secretDigest;
    private final Canary inImage = Canary.fresh("image");
    private final Canary inSecret = Canary.fresh("secret");
    private final Thread hook;

    private DrillHome(Path folder, Workspace workspace, Path secret, Bytes secretDigest) throws IOException {
        this.folder = folder;
        this.workspace = workspace;
        this.secret = secret;
        this.secretDigest = secretDigest;
        Files.write(planted(), inSecret.value().use(byte[]::clone));
        this.hook = new Thread(this::end);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /// @param user whose cache it takes
    static DrillHome make(Workspace user) throws IOException {
        Path folder = Files.createTempDirectory("cloister-drill-");
        Home home = new Home(folder.resolve("state"), user.home().cache()).create();
        Path secret = folder.resolve(AttackedSample.SECRET);
        Bytes digest;
        try (Secret random = Secret.random(SECRET_BYTES)) {
            byte[] text = random.use(bytes -> Bytes.of(bytes).hex().getBytes(StandardCharsets.US_ASCII));
            Files.write(secret, text);
            digest = Digests.sha256(Bytes.of(text));
        }
        return new DrillHome(folder, new Workspace(home, user.install(), user.screen()), secret, digest);
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
                step.result("failed: " + problem.get());
                return false;
            }
            boolean holds = Web.page(port).contains("secret " + secretDigest.hex());
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
            int code = Main.execute(workspace.home(), words);
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

    private synchronized void end() {
        try {
            Guests guests = new Guests(workspace.home().guests());
            for (Guest guest : guests.list()) {
                guests.stop(guest.spec().name(), Duration.ZERO);
            }
            endBroker();
            SealedPlace.delete(folder);
            inImage.close();
            inSecret.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | Malformed e) {
            workspace.screen().problem(folder + " could not be removed, do it by hand: " + e.getMessage());
        }
    }

    private void endBroker() throws IOException, Malformed {
        if (workspace.broker().running().isEmpty()) {
            return;
        }
        Optional<ProcessHandle> process = workspace.broker().pid().flatMap(ProcessHandle::of);
        process.ifPresent(broker -> {
            broker.destroy();
            broker.onExit()
                    .completeOnTimeout(broker, BROKER_ENDS_SECONDS, TimeUnit.SECONDS)
                    .join();
            broker.destroyForcibly();
        });
    }
}
