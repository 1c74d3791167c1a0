package dev.cloister.cli.proof;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.appraisal.TrustPolicy;
import dev.cloister.machine.BootSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Which guests may have a key: a trust policy, and reference values each with its source. The form in which
/// the broker keeps it.
public record ReleasePolicy(TrustPolicy trustPolicy, List<Approved> measurements, List<Approved> initData) {
    /// Virtual CPU counts whose measurement is predicted; any other count is unknown to the broker.
    static final List<Integer> CPU_COUNTS = List.of(1, 2, 4, 8);

    public ReleasePolicy {
        measurements = List.copyOf(measurements);
        initData = List.copyOf(initData);
    }

    /// A digest and who says so.
    public record Approved(Bytes digest, String source) {
        public Json toJson() {
            return Json.object()
                    .put("digest", digest.hex())
                    .put("source", source)
                    .build();
        }

        static Approved fromJson(JsonFields in) throws Malformed {
            Approved approved = new Approved(in.hex("digest"), in.text("source"));
            in.end();
            return approved;
        }
    }

    public ReleasePolicy with(TrustPolicy other) {
        return new ReleasePolicy(other, measurements, initData);
    }

    /// Reference values predicted from the very bytes that will boot.
    public static List<Approved> predict(BootSet bootSet) throws IOException, Malformed {
        List<Approved> measurements = new ArrayList<>();
        BootSet.Profile profile = BootSet.Profile.EMULATED;
        for (int cpus : CPU_COUNTS) {
            String source = "predicted from boot set " + bootSet.key() + ", profile " + profile.word() + ", " + cpus
                    + (cpus == 1 ? " vCPU" : " vCPUs") + " of type " + BootSet.vcpuType();
            measurements.add(new Approved(bootSet.measurement(profile, cpus), source));
        }
        return measurements;
    }

    public JsonObject toJson() {
        return Json.object()
                .put("trustPolicy", trustPolicy.toJson())
                .put(
                        "measurements",
                        Json.array(measurements.stream().map(Approved::toJson).toList()))
                .put(
                        "initData",
                        Json.array(initData.stream().map(Approved::toJson).toList()))
                .build();
    }

    /// As the broker keeps it; it adds path and version.
    public static ReleasePolicy fromJson(JsonFields in) throws Malformed {
        in.optionalText("path");
        in.optionalNumber("version");
        ReleasePolicy policy = new ReleasePolicy(
                TrustPolicy.fromJson(in.value("trustPolicy")), approved(in, "measurements"), approved(in, "initData"));
        in.end();
        return policy;
    }

    private static List<Approved> approved(JsonFields in, String name) throws Malformed {
        List<Approved> list = new ArrayList<>();
        for (JsonFields item : in.objects(name)) {
            list.add(Approved.fromJson(item));
        }
        return list;
    }

    public static Set<Bytes> digests(List<Approved> list) {
        Set<Bytes> digests = new HashSet<>();
        list.forEach(approved -> digests.add(approved.digest()));
        return digests;
    }
}
