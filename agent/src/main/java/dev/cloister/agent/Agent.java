package dev.cloister.agent;

import dev.cloister.agent.Console.Stage;
import dev.cloister.agent.container.Container;
import dev.cloister.agent.container.GuestKernel;
import dev.cloister.agent.container.Output;
import dev.cloister.agent.container.Programs;
import dev.cloister.agent.container.SealedImage;
import dev.cloister.agent.container.SecretFile;
import dev.cloister.agent.device.BlockDevices;
import dev.cloister.agent.device.CpuFlags;
import dev.cloister.agent.device.InitDataDisk;
import dev.cloister.agent.device.ReportSource;
import dev.cloister.agent.device.SealedRootDisk;
import dev.cloister.agent.device.VirtioPorts;
import dev.cloister.agent.http.PlainHttp;
import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.Evidence;
import dev.cloister.protocol.guest.Attested;
import dev.cloister.protocol.guest.Ended;
import dev.cloister.protocol.guest.Fetched;
import dev.cloister.protocol.guest.GuestChannel;
import dev.cloister.protocol.guest.NonceSource;
import dev.cloister.protocol.guest.Pause;
import dev.cloister.protocol.guest.Session;
import dev.cloister.protocol.jose.Crypto;
import dev.cloister.workload.CloisterToml;
import dev.cloister.workload.InitData;
import dev.cloister.workload.InitDataDevice;
import dev.cloister.workload.WorkloadPolicy;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// One boot of one guest, from nothing to the end of its container.
final class Agent {
    private static final int HOSTNAME_LENGTH = 12;
    private static final String OUT_OF_MEMORY = "the guest's memory was used up, so its kernel ended programs of the"
            + " container; give it more with --memory";

    private final Places places;
    private final Programs programs;
    private final Console console;
    private final Crypto crypto;
    private final Pause pause;
    private final BlockDevices devices;
    private final VirtioPorts ports;
    private final NonceSource nonces;

    Agent(Places places, Programs programs, Console console, Crypto crypto, Pause pause) {
        this.places = places;
        this.programs = programs;
        this.console = console;
        this.crypto = crypto;
        this.pause = pause;
        this.devices = new BlockDevices(places.sys(), places.dev());
        this.ports = new VirtioPorts(places.sys(), places.dev());
        this.nonces = new Nonces(crypto.symmetric());
    }

    /// The argument why the container sees its image and its secrets, and nobody else does. The host is on the
    /// other side of every device and every connection here.
    ///
    /// 1. Exactly one device carries init-data; it is read and inflated within bounds, and nothing of it is
    ///    understood.
    /// 2. The chip is found once for this boot and asked what init-data this guest was started with: HOST_DATA
    ///    of a report over 64 fresh random bytes, for VMPL 0, not zero.
    /// 3. The text's SHA-256 is that value in all its bytes. Only now is it parsed; from here on it is the
    ///    owner's word.
    /// 4. Only now does the network come up.
    /// 5. A key pair is made that lives in this memory only and ends with step 7.
    /// 6. The pinned broker's challenge, which nobody else can sign, is answered with evidence over it and that
    ///    key; the answer, signed too, carries a session sealed to that key. From then on the clock is the
    ///    broker's, not the host's.
    /// 7. The image key and the secrets that init-data names come the same way, all or none.
    /// 8. The image opens under the root hash of init-data: every block is checked, then decrypted, when it is
    ///    read.
    /// 9. The container runs as the image's own config says, which came out of the sealed image.
    /// 10. Its output and its exit code leave only sealed to the owner's key of init-data; the console gets
    ///     neither.
    /// 11. When it has ended, so does the guest.
    End unlock() {
        Step<Bytes> text = initDataText(); // 1
        if (text.isEnd()) {
            return text.end();
        }
        Step<Chip> chip = chip(); // 2
        if (chip.isEnd()) {
            return chip.end();
        }
        Step<InitData> checked = check(text.value(), chip.value()); // 2, 3
        if (checked.isEnd()) {
            return checked.end();
        }
        console.stage(Stage.INIT_DATA_CHECKED);
        InitData initData = checked.value();
        Step<Boolean> network = connect(); // 4
        if (network.isEnd()) {
            return network.end();
        }
        Step<Released> released = release(initData, chip.value()); // 5, 6, 7
        if (released.isEnd()) {
            return released.end();
        }
        try (Released secrets = released.value()) {
            Output output = output(initData);
            return explained(output, run(initData, secrets, output)); // 8, 9, 10, 11
        }
    }

