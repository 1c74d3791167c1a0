package dev.cloister.cli;

import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonNumber;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.Malformed;
import dev.cloister.cli.proof.Proof;
import dev.cloister.machine.BootSet;
import dev.cloister.machine.Guest;
import dev.cloister.machine.Guests;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/// `cloister demo`: the whole way on this machine, by the very commands that a user would type.
@Command(
        name = "demo",
        description = "protect, run, attest, fetch, verify and stop a small web image on this machine, EMULATED")
final class Demo implements Callable<Integer> {
    private static final String NAME = "demo-web";
    private static final int USUAL_PORT = 8080;
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(60);

    @ParentCommand
    private Main main;

    @Option(names = "--once", description = "stop the container at the end instead of waiting for Enter")
    private boolean once;

    private final List<Took> took = new ArrayList<>();
    private int httpStatus;

    /// One step of the demo and what it cost, in all processes.
    private record Took(String step, double seconds, double cpuSeconds) {
        Json toJson() {
            return Json.object()
                    .put("step", step)
                    .put("seconds", hundredths(seconds))
                    .put("cpuSeconds", hundredths(cpuSeconds))
                    .build();
        }
    }

    /// A step: ends with an exit code.
    @FunctionalInterface
    private interface Work {
        int run() throws IOException, Malformed;
    }

    @Override
    public Integer call() throws IOException, Malformed, InterruptedException {
        Workspace workspace = main.workspace();
        PrintStream out = System.out;
        if (workspace.screen().json()) {
            // The commands below print for people; standard output is kept for the one object.
            System.setOut(System.err);
        }
        try {
            return demonstrate(workspace, out);
        } finally {
            System.setOut(out);
        }
    }

    private int demonstrate(Workspace workspace, PrintStream out) throws IOException, Malformed, InterruptedException {
        Screen screen = workspace.screen();
        screen.note(
                "Cloister demo, EMULATED: owner, broker and host are this one machine, and a program plays the chip.");
        screen.note("With empty caches this takes two to five minutes on two cores, afterwards about twenty seconds.");
        setUp();
        int port = freePort();
        String url = "http://127.0.0.1:" + port + "/";
        Path sealed = workspace.home().cache().resolve("samples/web.sealed");
        Path proof = workspace.home().state().resolve("proofs").resolve(NAME).resolve("proof.json");

        int code = prepare(workspace, sealed);
        if (code != Exit.DONE) {
            return code;
        }
        // A guest that an earlier demo left behind, whatever ended that one.
        new Guests(workspace.home().guests()).stop(NAME, Duration.ZERO);
        Forgotten.sweep(new Guests(workspace.home().guests()));
        code = step(
                workspace,
                "run",
                () -> command(
                        workspace,
                        "run",
                        "--detach",
                        "--rm",
                        "--backend",
                        "emulated",
                        "--name",
                        NAME,
                        "-p",
                        port + ":80",
                        sealed.toString()));
        if (code != Exit.DONE) {
            return code;
        }
        Interruption interruption = new Interruption(new Guests(workspace.home().guests()), NAME, screen);
        try {
            code = step(workspace, "fetch", () -> fetch(screen, url));
            int verified = step(workspace, "verify", () -> command(workspace, "verify", NAME));
            code = code == Exit.DONE ? verified : code;
            if (!once && Screen.canAsk() && !screen.json()) {
                screen.note("The container answers at " + url + " ; press Enter to stop it.");
                System.in.read();
            }
        } finally {
            interruption.over();
            step(workspace, "stop", () -> command(workspace, "stop", "--grace", "1", NAME));
        }
        if (code != Exit.DONE) {
            return code;
        }
        return report(screen, out, url, proof, code);
    }

    private int prepare(Workspace workspace, Path sealed) throws IOException, Malformed {
        BootSet[] bootSet = new BootSet[1];
        step(workspace, "boot set", () -> {
            bootSet[0] = workspace.bootSets().ready();
            workspace.bootSets().qemu();
            return Exit.DONE;
        });
        Path[] image = new Path[1];
        step(workspace, "sample image", () -> {
            image[0] = Samples.web(workspace, bootSet[0]);
            return Exit.DONE;
        });
        return step(
                workspace,
                "protect",
                () -> command(
                        workspace, "protect", "oci:" + image[0], "-o", sealed.toString(), "--replace", "--emulated"));
    }

