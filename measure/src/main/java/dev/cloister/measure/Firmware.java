package dev.cloister.measure;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// An OVMF image, as far as the launch measurement depends on it: the digest of its pages, and what its SEV
/// metadata says. It lies in guest memory so that it ends at 4 GiB. The value holds no page: parsed once, it
/// predicts any number of launches without hashing the image again.
public final class Firmware {

    static final String STRUCTURE = "Firmware";
    static final long FOUR_GIB = 0x1_0000_0000L;

    /// Largest image accepted, in bytes; edk2 builds 2 and 4 MiB.
    public static final int MAX_SIZE = 16 << 20;

    /// Where the tables of a real image lie: the last pages.
    private static final int TAIL_LENGTH = 1 << 16;

    private final Bytes launchDigest;
    private final long gpa;
    private final List<Section> sections;
    private final long resetEip;
    private final Optional<HashesArea> hashesTable;

    private Firmware(
            Bytes launchDigest, long gpa, List<Section> sections, long resetEip, Optional<HashesArea> hashesTable) {
        this.launchDigest = launchDigest;
        this.gpa = gpa;
        this.sections = List.copyOf(sections);
        this.resetEip = resetEip;
        this.hashesTable = hashesTable;
    }

    /// Finds the GUIDed table that ends 32 bytes before the image's end (edk2, `ResetVectorVtf0.asm`) and
    /// reads what it points to. Refused: images that are not whole pages, lack the SEV-ES reset block or the
    /// SEV metadata, or contradict themselves.
    public static Firmware parse(byte[] image) throws Malformed {
        checkSize(STRUCTURE, image.length);
        Bytes digest = new LaunchDigest()
                .normal(FOUR_GIB - image.length, image, image.length)
                .value();
        return parse(image, image.length, digest);
    }

    /// The same without hashing a page: `launchDigest` is what [#launchDigest] of this very image gave before,
    /// 48 bytes. Only the tables at the image's end are read, so that its last pages are enough.
    public static Firmware parse(byte[] image, Bytes launchDigest) throws Malformed {
        checkSize(STRUCTURE, image.length);
        return parse(image, image.length, launchDigest);
    }

    /// As [#parse(byte[])], of a file that is read once.
    public static Firmware read(Path file) throws IOException, Malformed {
        long size = Files.size(file);
        checkSize(STRUCTURE, size);
        LaunchDigest digest = new LaunchDigest();
        byte[] block = new byte[(int) Math.min(size, TAIL_LENGTH)];
        try (InputStream in = Files.newInputStream(file)) {
            long at = 0;
            while (at < size) { // the first block may be shorter, so that the last one is whole
                int length = (int) ((size - at - 1) % block.length) + 1;
                if (in.readNBytes(block, 0, length) != length) {
                    throw new Malformed(STRUCTURE, "size", at, "became less than " + size + " bytes");
                }
                digest.normal(FOUR_GIB - size + at, block, length);
                at += length;
            }
        }
        return parseTail(file, block, size, digest.value());
    }

    /// As [#parse(byte[], Bytes)], of a file of which little more than its tables is read.
    public static Firmware read(Path file, Bytes launchDigest) throws IOException, Malformed {
        long size = Files.size(file);
        checkSize(STRUCTURE, size);
        byte[] tail = new byte[(int) Math.min(size, TAIL_LENGTH)];
        try (InputStream in = Files.newInputStream(file)) {
            in.skipNBytes(size - tail.length);
            if (in.readNBytes(tail, 0, tail.length) != tail.length) {
                throw new Malformed(STRUCTURE, "size", size, "became less than " + size + " bytes");
            }
        }
        return parseTail(file, tail, size, launchDigest);
    }

    /// Tables that lie further from the end, or are broken: the whole file says which.
    private static Firmware parseTail(Path file, byte[] tail, long size, Bytes launchDigest)
            throws IOException, Malformed {
        try {
            return parse(tail, size, launchDigest);
        } catch (Malformed e) {
            byte[] image = Files.readAllBytes(file);
            checkSize(STRUCTURE, image.length);
            return parse(image, image.length, launchDigest);
        }
    }

    /// @param end the image from some page on
    private static Firmware parse(byte[] end, long size, Bytes launchDigest) throws Malformed {
        if (launchDigest.length() != LaunchDigest.LENGTH) {
            throw new IllegalArgumentException("a launch digest has 48 bytes, not " + launchDigest.length());
        }
        GuidTable table = GuidTable.parse(STRUCTURE, end);
        long start = FOUR_GIB - size;
        List<Section> sections = SevMetadata.parse(STRUCTURE, end, table.metadataOffset(), start);
        return new Firmware(launchDigest, start, sections, table.resetEip(), measuredHashesArea(table, sections));
    }

    static void checkSize(String structure, long size) throws Malformed {
        if (size == 0 || size > MAX_SIZE || size % LaunchDigest.PAGE_SIZE != 0) {
            throw new Malformed(
                    structure, "size", size, "must be whole pages of 4096 bytes up to 16 MiB, is " + size + " bytes");
        }
    }

    /// The hashes area counts only where the metadata makes its page a measured one: an older firmware has
    /// the area alone, and would take hashes that nothing vouches for.
    private static Optional<HashesArea> measuredHashesArea(GuidTable table, List<Section> sections) throws Malformed {
        Optional<Section> page = sections.stream()
                .filter(section -> section.kind() == Section.Kind.SNP_KERNEL_HASHES)
                .findFirst();
        if (page.isEmpty()) {
            return Optional.empty();
        }
        HashesArea area = table.hashesArea();
        boolean inside = area.gpa() >= page.get().gpa()
                && area.gpa() + area.sizeBytes() <= page.get().end();
        if (!inside || area.sizeBytes() < KernelHashes.TABLE_LENGTH) {
            throw table.bad(
                    "sev_hashes_area",
                    String.format(
                            "needs %d bytes inside the measured page at 0x%x, is 0x%x with %d bytes",
                            KernelHashes.TABLE_LENGTH, page.get().gpa(), area.gpa(), area.sizeBytes()));
        }
        return Optional.of(area);
    }

    /// The launch digest after the firmware's own pages, called "OVMF hash" by other tools.
    public Bytes launchDigest() {
        return launchDigest;
    }

    /// Where the image begins in guest memory.
    public long gpa() {
        return gpa;
    }

    /// Regions in the metadata's order, which is the order of measurement.
    public List<Section> sections() {
        return sections;
    }

    /// Where virtual CPUs other than the first start.
    public long resetEip() {
        return resetEip;
    }

    /// Where the table of kernel hashes belongs; empty: this firmware has no measured direct boot.
    public Optional<HashesArea> hashesTable() {
        return hashesTable;
    }
}