    private Step<Bytes> initDataText() {
        try {
            InitDataDisk.Search search = InitDataDisk.find(devices);
            if (search instanceof InitDataDisk.Search.Several several) {
                return new Step.Over<>(new End.SeveralInitData(several.devices()));
            }
            if (search instanceof InitDataDisk.Search.Found found) {
                return new Step.Done<>(InitDataDevice.decode(found.content().array()));
            }
            return new Step.Over<>(new End.NoInitData());
        } catch (Malformed | IOException e) {
            return new Step.Over<>(new End.BadInitDataDevice(End.why(e)));
        }
    }

    private Step<Chip> chip() {
        try {
            Chip chip = new Chip(ReportSource.choose(places.sys(), ports));
            boolean strong = chip.emulated() || CpuFlags.hasRandom(new File(places.proc(), "cpuinfo"));
            return strong ? new Step.Done<>(chip) : new Step.Over<>(new End.WeakRandom());
        } catch (IOException e) {
            return new Step.Over<>(new End.NoReport(End.why(e)));
        }
    }

    private Step<InitData> check(Bytes text, Chip chip) {
        Step<Evidence.Snp> answer = chip.report(nonces.next().concat(nonces.next()));
        if (answer.isEnd()) {
            return new Step.Over<>(answer.end());
        }
        byte[] utf8 = text.array();
        if (!crypto.symmetric().sha256(utf8).sameAs(answer.value().report().hostData())) {
            return new Step.Over<>(new End.InitDataMismatch());
        }
        try {
            return new Step.Done<>(InitData.parse(utf8));
        } catch (Malformed e) {
            return new Step.Over<>(new End.BadInitData(End.why(e)));
        }
    }

    /// Without an owner key, without the policy's leave or without a port, nothing leaves.
    private Output output(InitData initData) {
        CloisterToml cloister = initData.cloister();
        if (cloister.workload().logs() != WorkloadPolicy.Logs.OWNER
                || cloister.ownerKeys().isEmpty()) {
            return new Output.Dropped();
        }
        try {
            Optional<File> port = ports.find(OwnerLog.PORT);
            if (port.isEmpty()) {
                return new Output.Dropped();
            }
            return new OwnerLog(
                    port.get(), crypto, Pinned.key(cloister.ownerKeys().get(0)));
        } catch (IOException e) {
            return new Output.Dropped();
        }
    }

    private Step<Boolean> connect() {
        try {
            GuestKernel.connect(programs);
        } catch (IOException e) {
            return new Step.Over<>(new End.NoNetwork(End.why(e)));
        }
        console.stage(Stage.NETWORK_UP);
        return new Step.Done<>(true);
    }

    private Step<Released> release(InitData initData, Chip chip) {
        PlainHttp.Address address;
        try {
            address = PlainHttp.Address.of(initData.cloister().broker().url());
        } catch (IOException e) {
            return new Step.Over<>(new End.BadInitData(End.why(e)));
        }
        try (PlainHttp http = new PlainHttp(address, PlainHttp.Limits.USUAL);
                GuestChannel channel =
                        new GuestChannel(http, Pinned.pins(initData.cloister().broker()), crypto, nonces, pause)) { // 5
            Attested attested = channel.attest(chip, initData.text()); // 6
            if (attested instanceof Ended ended) {
                return new Step.Over<>(new End.NotReleased(ended));
            }
            console.stage(Stage.ATTESTED);
            GuestKernel.setClock(programs, channel.timeFloor());
            try (Session session = (Session) attested) {
                Fetched fetched = session.resources(Released.wanted(initData.cloister())); // 7
                return Released.of(initData.cloister(), fetched);
            }
        } catch (IOException e) {
            return new Step.Over<>(new End.NoClock(End.why(e)));
        } catch (InterruptedException e) {
            return new Step.Over<>(End.bug(e));
        }
    }

