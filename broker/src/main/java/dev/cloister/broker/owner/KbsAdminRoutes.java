package dev.cloister.broker.owner;

import dev.cloister.broker.http.Answer;
import dev.cloister.broker.http.Call;
import dev.cloister.broker.http.Right;
import dev.cloister.broker.http.Route;
import dev.cloister.broker.kbs.KbsErrorType;
import dev.cloister.broker.release.Resources;
import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.bytes.Secret;
import dev.cloister.protocol.Resource;
import dev.cloister.workload.ResourcePath;
import java.io.IOException;
import java.time.Clock;
import java.util.List;

/// The administration that KBS's own clients know (specs kbs-protocol 2): resources as they are sent. What
/// is not served is said in words, as success would promise what no release policy here says.
public final class KbsAdminRoutes {
    static final String PREFIX = "/kbs/v0/";
    static final String RESOURCES = PREFIX + "resource/";

    private static final int MAX_UPLOAD = 2 * 1024 * 1024;
    private static final String RESOURCE = RESOURCES + "*/*/*";
    private static final String OWN_POLICIES =
            "this broker reads no Rego: each resource path has a release policy of its own (docs/kbs.md)";

    private final Resources resources;
    private final Clock clock;

    public KbsAdminRoutes(Resources resources, Clock clock) {
        this.resources = resources;
        this.clock = clock;
    }

    public List<Route> table() {
        return List.of(
                Route.of(Right.OWNER, "POST", RESOURCE, this::store).taking(MAX_UPLOAD),
                Route.of(Right.OWNER, "DELETE", RESOURCE, this::delete),
                notServed("POST", "resource-policy", KbsErrorType.POLICY_ENGINE_ERROR, OWN_POLICIES),
                notServed("GET", "resource-policy", KbsErrorType.POLICY_ENGINE_ERROR, OWN_POLICIES),
                notServed("POST", "attestation-policy", KbsErrorType.POLICY_ENGINE_ERROR, OWN_POLICIES),
                notServed(
                        "POST",
                        "reference-value",
                        KbsErrorType.RVPS_ERROR,
                        "reference values belong to a resource path here: its release policy approves them (docs/kbs.md)"));
    }

    private static Route notServed(String method, String path, KbsErrorType type, String sentence) {
        return Route.of(Right.OWNER, method, PREFIX + path, (call, parts) -> type.answer(401, sentence))
                .taking(MAX_UPLOAD);
    }

    private Answer store(Call call, List<String> parts) throws IOException {
        if (call.body().length() > Resource.MAX_BYTES) {
            return not("a resource has at most " + Resource.MAX_BYTES + " bytes: make it a sealed volume");
        }
        try (Secret content = Secret.of(call.body().array())) {
            resources.store(path(parts), content, clock.instant());
            return done();
        } catch (Malformed bad) {
            return not(bad.getMessage());
        } catch (IOException lost) {
            return OwnerRoutes.unavailable(call, lost);
        }
    }

    /// Every version is gone then; its numbers are not used again.
    private Answer delete(Call call, List<String> parts) throws IOException {
        try {
            return resources.delete(path(parts), clock.instant()) ? done() : not("there is no such resource");
        } catch (Malformed bad) {
            return not(bad.getMessage());
        } catch (IOException lost) {
            return OwnerRoutes.unavailable(call, lost);
        }
    }

    private static ResourcePath path(List<String> parts) throws Malformed {
        return ResourcePath.parse("request", "path", String.join("/", parts));
    }

    private static Answer done() {
        return new Answer(200, List.of(), Bytes.EMPTY);
    }

    private static Answer not(String sentence) {
        return KbsErrorType.PLUGIN_INTERNAL_ERROR.answer(401, sentence);
    }
}
