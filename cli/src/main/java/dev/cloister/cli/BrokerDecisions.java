package dev.cloister.cli;

import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonArray;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.Malformed;
import dev.cloister.cli.home.BrokerClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `cloister broker decisions`: what the broker refused, and why. The guest was told a code and the number.
@Command(
        name = "decisions",
        description = "list what the broker refused, or explain one refusal",
        footer = {
            "",
            "Each reason comes with what was expected, what was got, where the expected value is from, and the nearest change"
                    + " that would let it pass.",
            "",
            "Examples:",
            "  cloister broker decisions",
            "  cloister broker decisions 7f3a91c2"
        })
final class BrokerDecisions implements Callable<Integer> {
    private static final String FORM = "[0-9a-f]{8}";
    private static final List<String> PARTS = List.of("expected", "got", "source", "remedy");

    @ParentCommand
    private Broker parent;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "NUMBER", arity = "0..1", description = "of a case, as the guest was told it")
    private String number;

    @Override
    public Integer call() throws IOException, Malformed {
        if (number != null && !number.matches(FORM)) {
            throw new ParameterException(spec.commandLine(), "NUMBER is 8 hex digits, not " + number);
        }
        Workspace workspace = parent.workspace();
        BrokerClient broker = workspace.broker().start();
        return number == null ? list(workspace.screen(), broker) : explain(workspace.screen(), broker);
    }

    private static int list(Screen screen, BrokerClient broker) throws IOException, Malformed {
        JsonArray all = broker.decisions();
        if (screen.json()) {
            screen.json(Json.object().put("decisions", all).build().pretty());
            return Exit.DONE;
        }
        if (all.items().isEmpty()) {
            screen.say("Nothing was refused.");
        }
        for (Json one : all.items()) {
            JsonFields decision = JsonFields.of("decision", one);
            List<String> codes = new ArrayList<>(decision.texts("findings"));
            screen.say(decision.text("time") + "  " + decision.text("case") + "  " + decision.text("outcome") + "  "
                    + (decision.text("path").isEmpty() ? "-" : decision.text("path")) + "  "
                    + String.join(", ", codes));
        }
        return Exit.DONE;
    }

    private int explain(Screen screen, BrokerClient broker) throws IOException, Malformed {
        JsonObject decision = broker.decision(number);
        if (screen.json()) {
            screen.json(decision.pretty());
            return Exit.DONE;
        }
        JsonFields in = decision.fields("decision");
        String path = in.text("path");
        screen.say(in.text("outcome") + (path.isEmpty() ? "" : ", kbs:///" + path) + ", at step " + in.text("step")
                + ", " + in.text("time"));
        for (JsonFields finding : in.objects("findings")) {
            screen.say("  " + finding.text("code") + ": " + finding.text("sentence"));
            for (String part : PARTS) {
                finding.optionalText(part)
                        .filter(text -> !text.isEmpty())
                        .ifPresent(text -> screen.say("    " + part + ": " + text));
            }
        }
        return Exit.DONE;
    }
}
