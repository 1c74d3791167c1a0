package dev.cloister.cli;

import dev.cloister.bytes.Malformed;
import dev.cloister.machine.BootSet;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/// `cloister bootset`: what boots inside the guest.
@Command(name = "bootset", description = "what boots inside the guest: firmware, kernel, initrd")
final class BootSetCommand {
    @ParentCommand
    private Main main;

    @Command(
            name = "build",
            description = "build the boot set and fetch QEMU unless both are in the cache; print where they are")
    int build() throws IOException, Malformed {
        Workspace workspace = main.workspace();
        BootSet bootSet = workspace.bootSets().ready();
        workspace.screen().say(bootSet.folder().toString());
        workspace.screen().say(workspace.bootSets().qemu().toString());
        return Exit.DONE;
    }
}
