package dev.cloister.emulator;

import java.nio.ByteBuffer;

/// The security patch levels of the emulated Milan part; report and VCEK say the same.
record ChipTcb(int bootLoader, int tee, int snp, int microcode) {

    /// Levels of a Milan part of firmware 1.55.29.
    static final ChipTcb SHIPPED = new ChipTcb(4, 0, 24, 219);

    /// TCB_VERSION in Milan's layout (AMD 56860): boot loader, TEE, four reserved bytes, SNP, microcode.
    void put(ByteBuffer report, int offset) {
        report.put(offset, (byte) bootLoader);
        report.put(offset + 1, (byte) tee);
        report.put(offset + 6, (byte) snp);
        report.put(offset + 7, (byte) microcode);
    }
}
