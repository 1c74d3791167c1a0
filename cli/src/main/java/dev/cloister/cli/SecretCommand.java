package dev.cloister.cli;

import dev.cloister.bytes.Json;
import dev.cloister.bytes.Malformed;
import dev.cloister.bytes.Secret;
import dev.cloister.cli.home.BrokerClient;
import dev.cloister.workload.ResourcePath;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `cloister secret`: what containers find in `/run/secrets`. A stored secret goes to nobody until an image is
/// protected that names it.
@Command(
        name = "secret",
        description = "store secrets at the broker, for containers that may have them",
        footer = {"", "Example: cloister secret set kbs:///web/password/1 password.txt"})
final class SecretCommand {
    private static final String STANDARD_INPUT = "-";

    @ParentCommand
    private Main main;

    @Spec
    private CommandSpec spec;

    @Command(
            name = "set",
            description = "store a file as the newest version of a secret",
            footer = {"", "Example: cloister secret set kbs:///web/password/1 password.txt"})
    int set(
            @Parameters(paramLabel = "kbs:///PATH", description = "three parts, such as kbs:///web/password/1")
                    String uri,
            @Parameters(paramLabel = "FILE", description = "its bytes as they are; - is standard input") String file)
            throws IOException, Malformed {
        ResourcePath path = path(uri);
        Workspace workspace = main.workspace();
        Screen screen = workspace.screen();
        try (Secret content = content(file)) {
            BrokerClient broker = workspace.broker().start();
            broker.storeResource(path.text(), content);
            if (screen.json()) {
                screen.json(Json.object()
                        .put("secret", path.uri())
                        .put("bytes", content.length())
                        .put("broker", broker.url())
                        .build()
                        .pretty());
                return Exit.DONE;
            }
            screen.say("Stored: " + path.uri() + ", " + content.length() + " bytes, at " + broker.url());
            if (broker.findReleasePolicy(path.text()).isEmpty()) {
                screen.say("  nobody gets it yet; let a container have it: cloister protect IMAGE --secret NAME="
                        + path.uri());
            }
        }
        return Exit.DONE;
    }

    private ResourcePath path(String uri) {
        try {
            return ResourcePath.parseUri("argument", "path", uri);
        } catch (Malformed e) {
            throw new ParameterException(spec.commandLine(), uri + " " + e.problem());
        }
    }

    private static Secret content(String file) throws IOException {
        return file.equals(STANDARD_INPUT)
                ? SecretBytes.read(System.in, "standard input")
                : SecretBytes.read(Path.of(file));
    }
}
