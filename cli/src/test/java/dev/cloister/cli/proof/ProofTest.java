package dev.cloister.cli.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.Malformed;
import dev.cloister.cli.home.Home;
import dev.cloister.emulator.EmulatedVendor;
import dev.cloister.emulator.Launch;
import dev.cloister.evidence.appraisal.TrustPolicy;
import dev.cloister.evidence.appraisal.Verdict;
import dev.cloister.machine.BootSet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProofTest {
    private static final Bytes MEASUREMENT = Digests.sha384(Bytes.utf8("boot set"));
    private static final String INIT_DATA = "algorithm = \"sha256\"\n";
    private static final String RUNTIME_DATA = "{\"nonce\":\"n\"}";
    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);

    @TempDir
    private static Path folder;

    private static Proof good;
    private static ReleasePolicy owners;

    @BeforeAll
    static void attest() throws IOException, Malformed {
        EmulatedVendor vendor = EmulatedVendor.open(folder.resolve("vendor"));
        TrustPolicy policy = TrustPolicy.strict1().withRoots(vendor.root()).named("emulated");
        owners = new ReleasePolicy(
                policy,
                List.of(new ReleasePolicy.Approved(MEASUREMENT, "test")),
                List.of(new ReleasePolicy.Approved(Digests.sha256(Bytes.utf8(INIT_DATA)), "test")));
        Bytes report = vendor.chip()
                .report(
                        new Launch(MEASUREMENT, Digests.sha256(Bytes.utf8(INIT_DATA)), Launch.PLAIN_POLICY),
                        Digests.sha256(Bytes.utf8("one start")),
                        Digests.sha384(Bytes.utf8(RUNTIME_DATA)).padTo(64));
        good = new Proof(
                "web", NOW, report, vendor.chip().certificateTable(NOW).encode(), INIT_DATA, RUNTIME_DATA, owners);
    }

    @Test
    void findsTheVerdictAnewFromTheFileAlone() throws Malformed {
        Proof.Answer answer = Proof.parse(good.file()).appraise(owners);

        assertThat(answer.verdict()).isInstanceOf(Verdict.Trusted.class);
        assertThat(answer.emulated()).isTrue();
        assertThat(answer.measurement()).isEqualTo(MEASUREMENT);
        assertThat(answer.checks()).allMatch(check -> check.passed());
    }

    @Test
    void keepsTheOwnersWordAtHomeByInitData() throws IOException, Malformed {
        Home home = Home.in(folder.resolve("home")).create();

        OwnRecords.keep(home, owners);

        assertThat(OwnRecords.find(home, good.initDataDigest())).contains(owners);
        assertThat(OwnRecords.find(home, Digests.sha256(Bytes.utf8("other")))).isEmpty();
    }

    @Test
    void takesAMeasurementOfHardwareFromNoEmulatedChip() throws Malformed {
        for (BootSet.Profile profile : BootSet.Profile.values()) {
            ReleasePolicy against = new ReleasePolicy(
                    owners.trustPolicy(),
                    List.of(new ReleasePolicy.Approved(MEASUREMENT, "test", Optional.of(profile), Optional.empty())),
                    owners.initData());
            assertThat(good.appraise(against).verdict() instanceof Verdict.Trusted)
                    .isEqualTo(profile == BootSet.Profile.EMULATED);
        }
    }

    @Test
    void isRejectedUnderTheStrictPolicy() throws Malformed {
        Proof.Answer answer = good.appraise(owners.with(TrustPolicy.strict1()));

        assertThat(answer.verdict()).isInstanceOf(Verdict.Rejected.class);
        assertThat(((Verdict.Rejected) answer.verdict()).findings().getFirst().sentence())
                .contains("EMULATED");
    }

    @Test
    void isRejectedWithOtherInitDataOrRuntimeData() throws Malformed {
        assertThat(with("initData", INIT_DATA + "\n").appraise(owners).verdict())
                .isInstanceOf(Verdict.Rejected.class);
        assertThat(with("runtimeData", "{}").appraise(owners).verdict()).isInstanceOf(Verdict.Rejected.class);
    }

    @Test
    void isNeverTrustedAtAnotherTime() throws Malformed {
        for (Duration away : List.of(Duration.ofDays(-400), Duration.ofDays(400), Duration.ofDays(36_500))) {
            assertThat(with("at", NOW.plus(away).toString()).appraise(owners).verdict())
                    .isNotInstanceOf(Verdict.Trusted.class);
        }
    }

    @Test
    void isNeverTrustedWithAnyByteOfTheReportChanged() throws Malformed {
        byte[] report = good.report().array();
        for (int at = 0; at < report.length; at += 16) {
            report[at] ^= 1;
            String changed = Bytes.of(report).base64();
            report[at] ^= 1;
            try {
                assertThat(with("report", changed).appraise(owners).verdict())
                        .as("byte %d", at)
                        .isNotInstanceOf(Verdict.Trusted.class);
            } catch (Malformed e) {
                assertThat(e).hasMessageContaining("SnpReport");
            }
        }
    }

    @Test
    void refusesEveryTruncationAndAnythingBehind() {
        byte[] file = good.toJson().compact().getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length < file.length; length += 7) {
            byte[] cut = java.util.Arrays.copyOf(file, length);
            assertThatThrownBy(() -> Proof.parse(cut)).isInstanceOf(Malformed.class);
        }
        assertThatThrownBy(() -> Proof.parse((good.toJson().compact() + "x").getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(Malformed.class);
    }

    private static Proof with(String name, String value) throws Malformed {
        JsonObject.Builder changed = Json.object();
        good.toJson()
                .members()
                .forEach((member, json) -> changed.put(member, member.equals(name) ? Json.text(value) : json));
        return Proof.parse(changed.build().compact().getBytes(StandardCharsets.UTF_8));
    }
}
