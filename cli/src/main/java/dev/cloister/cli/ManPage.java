package dev.cloister.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// One command as a manual page in roff, from the very model that reads its command line (man(7)).
final class ManPage {
    private final CommandSpec spec;
    private final List<String> lines = new ArrayList<>();

    private ManPage(CommandSpec spec) {
        this.spec = spec;
    }

    /// Its name without the section, as man(1) wants it: `cloister-broker-serve`.
    static String name(CommandLine command) {
        return command.getCommandSpec().qualifiedName("-");
    }

    static String of(CommandLine command) {
        return new ManPage(command.getCommandSpec()).write();
    }

    private String write() {
        String name = spec.qualifiedName("-");
        lines.add(".TH " + quoted(name.toUpperCase(Locale.ROOT)) + " 1 \"\" "
                + quoted(String.join(" ", spec.root().version())) + " \"Cloister\"");
        section("NAME");
        text(name + " \\- ", String.join(" ", purpose()));
        section("SYNOPSIS");
        synopsis();
        options();
        commands();
        footer();
        if (spec.parent() != null) {
            section("SEE ALSO");
            lines.add(".BR " + escaped(spec.parent().qualifiedName("-")) + " (1)");
        }
        return String.join("\n", lines) + "\n";
    }

    private List<String> purpose() {
        String[] description = spec.usageMessage().description();
        return List.of(
                description.length > 0 ? description : spec.usageMessage().header());
    }

    private void section(String title) {
        lines.add(".SH " + title);
    }

    private void synopsis() {
        lines.add(".B " + escaped(spec.qualifiedName()));
        for (OptionSpec option : spec.options()) {
            if (!option.hidden()) {
                text("[", String.join(" | ", option.names()) + value(option) + "]");
            }
        }
        spec.positionalParameters().forEach(each -> text("", label(each)));
        if (!spec.subcommands().isEmpty()) {
            text("", "COMMAND");
        }
    }

    private void options() {
        if (!spec.positionalParameters().isEmpty()) {
            section("ARGUMENTS");
            for (PositionalParamSpec each : spec.positionalParameters()) {
                entry(label(each), each.description());
            }
        }
        section("OPTIONS");
        for (OptionSpec option : spec.options()) {
            if (!option.hidden()) {
                entry(String.join(", ", option.names()) + value(option), described(option));
            }
        }
    }

    private static String[] described(ArgSpec argument) {
        String fallback = String.valueOf(argument.defaultValue());
        return Arrays.stream(argument.description())
                .map(line -> line.replace("${DEFAULT-VALUE}", fallback))
                .toArray(String[]::new);
    }

    private static String value(OptionSpec option) {
        return option.arity().max() == 0 ? "" : " " + option.paramLabel();
    }

    private static String label(PositionalParamSpec parameter) {
        String label = parameter.paramLabel() + (parameter.arity().max() > 1 ? "..." : "");
        return parameter.arity().min() == 0 ? "[" + label + "]" : label;
    }

    private void commands() {
        if (spec.subcommands().isEmpty()) {
            return;
        }
        section("COMMANDS");
        spec.subcommands().values().forEach(each -> {
            ManPage page = new ManPage(each.getCommandSpec());
            entry(each.getCommandName(), page.purpose().toArray(String[]::new));
        });
    }

    /// Blank lines part paragraphs; lines that begin with a blank are kept as they are.
    private void footer() {
        section("NOTES");
        for (String line : spec.usageMessage().footer()) {
            if (line.isEmpty()) {
                lines.add(".PP");
            } else if (line.startsWith(" ")) {
                lines.addAll(List.of(".RS 4", ".nf", escaped(line.strip()), ".fi", ".RE"));
            } else {
                text("", line);
            }
        }
    }

    private void entry(String term, String[] description) {
        lines.add(".TP");
        lines.add(".B " + escaped(term));
        text("", String.join(" ", description));
    }

    private void text(String roff, String words) {
        lines.add(roff + escaped(words));
    }

    /// Text that means nothing to roff; picocli's `%n` and `%%` as they print.
    private static String escaped(String text) {
        String plain =
                text.replace("%n", " ").replace("%%", "%").replace("\\", "\\e").replace("-", "\\-");
        return plain.startsWith(".") || plain.startsWith("'") ? "\\&" + plain : plain;
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\"", "") + "\"";
    }
}
