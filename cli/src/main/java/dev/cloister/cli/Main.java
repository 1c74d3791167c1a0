package dev.cloister.cli;

import dev.cloister.bytes.Malformed;
import dev.cloister.cli.home.Home;
import dev.cloister.cli.home.HomeBroker;
import dev.cloister.cli.home.Install;
import dev.cloister.cli.home.Room;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.ListResourceBundle;
import java.util.Objects;
import java.util.Optional;
import java.util.ResourceBundle;
import java.util.SequencedMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/// `cloister`: its subcommands, what they all share, and the one place where failures become exit codes.
@Command(
        name = "cloister",
        description = "Run any container so that not even the owner of the machine can look inside, and prove it.",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        version = "cloister 0.1.0")
final class Main {
    private static final String HELP = "help";
    private static final String TEST = "`./cloister test` sets up this machine and runs every test.";
    private static final String EXIT_CODES = "Exit codes: 0 yes or done, 1 refused, 2 undecided, 3 malformed input, 64"
            + " usage, 69 something needed is missing or unreachable, 70 a bug of ours; a container in the foreground"
            + " ends with its own.";
    private static final Pattern OWN_CODES = Pattern.compile("(?s).*(Exit codes:|Ends with 0|Exits with 0).*");

    /// Our words for the options that the parser brings.
    private static final ResourceBundle WORDS = new ListResourceBundle() {
        @Override
        protected Object[][] getContents() {
            return new Object[][] {
                {"mixinStandardHelpOptions.help", "print this help"},
                {"mixinStandardHelpOptions.version", "print the version"}
            };
        }
    };

    /// In the order of the help.
    private static final SequencedMap<String, Supplier<Object>> COMMANDS = commands();

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

    private Optional<Screen> screen = Optional.empty();
    private Optional<HomeBroker> given = Optional.empty();

