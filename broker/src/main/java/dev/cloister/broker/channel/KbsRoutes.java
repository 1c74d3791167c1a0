package dev.cloister.broker.channel;

import dev.cloister.broker.http.Answer;
import dev.cloister.broker.http.Call;
import dev.cloister.protocol.KbsError;
import java.util.List;

/// What the rest of KBS's paths get: KBS's own shapes of "no" (specs kbs-observed 4, items 5 to 7).
final class KbsRoutes {
    private static final String PREFIX = "/kbs/v0/";
    private static final List<String> METHODS = List.of("GET", "POST", "PUT", "DELETE");

    private KbsRoutes() {}

    /// For every path that no route takes.
    static Answer otherwise(Call call) {
        if (!call.path().startsWith(PREFIX)) {
            return Answer.empty(404);
        }
        if (!METHODS.contains(call.method())) {
            return Answer.empty(405).with("Allow", String.join(", ", METHODS));
        }
        String plugin = call.path().substring(PREFIX.length()).split("/", 2)[0];
        return new Answer(404, List.of(), new KbsError("PluginNotFound", "Plugin " + plugin + " not found").body());
    }
}
