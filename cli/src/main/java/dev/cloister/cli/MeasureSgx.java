package dev.cloister.cli;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.Malformed;
import dev.cloister.measure.sgx.EnclaveLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/// `cloister measure sgx`: MRENCLAVE of an enclave, from a list of its pages.
@Command(
        name = "sgx",
        description = {
            "the measurement (MRENCLAVE) of an SGX enclave, as 64 hex digits, from a list of the pages that it is built"
                    + " of; docs/measure.md describes the list",
            "An enclave that a loader lays out by rules of its own has to be listed by that loader."
        },
        footer = {"", "Example: cloister measure sgx layout.json --contents pages.bin"})
final class MeasureSgx implements Callable<Integer> {
    @ParentCommand
    private MeasureCommand parent;

    @Parameters(paramLabel = "LAYOUT", description = "the list, JSON")
    private Path layout;

    @Option(names = "--contents", paramLabel = "FILE", description = "what stands in the pages that are not all zeros")
    private Optional<Path> contents = Optional.empty();

    @Override
    public Integer call() throws IOException, Malformed {
        EnclaveLayout parsed = EnclaveLayout.parse(read(layout));
        Bytes measurement = parsed.mrEnclave(contents.isPresent() ? read(contents.get()) : new byte[0]);
        Screen screen = parent.screen();
        if (parsed.expected().filter(wanted -> !wanted.equals(measurement)).isPresent()) {
            screen.problem("these pages make MRENCLAVE " + measurement + ", and " + layout + " expects "
                    + parsed.expected().get());
            screen.remedy("list the pages in the order in which they are added, with the contents that they have then");
            return Exit.REFUSED;
        }
        screen.say(measurement.hex());
        if (screen.json()) {
            screen.json(Json.object()
                    .put("mrEnclave", measurement.hex())
                    .put("enclaveBytes", parsed.size())
                    .put(
                            "pages",
                            parsed.pages().stream()
                                    .mapToLong(EnclaveLayout.Pages::count)
                                    .sum())
                    .build()
                    .pretty());
        }
        return Exit.DONE;
    }

    private static byte[] read(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException(file + " is a folder; name a file");
        }
        return Files.readAllBytes(file);
    }
}
