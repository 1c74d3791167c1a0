package dev.cloister.measure;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Cursor;
import dev.cloister.bytes.Malformed;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// The table of GUIDed entries at the end of an OVMF image (edk2, `ResetVectorVtf0.asm`). It grows backwards:
/// an entry is its data, then u16 size (data + 18), then its GUID; the last entry is the footer, whose size
/// is that of the whole table.
///
/// Entries that do not matter for the measurement are skipped. `metadataOffset` counts from the end of the
/// image.
record GuidTable(long resetEip, long metadataOffset, Optional<HashesArea> hashesArea) {

    private static final String STRUCTURE = "Firmware.table";
    private static final int HEADER_LENGTH = 18;
    private static final int DISTANCE_FROM_END = 32;

    static GuidTable parse(byte[] image) throws Malformed {
        Cursor in = Cursor.littleEndian(STRUCTURE, image);
        int bodyEnd = image.length - DISTANCE_FROM_END - HEADER_LENGTH;
        Cursor footer = in.at("footer", bodyEnd, HEADER_LENGTH);
        int tableSize = footer.u16("size");
        if (!footer.bytes("guid", 16).equals(Guids.TABLE_FOOTER)) {
            throw footer.bad("guid", "is not that of an OVMF table");
        }
        int bodyStart = bodyEnd + HEADER_LENGTH - tableSize;
        if (tableSize < HEADER_LENGTH || bodyStart < 0) {
            throw footer.bad("size", "must be " + HEADER_LENGTH + " to the image's size, is " + tableSize);
        }
        Builder found = new Builder();
        Set<Bytes> seen = new HashSet<>();
        int end = bodyEnd;
        while (end > bodyStart) {
            end = entry(in, found, seen, bodyStart, end);
        }
        return found.build();
    }

    /// Reads the entry that ends at `end` and returns where it begins.
    private static int entry(Cursor in, Builder found, Set<Bytes> seen, int bodyStart, int end) throws Malformed {
        if (end - bodyStart < HEADER_LENGTH) {
            throw in.bad("entry", "needs " + HEADER_LENGTH + " bytes, has " + (end - bodyStart));
        }
        Cursor header = in.at("entry", end - HEADER_LENGTH, HEADER_LENGTH);
        int size = header.u16("size");
        Bytes guid = header.bytes("guid", 16);
        if (size < HEADER_LENGTH || size > end - bodyStart) {
            throw header.bad("size", "must be " + HEADER_LENGTH + " to " + (end - bodyStart) + ", is " + size);
        }
        if (!seen.add(guid)) {
            throw header.bad("guid", "stands twice in the table: " + guid.hex());
        }
        found.take(guid, in.at("entry", end - size, size - HEADER_LENGTH));
        return end - size;
    }

    /// What has been found so far, absent values negative.
    private static final class Builder {

        private long resetEip = -1;
        private long metadataOffset = -1;
        private Optional<HashesArea> hashesArea = Optional.empty();

        void take(Bytes guid, Cursor data) throws Malformed {
            if (guid.equals(Guids.SEV_ES_RESET_BLOCK)) {
                resetEip = data.u32("sev_es_reset_block");
                data.end();
            } else if (guid.equals(Guids.SEV_METADATA)) {
                metadataOffset = data.u32("sev_metadata_offset");
                data.end();
            } else if (guid.equals(Guids.SEV_HASHES_AREA)) {
                HashesArea area = new HashesArea(data.u32("sev_hashes_area.gpa"), data.u32("sev_hashes_area.size"));
                data.end();
                hashesArea = area.gpa() == 0 ? Optional.empty() : Optional.of(area);
            }
        }

        GuidTable build() throws Malformed {
            if (resetEip < 0) {
                throw new Malformed(STRUCTURE, "sev_es_reset_block", -1, "missing");
            }
            if (metadataOffset < 0) {
                throw new Malformed(
                        STRUCTURE, "sev_metadata", -1, "missing: this firmware cannot start an SEV-SNP guest");
            }
            return new GuidTable(resetEip, metadataOffset, hashesArea);
        }
    }
}
