package dev.cloister.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.cli.doctor.Offering.Means;
import dev.cloister.cli.doctor.Thing.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExaminationTest {
    @TempDir
    private Path root;

    @Test
    void anSnpHostRunsHardware() throws IOException, InterruptedException {
        Diagnosis diagnosis = FakeHost.milan(root).diagnose("[  9.1] ccp 0000:22:00.1: SEV-SNP API:1.55 build:29");

        assertThat(diagnosis.usable()).isTrue();
        assertThat(diagnosis.verdict()).isEqualTo("This host runs confidential VMs on SEV-SNP.");
        assertThat(means(diagnosis)).containsExactly(Means.HARDWARE, Means.NO, Means.NO);
        assertThat(thing(diagnosis, "sev-snp"))
                .isEqualTo(
                        Thing.yes("sev-snp", "this host can start SEV-SNP guests, firmware SEV-SNP API:1.55 build:29"));
        assertThat(diagnosis.remedies()).isEmpty();
    }

    @Test
    void eachThingThatSnpNeedsIsMissedWithItsRemedy() throws IOException, InterruptedException {
        FakeHost host = FakeHost.milan(root);
        host.remove("dev/sev");
        assertThat(thing(host.diagnose(), "sev-snp").sentence()).isEqualTo("there is no /dev/sev");

        host.write("dev/sev", "");
        host.write("sys/module/kvm_amd/parameters/sev_snp", "N\n");
        assertThat(thing(host.diagnose(), "sev-snp").remedies())
                .singleElement()
                .asString()
                .contains("6.11");

        host.write("sys/module/kvm_amd/parameters/sev_snp", "Y\n");
        host.kvmProblem = Optional.of("a trial guest hangs under KVM");
        Diagnosis diagnosis = new Examination(host.surroundings(), List.of()).diagnose(true);
        assertThat(thing(diagnosis, "sev-snp").state()).isEqualTo(State.NO);
        assertThat(diagnosis.verdict()).contains("EMULATED");
    }

    @Test
    void theKernelsLogTellsWhatTheFilesDoNot() throws IOException, InterruptedException {
        FakeHost host = FakeHost.milan(root);
        assertThat(thing(
                        host.diagnose("ccp 0000:46:00.1: SEV-SNP support requires firmware version >= 1:51"),
                        "sev-snp"))
                .satisfies(snp -> {
                    assertThat(snp.state()).isEqualTo(State.NO);
                    assertThat(snp.remedies()).singleElement().asString().contains("update the BIOS");
                });
        assertThat(thing(host.diagnose("SEV-SNP: Memory for the RMP table has not been reserved by BIOS"), "sev-snp")
                        .remedies())
                .singleElement()
                .asString()
                .contains("RMP Table");
    }

    @Test
    void aTdxHostIsEmulatedForNow() throws IOException, InterruptedException {
        FakeHost host = FakeHost.tdx(root);
        Diagnosis diagnosis = host.diagnose();

        assertThat(diagnosis.verdict()).contains("EMULATED");
        assertThat(means(diagnosis).getFirst()).isEqualTo(Means.EMULATED);
        assertThat(thing(diagnosis, "tdx"))
                .isEqualTo(Thing.unused("tdx", "this host can start TDX guests; Cloister does not yet"));
        assertThat(thing(diagnosis, "sgx").sentence()).startsWith("enclaves can run here;");
        assertThat(thing(diagnosis, "sev-snp").remedies())
                .as("no remedy makes an AMD of it")
                .isEmpty();

        host.write("sys/module/kvm_intel/parameters/tdx", "N\n");
        assertThat(thing(host.diagnose(), "tdx").sentence()).contains("kvm_intel.tdx is not Y");
    }

    @Test
    void anSgxHost() throws IOException, InterruptedException {
        FakeHost host = FakeHost.sgx(root);
        assertThat(thing(host.diagnose(), "sgx").sentence()).contains("no /dev/sgx_provision, so no attestation");
        host.remove("dev/sgx_enclave");
        assertThat(thing(host.diagnose(), "sgx").sentence()).contains("there is no /dev/sgx_enclave");
    }

    @Test
    void aLaptop() throws IOException, InterruptedException {
        Diagnosis diagnosis = FakeHost.laptop(root).diagnose();

        assertThat(diagnosis.usable()).isTrue();
        assertThat(thing(diagnosis, "processor").sentence()).isEqualTo("Intel(R) Core(TM) Ultra 7 155H, 2 CPUs");
        assertThat(thing(diagnosis, "kvm")).isEqualTo(Thing.yes("kvm", "a trial guest ran"));
        assertThat(thing(diagnosis, "tpm").sentence()).isEqualTo("TPM 2.0; Cloister does not use it");
        assertThat(thing(diagnosis, "tdx").state()).isEqualTo(State.NO);
        assertThat(thing(diagnosis, "inside a TEE").state()).isEqualTo(State.NO);
    }

    @Test
    void aGuestOfATee() throws IOException, InterruptedException {
        FakeHost host = FakeHost.laptop(root);
        host.write("dev/sev-guest", "");
        assertThat(thing(host.diagnose(), "inside a TEE").sentence()).contains("SEV-SNP guest itself");
        host.remove("dev/sev-guest");
        host.write("dev/tdx_guest", "");
        assertThat(thing(host.diagnose(), "inside a TEE").sentence()).contains("TDX guest itself");
    }

    /// The trap: /dev/kvm is there, opens, and runs nothing.
    @Test
    void aKvmThatRunsNoGuestDoesNotCount() throws IOException, InterruptedException {
        FakeHost host = FakeHost.laptop(root);
        host.kvmProblem = Optional.of("a trial guest hangs under KVM: nothing came from it for 5 seconds");
        Thing kvm = thing(host.diagnose(), "kvm");

        assertThat(kvm.state()).isEqualTo(State.NO);
        assertThat(kvm.sentence()).startsWith("/dev/kvm opens, but a trial guest hangs");
        assertThat(host.diagnose().usable()).as("emulation needs none").isTrue();
    }

    @Test
    void noKvm() throws IOException, InterruptedException {
        FakeHost host = FakeHost.laptop(root);
        host.remove("dev/kvm");
        assertThat(thing(host.diagnose(), "kvm").remedies())
                .containsExactly("load the kernel module: modprobe kvm_intel");
        host.cpu("AuthenticAMD", "AMD EPYC", "hypervisor");
        assertThat(thing(host.diagnose(), "kvm").remedies())
                .singleElement()
                .asString()
                .contains("BIOS");
        assertThat(host.trials).isZero();
    }

    @Test
    void theAnswerStandsAsLongAsKernelBootAndQemuDo() throws IOException, InterruptedException {
        FakeHost host = FakeHost.laptop(root);
        host.kvmProblem = Optional.of("first");
        host.diagnose();
        host.kvmProblem = Optional.empty();
        assertThat(thing(host.diagnose(), "kvm").sentence()).contains("first");
        assertThat(host.trials).isEqualTo(1);

        assertThat(new Examination(host.surroundings(), List.of())
                        .diagnose(true)
                        .things())
                .contains(Thing.yes("kvm", "a trial guest ran"));
        assertThat(host.trials).isEqualTo(2);

        int trials = host.trials;
        for (String[] change : new String[][] {
            {"proc/sys/kernel/osrelease", "6.13.0"},
            {"proc/sys/kernel/random/boot_id", "other"},
            {"bin/qemu-system-x86_64", "#!/bin/sh\necho 'QEMU emulator version 10.1.4'\n"},
            {"cache/kvm-trial.json", "{"}
        }) {
            host.write(change[0], change[1]);
            host.diagnose();
            host.diagnose();
            assertThat(host.trials).as(change[0]).isEqualTo(++trials);
        }
    }

    @Test
    void aCacheThatCannotBeWrittenHidesNothing() throws IOException, InterruptedException {
        FakeHost host = FakeHost.laptop(root);
        host.write("cache", "no folder");
        Diagnosis diagnosis = host.diagnose();
        assertThat(thing(diagnosis, "kvm")).isEqualTo(Thing.yes("kvm", "a trial guest ran"));
        assertThat(thing(diagnosis, "disk").sentence()).startsWith("this user cannot make");
        assertThat(diagnosis.usable()).isFalse();
    }

    @Test
    void whatEveryGuestNeedsDecides() throws IOException, InterruptedException {
        FakeHost host = FakeHost.milan(root);
        host.absent = List.of("veritysetup", "xz");
        Diagnosis diagnosis = host.diagnose();
        assertThat(diagnosis.usable()).isFalse();
        assertThat(diagnosis.verdict()).contains("nothing");
        assertThat(diagnosis.remedies()).contains("packages: apt-get install xz-utils cryptsetup-bin");

        host.absent = List.of();
        host.java = "21.0.4";
        assertThat(host.diagnose().remedies()).contains("jdk: install JDK 25");
        host.java = "26-ea";
        assertThat(host.diagnose().usable()).isTrue();

        host.write("proc/meminfo", "MemAvailable:  500000 kB\n");
        assertThat(thing(host.diagnose(), "memory").state()).isEqualTo(State.NO);
    }

    @Test
    void anOldQemuIsNoneButCanBeFetched() throws IOException, InterruptedException {
        FakeHost host = FakeHost.milan(root);
        host.write("bin/qemu-system-x86_64", "#!/bin/sh\necho 'QEMU emulator version 7.2.22'\n");
        assertThat(thing(host.diagnose(), "qemu").sentence()).contains("the first run fetches one");
        assertThat(thing(host.diagnose(), "kvm").sentence()).contains("without QEMU it is not known");
        host.absent = List.of("apt-get");
        assertThat(host.diagnose().usable()).isFalse();
    }

    @Test
    void userNamespacesMatterToOrdinaryUsers() throws IOException, InterruptedException {
        FakeHost host = FakeHost.laptop(root);
        assertThat(thing(host.diagnose(), "namespaces").state()).isEqualTo(State.YES);
        host.write("proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1\n");
        assertThat(thing(host.diagnose(), "namespaces").sentence()).contains("AppArmor");
        host.write("proc/sys/kernel/unprivileged_userns_clone", "0\n");
        assertThat(thing(host.diagnose(), "namespaces").remedies())
                .containsExactly("sysctl kernel.unprivileged_userns_clone=1");
        host.asRoot = true;
        assertThat(thing(host.diagnose(), "namespaces").state()).isEqualTo(State.YES);
    }

    /// A host that tells nothing is no reason to fail.
    @Test
    void anEmptyHost() throws IOException, InterruptedException {
        FakeHost host = FakeHost.laptop(root);
        host.remove("proc/cpuinfo");
        host.remove("proc/meminfo");
        host.remove("dev/kvm");
        Diagnosis diagnosis = host.diagnose();

        assertThat(thing(diagnosis, "processor").state()).isEqualTo(State.NO);
        assertThat(thing(diagnosis, "memory").sentence()).contains("cannot be read");
        assertThat(Files.exists(root.resolve("cache")))
                .as("looking changes nothing")
                .isFalse();
    }

    @Test
    void theJsonSaysWhatTheTextSays() throws IOException, InterruptedException {
        Diagnosis diagnosis = FakeHost.laptop(root).diagnose();
        String json = diagnosis.json().compact();

        assertThat(json)
                .contains("\"usable\":true")
                .contains("\"verdict\":\"" + diagnosis.verdict() + "\"")
                .contains("{\"name\":\"confidential-vm\",\"means\":\"emulated\"")
                .contains("{\"name\":\"kvm\",\"state\":\"yes\",\"sentence\":\"a trial guest ran\",\"remedies\":[]}");
        assertThat(diagnosis.thingRows()).hasSameSizeAs(diagnosis.things());
    }

    private static List<Means> means(Diagnosis diagnosis) {
        return diagnosis.offerings().stream().map(Offering::means).toList();
    }

    private static Thing thing(Diagnosis diagnosis, String name) {
        return diagnosis.things().stream()
                .filter(thing -> thing.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
