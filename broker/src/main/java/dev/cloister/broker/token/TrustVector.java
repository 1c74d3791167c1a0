package dev.cloister.broker.token;

import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonObject;
import dev.cloister.evidence.Evidence;
import dev.cloister.evidence.Verification.Verified;
import dev.cloister.evidence.appraisal.Appraisal;
import dev.cloister.evidence.appraisal.Finding;
import dev.cloister.evidence.appraisal.ReferenceValues;
import dev.cloister.evidence.appraisal.SnpRules;
import dev.cloister.evidence.appraisal.TrustPolicy;
import dev.cloister.evidence.appraisal.Verdict;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/// How much is to be thought of a guest, in AR4SI's numbers (specs kbs-protocol 10.2): genuine hardware and
/// a configuration that the shipped trust policy accepts, or why not. What booted is not compared with
/// anything here, as reference values belong to resources: so no guest is more than a warning, and nobody
/// can take a token for a release.
record TrustVector(int configuration, int executables, int hardware) {
    private static final int APPROVED_CONFIGURATION = 2;
    private static final int UNSAFE_CONFIGURATION = 32;
    private static final int UNSUPPORTABLE_CONFIGURATION = 96;
    private static final int UNRECOGNISED_RUNTIME = 33;
    private static final int GENUINE_HARDWARE = 2;
    private static final int UNSAFE_HARDWARE = 32;
    private static final int UNRECOGNISED_HARDWARE = 97;
    private static final int LEAST_AFFIRMING = 2;
    private static final int LEAST_WARNING = 32;
    private static final int LEAST_CONTRAINDICATED = 96;

    /// Findings of the guest's own configuration; all others are the hardware's.
    private static final Set<String> CONFIGURATION = Set.of(
            SnpRules.MIGRATION.code(), SnpRules.MIGRATION_AGENT.code(), SnpRules.VMPL.code(), SnpRules.SMT.code());

    static final TrustVector OF_SAMPLE =
            new TrustVector(APPROVED_CONFIGURATION, UNRECOGNISED_RUNTIME, UNRECOGNISED_HARDWARE);

    static String policy() {
        return TrustPolicy.strict1().name();
    }

    static TrustVector of(Appraised.OfHardware appraised) {
        Verified<? extends Evidence> verified = appraised.verified();
        ReferenceValues itsOwn = new ReferenceValues(
                Set.of(appraised.measurement()), Set.of(appraised.initData()), appraised.reportData());
        return switch (Appraisal.appraise(verified, TrustPolicy.strict1(), itsOwn)) {
            case Verdict.Trusted yes -> of(List.of());
            case Verdict.Rejected no -> of(no.findings());
            case Verdict.Undecided open ->
                new TrustVector(UNSAFE_CONFIGURATION, UNRECOGNISED_RUNTIME, UNRECOGNISED_HARDWARE);
        };
    }

    private static TrustVector of(List<Finding> findings) {
        int configuration = APPROVED_CONFIGURATION;
        int hardware = GENUINE_HARDWARE;
        for (Finding finding : findings) {
            String code = finding.code();
            if (code.equals(SnpRules.DEBUG.code())) {
                configuration = UNSUPPORTABLE_CONFIGURATION;
            } else if (CONFIGURATION.contains(code)) {
                configuration = Math.max(configuration, UNSAFE_CONFIGURATION);
            } else if (code.equals(SnpRules.ROOT.code())) {
                hardware = UNRECOGNISED_HARDWARE;
            } else {
                hardware = Math.max(hardware, UNSAFE_HARDWARE);
            }
        }
        return new TrustVector(configuration, UNRECOGNISED_RUNTIME, hardware);
    }

    /// The worst tier of the vector.
    String status() {
        int worst = IntStream.of(configuration, executables, hardware).max().orElseThrow();
        if (worst >= LEAST_CONTRAINDICATED) {
            return "contraindicated";
        }
        if (worst >= LEAST_WARNING) {
            return "warning";
        }
        return worst >= LEAST_AFFIRMING ? "affirming" : "none";
    }

    JsonObject toJson() {
        return Json.object()
                .put("instance-identity", 0)
                .put("configuration", configuration)
                .put("executables", executables)
                .put("file-system", 0)
                .put("hardware", hardware)
                .put("runtime-opaque", 0)
                .put("storage-opaque", 0)
                .put("sourced-data", 0)
                .build();
    }
}
