package dev.cloister.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/// `cloister measure`: what hardware will say of a guest, before it is started.
@Command(
        name = "measure",
        description = "predict what hardware will say of a guest, and sign for it",
        subcommands = {
            MeasureSnp.class,
            MeasureIdKey.class,
            MeasureIdBlock.class,
            MeasureSgx.class,
            MeasureSigStruct.class
        },
        footer = {"", "Example: cloister measure id-key id.key"})
final class MeasureCommand {
    @ParentCommand
    private Main main;

    Screen screen() {
        return main.screen();
    }
}
