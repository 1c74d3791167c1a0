package dev.cloister.machine;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.emulator.EmulatedChip;
import dev.cloister.emulator.EmulatedVendor;
import dev.cloister.emulator.EvidencePort;
import dev.cloister.emulator.Launch;
import dev.cloister.machine.relay.Relay;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/// The process that holds one guest, from its start to its end: QEMU, the emulated chip's port, the relay to the
/// broker, the log and control ports. It works in the guest's folder, writes `status.json` there at every change,
/// and ends with the guest. SIGTERM asks it to end the guest, with the grace that `stop.json` gives the container.
public final class Keeper {

    private static final long CONSOLE_LIMIT_BYTES = 1 << 20;
    private static final long SEALED_LOG_LIMIT_BYTES = 64 << 20;
    private static final int MAX_ATTEMPTS = 2;

    private final GuestFolder folder;
    private final GuestSpec spec;
    private final ProcessIdentity self;
    private final Instant startedAt = Instant.now();
    private final StopRequest stop;
    private Bytes measurement = Bytes.EMPTY;
    private Bytes reportId = Bytes.EMPTY;

    private Keeper(GuestFolder folder, StopRequest stop) throws IOException, Malformed {
        this.folder = folder;
        this.stop = stop;
        this.spec = folder.spec();
        this.self = ProcessIdentity.current();
    }

    /// `--state DIR`, where DIR is the working directory, too: sockets are bound by their bare names.
    public static void main(String[] args) {
        if (args.length != 2 || !args[0].equals("--state")) {
            System.err.println("usage: Keeper --state DIR");
            System.exit(64);
            return;
        }
        GuestFolder folder = new GuestFolder(Path.of(args[1]).toAbsolutePath());
        CountDownLatch done = new CountDownLatch(1);
        StopRequest stop = new StopRequest(folder);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop.askAndAwait(done), "stop"));
        int code = 0;
        try {
            new Keeper(folder, stop).keep();
        } catch (IOException | Malformed | InterruptedException e) {
            System.err.println("keeper: " + e);
            code = 70;
        } finally {
            done.countDown();
        }
        System.exit(code);
    }

    private void keep() throws IOException, InterruptedException {
        report(new Phase.Starting(), List.of(), List.of(), 0);
        if (folder.stopAsked()) {
            report(new Phase.Stopped(), List.of(), List.of(), 0);
            return;
        }
        Phase end;
        List<Stage> stages = List.of();
        double cpuSeconds = 0;
        try {
            Attempt attempt = run();
            end = attempt.phase();
            stages = attempt.stages();
            cpuSeconds = Math.max(attempt.cpuSeconds(), self.childrenCpuSeconds());
        } catch (Malformed e) {
            end = new Phase.Failed(new Reason.BootSetDamaged(String.valueOf(e.getMessage())));
        } catch (IOException e) {
            end = new Phase.Failed(new Reason.HostFailure("this host failed: " + e.getMessage()));
        }
        folder.sweep();
        report(end, List.of(), stages, cpuSeconds);
    }

    /// 1. Copy and measure what will boot. 2. Open the chip that will vouch for it, if a program plays it.
    /// 3. Open the way to the broker and the log. 4. Start QEMU, a second time if its kernel fell before the agent
    /// spoke.
    private Attempt run() throws IOException, Malformed, InterruptedException {
        folder.sweep();
        BootFiles boot = BootFiles.copy(
                BootSet.readManifest(spec.bootSet()), spec.backend().profile(), folder, spec.cpus());
        measurement = boot.measurement();
        // The copies of the firmware, of 4 MiB each, would stay in memory as long as the guest runs.
        System.gc();
        Optional<EmulatedChip> chip = chip();
        try (Relay relay = Relay.open(spec.brokerUrl());
                RollingLog console = new RollingLog(folder.file(GuestFolder.CONSOLE_LOG), CONSOLE_LIMIT_BYTES);
                CappedLog log = new CappedLog(folder.file(GuestFolder.SEALED_LOG), SEALED_LOG_LIMIT_BYTES)) {
            List<String> command = new QemuCommand(spec, boot, HostTools.netcat(spec.bootSet()), relay.port()).words();
            Attempt attempt = attempt(command, chip, console, log);
            for (int i = 1; i < MAX_ATTEMPTS && attempt.again(); i++) {
                System.err.println("keeper: one more try, as the kernel fell before the agent spoke");
                attempt = attempt(command, chip, console, log);
            }
            return attempt;
        }
    }

    /// None where the hardware has one.
    private Optional<EmulatedChip> chip() throws IOException, Malformed {
        return switch (spec.backend()) {
            case Backend.Emulated emulated ->
                Optional.of(EmulatedVendor.open(emulated.home()).chip());
            case Backend.Snp _ -> Optional.empty();
        };
    }

    private Attempt attempt(List<String> command, Optional<EmulatedChip> chip, RollingLog console, CappedLog log)
            throws IOException, InterruptedException {
        if (chip.isEmpty()) {
            return attempt(command, console, log);
        }
        Launch launch = new Launch(measurement, spec.hostData(), Launch.PLAIN_POLICY);
        try (EvidencePort evidence = EvidencePort.open(Path.of(GuestFolder.EVIDENCE_SOCKET), chip.get(), launch)) {
            reportId = evidence.reportId();
            Attempt attempt = attempt(command, console, log);
            System.err.println("keeper: " + evidence.answered() + " EMULATED reports given");
            return attempt;
        }
    }

    private Attempt attempt(List<String> command, RollingLog console, CappedLog log)
            throws IOException, InterruptedException {
        try (GuestPort logPort = GuestPort.open(Path.of(GuestFolder.LOG_SOCKET), log::write);
                GuestPort control = GuestPort.open(Path.of(GuestFolder.CONTROL_SOCKET), (content, length) -> {});
                Qemu qemu = Qemu.start(command, folder.path(), console)) {
            Supervision supervision = new Supervision(qemu, control, stop, Supervision.Patience.SHIPPED, this::report);
            Phase phase = supervision.untilEnd(spec);
            logPort.drain(5_000);
            return new Attempt(phase, supervision.stages(), supervision.cpuSeconds(), supervision.worthAnotherTry());
        }
    }

    /// How one run of QEMU ended.
    private record Attempt(Phase phase, List<Stage> stages, double cpuSeconds, boolean again) {}

    private void report(Phase phase, List<ProcessIdentity> running, List<Stage> stages, double cpuSeconds)
            throws IOException {
        List<ProcessIdentity> processes = new ArrayList<>();
        processes.add(self);
        processes.addAll(running);
        folder.write(new GuestStatus(
                phase, Optional.empty(), processes, stages, measurement, reportId, startedAt, cpuSeconds));
    }
}
