package dev.cloister.image;

import dev.cloister.workload.SealedRoot;
import java.nio.file.Path;

/// What a path was found to be. Only one of the two may ever be started.
public sealed interface Opened {

    /// A sealed root. That its blob is the one that was sealed is for the guest to say, block by block.
    record Protected(SealedRoot root, Path blob) implements Opened {}

    /// An image that anybody can read, the host too.
    record Unprotected(ImageReference image) implements Opened {}
}
