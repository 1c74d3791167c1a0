package dev.cloister.image;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.Malformed;
import dev.cloister.image.layout.Descriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// OCI image specification, "Image Configuration": its own bytes, which go into the sealed root as they are,
/// and what of it a person or a check wants to see. Members that are not known are passed over, as the
/// specification says.
///
/// @param user as written, empty for root
/// @param diffIds SHA-256 of each unpacked layer, the lowest first
public record ImageConfig(
        Bytes raw,
        List<String> entrypoint,
        List<String> command,
        List<String> environment,
        String workingFolder,
        String user,
        List<String> exposedPorts,
        List<Bytes> diffIds) {

    /// `where` names the file in errors. Refuses every platform but linux/amd64.
    static ImageConfig parse(String where, Bytes raw) throws Malformed {
        JsonFields fields = JsonFields.parse(where, raw.array(), Limits.JSON_DEPTH);
        requirePlatform(fields, "os", "linux");
        requirePlatform(fields, "architecture", "amd64");
        List<Bytes> diffIds = diffIds(fields.object("rootfs"));
        JsonFields config =
                fields.optionalObject("config").orElse(Json.object().build().fields(where));
        return new ImageConfig(
                raw,
                texts(config, "Entrypoint"),
                texts(config, "Cmd"),
                texts(config, "Env"),
                config.optionalText("WorkingDir").orElse(""),
                config.optionalText("User").orElse(""),
                names(config.optionalObject("ExposedPorts")),
                diffIds);
    }

    private static void requirePlatform(JsonFields fields, String member, String wanted) throws Malformed {
        String is = fields.text(member);
        if (!is.equals(wanted)) {
            throw fields.bad(member, "is " + is + ", only images for linux/amd64 can be run");
        }
    }

    private static List<Bytes> diffIds(JsonFields rootfs) throws Malformed {
        if (!rootfs.text("type").equals("layers")) {
            throw rootfs.bad("type", "must be layers");
        }
        List<Bytes> diffIds = new ArrayList<>();
        for (String text : texts(rootfs, "diff_ids")) {
            diffIds.add(Descriptor.digest(rootfs, "diff_ids[" + diffIds.size() + "]", text));
        }
        return List.copyOf(diffIds);
    }

    private static List<String> texts(JsonFields fields, String member) throws Malformed {
        return fields.optionalValue(member).isEmpty() ? List.of() : fields.texts(member);
    }

    private static List<String> names(Optional<JsonFields> object) {
        return object.isEmpty() ? List.of() : object.get().names();
    }
}
