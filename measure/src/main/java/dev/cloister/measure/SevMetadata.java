package dev.cloister.measure;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Cursor;
import dev.cloister.bytes.Malformed;
import java.util.ArrayList;
import java.util.List;

/// The SEV metadata of an OVMF image (edk2, `OvmfSevMetadata.asm`): header "ASEV", size, version, count, then
/// count times {gpa, size, type}.
final class SevMetadata {

    private static final String STRUCTURE = "Firmware.metadata";
    private static final Bytes MAGIC = Bytes.utf8("ASEV");
    private static final int HEADER_LENGTH = 16;
    private static final int ENTRY_LENGTH = 12;
    private static final int MAX_SECTIONS = 64;

    private SevMetadata() {}

    /// `offset` counts from the image's end; `firmwareGpa` is where the image begins in guest memory.
    static List<Section> parse(byte[] image, long offset, long firmwareGpa) throws Malformed {
        Cursor in = Cursor.littleEndian(STRUCTURE, image);
        if (offset < HEADER_LENGTH || offset > image.length) {
            throw in.bad("offset", "must be " + HEADER_LENGTH + " to " + image.length + ", is " + offset);
        }
        int start = (int) (image.length - offset);
        Cursor header = in.at("header", start, HEADER_LENGTH);
        if (!header.bytes("signature", 4).equals(MAGIC)) {
            throw header.bad("signature", "is not ASEV");
        }
        long size = header.u32("size");
        long version = header.u32("version");
        long count = header.u32("count");
        if (version != 1) {
            throw header.bad("version", "must be 1, is " + version);
        }
        if (count < 1 || count > MAX_SECTIONS) {
            throw header.bad("count", "must be 1 to " + MAX_SECTIONS + ", is " + count);
        }
        if (size != HEADER_LENGTH + count * ENTRY_LENGTH) {
            throw header.bad(
                    "size",
                    "must be " + (HEADER_LENGTH + count * ENTRY_LENGTH) + " for " + count + " sections, is " + size);
        }
        Cursor entries = in.at("section", start + HEADER_LENGTH, count * ENTRY_LENGTH);
        List<Section> sections = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sections.add(section(entries, sections, firmwareGpa));
        }
        entries.end();
        return sections;
    }

    private static Section section(Cursor in, List<Section> before, long firmwareGpa) throws Malformed {
        long gpa = in.u32("gpa");
        long size = in.u32("size");
        Section section = new Section(gpa, size, kind(in, in.u32("type")));
        if (gpa % LaunchDigest.PAGE_SIZE != 0 || size % LaunchDigest.PAGE_SIZE != 0 || size == 0) {
            throw in.bad("gpa", String.format("must be whole pages, is 0x%x bytes at 0x%x", size, gpa));
        }
        if (section.kind().onePage() && size != LaunchDigest.PAGE_SIZE) {
            throw in.bad("size", section.kind() + " must be one page, is 0x" + Long.toHexString(size) + " bytes");
        }
        if (section.end() > firmwareGpa) {
            throw in.bad("gpa", String.format("0x%x bytes at 0x%x reach into the firmware itself", size, gpa));
        }
        for (Section other : before) {
            if (section.gpa() < other.end() && other.gpa() < section.end()) {
                throw in.bad("gpa", String.format("0x%x overlaps the one at 0x%x", gpa, other.gpa()));
            }
            if (section.kind().onePage() && other.kind() == section.kind()) {
                throw in.bad("type", section.kind() + " stands twice in the metadata");
            }
        }
        return section;
    }

    private static Section.Kind kind(Cursor in, long number) throws Malformed {
        for (Section.Kind kind : Section.Kind.values()) {
            if (kind.number() == number) {
                return kind;
            }
        }
        throw in.bad("type", "unknown type " + number);
    }
}
