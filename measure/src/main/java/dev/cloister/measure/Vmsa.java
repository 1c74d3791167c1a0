package dev.cloister.measure;

import dev.cloister.bytes.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// The first state of a virtual CPU as QEMU and KVM set it, as the 4096-byte save area (AMD64 APM volume 2,
/// appendix B). Fields that are not named here are zero.
record Vmsa(long eip, int signature, long guestFeatures) {

    /// Where the boot processor starts.
    static final long RESET_VECTOR = 0xFFFF_FFF0L;

    private static final long G_PAT = 0x0007_0406_0007_0406L;

    Bytes page() {
        ByteBuffer page = ByteBuffer.allocate(LaunchDigest.PAGE_SIZE).order(ByteOrder.LITTLE_ENDIAN);
        segment(page, 0x000, 0, 0x93, 0); // ES
        segment(page, 0x010, 0xF000, 0x9B, eip & 0xFFFF_0000L); // CS
        segment(page, 0x020, 0, 0x93, 0); // SS
        segment(page, 0x030, 0, 0x93, 0); // DS
        segment(page, 0x040, 0, 0x93, 0); // FS
        segment(page, 0x050, 0, 0x93, 0); // GS
        segment(page, 0x060, 0, 0, 0); // GDTR
        segment(page, 0x070, 0, 0x82, 0); // LDTR
        segment(page, 0x080, 0, 0, 0); // IDTR
        segment(page, 0x090, 0, 0x8B, 0); // TR
        page.putLong(0x0D0, 0x1000); // EFER: SVME
        page.putLong(0x148, 0x40); // CR4: MCE
        page.putLong(0x158, 0x10); // CR0: ET
        page.putLong(0x160, 0x400); // DR7
        page.putLong(0x168, 0xFFFF_0FF0L); // DR6
        page.putLong(0x170, 0x2); // RFLAGS
        page.putLong(0x178, eip & 0xFFFF); // RIP
        page.putLong(0x268, G_PAT);
        page.putLong(0x310, Integer.toUnsignedLong(signature)); // RDX
        page.putLong(0x3B0, guestFeatures); // SEV_FEATURES
        page.putLong(0x3E8, 1); // XCR0
        page.putInt(0x408, 0x1F80); // MXCSR
        page.putShort(0x410, (short) 0x037F); // X87_FCW
        return Bytes.of(page.array());
    }

    private static void segment(ByteBuffer page, int offset, int selector, int attributes, long base) {
        page.putShort(offset, (short) selector);
        page.putShort(offset + 2, (short) attributes);
        page.putInt(offset + 4, 0xFFFF); // limit
        page.putLong(offset + 8, base);
    }
}
