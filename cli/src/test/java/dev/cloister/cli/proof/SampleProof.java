package dev.cloister.cli.proof;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Malformed;
import dev.cloister.emulator.EmulatedVendor;
import dev.cloister.emulator.Launch;
import dev.cloister.evidence.appraisal.Rule;
import dev.cloister.evidence.appraisal.SnpRules;
import dev.cloister.evidence.appraisal.TrustPolicy;
import dev.cloister.evidence.snp.SnpReport;
import dev.cloister.machine.Backend;
import dev.cloister.machine.BootSet;
import dev.cloister.machine.GuestSpec;
import dev.cloister.machine.PublishedPort;
import dev.cloister.machine.host.MemoryEncryption;
import dev.cloister.workload.CloisterToml;
import dev.cloister.workload.InitData;
import dev.cloister.workload.PinnedKey;
import dev.cloister.workload.ResourcePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One emulated guest with everything that a proof page tells of: secrets, two ports, a boot set, releases.
final class SampleProof {
    static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private static final Instant HARDWARE_AT = Instant.parse("2025-06-19T18:31:36Z");
    private static final PinnedKey KEY =
            new PinnedKey(Digests.sha256(Bytes.utf8("x")), Digests.sha256(Bytes.utf8("y")));
    private static final InitData INIT_DATA = InitData.write(new CloisterToml(
                    new CloisterToml.Broker("http://10.0.2.100:80", "home", 1, 1, List.of(KEY)),
                    new CloisterToml.Root(Digests.sha256(Bytes.utf8("image")), new ResourcePath("web/image/288c6b3a")),
                    List.of(),
                    new CloisterToml.Lease(CloisterToml.Lost.STOP),
                    CloisterToml.EvidenceUse.LABELLED,
                    List.of(KEY),
                    dev.cloister.workload.WorkloadPolicy.USUAL)
            .withSecrets(List.of(new CloisterToml.WantedSecret(new ResourcePath("web/password/1"), "db-password", 1))));
    private static final String RUNTIME_DATA =
            "{\"additional-evidence\":\"\",\"nonce\":\"RatE2ZWnUr/knGe3neKXYi1vcwx7ISUkivghzRzZEBM=\",\"tee-pubkey\":"
                    + "{\"alg\":\"ECDH-ES+A256KW\",\"crv\":\"P-256\",\"kty\":\"EC\","
                    + "\"x\":\"ZcL_q8x9gqhePWTti8k4ci4bh16GPi5SZK3L5d_TTcA\","
                    + "\"y\":\"5KT6UFHnYhoz2DTX1oSD89xvyarThEP3xT7L6fUfSCg\"}}";
    private static final Bytes MEASUREMENT = Digests.sha384(Bytes.utf8("boot set"));

    final ReleasePolicy owners;
    final Proof proof;

    SampleProof(Path folder) throws IOException, Malformed {
        EmulatedVendor vendor = EmulatedVendor.open(folder.resolve("vendor"));
        List<ReleasePolicy.Approved> measurements = new ArrayList<>();
        for (int cpus : ReleasePolicy.CPU_COUNTS) {
            Bytes digest = cpus == 1 ? MEASUREMENT : Digests.sha384(Bytes.utf8("boot set " + cpus));
            String source = "predicted from boot set 0d0dbedc22be1a6702ba46a4005f3b96, profile emulated, " + cpus
                    + " vCPUs of type EPYC-Milan";
            measurements.add(new ReleasePolicy.Approved(
                    digest, source, Optional.of(BootSet.Profile.EMULATED), Optional.empty()));
        }
        owners = new ReleasePolicy(
                TrustPolicy.strict1().withRoots(vendor.root()).named("emulated"),
                measurements,
                List.of(new ReleasePolicy.Approved(INIT_DATA.digest(), "protect of oci:samples/web")));
        Bytes report = vendor.chip()
                .report(
                        new Launch(MEASUREMENT, INIT_DATA.digest(), Launch.PLAIN_POLICY),
                        Digests.sha256(Bytes.utf8("one start")),
                        Digests.sha384(Bytes.utf8(RUNTIME_DATA)).padTo(64));
        proof = new Proof(
                "web",
                NOW,
                report,
                vendor.chip().certificateTable(NOW).encode(),
                INIT_DATA.text(),
                RUNTIME_DATA,
                owners);
    }

    static GuestSpec spec(String broker) {
        return spec(new Backend.Emulated(Path.of("/nowhere")), broker);
    }

