package dev.cloister.cli.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Malformed;
import dev.cloister.cli.yaml.ContainerYaml;
import dev.cloister.machine.Backend;
import dev.cloister.machine.GuestSpec;
import dev.cloister.machine.PublishedPort;
import dev.cloister.workload.ConfidentialContainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// The README's picture is what `picture` draws of the sample workload.
class BoundaryInReadmeTest {
    private static final Path DRAWN = Path.of("target/boundary.svg");

    @Test
    void isTheBoundaryOfTheSampleWorkload() throws IOException, Malformed {
        ConfidentialContainer web = ContainerYaml.read(Path.of("../samples/web/app.yaml"));
        Path nowhere = Path.of("/nowhere");
        GuestSpec spec = new GuestSpec(
                web.name(),
                web.cpus(),
                web.memory().mebibytes(),
                web.ports().stream()
                        .map(port -> new PublishedPort(port.host(), port.guest()))
                        .toList(),
                nowhere,
                nowhere,
                Digests.sha256(Bytes.utf8("init-data")),
                nowhere,
                nowhere,
                new Backend.Emulated(nowhere),
                "http://127.0.0.1:8743");
        Files.writeString(DRAWN, ProofBoundary.of(web, spec).brief().svg());

        assertThat(DRAWN)
                .as("docs/boundary.svg is out of date; cp cli/target/boundary.svg docs/boundary.svg, and look at it")
                .hasSameTextualContentAs(Path.of("../docs/boundary.svg"));
        assertThat(Path.of("../README.md")).content().contains("(docs/boundary.svg)");
    }
}
