package dev.cloister.cli;

import dev.cloister.bytes.Malformed;
import dev.cloister.cli.home.Home;
import dev.cloister.cli.home.Install;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;

/// `cloister`: its subcommands, what they all share, and the one place where failures become exit codes.
@Command(
        name = "cloister",
        description = "Run any container so that not even the owner of the machine can look inside, and prove it.",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        version = "cloister 0.1.0",
        subcommands = {
            Demo.class,
            Protect.class,
            Approve.class,
            Run.class,
            Ps.class,
            Logs.class,
            Stop.class,
            Verify.class,
            MeasureCommand.class,
            EvidenceCommand.class,
            Doctor.class,
            Broker.class,
            BootSetCommand.class
        },
        footer = {
            "",
            "`./cloister test` sets up this machine and runs every test.",
            "",
            "Exit codes: 0 yes or done, 1 refused, 2 undecided, 3 malformed input, 64 usage, 69 something needed is"
                    + " missing or unreachable, 70 a bug of ours; a container in the foreground ends with its own."
        })
final class Main {
    @Option(
            names = "--home",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "keep state and caches in DIR (default: where the platform keeps them)")
    private Path home;

    @Option(
            names = "--json",
            scope = ScopeType.INHERIT,
            description = "print one JSON object on standard output, everything else on standard error")
    private boolean json;

    boolean namesHome() {
        return home != null;
    }

    /// What has to stand behind another command for the same home.
    List<String> homeOption() {
        return home == null ? List.of() : List.of("--home", home.toString());
    }

    public static void main(String[] arguments) {
        int code = Exit.BUG;
        try {
            code = execute(arguments);
        } finally {
            // Whatever was thrown past the command line has been printed by then, and is ours to mend.
            System.exit(code);
        }
    }

    /// Runs one command line; never throws.
    static int execute(String... arguments) {
        CommandLine line = new CommandLine(new Main())
                .setParameterExceptionHandler(Main::usage)
                .setExecutionExceptionHandler(Main::failure)
                .setCaseInsensitiveEnumValuesAllowed(true);
        if (arguments.length == 0) {
            line.usage(System.out);
            return Exit.USAGE;
        }
        return line.execute(arguments);
    }

    /// For commands that need neither home nor installation.
    Screen screen() {
        return Screen.of(json);
    }

    /// For a command that may store something: the home is made where there is none.
    Workspace workspace() throws IOException {
        Workspace workspace = lookingOnly();
        workspace.home().create();
        return workspace;
    }

    /// For a command that only looks: a home that is not there stays so.
    Workspace lookingOnly() throws IOException {
        return new Workspace(home == null ? Home.of(System.getenv()) : Home.in(home), Install.current(), screen());
    }

    private static int usage(ParameterException failure, String[] arguments) {
        PrintWriter err = failure.getCommandLine().getErr();
        err.println("cloister: " + failure.getMessage());
        err.println("`" + failure.getCommandLine().getCommandSpec().qualifiedName()
                + " --help` lists what it understands.");
        return Exit.USAGE;
    }

    private static int failure(Exception failure, CommandLine line, ParseResult parsed) {
        PrintWriter err = line.getErr();
        return switch (failure) {
            case Malformed malformed -> {
                err.println("cloister: " + malformed.getMessage());
                yield Exit.MALFORMED;
            }
            case NoSuchFileException missing -> {
                err.println("cloister: " + missing.getFile()
                        + (missing.getFile().contains(": ") ? "" : ": there is no such file"));
                yield Exit.UNAVAILABLE;
            }
            case InvalidPathException name -> {
                err.println("cloister: " + name.getInput() + ": this cannot be the name of a file here: "
                        + name.getReason());
                yield Exit.USAGE;
            }
            case AccessDeniedException denied -> {
                err.println("cloister: " + denied.getFile() + ": this user may not read or write it");
                yield Exit.UNAVAILABLE;
            }
            case IOException unreachable -> {
                err.println("cloister: " + unreachable.getMessage());
                yield Exit.UNAVAILABLE;
            }
            default -> {
                err.println("cloister: this is a bug of ours, please report it with the lines below");
                failure.printStackTrace(err);
                yield Exit.BUG;
            }
        };
    }
}
