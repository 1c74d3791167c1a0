package dev.cloister.cli;

import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonNumber;
import dev.cloister.bytes.Malformed;
import dev.cloister.cli.DemoPlan.Part;
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
        description = "protect, run, attest, fetch, verify and stop an nginx image on this machine, EMULATED",
        footer = {"", "Example: cloister demo --once"})
final class Demo implements Callable<Integer> {
    private static final String NAME = "demo";
    private static final int USUAL_PORT = 8080;

    /// The README ends with it.
    static final String WAITS = "answers until you press Enter";

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
        BootSets bootSets = workspace.bootSets();
        boolean built = bootSets.cached().isPresent() && bootSets.keeps("qemu-");
        DemoPlan plan =
                DemoPlan.of(workspace.home().state().resolve("demo-times.json"), built, bootSets.keeps("firmware-"));
        screen.note("The whole way of an nginx image: sealed, started in a confidential VM, attested, given its key,"
                + " fetched, verified.");
        screen.note("EMULATED: a program plays the chip; owner, broker and host are this one machine and one user.");
        screen.note(plan.announcement());
        setUp();
        int port = freePort();
        String url = "http://127.0.0.1:" + port + "/";
        Path sealed = workspace.home().state().resolve("nginx.sealed");

        int code = prepare(workspace, plan, sealed);
        if (code != Exit.DONE) {
            return code;
        }
        // A guest that an earlier demo left behind, whatever ended that one.
        Guests guests = new Guests(workspace.home().guests());
        guests.stop(NAME, Duration.ZERO);
        Forgotten.sweep(guests);
        Interruption interruption = new Interruption(guests, NAME, screen);
        try {
            code = part(workspace, plan, Part.RUN, () -> command(workspace, runWords(port, sealed)));
            return code == Exit.DONE ? whileItRuns(workspace, plan, out, interruption, url) : code;
        } finally {
            interruption.over();
        }
    }

    private static String[] runWords(int port, Path sealed) {
        return new String[] {
            "run", "--detach", "--rm", "--backend", "emulated", "--name", NAME, "-p", port + ":80", sealed.toString()
        };
    }

    private int whileItRuns(Workspace workspace, DemoPlan plan, PrintStream out, Interruption interruption, String url)
            throws IOException, Malformed {
        Screen screen = workspace.screen();
        Path proof = workspace.home().state().resolve("proofs").resolve(NAME).resolve("proof.json");
        boolean waits = !once && Screen.canAsk() && !screen.json();
        int code;
        try {
            code = part(workspace, plan, Part.FETCH, () -> fetch(screen, url));
            int verified = part(workspace, plan, Part.VERIFY, () -> command(workspace, "verify", NAME));
            code = code == Exit.DONE ? verified : code;
            if (code == Exit.DONE) {
                plan.keep();
            }
            if (code == Exit.DONE && waits) {
                DemoEnd.of(url, proof).lines(costs(), WAITS).forEach(screen::say);
                System.in.read();
            }
        } finally {
            interruption.over();
            step(workspace, "stop", () -> command(workspace, "stop", "--grace", "1", NAME));
        }
        if (code == Exit.DONE && !waits) {
            report(screen, out, DemoEnd.of(url, proof));
        }
        return code;
    }

    private int prepare(Workspace workspace, DemoPlan plan, Path sealed) throws IOException, Malformed {
        Work bootSet = () -> {
            workspace.bootSets().ready();
            workspace.bootSets().qemu();
            return Exit.DONE;
        };
        if (plan.has(Part.BUILD) || plan.has(Part.REBUILD)) {
            part(workspace, plan, plan.has(Part.BUILD) ? Part.BUILD : Part.REBUILD, bootSet);
        } else {
            step(workspace, Part.BUILD.word(), bootSet);
        }
        Path[] image = new Path[1];
        part(workspace, plan, Part.IMAGE, () -> {
            image[0] = Samples.nginx(workspace);
            return Exit.DONE;
        });
        return part(
                workspace,
                plan,
                Part.PROTECT,
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

    /// A step of the plan, under a line that says what is left.
    private int part(Workspace workspace, DemoPlan plan, Part part, Work work) throws IOException, Malformed {
        workspace.screen().note("");
        workspace.screen().note(plan.heading(part));
        int code = step(workspace, part.word(), work);
        plan.done(part, took.getLast().seconds());
        return code;
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
                    String server = response.headers().firstValue("server").orElse("a server without a name");
                    step.result("HTTP " + httpStatus + " from " + server + ", "
                            + response.body().length() + " characters");
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

    private String costs() {
        StringBuilder text =
                new StringBuilder(String.format(Locale.ROOT, "Took %.1f s, %.1f CPU s:", seconds(), cpu()));
        for (Took each : took) {
            text.append(
                    String.format(Locale.ROOT, " %s %.1f s (%.1f),", each.step(), each.seconds(), each.cpuSeconds()));
        }
        return text.substring(0, text.length() - 1);
    }

    private double seconds() {
        return took.stream().mapToDouble(Took::seconds).sum();
    }

    private double cpu() {
        return took.stream().mapToDouble(Took::cpuSeconds).sum();
    }

    private void report(Screen screen, PrintStream out, DemoEnd end) {
        end.lines(costs(), "answered " + httpStatus + "; the container is stopped")
                .forEach(screen::say);
        if (screen.json()) {
            out.println(Json.object()
                    .put("url", end.url())
                    .put("httpStatus", httpStatus)
                    .put("verdict", end.answer().word())
                    .put("emulated", end.answer().emulated())
                    .put("measurement", end.answer().measurement().hex())
                    .put("proof", end.file().toString())
                    .put("cpuSeconds", hundredths(cpu()))
                    .put("seconds", hundredths(seconds()))
                    .put("steps", Json.array(took.stream().map(Took::toJson).toList()))
                    .build()
                    .pretty());
        }
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
