package dev.cloister.emulator;

import dev.cloister.bytes.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/// ATTESTATION_REPORT of version 3 (AMD 56860) of a Milan part, signed by a VCEK; fields that are not named are zero.
///
/// @param vmpl of whoever asked, 0 to 3
record ReportBody(Launch launch, int vmpl, ChipTcb tcb, Bytes chipId, Bytes reportId, Bytes reportData) {

    static final int LENGTH = 0x4A0;
    static final int SIGNED_LENGTH = 0x2A0;

    private static final int SIGNATURE_FIELD_LENGTH = 72;
    private static final int ECDSA_P384_SHA384 = 1;
    private static final long ECC_AND_ALIAS_CHECK = 1 << 2 | 1 << 5;

    ReportBody {
        if (vmpl < 0 || vmpl > 3) {
            throw new IllegalArgumentException("VMPL is 0 to 3, not " + vmpl);
        }
        Launch.requireLength("chip id", chipId, 64);
        Launch.requireLength("report id", reportId, 32);
        Launch.requireLength("report data", reportData, 64);
    }

    /// The bytes that are signed.
    byte[] signed() {
        ByteBuffer report = ByteBuffer.allocate(SIGNED_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        report.putInt(0x000, 3); // VERSION
        report.putLong(0x008, launch.guestPolicy());
        report.putInt(0x030, vmpl); // VMPL
        report.putInt(0x034, ECDSA_P384_SHA384); // SIGNATURE_ALGO
        tcb.put(report, 0x038); // CURRENT_TCB
        report.putLong(0x040, ECC_AND_ALIAS_CHECK); // PLATFORM_INFO
        report.put(0x050, reportData.array());
        report.put(0x090, launch.measurement().array());
        report.put(0x0C0, launch.hostData().array());
        report.put(0x140, reportId.array());
        byte[] noMigrationAgent = new byte[32];
        Arrays.fill(noMigrationAgent, (byte) 0xFF);
        report.put(0x160, noMigrationAgent); // REPORT_ID_MA
        tcb.put(report, 0x180); // REPORTED_TCB
        report.put(0x188, (byte) 0x19).put(0x189, (byte) 1).put(0x18A, (byte) 1); // CPUID family, model, stepping
        report.put(0x1A0, chipId.array());
        tcb.put(report, 0x1E0); // COMMITTED_TCB
        byte[] firmware1x55x29 = {29, 55, 1, 0};
        report.put(0x1E8, firmware1x55x29); // CURRENT build, minor, major
        report.put(0x1EC, firmware1x55x29); // COMMITTED build, minor, major
        tcb.put(report, 0x1F0); // LAUNCH_TCB
        return report.array();
    }

    /// The whole report: `signed`, then R and S, which come as 48 bytes each, big-endian, and stand little-endian
    /// in 72.
    static Bytes withSignature(byte[] signed, byte[] rAndS) {
        byte[] report = Arrays.copyOf(signed, LENGTH);
        int half = rAndS.length / 2;
        for (int i = 0; i < half; i++) {
            report[SIGNED_LENGTH + i] = rAndS[half - 1 - i];
            report[SIGNED_LENGTH + SIGNATURE_FIELD_LENGTH + i] = rAndS[2 * half - 1 - i];
        }
        return Bytes.of(report);
    }
}
