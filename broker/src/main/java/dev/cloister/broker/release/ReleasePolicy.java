package dev.cloister.broker.release;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.appraisal.ReferenceValues;
import dev.cloister.evidence.appraisal.TrustPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Which guests may have one resource: acceptable evidence, known launch digests, approved init-data. Empty lists
/// approve nothing.
public record ReleasePolicy(TrustPolicy trustPolicy, List<Approved> measurements, List<Approved> initData) {
    /// Deepest nesting of its JSON.
    public static final int DEPTH = TrustPolicy.DEPTH + 1;

    static final int MAX_APPROVED = 4096;
    private static final int MEASUREMENT_BYTES = 48;
    private static final int DIGEST_BYTES = 32;

    public ReleasePolicy {
        measurements = List.copyOf(measurements);
        initData = List.copyOf(initData);
    }

    /// Members `trustPolicy` (expanded), `measurements` and `initData`; all must be there and no other may.
    public static ReleasePolicy parse(JsonFields in) throws Malformed {
        TrustPolicy trust = TrustPolicy.fromJson(in.value("trustPolicy"));
        List<Approved> measurements = approved(in, "measurements", MEASUREMENT_BYTES);
        List<Approved> initData = approved(in, "initData", DIGEST_BYTES);
        in.end();
        return new ReleasePolicy(trust, measurements, initData);
    }

    /// One approved init-data digest.
    public static Approved parseInitData(JsonFields in) throws Malformed {
        return Approved.parse(in, DIGEST_BYTES);
    }

    private static List<Approved> approved(JsonFields in, String name, int length) throws Malformed {
        List<Approved> approved = new ArrayList<>();
        for (JsonFields item : in.objects(name)) {
            if (approved.size() == MAX_APPROVED) {
                throw in.bad(name, "has more than " + MAX_APPROVED + " digests");
            }
            approved.add(Approved.parse(item, length));
        }
        return approved;
    }

    public JsonObject toJson() {
        return Json.object()
                .put("trustPolicy", trustPolicy.toJson())
                .put("measurements", list(measurements))
                .put("initData", list(initData))
                .build();
    }

    private static Json list(List<Approved> approved) {
        return Json.array(approved.stream().map(Approved::toJson).toList());
    }

    /// The same, with one more init-data digest approved; one that is there already gets the new
    /// source.
    ReleasePolicy approving(Approved addition) {
        Stream<Approved> others = initData.stream().filter(one -> !one.digest().equals(addition.digest()));
        return new ReleasePolicy(
                trustPolicy,
                measurements,
                Stream.concat(others, Stream.of(addition)).toList());
    }

    /// What a report must say to satisfy this policy, for one TEE key and one challenge.
    public ReferenceValues references(Bytes reportData) {
        return new ReferenceValues(
                measurements.stream().map(Approved::digest).collect(Collectors.toUnmodifiableSet()),
                initData.stream().map(Approved::digest).collect(Collectors.toUnmodifiableSet()),
                reportData);
    }
}
