package dev.cloister.cli;

import dev.cloister.bytes.Json;
import dev.cloister.bytes.Malformed;
import dev.cloister.machine.Guest;
import dev.cloister.machine.Guests;
import dev.cloister.machine.Phase;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/// `cloister ps`: the guests of this home.
@Command(
        name = "ps",
        description = "list the guests of this home",
        footer = {"", "Example: cloister ps --json"})
final class Ps implements Callable<Integer> {
    private static final List<String> HEAD = List.of("NAME", "STATE", "BACK END", "AGE", "PORTS", "MEASUREMENT");
    private static final int SHOWN_DIGITS = 16;

    @ParentCommand
    private Main main;

    @Override
    public Integer call() throws IOException, Malformed {
        Workspace workspace = main.lookingOnly();
        Screen screen = workspace.screen();
        if (main.namesHome() && !Files.isDirectory(workspace.home().state())) {
            screen.note("There is no home in the folder that --home names; `cloister protect` or `run` makes one.");
        }
        Guests all = new Guests(workspace.home().guests());
        Forgotten.sweep(all);
        List<Guest> guests = all.list();
        if (screen.json()) {
            screen.json(Json.object()
                    .put("guests", Json.array(guests.stream().map(Ps::json).toList()))
                    .build()
                    .pretty());
            return Exit.DONE;
        }
        List<List<String>> rows = new ArrayList<>(List.of(HEAD));
        guests.forEach(guest -> rows.add(row(guest)));
        Table.lines(rows).forEach(screen::say);
        return Exit.DONE;
    }

    private static List<String> row(Guest guest) {
        return List.of(
                guest.spec().name(),
                guest.phase() instanceof Phase.Failed failed
                        ? "failed (" + failed.reason().code() + ")"
                        : guest.phase().word(),
                guest.spec().backend().emulated() ? "EMULATED" : "SEV-SNP",
                age(guest.startedAt()),
                String.join(
                        ", ",
                        guest.spec().ports().stream()
                                .map(port -> "127.0.0.1:" + port.host() + "→" + port.guest())
                                .toList()),
                guest.measurement().isEmpty() ? "-" : guest.measurement().hex().substring(0, SHOWN_DIGITS) + "…");
    }

    private static Json json(Guest guest) {
        return Json.object()
                .put("name", guest.spec().name())
                .put("state", guest.phase().word())
                .put(
                        "reason",
                        guest.phase() instanceof Phase.Failed failed
                                ? failed.reason().code()
                                : "")
                .put("emulated", guest.spec().backend().emulated())
                .put("backend", guest.spec().backend().word())
                .put("startedAt", guest.startedAt().toString())
                .put("measurement", guest.measurement().hex())
                .put("initData", guest.spec().hostData().hex())
                .put(
                        "ports",
                        Json.array(guest.spec().ports().stream()
                                .map(port -> Json.object()
                                        .put("host", port.host())
                                        .put("guest", port.guest())
                                        .build())
                                .toList()))
                .build();
    }

    private static String age(Instant since) {
        Duration age = Duration.between(since, Instant.now());
        if (age.toHours() > 0) {
            return age.toHours() + " h";
        }
        return age.toMinutes() > 0 ? age.toMinutes() + " min" : age.toSeconds() + " s";
    }
}
