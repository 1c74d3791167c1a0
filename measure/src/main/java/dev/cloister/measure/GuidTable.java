package dev.cloister.measure;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Cursor;
import dev.cloister.bytes.Malformed;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The table of GUIDed entries at the end of an OVMF image (edk2, `ResetVectorVtf0.asm`). It grows backwards:
/// an entry is its data, then u16 size (data + 18), then its GUID; the last entry is the footer, whose size
/// is that of the whole table. Entries that nobody asks for are skipped; each may be asked for once.
final class GuidTable {
    private static final int HEADER_LENGTH = 18;
    private static final int DISTANCE_FROM_END = 32;

    private final Map<Bytes, Cursor> entries = new HashMap<>();
    private final String structure;
    private final int footerAt;

    private GuidTable(String structure, int footerAt) {
        this.structure = structure + ".table";
        this.footerAt = footerAt;
    }

    static GuidTable parse(String structure, byte[] image) throws Malformed {
        int bodyEnd = image.length - DISTANCE_FROM_END - HEADER_LENGTH;
        GuidTable table = new GuidTable(structure, bodyEnd);
        Cursor in = Cursor.littleEndian(table.structure, image);
        Cursor footer = in.at("footer", bodyEnd, HEADER_LENGTH);
        int tableSize = footer.u16("size");
        if (!footer.bytes("guid", 16).equals(Guids.TABLE_FOOTER)) {
            throw in.at("footer", bodyEnd + 2L, 16).bad("guid", "is not that of an OVMF table");
        }
        int bodyStart = bodyEnd + HEADER_LENGTH - tableSize;
        if (tableSize < HEADER_LENGTH || bodyStart < 0) {
            throw in.at("footer", bodyEnd, HEADER_LENGTH)
                    .bad("size", "must be " + HEADER_LENGTH + " to the image's size, is " + tableSize);
        }
        int end = bodyEnd;
        while (end > bodyStart) {
            end = table.entry(in, bodyStart, end);
        }
        return table;
    }

    /// Reads the entry that ends at `end` and returns where it begins.
    private int entry(Cursor in, int bodyStart, int end) throws Malformed {
        int room = end - bodyStart;
        if (room < HEADER_LENGTH) {
            throw in.at("entry", bodyStart, room).bad("header", "needs " + HEADER_LENGTH + " bytes, has " + room);
        }
        int at = end - HEADER_LENGTH;
        Cursor header = in.at("entry", at, HEADER_LENGTH);
        int size = header.u16("size");
        Bytes guid = header.bytes("guid", 16);
        if (size < HEADER_LENGTH || size > room) {
            throw in.at("entry", at, HEADER_LENGTH)
                    .bad("size", "must be " + HEADER_LENGTH + " to " + room + ", is " + size);
        }
        Cursor data = in.at("entry", end - size, size - HEADER_LENGTH);
        if (entries.put(guid, data) != null) {
            throw in.at("entry", at + 2L, 16).bad("guid", "stands twice in the table: " + guid.hex());
        }
        return end - size;
    }

    /// Where virtual CPUs other than the first start.
    long resetEip() throws Malformed {
        return one(Guids.SEV_ES_RESET_BLOCK, "sev_es_reset_block", "");
    }

    /// Counts from the end of the image.
    long metadataOffset() throws Malformed {
        return one(Guids.SEV_METADATA, "sev_metadata", ": this image cannot start an SEV-SNP guest");
    }

    /// Counts from the start of the image.
    long svsmLaunchOffset() throws Malformed {
        return one(Guids.SVSM_INFO, "svsm_info", ": this is not an SVSM");
    }

    /// Asked for only where the metadata has a page for kernel hashes.
    HashesArea hashesArea() throws Malformed {
        Cursor data = entry(Guids.SEV_HASHES_AREA, "sev_hashes_area", ", though the metadata has a page for it");
        HashesArea area = new HashesArea(data.u32("sev_hashes_area.gpa"), data.u32("sev_hashes_area.size"));
        data.end();
        return area;
    }

    /// A check of the caller's; the place named is the footer of this table.
    Malformed bad(String field, String message) {
        return new Malformed(structure, field, footerAt, message);
    }

    private long one(Bytes guid, String name, String meaning) throws Malformed {
        Cursor data = entry(guid, name, meaning);
        long value = data.u32(name);
        data.end();
        return value;
    }

    private Cursor entry(Bytes guid, String name, String meaning) throws Malformed {
        return Optional.ofNullable(entries.get(guid)).orElseThrow(() -> bad(name, "missing" + meaning));
    }
}
