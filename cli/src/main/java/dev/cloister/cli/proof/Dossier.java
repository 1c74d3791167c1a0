package dev.cloister.cli.proof;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.appraisal.Check;
import dev.cloister.evidence.snp.SnpReport;
import dev.cloister.machine.BootSet;
import dev.cloister.machine.GuestSpec;
import dev.cloister.workload.CloisterToml;
import dev.cloister.workload.InitData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// All that is known of one guest, from which its proof page is made: what was proven, and beside it what this
/// host and the broker say.
///
/// @param recorded the proof, and what the broker says it gave out to the guest's key
/// @param against what the proof was held against
/// @param spec how this host started the guest: the host's word
/// @param booted the boot set whose files have exactly the measurement of the report, where they are still here
record Dossier(
        Recorded recorded, ReleasePolicy against, Proof.Answer answer, GuestSpec spec, Optional<BootSet> booted) {
    private static final int MAX_DEPTH = 4;

    /// Looks for the files that booted, and measures them.
    static Dossier of(Recorded recorded, ReleasePolicy against, Proof.Answer answer, GuestSpec spec) {
        return new Dossier(recorded, against, answer, spec, booted(spec, answer.measurement()));
    }

    Proof proof() {
        return recorded.proof();
    }

    private static Optional<BootSet> booted(GuestSpec spec, Bytes measurement) {
        try {
            BootSet set = BootSet.read(spec.bootSet());
            Bytes predicted = set.measurement(spec.backend().profile(), spec.cpus());
            return predicted.equals(measurement) ? Optional.of(set) : Optional.empty();
        } catch (IOException | Malformed gone) {
            return Optional.empty();
        }
    }

    /// Whether nothing keeps the host out, by the evidence or by what the host itself says it started.
    boolean emulated() {
        return answer.emulated() || spec.backend().emulated();
    }

    /// The kernel's command line that this guest got.
    String cmdline(BootSet set) {
        return switch (spec.backend().profile()) {
            case EMULATED -> set.cmdline().emulated();
            case HARDWARE -> set.cmdline().hardware();
        };
    }

    /// As parsed by whoever appraised it.
    SnpReport report() throws Malformed {
        return SnpReport.parse(proof().report().array());
    }

    /// What the owner pinned, if that text is one that an agent could read.
    Optional<CloisterToml> pinned() {
        try {
            return Optional.of(InitData.parse(proof().initData().getBytes(StandardCharsets.UTF_8))
                    .cloister());
        } catch (Malformed unreadable) {
            return Optional.empty();
        }
    }

    /// The guest's key and the broker's challenge, a line each.
    List<String> session() {
        byte[] utf8 = proof().runtimeData().getBytes(StandardCharsets.UTF_8);
        try {
            JsonFields in = JsonFields.parse("runtime data", utf8, MAX_DEPTH);
            JsonFields key = in.object("tee-pubkey");
            return List.of(
                    "key made in the guest: EC P-256, x " + key.text("x"),
                    "the broker's challenge: " + in.text("nonce"));
        } catch (Malformed unreadable) {
            return List.of();
        }
    }

    List<Check> failed(String code) {
        return answer.checks().stream()
                .filter(check -> check.code().equals(code) && !check.passed())
                .toList();
    }
}
