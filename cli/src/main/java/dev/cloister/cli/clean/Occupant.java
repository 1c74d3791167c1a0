package dev.cloister.cli.clean;

import dev.cloister.bytes.Json;
import java.nio.file.Path;
import java.util.Optional;

/// One thing that takes room.
///
/// @param name how a person calls it
/// @param stays why it is not removed; empty for what may go
public record Occupant(Kind kind, String name, Path path, long bytes, Optional<String> stays) {

    public enum Kind {
        BOOT_SET("boot set"),
        BUILD_STAGE("build stage"),
        QEMU("QEMU"),
        DOWNLOADS("downloads"),
        SAMPLE("sample"),
        GUEST("guest"),
        HALF_MADE("half made"),
        KILLED_DRILL("killed drill"),
        RECORDS("records");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }

        public String code() {
            return words.toLowerCase(java.util.Locale.ROOT).replace(' ', '-');
        }
    }

    public boolean mayGo() {
        return stays.isEmpty();
    }

    public Json toJson(boolean removed) {
        return Json.object()
                .put("kind", kind.code())
                .put("name", name)
                .put("path", path.toString())
                .put("bytes", bytes)
                .put("mayGo", mayGo())
                .put("removed", removed)
                .put("why", stays.orElse(""))
                .build();
    }
}
