package dev.cloister.cli.doctor;

import dev.cloister.machine.host.KvmTrial;
import dev.cloister.machine.host.SnpHost;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Cpu and devices: KVM and every TEE, whether Cloister uses it yet or not.
final class Hardware {
    private static final String FIRMWARE_TOO_OLD = "SEV-SNP support requires firmware version";
    private static final String NO_RMP = "Memory for the RMP table has not been reserved";

    private final Surroundings here;
    private final Cpu processor;
    private final List<String> kernelLog;

    Hardware(Surroundings here, List<String> kernelLog) {
        this.here = here;
        this.kernelLog = kernelLog;
        this.processor = Cpu.of(here.text("proc/cpuinfo"));
    }

    Thing processor() {
        String sentence = processor.model() + ", " + processor.count() + " CPUs"
                + (processor.isVirtual() ? ", inside a virtual machine" : "");
        return here.text("proc/cpuinfo").isEmpty()
                ? Thing.no("processor", "/proc/cpuinfo cannot be read")
                : Thing.yes("processor", sentence);
    }

    /// It counts only after a trial guest has run.
    Thing kvm(Optional<Path> qemu, boolean again) throws IOException, InterruptedException {
        if (!here.exists("dev/kvm")) {
            return Thing.no(
                    "kvm",
                    "there is no /dev/kvm",
                    processor.virtualizes()
                            ? "load the kernel module: modprobe " + (processor.intel() ? "kvm_intel" : "kvm_amd")
                            : "turn virtualization (SVM or VT-x) on in the BIOS, or leave the virtual machine");
        }
        if (!here.opens("dev/kvm")) {
            return Thing.no(
                    "kvm",
                    "this user may not open /dev/kvm",
                    "add the user to the group kvm: usermod -aG kvm USER, then log in again");
        }
        if (qemu.isEmpty()) {
            return Thing.no("kvm", "/dev/kvm opens; without QEMU it is not known whether it runs a guest");
        }
        KvmTrial.Outcome outcome = new KvmAnswer(here).ask(qemu.get(), again);
        return outcome.problem()
                .map(problem -> Thing.no(
                        "kvm",
                        "/dev/kvm opens, but " + problem,
                        "run on a machine of its own, or ask for nested virtualization; `cloister doctor --again`"
                                + " repeats the trial"))
                .orElse(Thing.yes("kvm", "a trial guest ran"));
    }

    /// Where a host could run SEV-SNP guests but its trial guest does not run, it cannot.
    Thing snp(Thing kvm) {
        List<SnpHost.Missing> missing = SnpHost.at(here.root()).missing();
        Optional<Thing> log = snpProblemInLog();
        if (missing.isEmpty() && log.isEmpty()) {
            return kvm.there()
                    ? Thing.yes("sev-snp", "this host can start SEV-SNP guests" + firmware())
                    : Thing.no("sev-snp", "all is there but a KVM that runs guests");
        }
        if (log.isPresent()) {
            return log.get();
        }
        return new Thing(
                "sev-snp",
                Thing.State.NO,
                String.join(
                        "; ", missing.stream().map(SnpHost.Missing::sentence).toList()),
                missing.stream()
                        .limit(processor.intel() ? 0 : 1)
                        .map(SnpHost.Missing::remedy)
                        .toList());
    }

    private Optional<Thing> snpProblemInLog() {
        if (logged(FIRMWARE_TOO_OLD).isPresent()) {
            return Optional.of(Thing.no(
                    "sev-snp",
                    "the security processor's firmware is older than 1.51, the first with SEV-SNP",
                    "update the BIOS, or install the package amd64-microcode or linux-firmware and restart"));
        }
        return logged(NO_RMP)
                .map(_ -> Thing.no(
                        "sev-snp",
                        "the BIOS reserved no memory for the RMP table",
                        "set SNP Memory (RMP Table) Coverage in the BIOS"));
    }

    /// `, firmware SEV-SNP API:1.55 build:29` if the kernel's log can be read and still says so.
    private String firmware() {
        return logged("API:")
                .filter(line -> line.contains("SEV"))
                .map(line -> ", firmware " + line.substring(Math.max(0, line.indexOf("SEV"))))
                .orElse("");
    }

    private Optional<String> logged(String words) {
        return kernelLog.stream().filter(line -> line.contains(words)).findFirst();
    }

    /// Is this machine itself a guest of a TEE?
    Thing inside() {
        if (here.exists("dev/sev-guest") || here.exists("sys/devices/system/cpu/sev")) {
            return Thing.unused("inside a TEE", "this machine is an SEV-SNP guest itself; it starts none");
        }
        if (here.exists("dev/tdx_guest") || processor.has("tdx_guest")) {
            return Thing.unused("inside a TEE", "this machine is a TDX guest itself; it starts none");
        }
        return Thing.no("inside a TEE", "this machine is not a guest of SEV-SNP or TDX");
    }

    Thing tdx() {
        boolean on = here.text("sys/module/kvm_intel/parameters/tdx")
                .toUpperCase(Locale.ROOT)
                .matches("Y|1");
        if (processor.has("tdx_host_platform") && on) {
            return Thing.unused("tdx", "this host can start TDX guests; Cloister does not yet");
        }
        if (processor.has("tdx_host_platform")) {
            return Thing.unused("tdx", "the processor has TDX, KVM does not offer it (kvm_intel.tdx is not Y)");
        }
        return Thing.no("tdx", "the processor shows no TDX");
    }

    Thing sgx() {
        if (!processor.has("sgx")) {
            return Thing.no("sgx", "the processor shows no SGX");
        }
        if (!here.exists("dev/sgx_enclave")) {
            return Thing.unused(
                    "sgx", "the processor has SGX, but there is no /dev/sgx_enclave; Cloister needs it later");
        }
        String provision = here.exists("dev/sgx_provision") ? "" : " (no /dev/sgx_provision, so no attestation)";
        return Thing.unused("sgx", "enclaves can run here" + provision + "; Cloister starts none yet");
    }

    Thing tpm() {
        if (!here.exists("dev/tpmrm0") && !here.exists("dev/tpm0")) {
            return Thing.no("tpm", "there is no /dev/tpm0");
        }
        String version = here.text("sys/class/tpm/tpm0/tpm_version_major");
        return Thing.unused(
                "tpm",
                "TPM " + (version.isEmpty() ? "of unknown version" : version + ".0") + "; Cloister does not use it");
    }
}
