package dev.cloister.cli.doctor;

import dev.cloister.machine.host.KvmTrial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;

/// A host in a folder: its `proc`, `sys` and `dev`, a QEMU that tells its version, and a KVM that works or not.
final class FakeHost {
    final Path root;
    Optional<String> kvmProblem = Optional.empty();
    String java = "25.0.3";
    boolean asRoot;
    List<String> absent = List.of();
    int trials;

    private final Path qemu;

    private FakeHost(Path root) throws IOException {
        this.root = root;
        this.qemu = root.resolve("bin/qemu-system-x86_64");
        write("bin/qemu-system-x86_64", "#!/bin/sh\necho 'QEMU emulator version 10.1.3'\n");
        Files.setPosixFilePermissions(qemu, PosixFilePermissions.fromString("rwxr-xr-x"));
        write("packages", "# why\n\nxz-utils  unpacks\ncryptsetup-bin hash tree\nmake drives\n");
        write("proc/meminfo", "MemTotal:  16000000 kB\nMemAvailable:    8388608 kB\n");
        write("proc/sys/kernel/osrelease", "6.12.1\n");
        write("proc/sys/kernel/random/boot_id", "4d2b\n");
        write("proc/sys/user/max_user_namespaces", "15000\n");
        write("proc/sys/kernel/unprivileged_userns_clone", "1\n");
    }

    /// An EPYC 7003 with SEV-SNP on, kernel 6.12.
    static FakeHost milan(Path root) throws IOException {
        FakeHost host = new FakeHost(root);
        host.cpu("AuthenticAMD", "AMD EPYC 7763 64-Core Processor", "svm sme sev sev_es sev_snp");
        host.write("sys/module/kvm_amd/parameters/sev_snp", "Y\n");
        host.write("dev/kvm", "");
        host.write("dev/sev", "");
        return host;
    }

    /// A fifth-generation Xeon with TDX on, and SGX, as both go together.
    static FakeHost tdx(Path root) throws IOException {
        FakeHost host = new FakeHost(root);
        host.cpu("GenuineIntel", "INTEL(R) XEON(R) PLATINUM 8592+", "vmx sgx sgx_lc tdx_host_platform");
        host.write("sys/module/kvm_intel/parameters/tdx", "Y\n");
        host.write("dev/kvm", "");
        host.write("dev/sgx_enclave", "");
        host.write("dev/sgx_provision", "");
        return host;
    }

    /// A Xeon E with SGX that may not attest.
    static FakeHost sgx(Path root) throws IOException {
        FakeHost host = new FakeHost(root);
        host.cpu("GenuineIntel", "Intel(R) Xeon(R) E-2388G CPU @ 3.20GHz", "vmx sgx sgx_lc");
        host.write("dev/kvm", "");
        host.write("dev/sgx_enclave", "");
        return host;
    }

    static FakeHost laptop(Path root) throws IOException {
        FakeHost host = new FakeHost(root);
        host.cpu("GenuineIntel", "Intel(R) Core(TM) Ultra 7 155H", "vmx");
        host.write("dev/kvm", "");
        host.write("dev/tpmrm0", "");
        host.write("sys/class/tpm/tpm0/tpm_version_major", "2\n");
        return host;
    }

    void cpu(String vendor, String model, String flags) throws IOException {
        String one = "processor\t: %d\nvendor_id\t: " + vendor + "\nmodel name\t: " + model + "\nflags\t\t: fpu "
                + flags + "\nbugs\t\t: spectre_v1\n\n";
        write("proc/cpuinfo", one.formatted(0) + one.formatted(1));
    }

    void write(String file, String text) throws IOException {
        Files.createDirectories(root.resolve(file).getParent());
        Files.writeString(root.resolve(file), text);
    }

    void remove(String file) throws IOException {
        Files.delete(root.resolve(file));
    }

    Diagnosis diagnose(String... kernelLog) throws IOException, InterruptedException {
        return new Examination(surroundings(), List.of(kernelLog)).diagnose(false);
    }

    Surroundings surroundings() {
        return new Surroundings(
                root,
                root.resolve("cache"),
                root.resolve("packages"),
                this::program,
                _ -> {
                    trials++;
                    return new KvmTrial.Outcome(kvmProblem);
                },
                java,
                asRoot);
    }

    private Optional<Path> program(String name) {
        if (absent.contains(name)) {
            return Optional.empty();
        }
        return Optional.of(name.startsWith("qemu") ? qemu : root.resolve("bin").resolve(name));
    }
}
