package dev.cloister.cli;

import dev.cloister.bytes.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `cloister completion`: what a shell needs to complete commands and options.
@Command(
        name = "completion",
        description = "print what a shell needs to complete commands, options, guests and sealed folders",
        footer = {
            "",
            "Examples, for this shell alone:",
            "  source <(./cloister completion bash)",
            "  source <(./cloister completion zsh)"
        })
final class Completion implements Callable<Integer> {
    @ParentCommand
    private Main main;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "SHELL", description = "bash or zsh")
    private String shell;

    @Override
    public Integer call() throws IOException {
        if (!List.of("bash", "zsh").contains(shell)) {
            throw new ParameterException(spec.commandLine(), "SHELL is bash or zsh, not " + shell);
        }
        CommandLine all = new Main().line();
        String script = AutoComplete.bash("cloister", all) + valued(all) + names();
        Screen screen = main.screen();
        if (screen.json()) {
            screen.json(Json.object()
                    .put("shell", shell)
                    .put("script", script)
                    .build()
                    .pretty());
        } else {
            screen.say(script);
        }
        return Exit.DONE;
    }

    /// The options behind which a value stands.
    private static String valued(CommandLine all) {
        SortedSet<String> names = new TreeSet<>();
        collect(all, names);
        return "\n_cloister_valued='" + String.join(" ", names) + "'\n";
    }

    private static void collect(CommandLine command, SortedSet<String> names) {
        command.getCommandSpec().options().stream()
                .filter(option -> option.arity().max() > 0)
                .forEach(option -> names.addAll(List.of(option.names())));
        command.getSubcommands().values().forEach(below -> collect(below, names));
    }

    private static String names() throws IOException {
        try (InputStream in = Completion.class.getResourceAsStream("completion.sh")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
