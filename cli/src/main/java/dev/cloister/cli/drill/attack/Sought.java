package dev.cloister.cli.drill.attack;

import dev.cloister.cli.drill.sight.Canary;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/// What the host must not see, and where it could.
///
/// @param canaries one in the image, one that is a secret of its
/// @param folder all that the host holds, on this one machine with what is the owner's and the broker's
/// @param notTheHosts what in it is theirs
public record Sought(List<Canary> canaries, Path folder, Set<Path> notTheHosts) {
    public Sought {
        canaries = List.copyOf(canaries);
        notTheHosts = Set.copyOf(notTheHosts);
    }
}
