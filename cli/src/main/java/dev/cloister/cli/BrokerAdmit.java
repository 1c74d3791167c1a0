package dev.cloister.cli;

import dev.cloister.bytes.Json;
import dev.cloister.bytes.Malformed;
import dev.cloister.workload.ResourcePath;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `cloister broker admit`: who may ask for a resource beside the agent. What their evidence must say is the release
/// policy's affair and stays as it is.
@Command(
        name = "admit",
        description = "say who may ask for a resource beside the agent, which always may",
        footer = {
            "",
            "plain-kbs is any guest that speaks KBS, with the same evidence as the agent would need; sample is anybody, on a"
                    + " broker that runs with --sample; channel is nobody but the agent.",
            "",
            "Examples:",
            "  cloister broker admit kbs:///web/password/1 plain-kbs",
            "  cloister broker admit kbs:///web/password/1 channel"
        })
final class BrokerAdmit implements Callable<Integer> {
    private static final String CHANNEL = "channel";
    private static final Set<String> CLIENTS = Set.of(CHANNEL, "plain-kbs", "sample");

    @ParentCommand
    private Broker parent;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "kbs:///PATH", description = "three parts, such as kbs:///web/password/1")
    private String uri;

    @Parameters(index = "1..*", paramLabel = "CLIENT", arity = "1..*", description = "channel, plain-kbs, sample")
    private List<String> clients;

    @Override
    public Integer call() throws IOException, Malformed {
        ResourcePath path = path();
        Optional<String> unknown =
                clients.stream().filter(word -> !CLIENTS.contains(word)).findFirst();
        if (unknown.isPresent()) {
            throw new ParameterException(
                    spec.commandLine(), "CLIENT is channel, plain-kbs or sample, not " + unknown.get());
        }
        List<String> all =
                Stream.concat(Stream.of(CHANNEL), clients.stream()).distinct().toList();
        Workspace workspace = parent.workspace();
        long version = workspace.broker().start().admit(path.text(), all);
        Screen screen = workspace.screen();
        if (screen.json()) {
            screen.json(Json.object()
                    .put("path", path.text())
                    .put("clients", Json.array(all.stream().map(Json::text).toList()))
                    .put("version", version)
                    .build()
                    .pretty());
        } else {
            screen.say("From now on may ask for " + path.uri() + ": " + String.join(", ", all));
        }
        return Exit.DONE;
    }

    private ResourcePath path() {
        try {
            return ResourcePath.parseUri("argument", "path", uri);
        } catch (Malformed e) {
            throw new ParameterException(spec.commandLine(), uri + " " + e.problem());
        }
    }
}
