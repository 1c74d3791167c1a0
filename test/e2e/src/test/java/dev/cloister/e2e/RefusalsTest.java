package dev.cloister.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.Malformed;
import dev.cloister.image.Opened;
import dev.cloister.image.SealedArtifact;
import dev.cloister.machine.GuestSpec;
import dev.cloister.machine.Guests;
import dev.cloister.machine.Reason;
import dev.cloister.machine.Start;
import dev.cloister.workload.InitData;
import dev.cloister.workload.InitDataDevice;
import dev.cloister.workload.WorkloadPolicy;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/// What a host may try with a guest, each in a real VM: one clear sentence, the documented exit code, no container.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RefusalsTest {
    private static Home home;
    private static Path sealed;

    @BeforeAll
    static void protect() throws IOException, InterruptedException {
        home = Home.fresh();
        sealed = protect("web.sealed", "--emulated");
    }

    @AfterAll
    static void close() throws IOException {
        home.close();
    }

    private static Path protect(String name, String... options) throws IOException, InterruptedException {
        Path target = home.folder().resolve(name);
        List<String> words = new ArrayList<>(List.of("protect", "oci:" + Sample.web(), "-o", target.toString()));
        words.addAll(List.of(options));
        home.cloister(words.toArray(String[]::new)).exits(0);
        return target;
    }

    private static Ran run(Path image, String... options) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("run", "--detach", "--name", "web"));
        words.addAll(List.of(options));
        words.add(image.toString());
        Ran ran = home.cloister(words.toArray(String[]::new));
        assertThat(home.processes("qemu")).isEmpty();
        return ran;
    }

    @Test
    @Order(2)
    void theEmulatedRootUnderStrict1() throws Exception {
        Path strict = protect("strict.sealed");
        run(strict).exits(1).says("unaccepted-root").says("EMULATED");
    }

    @Test
    @Order(3)
    void initDataThatTheOwnerDidNotApprove() throws Exception {
        Path file = sealed.resolve("init-data.toml");
        String owners = Files.readString(file);
        Files.writeString(file, owners.replace("\"TERM\", ", ""));
        assertThat(Files.readString(file)).isNotEqualTo(owners);
        run(sealed).exits(1).says("unknown-init-data");
        Files.writeString(file, owners);
    }

    @Test
    @Order(4)
    void aChangedBlockThatIsRead() throws Exception {
        Path blob = blob(sealed);
        flip(blob, 17);
        run(sealed).exits(1).says("not the one that was sealed");
        flip(blob, 17);
    }

    @Test
    @Order(5)
    void anotherImageUnderTheSameName() throws Exception {
        Path other = blob(protect("other.sealed", "--emulated"));
        Path mine = blob(sealed);
        Path kept = Files.copy(mine, home.folder().resolve("kept"));
        Files.copy(other, mine, StandardCopyOption.REPLACE_EXISTING);
        run(sealed).exits(1).says("not the one that was sealed");
        Files.move(kept, mine, StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    @Order(6)
    void aDeviceThatTheHardwareDoesNotReport() throws Exception {
        GuestSpec spec = spec();
        InitData other = InitData.write(initData().cloister().withWorkload(WorkloadPolicy.NOTHING));
        Path image = Files.write(home.folder().resolve("other.img"), InitDataDevice.encode(other));
        assertRefused(start(with(spec, spec.sealedRoot(), image, spec.hostData())), "init-data");
    }

    @Test
    @Order(7)
    void noDeviceWithInitData() throws Exception {
        GuestSpec spec = spec();
        Path zeros = Files.write(home.folder().resolve("zeros.img"), new byte[4096]);
        assertRefused(start(with(spec, spec.sealedRoot(), zeros, spec.hostData())), "init-data");
    }

    @Test
    @Order(8)
    void twoDevicesWithInitData() throws Exception {
        GuestSpec spec = spec();
        Path image = Files.write(home.folder().resolve("mine.img"), InitDataDevice.encode(initData()));
        assertRefused(start(with(spec, image, image, spec.hostData())), "init-data");
    }

    @Test
    @Order(9)
    void anotherKernelCommandLine() throws Exception {
        GuestSpec spec = spec();
        Path manifest = spec.bootSet().resolve("manifest.json");
        Path bootSet = Files.createDirectory(home.folder().resolve("bootset"));
        for (String name : List.of("firmware.fd", "vmlinuz", "initrd", "busybox")) {
            Files.createSymbolicLink(bootSet.resolve(name), spec.bootSet().resolve(name));
        }
        Files.writeString(
                bootSet.resolve("manifest.json"), Files.readString(manifest).replace("quiet", "quiet debug"));
        Reason reason = start(new GuestSpec(
                "other",
                1,
                spec.memoryMiB(),
                List.of(),
                spec.sealedRoot(),
                spec.initDataImage(),
                spec.hostData(),
                bootSet,
                spec.qemu(),
                spec.backend(),
                spec.brokerUrl()));
        assertRefused(reason, "refused, case ");
        try (Owner owner = Owner.of(home.state())) {
            String sentence = reason.sentence();
            assertThat(owner.findings(sentence.substring(sentence.length() - 8)))
                    .containsExactly("unknown-measurement");
        }
    }

    @Test
    @Order(10)
    void noQemu() throws Exception {
        GuestSpec spec = spec();
        GuestSpec without = new GuestSpec(
                "noqemu",
                1,
                512,
                List.of(),
                spec.sealedRoot(),
                spec.initDataImage(),
                spec.hostData(),
                spec.bootSet(),
                Path.of("/nowhere/qemu-system-x86_64"),
                spec.backend(),
                spec.brokerUrl());
        Reason reason = start(without);
        assertThat(reason.exitCode()).isEqualTo(69);
        assertThat(reason.sentence()).contains("QEMU");
    }

    /// The boot set is the owner's no more; taking the end away makes it so again.
    @Test
    @Order(11)
    void aMeasurementThatHasEnded() throws Exception {
        home.cloister("approve", sealed.toString(), "--boot-set", "--until", "2020-01-01")
                .exits(0)
                .says("accepted only until 2020-01-01T00:00:00Z");
        run(sealed).exits(1).says("measurement-ended").says("accepted only until 2020-01-01T00:00:00Z");
        home.cloister("approve", sealed.toString(), "--boot-set").exits(0);
        home.cloister("run", "--rm", "--detach", "--name", "web", sealed.toString())
                .exits(0);
        home.cloister("stop", "web").exits(0);
    }

    private static void assertRefused(Reason reason, String word) {
        assertThat(reason).isInstanceOf(Reason.AgentEnd.class);
        assertThat(reason.exitCode()).isEqualTo(1);
        assertThat(reason.sentence()).contains(word);
    }

    private static Reason start(GuestSpec spec) throws IOException, Malformed, InterruptedException {
        Start start = new Guests(home.folder().resolve("guests")).start(spec, stage -> {});
        assertThat(start).isInstanceOf(Start.NotStarted.class);
        return ((Start.NotStarted) start).reason();
    }

    /// The specification of the last guest that the command line started here, with the owner's own init-data.
    private static GuestSpec spec() throws IOException, Malformed {
        Path last = home.state().resolve("guests/web");
        GuestSpec spec =
                GuestSpec.fromJson(JsonFields.parse("guest.json", Files.readAllBytes(last.resolve("guest.json")), 8));
        Path initData = Files.write(home.folder().resolve("owners.img"), InitDataDevice.encode(initData()));
        return with(spec, blob(sealed), initData, initData().digest());
    }

    private static GuestSpec with(GuestSpec spec, Path sealedRoot, Path initDataImage, Bytes hostData) {
        return new GuestSpec(
                "devices",
                1,
                spec.memoryMiB(),
                List.of(),
                sealedRoot,
                initDataImage,
                hostData,
                spec.bootSet(),
                spec.qemu(),
                spec.backend(),
                spec.brokerUrl());
    }

    private static InitData initData() throws IOException, Malformed {
        return InitData.parse(Files.readAllBytes(sealed.resolve("init-data.toml")));
    }

    private static Path blob(Path artifact) throws IOException, Malformed {
        return ((Opened.Protected) SealedArtifact.open(artifact)).blob();
    }

    private static void flip(Path file, long offset) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(offset);
            int value = bytes.read();
            bytes.seek(offset);
            bytes.write(value ^ 1);
        }
    }
}
