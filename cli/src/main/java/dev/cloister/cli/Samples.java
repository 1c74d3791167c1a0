package dev.cloister.cli;

import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.Malformed;
import dev.cloister.image.sample.WebSample;
import dev.cloister.machine.BootSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The sample image of the demo, made on this machine from a Debian package that the boot set has fetched
/// anyway.
final class Samples {
    private static final int MAX_DEPTH = 4;

    private Samples() {}

    /// An OCI layout with the web image; made anew each time, equal packages give equal bytes.
    static Path web(Workspace workspace, BootSet bootSet) throws IOException, Malformed {
        Path layout = workspace.home().cache().resolve("samples/web");
        Files.createDirectories(layout);
        WebSample.build(input(workspace, bootSet, WebSample.DEBIAN_PACKAGE), layout);
        return layout;
    }

    /// The cached file of an input that the boot set's manifest names.
    private static Path input(Workspace workspace, BootSet bootSet, String name) throws IOException, Malformed {
        byte[] manifest = Files.readAllBytes(bootSet.folder().resolve("manifest.json"));
        JsonFields fields = JsonFields.parse("manifest.json", manifest, MAX_DEPTH);
        for (JsonFields input : fields.objects("inputs")) {
            if (input.text("name").equals(name)) {
                return workspace
                        .home()
                        .cache()
                        .resolve("files")
                        .resolve(input.hex("sha256", 32).hex());
            }
        }
        throw new Malformed("manifest.json", "inputs", -1, "has no package " + name);
    }
}