    private End run(InitData initData, Released released, Output output) {
        console.stage(Stage.RESOURCES_RECEIVED);
        Step<SealedImage> image = open(initData, released); // 8
        if (image.isEnd()) {
            return image.end();
        }
        console.stage(Stage.IMAGE_OPEN);
        Container container;
        try {
            String hostname = hostname(initData);
            List<SecretFile> secrets = released.secretFiles();
            container = Container.start(programs, image.value(), places.work(), hostname, secrets, output); // 9
        } catch (Malformed e) {
            return new End.BadImageConfig(End.why(e));
        } catch (IOException e) {
            return new End.ContainerNotStarted(End.why(e));
        }
        released.close();
        console.stage(Stage.CONTAINER_STARTED);
        listen(initData, container);
        try {
            int code = container.await();
            if (GuestKernel.ranOutOfMemory(places.proc())) {
                output.explain(OUT_OF_MEMORY);
            }
            output.exit(code); // 10
        } catch (IOException e) {
            // the owner's reader sees that the end is missing
        }
        console.stage(Stage.CONTAINER_ENDED);
        return new End.ContainerEnded(); // 11
    }

    /// As Docker takes it from a container's id: here from what the container is.
    private String hostname(InitData initData) {
        byte[] text = initData.text().getBytes(StandardCharsets.UTF_8);
        return crypto.symmetric().sha256(text).hex().substring(0, HOSTNAME_LENGTH);
    }

    private Step<SealedImage> open(InitData initData, Released released) {
        if (released.imageKey().length() != SealedImage.KEY_BYTES) {
            return new Step.Over<>(new End.BadImageKey());
        }
        Step<SealedRootDisk> disk = sealedRoot();
        if (disk.isEnd()) {
            return new Step.Over<>(disk.end());
        }
        if (!places.work().mkdir()) {
            return new Step.Over<>(new End.ImageNotOpened("cannot make " + places.work()));
        }
        Bytes rootHash = initData.cloister().root().verity();
        try {
            return new Step.Done<>(
                    SealedImage.open(programs, disk.value(), rootHash, released.imageKey(), places.work()));
        } catch (Malformed e) {
            return new Step.Over<>(new End.BadImageConfig(End.why(e)));
        } catch (IOException e) {
            return new Step.Over<>(new End.ImageNotOpened(End.why(e)));
        }
    }

    private Step<SealedRootDisk> sealedRoot() {
        try {
            SealedRootDisk.Search search = SealedRootDisk.find(devices);
            if (search instanceof SealedRootDisk.Search.Several several) {
                return new Step.Over<>(new End.SeveralSealedRoots(several.devices()));
            }
            if (search instanceof SealedRootDisk.Search.Found found) {
                return new Step.Done<>(found.disk());
            }
            return new Step.Over<>(new End.NoSealedRoot());
        } catch (Malformed | IOException e) {
            return new Step.Over<>(new End.BadSealedRoot(End.why(e)));
        }
    }

    /// Without a port the host has no way to send a signal.
    private void listen(InitData initData, Container container) {
        try {
            Optional<File> port = ports.find(ControlPort.PORT);
            if (port.isPresent()) {
                List<WorkloadPolicy.Signal> allowed =
                        initData.cloister().workload().signals();
                new ControlPort(port.get(), allowed, container).start();
            }
        } catch (IOException e) {
            // as if there were none
        }
    }

    private static End explained(Output output, End end) {
        if (!end.detail().isEmpty()) {
            try {
                output.explain(end.detail());
            } catch (IOException e) {
                // the sentence has to do
            }
        }
        return end;
    }
}
