package dev.cloister.evidence.snp;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Cursor;
import dev.cloister.bytes.Malformed;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Certificates that a host puts beside a report: hints, believed for nothing.
///
/// AMD 56421 (GHCB), extended guest request: entries of 24 bytes {GUID, offset, length}, an entry of zeros,
/// then the blobs. The order of entries is kept; the same GUID may stand there twice.
public record CertificateTable(List<Entry> entries) {
    public static final CertificateTable EMPTY = new CertificateTable(List.of());

    private static final int ENTRY_SIZE = 24;
    private static final int GUID_SIZE = 16;
    private static final int MAX_SIZE = 1 << 18;
    private static final int MAX_ENTRIES = 64;

    /// What an entry is, by its GUID. ASK is also used for the ASVK that issues VLEKs; names tell them apart.
    public enum Kind {
        ARK("c0b406a4-a803-4952-9743-3fb6014cd0ae"),
        ASK("4ab7b379-bbac-4fe4-a02f-05aef327c782"),
        VCEK("63da758d-e664-4564-adc5-f4b93be8accd"),
        VLEK("a8074bc2-a25a-483e-aae6-39c045a0b8a1"),
        CRL("92f81bc3-5811-4d3d-97ff-d19f88dc67ea");

        private final UUID guid;

        Kind(String guid) {
            this.guid = UUID.fromString(guid);
        }

        public UUID guid() {
            return guid;
        }
    }

    /// One blob, DER as a rule, PEM in tables of some hosts.
    public record Entry(UUID guid, Bytes content) {
        public static Entry of(Kind kind, Bytes content) {
            return new Entry(kind.guid, content);
        }

        /// Empty for a GUID that is not of AMD's five.
        public Optional<Kind> kind() {
            for (Kind kind : Kind.values()) {
                if (kind.guid.equals(guid)) {
                    return Optional.of(kind);
                }
            }
            return Optional.empty();
        }
    }

    public CertificateTable {
        entries = List.copyOf(entries);
    }

    public static CertificateTable of(Entry... entries) {
        return new CertificateTable(List.of(entries));
    }

    /// No bytes are no certificates. Bytes that no entry points to must be zero, and two entries share none.
    public static CertificateTable parse(byte[] raw) throws Malformed {
        Cursor in = Cursor.littleEndian("CertificateTable", raw);
        if (raw.length == 0) {
            return EMPTY;
        }
        if (raw.length > MAX_SIZE) {
            throw in.bad("", "has " + raw.length + " bytes, at most " + MAX_SIZE + " are read");
        }
        List<Pointer> pointers = pointers(in);
        BitSet seen = new BitSet(raw.length);
        seen.set(0, in.offset());
        List<Entry> entries = new ArrayList<>();
        for (Pointer pointer : pointers) {
            if (pointer.offset < in.offset()) {
                throw in.bad("offset", "points into the list of entries, to " + pointer.offset);
            }
            Cursor blob = in.at("blob", pointer.offset, pointer.length);
            int end = (int) (pointer.offset + pointer.length);
            int taken = seen.nextSetBit((int) pointer.offset);
            if (taken >= 0 && taken < end) {
                throw in.bad("offset", "two entries point to the byte at " + taken);
            }
            entries.add(new Entry(pointer.guid, blob.bytes("content", blob.remaining())));
            seen.set((int) pointer.offset, end);
        }
        for (int i = seen.nextClearBit(0); i < raw.length; i = seen.nextClearBit(i + 1)) {
            if (raw[i] != 0) {
                throw new Malformed("CertificateTable", "", i, "a byte that no entry points to");
            }
        }
        return new CertificateTable(entries);
    }

    private record Pointer(UUID guid, long offset, long length) {}

    private static List<Pointer> pointers(Cursor in) throws Malformed {
        List<Pointer> pointers = new ArrayList<>();
        while (true) {
            Bytes guid = in.bytes("guid", GUID_SIZE);
            long offset = in.u32("offset");
            long length = in.u32("length");
            if (guid.isZero()) {
                if (offset != 0 || length != 0) {
                    throw in.bad("guid", "the last entry must be zero");
                }
                return pointers;
            }
            if (pointers.size() == MAX_ENTRIES) {
                throw in.bad("guid", "more than " + MAX_ENTRIES + " entries");
            }
            ByteBuffer halves = ByteBuffer.wrap(guid.array());
            pointers.add(new Pointer(new UUID(halves.getLong(), halves.getLong()), offset, length));
        }
    }

    /// The bytes that {@link #parse} reads; none for no entries.
    public Bytes encode() {
        if (entries.isEmpty()) {
            return Bytes.EMPTY;
        }
        int head = (entries.size() + 1) * ENTRY_SIZE;
        int size = head;
        for (Entry entry : entries) {
            size += entry.content.length();
        }
        ByteBuffer out = ByteBuffer.allocate(size);
        int offset = head;
        for (Entry entry : entries) {
            out.order(ByteOrder.BIG_ENDIAN)
                    .putLong(entry.guid.getMostSignificantBits())
                    .putLong(entry.guid.getLeastSignificantBits());
            out.order(ByteOrder.LITTLE_ENDIAN).putInt(offset).putInt(entry.content.length());
            offset += entry.content.length();
        }
        out.position(head);
        for (Entry entry : entries) {
            out.put(entry.content.array());
        }
        return Bytes.of(out.array());
    }

    /// Contents of all entries of a kind, in the table's order.
    public List<Bytes> all(Kind kind) {
        List<Bytes> contents = new ArrayList<>();
        for (Entry entry : entries) {
            if (entry.guid.equals(kind.guid)) {
                contents.add(entry.content);
            }
        }
        return List.copyOf(contents);
    }

    /// The first entry of a kind.
    public Optional<Bytes> find(Kind kind) {
        List<Bytes> contents = all(kind);
        return contents.isEmpty() ? Optional.empty() : Optional.of(contents.getFirst());
    }
}
