package dev.cloister.image;

import dev.cloister.workload.SealedRoot;
import java.nio.file.Path;
import java.util.List;

/// A finished sealed root.
///
/// @param blob the block device, inside the folder that was sealed to
/// @param remarks what of the image the sealed root does not keep, a sentence each
public record Sealed(SealedRoot root, Path blob, List<String> remarks) {
    public Sealed {
        remarks = List.copyOf(remarks);
    }
}
