package dev.cloister.measure;

import dev.cloister.bytes.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/// Makes small firmware images: a table of GUIDed entries and SEV metadata, in zeros.
final class TestFirmware {

    static final int METADATA_OFFSET = 0x400;
    static final long HASHES_GPA = 0x810C00;
    static final long RESET_EIP = 0x80B004;

    private TestFirmware() {}

    /// The synthetic firmware of specs/snp-launch-measurement.md 9.2, 8192 bytes.
    static byte[] synthetic() {
        byte[] image = new byte[8192];
        Arrays.fill(image, 0, 4096, (byte) 0x5A);
        put(
                image,
                image.length - METADATA_OFFSET,
                Bytes.hex("415345564c0000000100000005000000" + "000080000020000001000000" + "00d080000010000002000000"
                        + "00e080000010000003000000" + "00f080000010000004000000" + "000081000010000010000000"));
        Bytes table = Bytes.hex("00040000" + "1600" + "666588dc4a989847a75e5585a7bf67cc"
                + "000c810000040000" + "1a00" + "1f3755723b3a044b927b1da6efa8d454"
                + "04b08000" + "1600" + "de71f7007e1acb4f890e68c77e2fb44e"
                + "5800" + "de82b596b21ff745baeaa366c55a082d");
        put(image, image.length - 32 - table.length(), table);
        return image;
    }

    /// 4096 bytes with the sections and addresses of fixture A in specs/snp-launch-measurement.md 9.1.
    static byte[] fixtureA() {
        return image(List.of(
                new Section(0x800000, 0x9000, Section.Kind.SNP_SEC_MEM),
                new Section(0x80A000, 0x3000, Section.Kind.SNP_SEC_MEM),
                new Section(0x80D000, 0x1000, Section.Kind.SNP_SECRETS),
                new Section(0x80E000, 0x1000, Section.Kind.CPUID),
                new Section(0x80F000, 0x1000, Section.Kind.SVSM_CAA),
                new Section(0x810000, 0x1000, Section.Kind.SNP_KERNEL_HASHES),
                new Section(0x811000, 0xF000, Section.Kind.SNP_SEC_MEM)));
    }

    /// One page of firmware with these sections, a reset block and the hashes area at [#HASHES_GPA].
    static byte[] image(List<Section> sections) {
        byte[] image = new byte[4096];
        byte[] synthetic = synthetic();
        System.arraycopy(synthetic, 8192 - 32 - 88, image, 4096 - 32 - 88, 88);
        ByteBuffer metadata = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
        metadata.position(4096 - METADATA_OFFSET);
        metadata.put(Bytes.utf8("ASEV").array())
                .putInt(16 + 12 * sections.size())
                .putInt(1)
                .putInt(sections.size());
        for (Section section : sections) {
            metadata.putInt((int) section.gpa()).putInt((int) section.sizeBytes());
            metadata.putInt((int) section.kind().number());
        }
        return image;
    }

    /// 8192 bytes of an SVSM that starts at its byte 0x10, with memory, secrets and CPUID pages.
    static byte[] svsm() {
        byte[] image = new byte[8192];
        Arrays.fill(image, 0, 4096, (byte) 0xA5);
        put(
                image,
                image.length - METADATA_OFFSET,
                Bytes.hex("415345563400000001000000030000000000800000200000" + "01000000" + "00d080000010000002000000"
                        + "00e080000010000003000000"));
        Bytes table = Bytes.hex("00040000" + "1600" + "666588dc4a989847a75e5585a7bf67cc"
                + "10000000" + "1600" + "12a689a797054b4ca49fcbb1fe9d1ddd"
                + "3e00" + "de82b596b21ff745baeaa366c55a082d");
        put(image, image.length - 32 - table.length(), table);
        return image;
    }

    static void put(byte[] image, int offset, Bytes bytes) {
        System.arraycopy(bytes.array(), 0, image, offset, bytes.length());
    }
}
