package dev.cloister.measure;

import dev.cloister.bytes.Bytes;
import java.util.Optional;

/// What QEMU and KVM start as an SEV-SNP guest, and so what MEASUREMENT will say. `guestFeatures` is
/// SEV_FEATURES of the virtual CPUs: 0x1 (SNP active) unless the host's kernel switches more on (0x21 with
/// debug swap).
///
/// Without kernel hashes the firmware boots from disk. Guest policy, HOST_DATA and the ID block are not part
/// of the digest.
public record SnpLaunch(
        Firmware firmware, Optional<KernelHashes> kernelHashes, VcpuType vcpuType, int vcpus, long guestFeatures) {

    /// SEV_FEATURES with nothing but SNP active.
    public static final long SNP_ACTIVE = 0x1;

    /// As many as QEMU's q35 machine takes.
    public static final int MAX_VCPUS = 288;

    public SnpLaunch {
        if (vcpus < 1 || vcpus > MAX_VCPUS) {
            throw new IllegalArgumentException("vcpus is 1 to " + MAX_VCPUS + ", not " + vcpus);
        }
        if (kernelHashes.isPresent() && firmware.hashesTable().isEmpty()) {
            throw new IllegalArgumentException("this firmware has no measured page for kernel hashes");
        }
    }

    /// A measured direct boot with the default features.
    public static SnpLaunch directBoot(Firmware firmware, KernelHashes hashes, VcpuType vcpuType, int vcpus) {
        return new SnpLaunch(firmware, Optional.of(hashes), vcpuType, vcpus, SNP_ACTIVE);
    }

    /// MEASUREMENT, 48 bytes:
    /// 1. the firmware's pages;
    /// 2. each region of its metadata, in the metadata's order;
    /// 3. the state of the boot processor, then of every other one.
    public Bytes digest() {
        return after(new LaunchDigest(firmware.launchDigest())); // 1
    }

    /// Steps 2 and 3, from what the firmware's pages gave.
    Bytes after(LaunchDigest pages) {
        LaunchDigest digest = pages;
        for (Section section : firmware.sections()) {
            digest = afterSection(digest, section);
        }
        return afterVcpus(digest).value();
    }

    LaunchDigest afterSection(LaunchDigest digest, Section section) {
        return switch (section.kind()) {
            case SNP_SEC_MEM, SVSM_CAA -> digest.without(PageType.ZERO, section.gpa(), section.sizeBytes());
            case SNP_SECRETS -> digest.without(PageType.SECRETS, section.gpa(), section.sizeBytes());
            case CPUID -> digest.without(PageType.CPUID, section.gpa(), section.sizeBytes());
            case SNP_KERNEL_HASHES -> afterHashes(digest, section);
        };
    }

    private LaunchDigest afterHashes(LaunchDigest digest, Section section) {
        if (kernelHashes.isEmpty()) {
            return digest.without(PageType.ZERO, section.gpa(), section.sizeBytes());
        }
        long table = firmware.hashesTable().orElseThrow().gpa();
        return digest.normal(section.gpa(), kernelHashes.get().page(table));
    }

    LaunchDigest afterVcpus(LaunchDigest digest) {
        LaunchDigest result = digest.vmsa(vmsa(Vmsa.RESET_VECTOR));
        if (vcpus > 1) {
            Bytes other = vmsa(firmware.resetEip());
            for (int i = 1; i < vcpus; i++) {
                result = result.vmsa(other);
            }
        }
        return result;
    }

    private Bytes vmsa(long eip) {
        return new Vmsa(eip, vcpuType.signature(), guestFeatures).page();
    }
}
