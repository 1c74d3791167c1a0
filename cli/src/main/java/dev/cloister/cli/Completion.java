package dev.cloister.cli;

import dev.cloister.bytes.Json;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `cloister completion`: what a shell needs to complete commands and options.
@Command(
        name = "completion",
        description = "print what a shell needs to complete commands and options",
        footer = {"", "Example, for this shell alone:", "  source <(./cloister completion bash)"})
final class Completion implements Callable<Integer> {
    @ParentCommand
    private Main main;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "SHELL", description = "bash, or zsh with its bashcompinit")
    private String shell;

    @Override
    public Integer call() {
        if (!List.of("bash", "zsh").contains(shell)) {
            throw new ParameterException(spec.commandLine(), "SHELL is bash or zsh, not " + shell);
        }
        String script = AutoComplete.bash("cloister", new Main().line());
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
}
