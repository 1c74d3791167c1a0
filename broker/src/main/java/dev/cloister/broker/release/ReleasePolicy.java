package dev.cloister.broker.release;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Excerpt;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.Evidence;
import dev.cloister.evidence.Verification;
import dev.cloister.evidence.appraisal.Finding;
import dev.cloister.evidence.appraisal.ReferenceValues;
import dev.cloister.evidence.appraisal.TrustPolicy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Which guests may have one resource: acceptable evidence, known launch digests, approved init-data, and
/// in which way they may ask. Empty lists approve nothing.
///
/// @param clients always with the agent's own, {@link Client#CHANNEL}
public record ReleasePolicy(
        TrustPolicy trustPolicy, List<Approved> measurements, List<Approved> initData, List<Client> clients) {
    /// Deepest nesting of its JSON.
    public static final int DEPTH = TrustPolicy.DEPTH + 1;

    static final int MAX_APPROVED = 4096;
    private static final int DIGEST_BYTES = 32;

    public ReleasePolicy {
        measurements = List.copyOf(measurements);
        initData = List.copyOf(initData);
        clients = clients.stream().sorted().toList();
        if (!clients.contains(Client.CHANNEL)) {
            throw new IllegalArgumentException("every policy admits the agent");
        }
    }

    /// One that admits the agent and nobody else.
    public ReleasePolicy(TrustPolicy trustPolicy, List<Approved> measurements, List<Approved> initData) {
        this(trustPolicy, measurements, initData, List.of(Client.CHANNEL));
    }

    /// Members `trustPolicy` (expanded), `measurements` and `initData`; all must be there. `clients` may be
    /// there, a list of words that has `channel` in it, and no other member may.
    public static ReleasePolicy parse(JsonFields in) throws Malformed {
        TrustPolicy trust = TrustPolicy.fromJson(in.value("trustPolicy"));
        List<Approved> measurements = new ArrayList<>();
        for (JsonFields item : items(in, "measurements")) {
            measurements.add(parseMeasurement(item));
        }
        once(in, "measurements", measurements);
        List<Approved> initData = new ArrayList<>();
        for (JsonFields item : items(in, "initData")) {
            initData.add(parseInitData(item));
        }
        once(in, "initData", initData);
        List<Client> clients = in.has("clients") ? parseClients(in) : List.of(Client.CHANNEL);
        in.end();
        return new ReleasePolicy(trust, measurements, initData, clients);
    }

    /// The member `clients` of an object.
    public static List<Client> parseClients(JsonFields in) throws Malformed {
        List<Client> clients = new ArrayList<>();
        for (String word : in.texts("clients")) {
            Client client = Client.of(word)
                    .orElseThrow(() ->
                            in.bad("clients", "has " + Excerpt.of(word) + "; known are channel, plain-kbs and sample"));
            if (clients.contains(client)) {
                throw in.bad("clients", "has " + word + " twice");
            }
            clients.add(client);
        }
        if (!clients.contains(Client.CHANNEL)) {
            throw in.bad("clients", "must have channel: every release policy admits the agent");
        }
        return clients;
    }

    /// Two entries could say different ends and profiles of the same digest.
    private static void once(JsonFields in, String member, List<Approved> approved) throws Malformed {
        Set<Bytes> digests = new HashSet<>();
        for (Approved one : approved) {
            if (!digests.add(one.digest())) {
                throw in.bad(member, "has " + one.digest().hex() + " twice; leave the entry that is to hold");
            }
        }
    }

    /// One approved init-data digest.
    public static Approved parseInitData(JsonFields in) throws Malformed {
        return Approved.parse(in, DIGEST_BYTES);
    }

    /// One approved launch digest, with its profile and its end if it has them.
    public static Approved parseMeasurement(JsonFields in) throws Malformed {
        return Approved.parseMeasurement(in);
    }

    private static List<JsonFields> items(JsonFields in, String name) throws Malformed {
        List<JsonFields> items = in.objects(name);
        if (items.size() > MAX_APPROVED) {
            throw in.bad(name, "has more than " + MAX_APPROVED + " digests");
        }
        return items;
    }

    public JsonObject toJson() {
        JsonObject.Builder out = Json.object()
                .put("trustPolicy", trustPolicy.toJson())
                .put("measurements", list(measurements))
                .put("initData", list(initData));
        if (clients.size() > 1) {
            out.put("clients", words(clients));
        }
        return out.build();
    }

    static Json words(List<Client> clients) {
        return Json.array(
                clients.stream().map(client -> Json.text(client.word())).toList());
    }

    /// The same, admitting these and no others.
    ReleasePolicy admitting(List<Client> others) {
        return new ReleasePolicy(trustPolicy, measurements, initData, others);
    }

    private static Json list(List<Approved> approved) {
        return Json.array(approved.stream().map(Approved::toJson).toList());
    }

    /// The same, with one more init-data digest approved; one that is there already gets the new source.
    ReleasePolicy approvingInitData(Approved addition) {
        return new ReleasePolicy(trustPolicy, measurements, with(initData, addition), clients);
    }

    /// The same, with one more launch digest approved; one that is there already gets the new source and
    /// the new end.
    ReleasePolicy approvingMeasurement(Approved addition) {
        return new ReleasePolicy(trustPolicy, with(measurements, addition), initData, clients);
    }

    private static List<Approved> with(List<Approved> approved, Approved addition) {
        Stream<Approved> others = approved.stream().filter(one -> !one.digest().equals(addition.digest()));
        return Stream.concat(others, Stream.of(addition)).toList();
    }

    /// What a report must say to satisfy this policy at this moment, for one TEE key and one challenge.
    ///
    /// @param verification who vouches for the report: what was measured for one kind of hardware is not
    /// accepted from the other
    public ReferenceValues references(Verification<? extends Evidence> verification, Bytes reportData, Instant at) {
        boolean emulated =
                verification instanceof Verification.Verified<? extends Evidence> verified && verified.emulated();
        return new ReferenceValues(
                measurements.stream()
                        .filter(one -> one.holds(at) && one.isFor(emulated))
                        .map(Approved::digest)
                        .collect(Collectors.toUnmodifiableSet()),
                initData.stream().map(Approved::digest).collect(Collectors.toUnmodifiableSet()),
                reportData);
    }

    /// The same findings; that of a measurement which was approved once says until when.
    List<Finding> explained(List<Finding> findings, Instant at) {
        return findings.stream().map(finding -> explained(finding, at)).toList();
    }

    private Finding explained(Finding finding, Instant at) {
        if (finding instanceof Finding.UnknownMeasurement unknown) {
            Optional<Instant> end = measurements.stream()
                    .filter(one -> one.digest().equals(unknown.measurement()) && !one.holds(at))
                    .flatMap(one -> one.until().stream())
                    .findFirst();
            return end.isPresent() ? new Finding.MeasurementEnded(unknown.measurement(), end.get()) : finding;
        }
        return finding;
    }
}