    private static GuestSpec spec(Backend backend, String broker) {
        Path place = Path.of("/nowhere");
        return new GuestSpec(
                "web",
                1,
                1024,
                List.of(new PublishedPort(8080, 80), new PublishedPort(8443, 443)),
                place,
                place,
                INIT_DATA.digest(),
                place,
                place,
                backend,
                broker);
    }

    private static BootSet.Blob blob(String file) {
        return new BootSet.Blob(file, Digests.sha256(Bytes.utf8(file)), 4096);
    }

    private static final BootSet BOOT_SET = new BootSet(
            Path.of("/nowhere"),
            blob("firmware.fd"),
            blob("vmlinuz"),
            blob("initrd"),
            new BootSet.Cmdline("console=ttyS0 quiet mitigations=off", "console=ttyS0 quiet"),
            "0d0dbedc22be1a6702ba46a4005f3b96");

    /// Everything at hand and in order.
    Dossier trusted() throws Malformed {
        return dossier(proof, owners, Optional.of(BOOT_SET));
    }

    /// The reader takes AMD's roots only.
    Dossier rejected() throws Malformed {
        return dossier(proof, owners.with(TrustPolicy.strict1()), Optional.empty());
    }

    /// The revocation list is too old by then.
    Dossier undecided() throws Malformed {
        Proof later = new Proof(
                proof.guest(),
                NOW.plus(400, ChronoUnit.DAYS),
                proof.report(),
                proof.certificates(),
                proof.initData(),
                proof.runtimeData(),
                owners);
        return dossier(later, owners, Optional.empty());
    }

    /// A host and a broker that say what they like, in an init-data that no agent could read.
    Dossier hostile(String text) throws Malformed {
        Proof says = new Proof(text, NOW, proof.report(), proof.certificates(), text, text, owners);
        ReleasePolicy against = new ReleasePolicy(
                owners.trustPolicy().named("mine"),
                List.of(new ReleasePolicy.Approved(Digests.sha384(Bytes.utf8(text)), text)),
                List.of(new ReleasePolicy.Approved(Digests.sha256(Bytes.utf8("none")), text)));
        return new Dossier(
                new Recorded(says, List.of(new Recorded.Release(text, 1, text))),
                against,
                says.appraise(against),
                spec("http://127.0.0.1:8743"),
                Optional.empty());
    }

    /// The folder of real reports beside the checkout; whoever calls is skipped where there is none.
    static Path vectors() {
        Path folder = Path.of(System.getProperty("cloister.vectors", "../../shared/vectors"))
                .resolve("snp");
        assumeTrue(Files.isDirectory(folder) || System.getenv("CI") != null, "there are no vectors at " + folder);
        return folder;
    }

    /// What real hardware said (vector `genoa-v3-ghcb-certtable`), for a reader who approves of its measurement, and
    /// whose guest it is not.
    ///
    /// @param vectors the folder `snp` of the vectors
    static Dossier ofHardware(Path vectors) throws IOException, Malformed {
        Bytes report = Bytes.of(Files.readAllBytes(vectors.resolve("genoa-v3-ghcb-certtable/report.bin")));
        Bytes table = Bytes.of(Files.readAllBytes(vectors.resolve("genoa-v3-ghcb-certtable/auxblob.bin")));
        ReleasePolicy against = new ReleasePolicy(
                TrustPolicy.strict1()
                        .with(SnpRules.REVOCATION_CHECKED, new Rule.Anything<>())
                        .with(SnpRules.REVOCATION_LIST_DAYS, new Rule.Anything<>())
                        .named("archived"),
                List.of(new ReleasePolicy.Approved(
                        SnpReport.parse(report.array()).measurement(), "--measurement")),
                List.of(new ReleasePolicy.Approved(INIT_DATA.digest(), "protect of oci:samples/web")));
        Proof proof = new Proof("web", HARDWARE_AT, report, table, INIT_DATA.text(), RUNTIME_DATA, against);
        return new Dossier(
                new Recorded(proof, List.of()),
                against,
                proof.appraise(against),
                spec(new Backend.Snp(new MemoryEncryption(51, 1), Optional.empty()), "https://broker.example.org:8743"),
                Optional.empty());
    }

    private static Dossier dossier(Proof proof, ReleasePolicy against, Optional<BootSet> booted) throws Malformed {
        List<Recorded.Release> releases = List.of(
                new Recorded.Release("web/image/288c6b3a", 1, NOW.toString()),
                new Recorded.Release("web/password/1", 3, NOW.toString()));
        return new Dossier(
                new Recorded(proof, releases), against, proof.appraise(against), spec("http://127.0.0.1:8743"), booted);
    }
}
