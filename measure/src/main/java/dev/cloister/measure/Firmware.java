package dev.cloister.measure;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import java.util.List;
import java.util.Optional;

/// An OVMF image, as far as the launch measurement depends on it: its pages, and what its SEV metadata says.
/// It lies in guest memory so that it ends at 4 GiB.
public final class Firmware {

    static final String STRUCTURE = "Firmware";
    static final long FOUR_GIB = 0x1_0000_0000L;

    /// Largest image accepted, in bytes; edk2 builds 2 and 4 MiB.
    public static final int MAX_SIZE = 16 << 20;

    private final Bytes launchDigest;
    private final List<Section> sections;
    private final long resetEip;
    private final Optional<HashesArea> hashesTable;

    private Firmware(Bytes launchDigest, List<Section> sections, long resetEip, Optional<HashesArea> hashesTable) {
        this.launchDigest = launchDigest;
        this.sections = List.copyOf(sections);
        this.resetEip = resetEip;
        this.hashesTable = hashesTable;
    }

    /// Finds the GUIDed table that ends 32 bytes before the image's end (edk2, `ResetVectorVtf0.asm`) and
    /// reads what it points to. Refused: images that are not whole pages, lack the SEV-ES reset block or the
    /// SEV metadata, or contradict themselves.
    public static Firmware parse(byte[] image) throws Malformed {
        if (image.length == 0 || image.length > MAX_SIZE || image.length % LaunchDigest.PAGE_SIZE != 0) {
            throw new Malformed(
                    STRUCTURE,
                    "size",
                    -1,
                    "must be whole pages of 4096 bytes up to 16 MiB, is " + image.length + " bytes");
        }
        GuidTable table = GuidTable.parse(image);
        long start = FOUR_GIB - image.length;
        List<Section> sections = SevMetadata.parse(image, table.metadataOffset(), start);
        Optional<HashesArea> hashes = measuredHashesArea(table, sections);
        Bytes digest = LaunchDigest.START.normal(start, Bytes.of(image)).value();
        return new Firmware(digest, sections, table.resetEip(), hashes);
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
        HashesArea area = table.hashesArea()
                .orElseThrow(() -> new Malformed(
                        STRUCTURE, "sev_hashes_area", -1, "missing, though the metadata has a page for kernel hashes"));
        boolean inside = area.gpa() >= page.get().gpa()
                && area.gpa() + area.sizeBytes() <= page.get().end();
        if (!inside || area.sizeBytes() < KernelHashes.TABLE_LENGTH) {
            throw new Malformed(
                    STRUCTURE,
                    "sev_hashes_area",
                    -1,
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
