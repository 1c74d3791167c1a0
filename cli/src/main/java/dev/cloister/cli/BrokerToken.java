package dev.cloister.cli;

import dev.cloister.bytes.Json;
import dev.cloister.bytes.Malformed;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/// `cloister broker token`: for programs that administer over HTTP, such as Trustee's own client.
@Command(
        name = "token",
        description = "print a token with which another program administers the broker, for two minutes",
        footer = {
            "",
            "Whoever has it is the owner until then. It goes into the header Authorization: Bearer TOKEN.",
            "",
            "Example: cloister broker token >admin-token"
        })
final class BrokerToken implements Callable<Integer> {
    @ParentCommand
    private Broker parent;

    @Override
    public Integer call() throws IOException, Malformed {
        Workspace workspace = parent.workspace();
        Screen screen = workspace.screen();
        Optional<String> token = workspace.broker().start().token();
        if (token.isEmpty()) {
            screen.problem("this home is not the owner of its broker");
            screen.remedy("run it where `cloister broker key` printed the key that the broker took");
            return Exit.REFUSED;
        }
        if (screen.json()) {
            screen.json(Json.object().put("token", token.get()).build().pretty());
        } else {
            screen.say(token.get());
        }
        return Exit.DONE;
    }
}
