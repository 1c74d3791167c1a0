package dev.cloister.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/// `cloister broker`: the service that appraises evidence and releases keys.
@Command(name = "broker", description = "the service that appraises evidence and releases keys")
final class Broker {
    @ParentCommand
    private Main main;

    @Command(
            name = "serve",
            description = "serve in the foreground until interrupted; /healthz answers 200 when it is ready")
    int serve(
            @Option(
                            names = "--listen",
                            paramLabel = "HOST:PORT",
                            defaultValue = "127.0.0.1:0",
                            description = "where to listen (default: a free port of 127.0.0.1)")
                    String listen)
            throws IOException {
        Workspace workspace = main.workspace();
        List<String> command =
                new ArrayList<>(workspace.broker().command(List.of("--listen", listen, "--idle-seconds", "0")));
        Process broker = new ProcessBuilder(command).inheritIO().start();
        Runtime.getRuntime().addShutdownHook(new Thread(broker::destroy));
        try {
            return broker.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Exit.UNAVAILABLE;
        }
    }
}
