package dev.cloister.measure;

import dev.cloister.bytes.Bytes;
import java.util.Optional;

/// What is started as an SEV-SNP guest, and so what MEASUREMENT will say. `vcpuSignature` is CPUID leaf 1, EAX,
/// of the virtual CPUs (QEMU measures it, the others do not); `guestFeatures` is their SEV_FEATURES: 0x1 (SNP
/// active) unless the host's kernel switches more on (0x21 with debug swap).
///
/// Without kernel hashes the firmware boots from disk. Guest policy, HOST_DATA and the ID block are not part
/// of the digest.
public record SnpLaunch(
        Vmm vmm,
        Firmware firmware,
        Optional<KernelHashes> kernelHashes,
        int vcpuSignature,
        int vcpus,
        long guestFeatures) {

    /// SEV_FEATURES with nothing but SNP active.
    public static final long SNP_ACTIVE = 0x1;

    /// As many as QEMU's q35 machine takes.
    public static final int MAX_VCPUS = 4096;

    public SnpLaunch {
        checkVcpus(vcpus);
        if (kernelHashes.isPresent() && firmware.hashesTable().isEmpty()) {
            throw new IllegalArgumentException("this firmware has no measured page for kernel hashes");
        }
    }

    static void checkVcpus(int vcpus) {
        if (vcpus < 1 || vcpus > MAX_VCPUS) {
            throw new IllegalArgumentException("vcpus is 1 to " + MAX_VCPUS + ", not " + vcpus);
        }
    }

    /// A measured direct boot under QEMU with the default features.
    public static SnpLaunch directBoot(Firmware firmware, KernelHashes hashes, VcpuType vcpuType, int vcpus) {
        return new SnpLaunch(Vmm.QEMU, firmware, Optional.of(hashes), vcpuType.signature(), vcpus, SNP_ACTIVE);
    }

    /// MEASUREMENT, 48 bytes:
    /// 1. the firmware's pages;
    /// 2. each region of its metadata, in the metadata's order (EC2: CPUID pages last);
    /// 3. the state of the boot processor, then of every other one.
    public Bytes digest() {
        LaunchDigest digest = new LaunchDigest(firmware.launchDigest()); // 1
        for (Section section : firmware.sections()) { // 2
            if (!isLate(section)) {
                measure(digest, section);
            }
        }
        for (Section section : firmware.sections()) {
            if (isLate(section)) {
                measure(digest, section);
            }
        }
        measureVcpus(digest); // 3
        return digest.value();
    }

    private boolean isLate(Section section) {
        return vmm == Vmm.EC2 && section.kind() == Section.Kind.CPUID;
    }

    void measure(LaunchDigest digest, Section section) {
        switch (section.kind()) {
            case SNP_SEC_MEM -> section.measure(digest, vmm == Vmm.GCE ? PageType.UNMEASURED : PageType.ZERO);
            case SNP_KERNEL_HASHES -> measureHashes(digest, section);
            case SNP_SECRETS, CPUID, SVSM_CAA -> section.measure(digest);
        }
    }

    private void measureHashes(LaunchDigest digest, Section section) {
        if (kernelHashes.isEmpty()) {
            section.measure(digest);
            return;
        }
        long table = firmware.hashesTable().orElseThrow().gpa();
        digest.normal(section.gpa(), kernelHashes.get().page(table).array(), LaunchDigest.PAGE_SIZE);
    }

    void measureVcpus(LaunchDigest digest) {
        digest.vmsa(digest.digestOf(vmsa(Vmsa.RESET_VECTOR)));
        if (vcpus > 1) {
            Bytes other = digest.digestOf(vmsa(firmware.resetEip()));
            for (int i = 1; i < vcpus; i++) {
                digest.vmsa(other);
            }
        }
    }

    private Bytes vmsa(long eip) {
        return Vmsa.realMode(vmm, eip, vcpuSignature, guestFeatures);
    }
}
