package dev.cloister.measure;

/// The virtual machine monitors whose way of launching an SEV-SNP guest is known. They differ in the first
/// state of the virtual CPUs and in how the regions of the firmware's metadata are measured.
public enum Vmm {
    /// QEMU and KVM; what Kata Containers and libvirt start too.
    QEMU,
    /// Amazon EC2: CPUID pages come after all other regions.
    EC2,
    /// Google Compute Engine: the firmware's own memory is not measured as zeros.
    GCE
}
