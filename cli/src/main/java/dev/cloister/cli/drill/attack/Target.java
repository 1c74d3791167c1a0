package dev.cloister.cli.drill.attack;

import dev.cloister.bytes.Malformed;
import dev.cloister.image.Opened;
import dev.cloister.image.SealedArtifact;
import dev.cloister.workload.InitData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What the owner gave to the host: a sealed image and its init-data.
///
/// @param layout the image as it was before it was sealed; it is no secret of this owner's
public record Target(Path layout, Path blob, InitData initData) {
    private static final String SUFFIX = ".sealed";

    /// @param folder that `cloister protect` made, beside the image
    static Target of(Path folder) throws IOException, Malformed {
        if (SealedArtifact.open(folder) instanceof Opened.Protected artifact) {
            String name = folder.getFileName().toString();
            return new Target(
                    folder.resolveSibling(name.substring(0, name.length() - SUFFIX.length())),
                    artifact.blob().toAbsolutePath(),
                    InitData.parse(Files.readAllBytes(folder.resolve("init-data.toml"))));
        }
        throw new IOException(folder + " holds no sealed image");
    }
}
