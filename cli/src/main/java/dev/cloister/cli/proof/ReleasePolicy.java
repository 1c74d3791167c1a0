package dev.cloister.cli.proof;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.RootFingerprint;
import dev.cloister.evidence.appraisal.Finding;
import dev.cloister.evidence.appraisal.TrustPolicy;
import dev.cloister.evidence.appraisal.Verdict;
import dev.cloister.machine.BootSet;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
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
    ///
    /// @param profile of a measurement: the one hardware whose evidence it counts for; empty: any
    /// @param until from when on it is accepted no more, if that was said
    public record Approved(Bytes digest, String source, Optional<BootSet.Profile> profile, Optional<Instant> until) {
        /// Whatever vouches for it, without an end.
        public Approved(Bytes digest, String source) {
            this(digest, source, Optional.empty(), Optional.empty());
        }

        public Approved until(Optional<Instant> end) {
            return new Approved(digest, source, profile, end);
        }

        public JsonObject toJson() {
            JsonObject.Builder json = Json.object().put("digest", digest.hex()).put("source", source);
            profile.ifPresent(one -> json.put("profile", one.word()));
            until.ifPresent(end -> json.put("until", end.toString()));
            return json.build();
        }

        static Approved fromJson(JsonFields in) throws Malformed {
            Bytes digest = in.hex("digest");
            String source = in.text("source");
            Optional<BootSet.Profile> profile = profile(in);
            Optional<Instant> until = in.has("until") ? Optional.of(Proof.instant(in, "until")) : Optional.empty();
            in.end();
            return new Approved(digest, source, profile, until);
        }

        private static Optional<BootSet.Profile> profile(JsonFields in) throws Malformed {
            Optional<String> word = in.optionalText("profile");
            if (word.isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(Arrays.stream(BootSet.Profile.values())
                    .filter(one -> one.word().equals(word.get()))
                    .findFirst()
                    .orElseThrow(() -> in.bad("profile", "must be emulated or hardware")));
        }

        private boolean isFor(boolean emulated) {
            return profile.isEmpty() || (profile.get() == BootSet.Profile.EMULATED) == emulated;
        }

        boolean holds(Instant at) {
            return until.isEmpty() || at.isBefore(until.get());
        }
    }

    public ReleasePolicy with(TrustPolicy other) {
        return new ReleasePolicy(other, measurements, initData);
    }

    /// The same with a measurement more; one that is there already gets the new source and the new end.
    public ReleasePolicy approving(Approved measurement) {
        List<Approved> all = new ArrayList<>(measurements);
        all.removeIf(other -> other.digest().equals(measurement.digest()));
        all.add(measurement);
        return new ReleasePolicy(trustPolicy, all, initData);
    }

    /// Measurements accepted at this moment, in evidence that emulated hardware gave or did not give.
    Set<Bytes> measurementsAt(Instant at, boolean emulated) {
        return digests(measurements.stream()
                .filter(value -> value.holds(at) && value.isFor(emulated))
                .toList());
    }

    /// The same verdict; the finding about a measurement that was approved once says until when.
    Verdict explained(Verdict verdict, Instant at) {
        return verdict instanceof Verdict.Rejected(List<Finding> findings)
                ? new Verdict.Rejected(
                        findings.stream().map(finding -> explained(finding, at)).toList())
                : verdict;
    }

    private Finding explained(Finding finding, Instant at) {
        if (finding instanceof Finding.UnknownMeasurement unknown) {
            Optional<Instant> end = measurements.stream()
                    .filter(value -> value.digest().equals(unknown.measurement()) && !value.holds(at))
                    .flatMap(value -> value.until().stream())
                    .findFirst();
            return end.isPresent() ? new Finding.MeasurementEnded(unknown.measurement(), end.get()) : finding;
        }
        return finding;
    }

    /// Reference values predicted from the very bytes that will boot, for each kernel command line that a guest gets
    /// whose evidence this policy could accept.
    public static List<Approved> predict(BootSet bootSet, TrustPolicy trust) throws IOException, Malformed {
        List<Approved> measurements = new ArrayList<>();
        for (BootSet.Profile profile : profiles(trust)) {
            for (int cpus : CPU_COUNTS) {
                String source = "predicted from boot set " + bootSet.key() + ", profile " + profile.word() + ", " + cpus
                        + (cpus == 1 ? " vCPU" : " vCPUs") + " of type " + BootSet.vcpuType();
                measurements.add(new Approved(
                        bootSet.measurement(profile, cpus), source, Optional.of(profile), Optional.empty()));
            }
        }
        return measurements;
    }

    /// Hardware boots for a policy that one of the vendors' roots can satisfy, emulation for one that any other can.
    static List<BootSet.Profile> profiles(TrustPolicy trust) {
        List<RootFingerprint> vendors = TrustPolicy.strict1().roots();
        List<BootSet.Profile> profiles = new ArrayList<>();
        if (trust.roots().isEmpty() || !Collections.disjoint(trust.roots(), vendors)) {
            profiles.add(BootSet.Profile.HARDWARE);
        }
        if (!vendors.containsAll(trust.roots())) {
            profiles.add(BootSet.Profile.EMULATED);
        }
        return profiles;
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

    /// As the broker keeps it; it adds path and version, and who may ask beside the agent, which decides nothing here.
    public static ReleasePolicy fromJson(JsonFields in) throws Malformed {
        in.optionalText("path");
        in.optionalNumber("version");
        in.optionalArray("clients");
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
