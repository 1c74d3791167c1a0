package dev.cloister.cli;

import dev.cloister.bytes.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `cloister man`: the manual page of any command, or all of them into a folder.
@Command(
        name = "man",
        description = "print the manual page of a command, or write all into a folder",
        footer = {
            "",
            "Examples:",
            "  cloister man run | man -l -",
            "  cloister man --output ~/.local/share/man/man1",
            "",
            "After the second, `man cloister-run` finds it."
        })
final class Man implements Callable<Integer> {
    @ParentCommand
    private Main main;

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..*", paramLabel = "COMMAND", description = "such as run, or broker serve")
    private List<String> words = new ArrayList<>();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            description = "write every page there, one file each")
    private Path output;

    @Override
    public Integer call() throws IOException {
        Screen screen = main.screen();
        List<Json> pages = new ArrayList<>();
        if (output == null) {
            CommandLine command = find();
            if (screen.json()) {
                pages.add(page(command, ManPage.of(command)));
            } else {
                screen.say(ManPage.of(command).stripTrailing());
            }
        } else {
            Files.createDirectories(output);
            for (CommandLine command : all(new Main().line())) {
                Path file = output.resolve(ManPage.name(command) + ".1");
                Files.writeString(file, ManPage.of(command));
                screen.note("  " + file);
                pages.add(page(command, file.toString()));
            }
        }
        if (screen.json()) {
            screen.json(Json.object().put("pages", Json.array(pages)).build().pretty());
        }
        return Exit.DONE;
    }

    private static Json page(CommandLine command, String where) {
        return Json.object()
                .put("name", ManPage.name(command))
                .put(where.startsWith(".TH") ? "text" : "file", where)
                .build();
    }

    private CommandLine find() {
        CommandLine command = new Main().line();
        for (String word : words) {
            CommandLine below = command.getSubcommands().get(word);
            if (below == null) {
                throw new ParameterException(spec.commandLine(), "there is no command " + String.join(" ", words));
            }
            command = below;
        }
        return command;
    }

    private static List<CommandLine> all(CommandLine command) {
        List<CommandLine> found = new ArrayList<>(List.of(command));
        command.getSubcommands().values().forEach(below -> found.addAll(all(below)));
        return found;
    }
}
