package dev.cloister.cli.drill.attack;

import dev.cloister.bytes.Malformed;
import dev.cloister.image.Opened;
import dev.cloister.image.SealedArtifact;
import dev.cloister.workload.InitData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What the owner gave to the host: a sealed image and its init-data.
public record Target(Path folder, Path blob, InitData initData) {

    /// @param folder that `cloister protect` made
    static Target of(Path folder) throws IOException, Malformed {
        if (SealedArtifact.open(folder) instanceof Opened.Protected artifact) {
            return new Target(
                    folder,
                    artifact.blob().toAbsolutePath(),
                    InitData.parse(Files.readAllBytes(folder.resolve("init-data.toml"))));
        }
        throw new IOException(folder + " holds no sealed image");
    }
}
