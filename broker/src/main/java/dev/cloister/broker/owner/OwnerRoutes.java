package dev.cloister.broker.owner;

import dev.cloister.broker.archive.Cases;
import dev.cloister.broker.channel.Identity;
import dev.cloister.broker.http.Answer;
import dev.cloister.broker.http.Call;
import dev.cloister.broker.http.Right;
import dev.cloister.broker.http.Route;
import dev.cloister.broker.release.Approved;
import dev.cloister.broker.release.Client;
import dev.cloister.broker.release.ReleasePolicies;
import dev.cloister.broker.release.ReleasePolicy;
import dev.cloister.broker.release.Resources;
import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.Malformed;
import dev.cloister.workload.ResourcePath;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/// What the owner may ask, by path. Everything but the identity needs the admin key; a typing error is named.
public final class OwnerRoutes {
    private static final Logger LOG = System.getLogger(OwnerRoutes.class.getName());
    private static final int MAX_UPLOAD = 2 * 1024 * 1024;
    private static final String POLICY = "/cloister/v1/release-policies/*/*/*";

    private final Identity identity;
    private final ReleasePolicies policies;
    private final Resources resources;
    private final Cases cases;
    private final Records records;
    private final Clock clock;

    public OwnerRoutes(
            Identity identity,
            ReleasePolicies policies,
            Resources resources,
            Cases cases,
            Records records,
            Clock clock) {
        this.identity = identity;
        this.policies = policies;
        this.resources = resources;
        this.cases = cases;
        this.records = records;
        this.clock = clock;
    }

    public List<Route> table() {
        return List.of(
                Route.of(Right.ANYBODY, "GET", "/cloister/v1/identity", (call, parts) -> identity()),
                owner("PUT", POLICY, this::storePolicy).taking(MAX_UPLOAD),
                owner("GET", POLICY, (call, parts) -> showPolicy(parts)),
                owner("POST", POLICY + "/init-data", this::approveInitData),
                owner("POST", POLICY + "/measurements", this::approveMeasurement),
                owner("PUT", POLICY + "/clients", this::admit),
                owner("GET", "/cloister/v1/resources/*/*/*", (call, parts) -> showResource(parts)),
                owner("GET", "/cloister/v1/activations", (call, parts) -> activations(call)),
                owner("GET", "/cloister/v1/cases/*", (call, parts) -> showCase(parts.getFirst())),
                owner("GET", "/v1/decisions", (call, parts) -> Answer.json(200, cases.newest())),
                owner("GET", "/v1/decisions/*", (call, parts) -> showCase(parts.getFirst())),
                owner("GET", "/cloister/v1/audit", (call, parts) -> audit(call)));
    }

    /// Errors in what was sent are told to the owner, in words.
    private static Route owner(String method, String pattern, Route.Answering inside) {
        return Route.of(Right.OWNER, method, pattern, (call, parts) -> {
            try {
                return inside.answer(call, parts);
            } catch (Malformed bad) {
                return error(400, "malformed", bad.getMessage());
            } catch (IOException lost) {
                return unavailable(call, lost);
            }
        });
    }

    /// What the broker needs itself is out of reach: who runs it is the one to know why.
    static Answer unavailable(Call call, IOException lost) {
        LOG.log(Level.ERROR, "out of reach while answering " + call.path(), lost);
        return error(503, "unavailable", String.valueOf(lost.getMessage()));
    }

    static Answer error(int status, String code, String sentence) {
        return Answer.json(
                status,
                Json.object().put("code", code).put("sentence", sentence).build());
    }

    private Answer identity() {
        return Answer.json(
                200,
                Json.object()
                        .put("audience", identity.audience())
                        .put("rootKeys", Json.array(List.of(identity.root().toJson())))
                        .put("epoch", identity.epoch())
                        .build());
    }

    private static ResourcePath path(List<String> parts) throws Malformed {
        return ResourcePath.parse("request", "path", String.join("/", parts));
    }

    private Answer storePolicy(Call call, List<String> parts) throws IOException, Malformed {
        ResourcePath path = path(parts);
        ReleasePolicy policy = ReleasePolicy.parse(
                JsonFields.parse("ReleasePolicy", call.body().array(), ReleasePolicy.DEPTH));
        return version(policies.store(path, policy, clock.instant()));
    }

    private static Answer version(long version) {
        return Answer.json(200, Json.object().put("version", version).build());
    }

    private Answer showPolicy(List<String> parts) throws IOException, Malformed {
        Optional<ReleasePolicies.Stored> found = policies.find(path(parts));
        return found.isPresent()
                ? Answer.json(200, found.get().policy().toJson())
                : error(404, "no-release-policy", "this path has no release policy");
    }

    private Answer approveInitData(Call call, List<String> parts) throws IOException, Malformed {
        Approved initData = ReleasePolicy.parseInitData(
                JsonFields.parse("Approved", call.body().array(), 1));
        return changed(policies.approveInitData(path(parts), initData, clock.instant()));
    }

    private Answer admit(Call call, List<String> parts) throws IOException, Malformed {
        JsonFields in = JsonFields.parse("Clients", call.body().array(), 2);
        List<Client> clients = ReleasePolicy.parseClients(in);
        in.end();
        return version(policies.admit(path(parts), clients, clock.instant()));
    }

    private Answer approveMeasurement(Call call, List<String> parts) throws IOException, Malformed {
        Approved measurement = ReleasePolicy.parseMeasurement(
                JsonFields.parse("Approved", call.body().array(), 1));
        return changed(policies.approveMeasurement(path(parts), measurement, clock.instant()));
    }

    private static Answer changed(Optional<Long> version) {
        return version.isPresent()
                ? version(version.get())
                : error(404, "no-release-policy", "this path has no release policy");
    }

    /// That it is there, not what it is.
    private Answer showResource(List<String> parts) throws IOException, Malformed {
        ResourcePath path = path(parts);
        long newest = resources.newest(path);
        return newest > 0 ? version(newest) : error(404, "no-resource", "nothing is stored at " + path);
    }

    private Answer activations(Call call) throws IOException, Malformed {
        String name = "initData=";
        if (!call.query().startsWith(name)) {
            return error(400, "malformed", "asks for ?initData= and 64 hex digits");
        }
        Bytes digest = Bytes.parseHex("request", "initData", call.query().substring(name.length()));
        return Answer.json(200, records.activations(digest));
    }

    private Answer showCase(String number) throws IOException, Malformed {
        Optional<Json> found = cases.find(number);
        return found.isPresent() ? Answer.json(200, found.get()) : error(404, "no-case", "there is no such case");
    }

    private Answer audit(Call call) throws IOException {
        String after = call.query().isEmpty() ? "after=0" : call.query();
        return after.matches("after=[0-9]{1,18}")
                ? Answer.json(200, records.audit(Long.parseLong(after.substring("after=".length()))))
                : error(400, "malformed", "asks for ?after= and a number");
    }
}
