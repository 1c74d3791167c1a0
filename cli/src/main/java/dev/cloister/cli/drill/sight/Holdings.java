package dev.cloister.cli.drill.sight;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/// What a host holds of a guest, to be searched.
///
/// @param folders with all that is in them: state, run folders, disks, logs, core dumps, packets taken down
/// @param notTheHosts files and folders in these that are the owner's or the broker's: on one machine they are there
/// @param processes whose open files are looked at too, deleted ones first of all; command lines and environments are
///     looked at of every process of this machine that can be read
public record Holdings(List<Path> folders, Set<Path> notTheHosts, List<Long> processes) {
    public Holdings {
        folders = List.copyOf(folders);
        notTheHosts = Set.copyOf(notTheHosts);
        processes = List.copyOf(processes);
    }
}
