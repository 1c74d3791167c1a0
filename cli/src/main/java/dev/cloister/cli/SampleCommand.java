package dev.cloister.cli;

import dev.cloister.bytes.Json;
import dev.cloister.bytes.Malformed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/// `cloister sample`: an image to try things with, made here from Debian packages, without root and without a
/// container engine.
@Command(
        name = "sample",
        description = "make a sample image from Debian packages, and print its folder",
        footer = {"", "Example:", "  cloister protect oci:$(cloister sample) -o nginx.sealed --emulated"})
final class SampleCommand implements Callable<Integer> {
    @ParentCommand
    private Main main;

    @Parameters(
            arity = "0..1",
            paramLabel = "NAME",
            defaultValue = "nginx",
            description = "nginx: Debian's nginx (the default); web: busybox, a tenth of that")
    private Sample name;

    /// The samples, by the names that the command line has for them.
    enum Sample {
        NGINX,
        WEB
    }

    @Override
    public Integer call() throws IOException, Malformed {
        Workspace workspace = main.workspace();
        Path folder = switch (name) {
            case NGINX -> Samples.nginx(workspace);
            case WEB -> Samples.web(workspace);
        };
        if (workspace.screen().json()) {
            workspace
                    .screen()
                    .json(Json.object().put("folder", folder.toString()).build().pretty());
        } else {
            workspace.screen().say(folder.toString());
        }
        return Exit.DONE;
    }
}
