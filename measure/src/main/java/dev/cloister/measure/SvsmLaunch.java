package dev.cloister.measure;

import dev.cloister.bytes.Bytes;

/// A guest that QEMU starts with Coconut's SVSM, which then starts the firmware: what MEASUREMENT will say. All
/// virtual CPUs begin in the SVSM, with nothing but SNP active; a kernel is not measured at launch.
///
/// @param vcpuSignature CPUID leaf 1, EAX, of the virtual CPUs
public record SvsmLaunch(Firmware firmware, Svsm svsm, int vcpuSignature, int vcpus) {

    public SvsmLaunch {
        SnpLaunch.checkVcpus(vcpus);
        if (svsm.end() > firmware.gpa()) {
            throw new IllegalArgumentException("the SVSM reaches into the firmware");
        }
    }

    /// MEASUREMENT, 48 bytes:
    /// 1. the firmware's pages, then the SVSM's;
    /// 2. each region of the SVSM's metadata, in the metadata's order;
    /// 3. the state of the virtual CPUs, all equal.
    public Bytes digest() {
        LaunchDigest digest = new LaunchDigest(firmware.launchDigest());
        digest.normal(svsm.gpa(), svsm.image().array(), svsm.image().length()); // 1
        for (Section section : svsm.sections()) { // 2
            section.measure(digest);
        }
        Bytes vmsa = digest.digestOf(Vmsa.protectedMode(svsm.startEip(), vcpuSignature));
        for (int i = 0; i < vcpus; i++) { // 3
            digest.vmsa(vmsa);
        }
        return digest.value();
    }
}