    /// What the wrapper spent before this program ran: packages and build.
    private void setUp() {
        String seconds = System.getenv().getOrDefault("CLOISTER_SETUP_SECONDS", "");
        String cpu = System.getenv().getOrDefault("CLOISTER_SETUP_CPU", "");
        if (seconds.matches("[0-9.]+") && cpu.matches("[0-9.]+")) {
            took.add(new Took("set-up", Double.parseDouble(seconds), Double.parseDouble(cpu)));
        }
    }

    /// Runs a command as a user would type it, and shows it.
    private int command(Workspace workspace, String... arguments) {
        workspace.screen().note("$ cloister " + String.join(" ", arguments));
        List<String> line = new ArrayList<>(List.of(arguments));
        line.addAll(main.homeOption());
        return Main.execute(line.toArray(String[]::new));
    }

    private int step(Workspace workspace, String name, Work work) throws IOException, Malformed {
        long started = System.nanoTime();
        double cpu = cpuSeconds(workspace);
        int code = work.run();
        double spent = Math.max(0, cpuSeconds(workspace) - cpu);
        took.add(new Took(name, (System.nanoTime() - started) / 1e9, spent));
        return code;
    }

    /// Of this process and of everything that works for this home: broker, keeper, QEMU.
    private static double cpuSeconds(Workspace workspace) throws IOException, Malformed {
        double sum = CpuTime.ofSelf();
        if (workspace.broker().running().isPresent()) {
            sum += CpuTime.ofTree(workspace.broker().pid().orElse(0L));
        }
        return sum + guestCpuSeconds(workspace);
    }

    private static double guestCpuSeconds(Workspace workspace) throws IOException, Malformed {
        OptionalLong keeper = new Guests(workspace.home().guests())
                .find(NAME)
                .map(Guest::keeperPid)
                .orElse(OptionalLong.empty());
        return keeper.isPresent() ? CpuTime.ofTree(keeper.getAsLong()) : 0;
    }

    private int fetch(Screen screen, String url) throws IOException {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url)).timeout(ANSWER_WITHIN).build();
        long end = System.nanoTime() + ANSWER_WITHIN.toNanos();
        try (Screen.Step step = screen.step("fetching " + url)) {
            while (System.nanoTime() < end) {
                try {
                    HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
                    httpStatus = response.statusCode();
                    step.result("HTTP " + httpStatus + ", " + response.body().length() + " characters");
                    return httpStatus == 200 ? Exit.DONE : Exit.UNAVAILABLE;
                } catch (IOException e) {
                    // Started, not yet listening.
                    Thread.sleep(100);
                }
            }
            step.result("no answer");
            return Exit.UNAVAILABLE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while fetching " + url, e);
        }
    }

    private int report(Screen screen, PrintStream out, String url, Path proof, int code) throws IOException, Malformed {
        Proof kept = Proof.parse(Files.readAllBytes(proof));
        Proof.Answer answer = kept.appraise(kept.policy());
        double seconds = took.stream().mapToDouble(Took::seconds).sum();
        double cpu = took.stream().mapToDouble(Took::cpuSeconds).sum();
        screen.note("");
        for (Took each : took) {
            screen.note(String.format(
                    Locale.ROOT, "  %-13s %7.1f s %7.1f CPU s", each.step(), each.seconds(), each.cpuSeconds()));
        }
        screen.note(String.format(Locale.ROOT, "  %-13s %7.1f s %7.1f CPU s", "all", seconds, cpu));
        screen.note("Proven: what booted, what was pinned, and that the key went to that guest alone. Not proven: that"
                + " this host cannot look inside (EMULATED), nor that " + url + " led there (plain HTTP).");
        screen.note("Proof: " + proof + " and proof.html beside it");
        if (screen.json()) {
            JsonObject object = Json.object()
                    .put("url", url)
                    .put("httpStatus", httpStatus)
                    .put("verdict", answer.word())
                    .put("emulated", answer.emulated())
                    .put("measurement", answer.measurement().hex())
                    .put("proof", proof.toString())
                    .put("cpuSeconds", hundredths(cpu))
                    .put("seconds", hundredths(seconds))
                    .put("steps", Json.array(took.stream().map(Took::toJson).toList()))
                    .build();
            out.println(object.pretty());
        }
        return code;
    }

    private static Json hundredths(double value) {
        return JsonNumber.of(Math.round(value * 100) / 100.0);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(USUAL_PORT, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            }
        }
    }
}