    private static SequencedMap<String, Supplier<Object>> commands() {
        SequencedMap<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("demo", Demo::new);
        commands.put("sample", SampleCommand::new);
        commands.put("protect", Protect::new);
        commands.put("secret", SecretCommand::new);
        commands.put("approve", Approve::new);
        commands.put("run", Run::new);
        commands.put("ps", Ps::new);
        commands.put("logs", Logs::new);
        commands.put("stop", Stop::new);
        commands.put("clean", Clean::new);
        commands.put("verify", Verify::new);
        commands.put("drill", Drill::new);
        commands.put("measure", MeasureCommand::new);
        commands.put("evidence", EvidenceCommand::new);
        commands.put("doctor", Doctor::new);
        commands.put("broker", Broker::new);
        commands.put("bootset", BootSetCommand::new);
        commands.put("bundle", BundleCommand::new);
        commands.put("man", Man::new);
        commands.put("completion", Completion::new);
        commands.put(HELP, HelpCommand::new);
        return commands;
    }

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
        } catch (Error lost) {
            // An Error passes all that prints exceptions, and the exit below would swallow it.
            System.err.println("cloister: this is a bug of ours, please report it with the lines below");
            lost.printStackTrace();
        } finally {
            System.exit(code);
        }
    }

    /// Runs one command line; never throws. With `--json` one object is on standard output afterwards, whatever
    /// happened.
    static int execute(String... arguments) {
        return new Main().run(arguments);
    }

    /// The same in the home of this broker, whatever the line says of one.
    static int execute(HomeBroker broker, String... arguments) {
        Main main = new Main();
        main.given = Optional.of(broker);
        return main.run(arguments);
    }

    private int run(String... arguments) {
        CommandLine line = line(arguments);
        if (arguments.length == 0) {
            line.usage(System.out);
            return Exit.USAGE;
        }
        int code = line.execute(arguments);
        if (code != Exit.DONE) {
            screen().failed(Exit.word(code));
        }
        return written(code);
    }

    /// The command line with all of its commands.
    CommandLine line() {
        return ready(with(COMMANDS.keySet()));
    }

    /// With no more than these words ask for. To find out all that every command understands takes as long as what most
    /// of them do.
    private CommandLine line(String... words) {
        Optional<String> asked = asked(words);
        if (asked.isPresent()) {
            return ready(with(List.of(asked.get())));
        }
        List<String> all = List.of(words);
        boolean overview = all.stream().allMatch(word -> word.startsWith("-")) && !all.contains("--home");
        return overview ? ready(overview()) : line();
    }

    /// The command that a line names; empty where it names none, or asks for help about one.
    private static Optional<String> asked(String... words) {
        boolean value = false;
        for (String word : words) {
            if (!value && !word.startsWith("-")) {
                return Optional.of(word).filter(COMMANDS::containsKey).filter(name -> !name.equals(HELP));
            }
            value = word.equals("--home");
        }
        return Optional.empty();
    }

    private CommandLine with(Collection<String> names) {
        CommandLine line = new CommandLine(this);
        for (String name : names) {
            line.addSubcommand(name, Objects.requireNonNull(COMMANDS.get(name)).get());
        }
        return line;
    }

    /// With what each command is for, and no more.
    private CommandLine overview() {
        CommandLine line = new CommandLine(this);
        COMMANDS.forEach((name, command) -> {
            CommandSpec spec = CommandSpec.create();
            Optional.ofNullable(command.get().getClass().getAnnotation(Command.class))
                    .ifPresent(annotation ->
                            spec.usageMessage().header(annotation.header()).description(annotation.description()));
            line.addSubcommand(name, spec);
        });
        return line;
    }

    private CommandLine ready(CommandLine line) {
        line.getCommandSpec().usageMessage().footer("", TEST);
        Optional.ofNullable(line.getSubcommands().get(HELP))
                .ifPresent(help -> help.getCommandSpec().usageMessage().header("print the help of a command"));
        line.setResourceBundle(WORDS);
        tellExitCodes(line.getCommandSpec());
        return line.setParameterExceptionHandler(this::usage)
                .setExecutionExceptionHandler(this::failure)
                .setExecutionStrategy(Main::runKnown)
                .setCaseInsensitiveEnumValuesAllowed(true);
    }

    /// In the help of every command that has none of its own.
    private static void tellExitCodes(CommandSpec spec) {
        List<String> footer = new ArrayList<>(List.of(spec.usageMessage().footer()));
        if (!OWN_CODES.matcher(String.join("\n", footer)).matches()) {
            footer.addAll(List.of("", EXIT_CODES));
            spec.usageMessage().footer(footer.toArray(String[]::new));
        }
        spec.subcommands().values().forEach(below -> tellExitCodes(below.getCommandSpec()));
    }

    /// What nobody understands is a mistake even beside `--help`.
    private static int runKnown(ParseResult parsed) {
        for (ParseResult at = parsed; at != null; at = at.hasSubcommand() ? at.subcommand() : null) {
            if (!at.unmatched().isEmpty()) {
                throw new UnmatchedArgumentException(at.commandSpec().commandLine(), at.unmatched());
            }
        }
        return new RunLast().execute(parsed);
    }

    /// Standard output that could not be written is a failure of its own.
    private int written(int code) {
        if (!System.out.checkError()) {
            return code;
        }
        System.err.println("cloister: standard output could not be written: its disk is full, or nobody reads it");
        return code == Exit.DONE ? Exit.UNAVAILABLE : code;
    }

    /// For commands that need neither home nor installation.
    Screen screen() {
        Screen known = screen.orElseGet(() -> Screen.of(json));
        screen = Optional.of(known);
        return known;
    }

    /// For a command that may store something: the home is made where there is none.
    Workspace workspace() throws IOException {
        Workspace workspace = lookingOnly();
        workspace.home().create();
        return workspace;
    }

    /// For a command that only looks: a home that is not there stays so.
    Workspace lookingOnly() throws IOException {
        if (given.isPresent()) {
            return new Workspace(given.get(), screen());
        }
        return new Workspace(new HomeBroker(place(), Install.current()), screen());
    }

    /// Where state and caches are, or would be.
    Home place() {
        return home == null ? Home.of(System.getenv()) : Home.in(home);
    }

    private int usage(ParameterException failure, String[] arguments) {
        // Parsing may have ended before it came to that option.
        json |= Arrays.asList(arguments).contains("--json");
        screen().problem(sentence(failure));
        screen().hint("`" + failure.getCommandLine().getCommandSpec().qualifiedName()
                + " --help` lists what it understands");
        return Exit.USAGE;
    }

    private static String sentence(ParameterException failure) {
        if (failure instanceof UnmatchedArgumentException unmatched
                && !unmatched.isUnknownOption()
                && !failure.getCommandLine().getSubcommands().isEmpty()) {
            String word = unmatched.getUnmatched().getFirst();
            List<String> near = near(word, unmatched.getSuggestions());
            return "there is no command " + word
                    + (near.isEmpty() ? "" : "; did you mean " + String.join(" or ", near) + "?");
        }
        String message = String.valueOf(failure.getMessage());
        return Character.toLowerCase(message.charAt(0)) + message.substring(1);
    }

    /// Those that begin as it does: the others that a parser thinks of have nothing to do with it.
    private static List<String> near(String word, List<String> suggestions) {
        String start = word.substring(0, Math.min(2, word.length()));
        return suggestions.stream().filter(one -> one.startsWith(start)).toList();
    }

    private int failure(Exception failure, CommandLine line, ParseResult parsed) {
        Interrupted.orGoOn();
        return switch (failure) {
            case Malformed malformed -> {
                screen().problem(malformed.getMessage());
                yield Exit.MALFORMED;
            }
            case NoSuchFileException missing -> {
                screen().problem(missing.getFile()
                        + (missing.getFile().contains(": ") ? "" : ": there is no such file"));
                yield Exit.UNAVAILABLE;
            }
            case InvalidPathException name -> {
                screen().problem(name.getInput() + ": this cannot be the name of a file here: " + name.getReason());
                yield Exit.USAGE;
            }
            case AccessDeniedException denied -> {
                screen().problem(denied.getFile() + ": this user may not read or write it");
                yield Exit.UNAVAILABLE;
            }
            case IOException unreachable -> {
                Optional<String> full = Room.sentence(unreachable);
                screen().problem(full.orElse(String.valueOf(unreachable.getMessage())));
                full.ifPresent(_ -> screen().remedy(Room.REMEDY));
                yield Exit.UNAVAILABLE;
            }
            default -> {
                screen().problem("this is a bug of ours, please report it with the lines below");
                failure.printStackTrace(line.getErr());
                yield Exit.BUG;
            }
        };
    }
}
