package dev.cloister.protocol;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.Malformed;
import java.util.ArrayList;
import java.util.List;

/// Body of `POST /kbs/v0/cloister/resources` (specs guest-broker-channel 8). All or nothing.
///
/// @param paths 1 to 64, each once; what a path may look like is the broker's question
public record ResourcesRequest(List<String> paths) {
    public static final String TARGET = "/kbs/v0/cloister/resources";
    public static final int MAX_PATHS = 64;
    public static final int MAX_BYTES = 64 * 1024;
    private static final int MAX_PATH_LENGTH = 256;

    public ResourcesRequest {
        paths = List.copyOf(paths);
        if (paths.isEmpty() || paths.size() > MAX_PATHS) throw new IllegalArgumentException("1 to 64 paths");
    }

    public Bytes body() {
        List<Json> items = new ArrayList<>();
        for (String path : paths) items.add(Json.text(path));
        return Bytes.utf8(Json.object().put("paths", Json.array(items)).build().compact());
    }

    public static ResourcesRequest parse(byte[] body) throws Malformed {
        if (body.length > MAX_BYTES) {
            throw new Malformed("ResourcesRequest", "", -1, "is longer than " + MAX_BYTES + " bytes");
        }
        JsonFields in = JsonFields.parse("ResourcesRequest", body, 2);
        List<String> paths = new ArrayList<>();
        for (String path : in.texts("paths")) {
            if (paths.size() == MAX_PATHS) throw in.bad("paths", "at most " + MAX_PATHS);
            if (path.isEmpty() || path.length() > MAX_PATH_LENGTH) throw in.bad("paths", "1 to 256 characters each");
            if (paths.contains(path)) throw in.bad("paths", "the same path twice");
            paths.add(path);
        }
        if (paths.isEmpty()) throw in.bad("paths", "needs 1 to " + MAX_PATHS);
        in.end();
        return new ResourcesRequest(paths);
    }
}
