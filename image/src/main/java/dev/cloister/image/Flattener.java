package dev.cloister.image;

import dev.cloister.bytes.Malformed;
import dev.cloister.image.flatten.Tree;
import dev.cloister.image.tar.TarReader;
import java.io.IOException;
import java.nio.file.Path;

/// Reads all layers of an image into one tree, the lowest first, and believes none before its digests are
/// right.
final class Flattener {
    private Flattener() {}

    /// Contents lie in `folder` until the tree is closed.
    static Tree flatten(Image image, Path folder, Progress progress) throws IOException, Malformed {
        Tree tree = new Tree(folder);
        try {
            long before = 0;
            for (Layer layer : image.layers()) {
                lay(image, layer, tree, before, progress);
                before += layer.sizeBytes();
            }
            return tree;
        } catch (IOException | Malformed e) {
            tree.close();
            throw e;
        }
    }

    private static void lay(Image image, Layer layer, Tree tree, long before, Progress progress)
            throws IOException, Malformed {
        long total = image.layerBytes();
        try (LayerInput input =
                image.read(layer, done -> progress.at(Progress.Step.READ_LAYERS, before + done, total))) {
            try {
                tree.lay(image.name(layer), new TarReader(image.name(layer), input.unpacked()));
            } catch (Malformed e) {
                input.requireIntact();
                throw e;
            }
            input.finish();
        }
    }
}
