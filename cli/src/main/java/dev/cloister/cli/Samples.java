package dev.cloister.cli;

import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.Malformed;
import dev.cloister.image.sample.AttackedSample;
import dev.cloister.image.sample.NginxSample;
import dev.cloister.image.sample.WebSample;
import dev.cloister.machine.BootSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The sample images, made on this machine from Debian packages, each an OCI layout in the cache. They are made anew
/// each time: equal packages give equal bytes.
final class Samples {
    private static final int MAX_DEPTH = 4;

    private Samples() {}

    /// nginx, from the packages that `samples/nginx.lock` names.
    static Path nginx(Workspace workspace) throws IOException {
        Path lock = workspace.install().samples().resolve("nginx.lock");
        Path layout = layout(workspace, "nginx");
        NginxSample.build(workspace.bootSets().packages(lock, "sample image"), layout);
        return layout;
    }

    /// busybox, from the package that the boot set has fetched anyway.
    static Path web(Workspace workspace) throws IOException, Malformed {
        Path layout = layout(workspace, "web");
        BootSet bootSet = workspace.bootSets().ready();
        WebSample.build(input(workspace, bootSet, WebSample.DEBIAN_PACKAGE), layout);
        return layout;
    }

    /// What a drill attacks, in `layout`; another label is another image.
    static Path attacked(Workspace workspace, Path layout, String label) throws IOException, Malformed {
        BootSet bootSet = workspace.bootSets().ready();
        AttackedSample.build(input(workspace, bootSet, WebSample.DEBIAN_PACKAGE), layout, label);
        return layout;
    }

    private static Path layout(Workspace workspace, String name) throws IOException {
        return Files.createDirectories(
                workspace.home().cache().resolve("samples").resolve(name));
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
