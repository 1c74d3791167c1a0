package dev.cloister.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.agent.libcrypto.Libcrypto;
import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Malformed;
import dev.cloister.protocol.jose.Crypto;
import dev.cloister.protocol.jose.JdkP256;
import dev.cloister.protocol.jose.P256;
import dev.cloister.protocol.log.LogReader;
import dev.cloister.protocol.log.LogRecord;
import dev.cloister.workload.CloisterToml;
import dev.cloister.workload.CloisterToml.WantedSecret;
import dev.cloister.workload.InitData;
import dev.cloister.workload.InitDataDevice;
import dev.cloister.workload.ResourcePath;
import dev.cloister.workload.WorkloadPolicy;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The whole of {@link Agent#unlock} over a fake machine, against a broker in this process.
class AgentTest {
    private static final byte[] IMAGE_KEY = Bytes.hex("42".repeat(64)).array();

    @TempDir
    Path folder;

    private final P256.PrivateKey owner = new JdkP256().generate();
    private final ByteArrayOutputStream console = new ByteArrayOutputStream();
    private FakeMachine machine;

    enum Backend {
        LIBCRYPTO,
        JDK
    }

    @BeforeEach
    void boot() throws Exception {
        machine = new FakeMachine(folder);
        Files.createFile(folder.resolve("log"));
        Files.createFile(folder.resolve("control"));
        machine.port("vport1p2", "cloister.log.0", folder.resolve("log").toFile())
                .port(
                        "vport1p3",
                        "cloister.control.0",
                        folder.resolve("control").toFile());
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void theContainerRunsAndItsOutputIsTheOwners(Backend backend) throws Exception {
        try (StubBroker broker = good()) {
            InitData initData = InitData.write(FakeMachine.cloister(broker, owner)
                    .withSecrets(List.of(new WantedSecret(new ResourcePath("default/password/db"), "db", 2))));
            machine.initData(initData).sealedRoot();
            End end = unlock(crypto(backend), initData.digest());

            assertThat(end).isEqualTo(new End.ContainerEnded());
            assertThat(broker.requests())
                    .containsExactly("POST /kbs/v0/auth", "POST /kbs/v0/attest", "POST /kbs/v0/cloister/resources");
            assertThat(console.toString(StandardCharsets.US_ASCII)).isEqualTo("""
                            cloister: stage init-data-checked 4.25
                            cloister: stage network-up 4.25
                            cloister: stage attested 4.25
                            cloister: stage resources-received 4.25
                            cloister: stage image-open 4.25
                            cloister: stage container-started 4.25
                            cloister: stage container-ended 4.25
                            """);
            assertThat(Files.readAllBytes(folder.resolve("key"))).isEqualTo(IMAGE_KEY);
            assertThat(folder.resolve("run/cloister/bundle/secrets/db")).hasContent("correct horse");
            assertThat(log()).containsExactlyInAnyOrder("OUT hello\n", "ERR oops\n", "exit 3");
        }
    }

    @Test
    void theOwnerIsToldThatMemoryWasUsedUp() throws Exception {
        try (StubBroker broker = good()) {
            InitData initData = InitData.write(FakeMachine.cloister(broker, owner));
            machine.initData(initData).sealedRoot();
            Files.writeString(folder.resolve("proc/vmstat"), "nr_free_pages 7\noom_kill 2\npswpin 0\n");
            assertThat(unlock(Crypto.jdk(), initData.digest())).isEqualTo(new End.ContainerEnded());

            assertThat(log())
                    .contains("ERR cloister: the guest's memory was used up, so its kernel ended programs of the"
                            + " container; give it more with --memory\n")
                    .last()
                    .isEqualTo("exit 3");
            assertThat(console.toString(StandardCharsets.US_ASCII)).doesNotContain("memory");
        }
    }

    @Test
    void theProgramsAreCalledInOrderAndWithNoSecretAmongTheirArguments() throws Exception {
        try (StubBroker broker = good()) {
            InitData initData = InitData.write(FakeMachine.cloister(broker, owner));
            machine.initData(initData).sealedRoot();
            unlock(Crypto.jdk(), initData.digest());

            String disk = folder.resolve("dev/vdb").toString();
            String work = folder.resolve("run/cloister").toString();
            List<String> calls = machine.calls()
                    .lines()
                    .filter(line -> line.startsWith("veritysetup") || line.startsWith("cry") || line.startsWith("crun"))
                    .toList();
            assertThat(calls)
                    .containsExactly(
                            "veritysetup open --no-superblock --format=1 --hash=sha256 --data-block-size=4096"
                                    + " --hash-block-size=4096 --salt=" + "0".repeat(64)
                                    + " --data-blocks=2 --hash-offset=8192 --panic-on-corruption " + disk
                                    + " checked " + disk + " " + FakeMachine.ROOT_HASH.hex(),
                            "cryptsetup open --type=plain --cipher=aes-xts-plain64 --key-size=512 --sector-size=4096"
                                    + " --iv-large-sectors --readonly --hash=plain --key-file=- /dev/mapper/checked"
                                    + " image",
                            "crun --cgroup-manager=cgroupfs run --no-pivot --bundle=" + work + "/bundle --pid-file="
                                    + work + "/pid container");
            assertThat(machine.calls()).doesNotContain("4242");
            // The broker's time, before anything of the image is open.
            assertThat(machine.calls()).containsPattern("date -s \"@\\$1\"[^\n]* clock [0-9]{10}\n(.*\n)*?veritysetup");
        }
    }

    @Test
    void nothingLeavesWhenTheOwnerDoesNotWantIt() throws Exception {
        try (StubBroker broker = good()) {
            CloisterToml silent = FakeMachine.cloister(broker, owner)
                    .withWorkload(new WorkloadPolicy(WorkloadPolicy.Exec.DENY, WorkloadPolicy.Logs.NONE, List.of()));
            InitData initData = InitData.write(silent);
            machine.initData(initData).sealedRoot();
            assertThat(unlock(Crypto.jdk(), initData.digest())).isEqualTo(new End.ContainerEnded());
            assertThat(folder.resolve("log")).isEmptyFile();
            assertThat(console.toString(StandardCharsets.US_ASCII)).doesNotContain("hello");
        }
    }

    @Test
    void anotherTextThanTheHardwareSaysIsRefusedBeforeTheNetworkIsUp() throws Exception {
        try (StubBroker broker = good()) {
            machine.initData(InitData.write(FakeMachine.cloister(broker, owner)))
                    .sealedRoot();
            assertThat(unlock(Crypto.jdk(), Bytes.hex("01".repeat(32)))).isEqualTo(new End.InitDataMismatch());
            assertThat(machine.calls()).isEmpty();
            assertThat(broker.requests()).isEmpty();
            assertThat(console.size()).isZero();
        }
    }

    @Test
    void aTextThatMatchesAndIsNotInitDataIsRefused() throws Exception {
        byte[] text = "no toml".getBytes(StandardCharsets.US_ASCII);
        machine.disk("vda", InitDataDevice.encode(text));
        End end = unlock(Crypto.jdk(), Digests.sha256(text));
        assertThat(end).isInstanceOf(End.BadInitData.class);
        assertThat(end.sentence()).contains("line 1");
        assertThat(machine.calls()).isEmpty();
    }

    @Test
    void noneAndTwoAreRefused() throws Exception {
        Bytes digest = Bytes.hex("01".repeat(32));
        assertThat(unlock(Crypto.jdk(), digest)).isEqualTo(new End.NoInitData());
        byte[] image = InitDataDevice.encode(new byte[] {'x'});
        machine.disk("vda", image).disk("vdc", image);
        assertThat(unlock(Crypto.jdk(), digest)).isEqualTo(new End.SeveralInitData(2));
    }

    @Test
    void anotherVmplAndAnEmptyHostDataAreRefused() throws Exception {
        machine.disk("vda", InitDataDevice.encode(new byte[] {'x'}));
        Bytes digest = Bytes.hex("01".repeat(32));
        assertThat(unlock(Crypto.jdk(), new FakeChip(digest, 1)).sentence())
                .isEqualTo("the hardware's report is not an answer: it is for VMPL 1, not 0");
        assertThat(unlock(Crypto.jdk(), new FakeChip(digest, -1)).code()).isEqualTo("wrong-report");
        assertThat(unlock(Crypto.jdk(), Bytes.hex("00".repeat(32))).sentence()).contains("HOST_DATA is zero");
    }

    @Test
    void aReplayedReportIsRefused() throws Exception {
        machine.disk("vda", InitDataDevice.encode(new byte[] {'x'}));
        FakeChip chip = FakeChip.of(Bytes.hex("01".repeat(32)));
        byte[] old = chip.answer(Bytes.hex("02".repeat(64)));
        try (FakePort port = new FakePort().answering(64, data -> old)) {
            machine.port("vport1p1", "psp.0", port.node());
            assertThat(agent(Crypto.jdk()).unlock().sentence())
                    .isEqualTo("the hardware's report is not an answer: it is not over the bytes just asked for");
        }
    }

    @Test
    void withoutDriverAndPortThereIsNoReport() throws Exception {
        machine.disk("vda", InitDataDevice.encode(new byte[] {'x'}));
        assertThat(agent(Crypto.jdk()).unlock()).isInstanceOf(End.NoReport.class);
    }

    @Test
    void theBrokersRefusalsAreNamed() throws Exception {
        assertThat(with(StubBroker.Mood.REFUSING)).isEqualTo("refused refused, case 7f3a91c2");
        assertThat(with(StubBroker.Mood.DENYING))
                .isEqualTo("denied the broker does not release what init-data asks for, case 7f3a91c2");
        assertThat(with(StubBroker.Mood.NOT_SIGNING)).isEqualTo("not-signed this broker does not sign its answers");
    }

    @Test
    void aBrokerThatIsNotThereIsNoAnswer() throws Exception {
        StubBroker gone = good();
        InitData initData = InitData.write(FakeMachine.cloister(gone, owner));
        gone.close();
        machine.initData(initData).sealedRoot();
        assertThat(unlock(Crypto.jdk(), initData.digest()).code()).isEqualTo("no-answer");
    }

    @Test
    void aKeyOfAnotherLengthIsRefused() throws Exception {
        try (StubBroker broker = new StubBroker(Map.of(FakeMachine.KEY_PATH, new byte[32]), StubBroker.Mood.GOOD)) {
            InitData initData = InitData.write(FakeMachine.cloister(broker, owner));
            machine.initData(initData).sealedRoot();
            assertThat(unlock(Crypto.jdk(), initData.digest())).isEqualTo(new End.BadImageKey());
        }
    }

    @Test
    void withoutSealedRootNothingIsOpened() throws Exception {
        try (StubBroker broker = good()) {
            InitData initData = InitData.write(FakeMachine.cloister(broker, owner));
            machine.initData(initData);
            assertThat(unlock(Crypto.jdk(), initData.digest())).isEqualTo(new End.NoSealedRoot());
        }
    }

    @Test
    void whyAnImageDoesNotOpenIsForTheOwnerAlone() throws Exception {
        try (StubBroker broker = good()) {
            InitData initData = InitData.write(FakeMachine.cloister(broker, owner));
            machine.initData(initData).sealedRoot().failing("cryptsetup");
            End end = unlock(Crypto.jdk(), initData.digest());
            assertThat(end.sentence()).doesNotContain("no such thing");
            assertThat(end.detail()).isEqualTo("cryptsetup ended with 1: no such thing as open");
            assertThat(log()).containsExactly("ERR cloister: cryptsetup ended with 1: no such thing as open\n");
        }
    }

    @Test
    void aContainerThatDoesNotStartIsNotStarted() throws Exception {
        try (StubBroker broker = good()) {
            InitData initData = InitData.write(FakeMachine.cloister(broker, owner));
            machine.initData(initData).sealedRoot().failing("crun");
            assertThat(unlock(Crypto.jdk(), initData.digest()))
                    .isEqualTo(new End.ContainerNotStarted("crun ended with 1 before the container ran"));
            assertThat(log())
                    .containsExactly(
                            "ERR no such thing as --cgroup-manager=cgroupfs\n",
                            "ERR cloister: crun ended with 1 before the container ran\n");
        }
    }

    @Test
    void anAllowedSignalReachesTheContainerAndNoOther() throws Exception {
        Files.writeString(folder.resolve("control"), "signal HUP\nsignal\nsignal TERM \nsignal TERM\n");
        machine.container("while [ ! -e \"$here/killed\" ]; do sleep 0.05; done; exit 143");
        try (StubBroker broker = good()) {
            InitData initData = InitData.write(FakeMachine.cloister(broker, owner));
            machine.initData(initData).sealedRoot();
            assertThat(unlock(Crypto.jdk(), initData.digest())).isEqualTo(new End.ContainerEnded());
            assertThat(machine.calls().lines().filter(line -> line.startsWith("crun kill")))
                    .containsExactly("crun kill container TERM");
            assertThat(log()).containsExactly("exit 143");
        }
    }

    private String with(StubBroker.Mood mood) throws Exception {
        try (StubBroker broker = new StubBroker(Map.of(FakeMachine.KEY_PATH, IMAGE_KEY), mood)) {
            InitData initData = InitData.write(FakeMachine.cloister(broker, owner));
            machine.initData(initData).sealedRoot();
            End end = unlock(Crypto.jdk(), initData.digest());
            assertThat(machine.calls()).doesNotContain("cryptsetup");
            return end.code() + " " + end.sentence();
        }
    }

    private static StubBroker good() throws Exception {
        return new StubBroker(
                Map.of(
                        FakeMachine.KEY_PATH,
                        IMAGE_KEY,
                        "default/password/db",
                        "correct horse".getBytes(StandardCharsets.US_ASCII)),
                StubBroker.Mood.GOOD);
    }

    private End unlock(Crypto crypto, Bytes hostData) throws Exception {
        return unlock(crypto, FakeChip.of(hostData));
    }

    private End unlock(Crypto crypto, FakeChip chip) throws Exception {
        try (FakePort port = new FakePort().answering(64, data -> chip.answer(Bytes.of(data)))) {
            machine.port("vport1p1", "psp.0", port.node());
            return agent(crypto).unlock();
        } finally {
            Files.delete(folder.resolve("dev/vport1p1"));
            Files.delete(folder.resolve("sys/class/virtio-ports/vport1p1/name"));
            Files.delete(folder.resolve("sys/class/virtio-ports/vport1p1"));
        }
    }

    private Agent agent(Crypto crypto) {
        File proc = folder.resolve("proc").toFile();
        return new Agent(machine.places(), machine.programs(), new Console(console, proc), crypto, millis -> {});
    }

    private static Crypto crypto(Backend backend) {
        return backend == Backend.JDK
                ? Crypto.jdk()
                : Libcrypto.load().orElseThrow().crypto();
    }

    /// What the owner reads, complete or not.
    private List<String> log() throws Exception {
        List<String> lines = Files.readAllLines(folder.resolve("log"));
        try (LogReader reader = LogReader.open(owner, lines.get(0))) {
            return lines.stream().skip(1).map(line -> text(reader, line)).toList();
        }
    }

    private static String text(LogReader reader, String line) {
        try {
            return switch (reader.read(line)) {
                case LogRecord.Exit exit -> "exit " + exit.code();
                case LogRecord.Output output ->
                    output.stream() + " " + new String(output.bytes().array(), StandardCharsets.UTF_8);
            };
        } catch (Malformed e) {
            throw new AssertionError(e);
        }
    }
}
