package dev.cloister.cli.drill.pinned;

import dev.cloister.bytes.Malformed;
import dev.cloister.bytes.Secret;
import dev.cloister.cli.drill.attack.Attack;
import dev.cloister.cli.drill.attack.Brief;
import dev.cloister.cli.drill.attack.Outcome;
import dev.cloister.cli.drill.attack.Scene;
import dev.cloister.image.Image;
import dev.cloister.image.ImageReference;
import dev.cloister.image.Sealed;
import dev.cloister.image.Sealer;
import dev.cloister.workload.ResourcePath;
import java.io.IOException;

/// The host seals an image of its own, with a key and a tree of its own: everything in it fits.
public final class ImageAndTree implements Attack {
    private static final String ID = "image-and-tree";
    private static final int KEY_BYTES = 64;

    @Override
    public Brief brief() {
        return Brief.refused(
                ID,
                "image and verity tree exchanged together",
                "puts an image that it sealed itself, with a tree that fits, in the place of the owner's",
                "image-changed");
    }

    @Override
    public Outcome carryOut(Scene scene) throws IOException, Malformed, InterruptedException {
        ImageReference layout = ImageReference.parse("oci:" + scene.image().layout());
        try (Secret key = Secret.random(KEY_BYTES);
                Image image = Image.open(layout, scene.file(""))) {
            Sealed own = Sealer.seal(
                    image, key, scene.file("own.sealed"), new ResourcePath("host/own/key"), (part, done, total) -> {});
            return scene.start(scene.spec(ID).withSealedRoot(own.blob().toAbsolutePath()));
        }
    }
}
