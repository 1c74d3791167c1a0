package dev.cloister.measure;

import dev.cloister.bytes.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// The first state of a virtual CPU as the monitor sets it, as the 4096-byte save area (AMD64 APM volume 2,
/// appendix B). Fields that are not named here are zero.
final class Vmsa {

    /// Where the boot processor starts.
    static final long RESET_VECTOR = 0xFFFF_FFF0L;

    private static final long G_PAT = 0x0007_0406_0007_0406L;

    /// What EC2 and GCE put into RDX, whatever the virtual CPU.
    private static final int NO_SIGNATURE = 0x600;

    private final ByteBuffer page = ByteBuffer.allocate(LaunchDigest.PAGE_SIZE).order(ByteOrder.LITTLE_ENDIAN);

    private Vmsa() {}

    /// A virtual CPU in real mode, which starts at `eip`.
    static Bytes realMode(Vmm vmm, long eip, int signature, long guestFeatures) {
        Vmsa vmsa = new Vmsa();
        vmsa.common(guestFeatures);
        vmsa.dataSegments(0, 0x93, 0xFFFF);
        vmsa.segment(0x010, 0xF000, codeAttributes(vmm, eip), 0xFFFF, eip & 0xFFFF_0000L); // CS
        vmsa.segment(0x020, 0, vmm == Vmm.EC2 ? 0x92 : 0x93, 0xFFFF, 0); // SS
        vmsa.segment(0x090, 0, vmm == Vmm.EC2 ? 0x83 : 0x8B, 0xFFFF, 0); // TR
        vmsa.page.putLong(0x158, 0x10); // CR0: ET
        vmsa.page.putLong(0x178, eip & 0xFFFF); // RIP
        vmsa.page.putLong(0x268, vmm == Vmm.GCE ? 0x00070106 : G_PAT);
        vmsa.page.putLong(0x310, vmm == Vmm.QEMU ? Integer.toUnsignedLong(signature) : NO_SIGNATURE); // RDX
        if (vmm == Vmm.QEMU) {
            vmsa.page.putInt(0x408, 0x1F80); // MXCSR
            vmsa.page.putShort(0x410, (short) 0x037F); // X87_FCW
        }
        return Bytes.of(vmsa.page.array());
    }

    /// A virtual CPU in flat protected mode, as QEMU starts Coconut's SVSM at `eip`.
    static Bytes protectedMode(long eip, int signature) {
        Vmsa vmsa = new Vmsa();
        vmsa.common(SnpLaunch.SNP_ACTIVE);
        vmsa.dataSegments(0x10, 0xC93, 0xFFFF_FFFF);
        vmsa.segment(0x010, 0x08, 0xC9B, 0xFFFF_FFFF, 0); // CS
        vmsa.segment(0x020, 0x10, 0xC93, 0xFFFF_FFFF, 0); // SS
        vmsa.segment(0x090, 0, 0x8B, 0xFFFF, 0); // TR
        vmsa.page.putLong(0x158, 0x11); // CR0: ET, PE
        vmsa.page.putLong(0x178, eip); // RIP
        vmsa.page.putLong(0x268, G_PAT);
        vmsa.page.putLong(0x310, Integer.toUnsignedLong(signature)); // RDX
        vmsa.page.putInt(0x408, 0x1F80); // MXCSR; X87_FCW stays 0
        return Bytes.of(vmsa.page.array());
    }

    private static int codeAttributes(Vmm vmm, long eip) {
        return vmm == Vmm.EC2 && eip == RESET_VECTOR ? 0x9A : 0x9B;
    }

    private void common(long guestFeatures) {
        segment(0x050, 0, 0x93, 0xFFFF, 0); // GS
        segment(0x060, 0, 0, 0xFFFF, 0); // GDTR
        segment(0x070, 0, 0x82, 0xFFFF, 0); // LDTR
        segment(0x080, 0, 0, 0xFFFF, 0); // IDTR
        page.putLong(0x0D0, 0x1000); // EFER: SVME
        page.putLong(0x148, 0x40); // CR4: MCE
        page.putLong(0x160, 0x400); // DR7
        page.putLong(0x168, 0xFFFF_0FF0L); // DR6
        page.putLong(0x170, 0x2); // RFLAGS
        page.putLong(0x3B0, guestFeatures); // SEV_FEATURES
        page.putLong(0x3E8, 1); // XCR0
    }

    private void dataSegments(int selector, int attributes, int limit) {
        segment(0x000, selector, attributes, limit, 0); // ES
        segment(0x030, selector, attributes, limit, 0); // DS
        segment(0x040, selector, attributes, limit, 0); // FS
    }

    private void segment(int offset, int selector, int attributes, int limit, long base) {
        page.putShort(offset, (short) selector);
        page.putShort(offset + 2, (short) attributes);
        page.putInt(offset + 4, limit);
        page.putLong(offset + 8, base);
    }
}
