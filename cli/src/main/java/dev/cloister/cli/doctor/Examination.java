package dev.cloister.cli.doctor;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Looks at one host.
public final class Examination {
    private static final String VM = "confidential-vm";

    private final Surroundings here;
    private final List<String> kernelLog;

    /// @param kernelLog lines of `dmesg`; none where this user may not read it
    public Examination(Surroundings here, List<String> kernelLog) {
        this.here = here;
        this.kernelLog = List.copyOf(kernelLog);
    }

    /// @param again whether KVM is tried anew, though the answer of the last trial still stands
    public Diagnosis diagnose(boolean again) throws IOException, InterruptedException {
        Hardware hardware = new Hardware(here, kernelLog);
        Software software = new Software(here);
        Optional<Path> program = software.qemu();
        Thing qemu = software.qemu(program);
        Thing kvm = hardware.kvm(program, again);
        Thing snp = hardware.snp(kvm);
        List<Thing> needed = List.of(qemu, software.packages(), software.jdk(), software.memory(), software.disk());
        List<Thing> things = new ArrayList<>(List.of(hardware.processor(), kvm, snp, hardware.inside()));
        things.addAll(List.of(hardware.tdx(), hardware.sgx(), hardware.tpm()));
        things.addAll(needed);
        things.add(software.userNamespaces());
        return new Diagnosis(offerings(snp, needed), things);
    }

    private static List<Offering> offerings(Thing snp, List<Thing> needed) {
        return List.of(
                virtualMachine(snp, needed),
                new Offering("enclave", Offering.Means.NO, "not supported yet (SGX)"),
                new Offering("enclave-aware", Offering.Means.NO, "not supported yet (SGX)"));
    }

    private static Offering virtualMachine(Thing snp, List<Thing> needed) {
        Optional<Thing> lacking =
                needed.stream().filter(thing -> !thing.there()).findFirst();
        if (lacking.isPresent()) {
            return new Offering(
                    VM,
                    Offering.Means.NO,
                    lacking.get().name() + ": " + lacking.get().sentence());
        }
        return snp.there()
                ? new Offering(VM, Offering.Means.HARDWARE, "on SEV-SNP; emulated on demand")
                : new Offering(VM, Offering.Means.EMULATED, "nothing protects guests from this host");
    }
}
