package dev.cloister.cli.drill.sight;

import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonObject;
import java.util.List;

/// What a search came to.
///
/// @param files looked at, their names too
/// @param ends last blocks of files, beyond the file's own end
/// @param processes whose command line and environment were looked at
/// @param bytes looked at, unpacked ones counted as well
/// @param notLookedAt each place that could not be, with the reason
public record View(List<Sighting> sightings, int files, int ends, int processes, long bytes, List<String> notLookedAt) {
    public View {
        sightings = List.copyOf(sightings);
        notLookedAt = List.copyOf(notLookedAt);
    }

    /// One sentence.
    public String sentence() {
        String looked = "%d files, %d ends of files, %d processes and the sockets, %.1f MiB in all"
                .formatted(files, ends, processes, bytes / 1048576.0);
        return sightings.isEmpty()
                ? "nothing of image or secret is seen in " + looked
                : sightings.getFirst().sentence()
                        + (sightings.size() > 1 ? ", and " + (sightings.size() - 1) + " more" : "");
    }

    public JsonObject toJson() {
        return Json.object()
                .put("seen", Json.array(sightings.stream().map(Sighting::toJson).toList()))
                .put("files", files)
                .put("ends", ends)
                .put("processes", processes)
                .put("bytes", bytes)
                .put(
                        "notLookedAt",
                        Json.array(notLookedAt.stream().map(Json::text).toList()))
                .build();
    }
}
