package dev.cloister.measure;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Cursor;
import dev.cloister.bytes.Malformed;
import java.util.ArrayList;
import java.util.List;

/// The SEV metadata of an OVMF image (edk2, `OvmfSevMetadata.asm`): header "ASEV", size, version, count, then
/// count times {gpa, size, type}.
final class SevMetadata {

    private static final Bytes MAGIC = Bytes.utf8("ASEV");
    private static final int HEADER_LENGTH = 16;
    private static final int ENTRY_LENGTH = 12;
    private static final int MAX_SECTIONS = 64;

    private SevMetadata() {}

    /// `offset` counts from the image's end; `imageGpa` is where the image begins in guest memory.
    static List<Section> parse(String owner, byte[] image, long offset, long imageGpa) throws Malformed {
        String structure = owner + ".metadata";
        Cursor in = Cursor.littleEndian(structure, image);
        if (offset < HEADER_LENGTH || offset > image.length) {
            throw new Malformed(
                    structure,
                    "offset",
                    image.length,
                    "must be " + HEADER_LENGTH + " to " + image.length + " before the end, is " + offset);
        }
        int start = (int) (image.length - offset);
        Cursor header = in.at("header", start, HEADER_LENGTH);
        check(header.bytes("signature", 4).equals(MAGIC), structure, "header.signature", start, "is not ASEV");
        long size = header.u32("size");
        long version = header.u32("version");
        long count = header.u32("count");
        check(version == 1, structure, "header.version", start + 8, "must be 1, is " + version);
        check(
                count >= 1 && count <= MAX_SECTIONS,
                structure,
                "header.count",
                start + 12,
                "must be 1 to " + MAX_SECTIONS + ", is " + count);
        long needed = HEADER_LENGTH + count * ENTRY_LENGTH;
        check(
                size == needed,
                structure,
                "header.size",
                start + 4,
                "must be " + needed + " for " + count + " sections, is " + size);
        Cursor entries = in.at("section", start + HEADER_LENGTH, count * ENTRY_LENGTH);
        List<Section> sections = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int at = start + HEADER_LENGTH + i * ENTRY_LENGTH;
            sections.add(new Entry(structure, at).read(entries, sections, imageGpa));
        }
        return sections;
    }

    private static void check(boolean holds, String structure, String field, int at, String message) throws Malformed {
        if (!holds) {
            throw new Malformed(structure, field, at, message);
        }
    }

    /// One {gpa, size, type} at a place of the image, which its refusals name.
    private record Entry(String structure, int at) {
        Section read(Cursor in, List<Section> before, long imageGpa) throws Malformed {
            long gpa = in.u32("gpa");
            long size = in.u32("size");
            Section section = new Section(gpa, size, kind(in.u32("type")));
            if (gpa % LaunchDigest.PAGE_SIZE != 0 || size % LaunchDigest.PAGE_SIZE != 0 || size == 0) {
                throw bad("gpa", 0, String.format("must be whole pages, is 0x%x bytes at 0x%x", size, gpa));
            }
            if (section.kind().onePage() && size != LaunchDigest.PAGE_SIZE) {
                throw bad("size", 4, section.kind() + " must be one page, is 0x" + Long.toHexString(size) + " bytes");
            }
            if (section.end() > imageGpa) {
                throw bad("gpa", 0, String.format("0x%x bytes at 0x%x reach into the image itself", size, gpa));
            }
            for (Section other : before) {
                if (section.gpa() < other.end() && other.gpa() < section.end()) {
                    throw bad("gpa", 0, String.format("0x%x overlaps the one at 0x%x", gpa, other.gpa()));
                }
                if (section.kind().onePage() && other.kind() == section.kind()) {
                    throw bad("type", 8, section.kind() + " stands twice in the metadata");
                }
            }
            return section;
        }

        private Section.Kind kind(long number) throws Malformed {
            for (Section.Kind kind : Section.Kind.values()) {
                if (kind.number() == number) {
                    return kind;
                }
            }
            throw bad("type", 8, "unknown type " + number);
        }

        private Malformed bad(String field, int offset, String message) {
            return new Malformed(structure, "section." + field, at + offset, message);
        }
    }
}
