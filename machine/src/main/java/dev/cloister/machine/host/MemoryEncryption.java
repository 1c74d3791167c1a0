package dev.cloister.machine.host;

/// How an AMD processor marks encrypted pages (APM vol. 3, CPUID Fn8000_001F EBX).
///
/// @param cbitPosition bit of a page table entry that says "encrypted"
/// @param reducedPhysBits how many bits of a guest's physical addresses are lost to it
public record MemoryEncryption(int cbitPosition, int reducedPhysBits) {

    /// All EPYC processors with SEV-SNP so far. QEMU compares it with the processor, so a wrong guess is refused by
    /// name and does no harm.
    static final MemoryEncryption USUAL = new MemoryEncryption(51, 1);

    public MemoryEncryption {
        if (cbitPosition < 0 || cbitPosition > 63 || reducedPhysBits < 1 || reducedPhysBits > 63) {
            throw new IllegalArgumentException(cbitPosition + " and " + reducedPhysBits + " are no bits of an address");
        }
    }

    /// Bits 5:0 of EBX are the C-bit's position. Of the bits lost, a guest loses one, its C-bit: what EBX 11:6
    /// says is what a host with memory encryption of its own loses (QEMU, docs/system/i386/amd-memory-encryption).
    static MemoryEncryption ofCpuid(int ebx) {
        return new MemoryEncryption(ebx & 0x3F, 1);
    }
}
