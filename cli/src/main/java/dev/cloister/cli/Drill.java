package dev.cloister.cli;

import dev.cloister.bytes.Json;
import dev.cloister.bytes.Malformed;
import dev.cloister.cli.drill.Attacks;
import dev.cloister.cli.drill.Drilling;
import dev.cloister.cli.drill.Page;
import dev.cloister.cli.drill.Report;
import dev.cloister.cli.drill.Result;
import dev.cloister.cli.drill.attack.Attack;
import dev.cloister.cli.drill.attack.Brief;
import dev.cloister.cli.drill.attack.Ending;
import dev.cloister.cli.drill.attack.Outcome;
import dev.cloister.cli.drill.attack.Scene;
import dev.cloister.cli.drill.attack.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `cloister drill`: the host attacks its own guest, one attack after the other, and each has to end as documented,
/// for the documented reason.
@Command(
        name = "drill",
        description = "let the host attack its own guest, one attack after the other, EMULATED, and see what stops it",
        footer = {
            "",
            "Examples:",
            "  cloister drill",
            "  cloister drill --only kernel --only initrd",
            "  cloister drill --list",
            "",
            "Exits with 0 only if every attack ended in its documented state for its documented reason and the runs"
                    + " without an attack, before and after, got their secret and answered; else with 1, or as the"
                    + " other commands do."
        })
final class Drill implements Callable<Integer> {
    @ParentCommand
    private Main main;

    @Spec
    private CommandSpec spec;

    @Option(names = "--list", description = "list the attacks, and try none")
    private boolean list;

    @Option(
            names = "--only",
            paramLabel = "ID",
            description = "try this attack; may be given several times (default: all)")
    private List<String> only = new ArrayList<>();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "where the page goes (default: this home's drill.html)")
    private Path output;

    @Override
    public Integer call() throws IOException, Malformed, InterruptedException {
        List<Attack> attacks = attacks();
        if (list) {
            list(main.screen(), attacks);
            return Exit.DONE;
        }
        Workspace workspace = main.workspace();
        Screen screen = workspace.screen();
        screen.note("The host attacks its own guest. EMULATED: a program plays the chip.");
        Path page = output != null ? output : workspace.home().state().resolve("drill.html");
        try (DrillHome home = DrillHome.make(workspace);
                Scene scene = scene(home, screen)) {
            long started = System.nanoTime();
            Report report = new Drilling(home::control, new Shown(screen)).run(attacks, scene);
            Files.writeString(page, Page.of(report, Instant.now()).html());
            report(screen, report);
            screen.say(String.format(
                    Locale.ROOT,
                    "Took %.0f s, %.0f CPU s.  Page: %s",
                    (System.nanoTime() - started) / 1e9,
                    home.cpuSeconds(),
                    page));
            return report.asDocumented() ? Exit.DONE : Exit.REFUSED;
        }
    }

    private static Scene scene(DrillHome home, Screen screen) throws IOException, Malformed {
        try (Screen.Step step = screen.step("an image, its owner and a broker, for this drill")) {
            Scene scene = home.scene();
            step.result(scene.owner().url());
            return scene;
        }
    }

    private List<Attack> attacks() {
        List<Attack> all = Attacks.all();
        List<String> ids = all.stream().map(attack -> attack.brief().id()).toList();
        for (String id : only) {
            if (!ids.contains(id)) {
                throw new ParameterException(
                        spec.commandLine(), "there is no attack " + id + "; `cloister drill --list` names them");
            }
        }
        return all.stream()
                .filter(attack -> only.isEmpty() || only.contains(attack.brief().id()))
                .toList();
    }

    private static void list(Screen screen, List<Attack> attacks) {
        List<Brief> briefs = attacks.stream().map(Attack::brief).toList();
        if (screen.json()) {
            screen.json(Json.object()
                    .put(
                            "attacks",
                            Json.array(briefs.stream().map(Drill::listed).toList()))
                    .build()
                    .pretty());
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        for (Brief brief : briefs) {
            Ending ending = brief.documented();
            rows.add(List.of(brief.id(), ending.state().word(), ending.by(), brief.title()));
        }
        Table.lines(rows).forEach(screen::say);
    }

    private static Json listed(Brief brief) {
        return Json.object()
                .put("id", brief.id())
                .put("title", brief.title())
                .put("tried", brief.tried())
                .put("state", brief.documented().state().word())
                .put("expectedBy", brief.documented().by())
                .put("remark", brief.remark())
                .build();
    }

    private static void report(Screen screen, Report report) {
        if (screen.json()) {
            screen.json(report.toJson().pretty());
        }
        List<List<String>> rows = new ArrayList<>();
        for (Result result : report.results()) {
            Ending ending = result.outcome().ending();
            rows.add(List.of(
                    result.asDocumented() ? "ok" : "NOT AS DOCUMENTED",
                    result.brief().id(),
                    ending.state().word(),
                    ending.by(),
                    result.brief().title()));
        }
        screen.say("");
        Table.lines(rows).forEach(screen::say);
        screen.say("");
        screen.say(summary(report));
    }

    private static String summary(Report report) {
        List<Result> results = report.results();
        String text = results.size() + " attacks, EMULATED: " + count(results, State.REFUSED) + " refused, "
                + count(results, State.NOT_COVERED) + " not covered, " + count(results, State.NOT_APPLICABLE)
                + " not applicable; control runs " + (report.control() ? "ok" : "FAILED");
        long other = results.stream().filter(result -> !result.asDocumented()).count();
        return other == 0 ? text + "." : text + "; " + other + " NOT AS DOCUMENTED.";
    }

    private static long count(List<Result> results, State state) {
        return results.stream()
                .filter(result -> result.outcome().ending().state() == state)
                .count();
    }

    /// Each attack as a step, with what every side saw.
    private static final class Shown implements Drilling.Listener {
        private final Screen screen;
        private Optional<Screen.Step> step = Optional.empty();

        private Shown(Screen screen) {
            this.screen = screen;
        }

        @Override
        public void begins(Brief brief) {
            screen.note("");
            screen.note(brief.id() + ": the host " + brief.tried());
            step = Optional.of(screen.step(brief.title()));
        }

        @Override
        public void ended(Result result) {
            if (!result.asDocumented()) {
                Interrupted.orGoOn();
            }
            Outcome outcome = result.outcome();
            Ending ending = outcome.ending();
            step.ifPresent(shown -> {
                String by = ending.state() == State.REFUSED
                        ? "refused by " + ending.by()
                        : ending.state().word();
                shown.result(
                        result.asDocumented()
                                ? by
                                : by + ", NOT AS DOCUMENTED, which is "
                                        + result.brief().documented().state().word() + " by "
                                        + result.brief().documented().by());
                shown.close();
            });
            saw("guest", outcome.guest());
            saw("broker", outcome.broker());
            saw("owner", outcome.owner());
            if (!result.brief().remark().isEmpty()) {
                saw("note", result.brief().remark());
            }
        }

        private void saw(String who, String what) {
            screen.note(String.format(Locale.ROOT, "    %-7s %s", who, what));
        }
    }
}
