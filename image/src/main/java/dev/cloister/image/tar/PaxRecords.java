package dev.cloister.image.tar;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// The records of one pax extended header: `LENGTH KEYWORD=VALUE\n`, LENGTH counting itself. Values are byte
/// strings.
///
/// Keywords that change nothing here (access times, names of owners, comments) are passed over, as the
/// standard says; a keyword written twice and the sparse forms of GNU are refused.
final class PaxRecords {
    private static final String XATTR = "SCHILY.xattr.";
    private static final String ACL = "SCHILY.acl.";
    private static final String SPARSE = "GNU.sparse.";
    private static final int XATTR_NAME_MAX = 255;
    private static final int XATTR_VALUE_MAX = 65_536;

    private final String structure;
    private final long start;
    private final SequencedMap<String, String> values = new LinkedHashMap<>();

    private PaxRecords(String structure, long start) {
        this.structure = structure;
        this.start = start;
    }

    static PaxRecords none(String structure) {
        return new PaxRecords(structure, 0);
    }

    /// `start` is the place of the records in the stream, for errors.
    static PaxRecords parse(String structure, long start, byte[] raw) throws Malformed {
        PaxRecords records = new PaxRecords(structure, start);
        String text = new String(raw, StandardCharsets.ISO_8859_1);
        int at = 0;
        while (at < text.length()) {
            at = records.take(text, at);
        }
        return records;
    }

    private int take(String text, int at) throws Malformed {
        int space = text.indexOf(' ', at);
        int digits = space - at;
        if (digits < 1 || digits > 7 || !isDecimal(text.substring(at, space))) {
            throw bad("length", at, "must be decimal digits and a space");
        }
        int end = at + Integer.parseInt(text.substring(at, space));
        if (text.charAt(at) == '0' || end <= space + 1 || end > text.length() || text.charAt(end - 1) != '\n') {
            throw bad("length", at, "does not lead to the line feed that ends a record");
        }
        int equals = text.indexOf('=', space);
        if (equals <= space + 1 || equals >= end) {
            throw bad("keyword", at, "has no =");
        }
        String keyword = text.substring(space + 1, equals);
        if (keyword.startsWith(SPARSE)) {
            throw bad(keyword, at, "sparse files are not read: write the layer without them");
        }
        if (values.putIfAbsent(keyword, text.substring(equals + 1, end - 1)) != null) {
            throw bad(keyword, at, "is written twice");
        }
        return end;
    }

    /// A global header would apply to every entry behind it; only one that says nothing of weight is passed
    /// over.
    void requireHarmless() throws Malformed {
        for (String keyword : values.keySet()) {
            if (!keyword.equals("comment")) {
                throw bad(keyword, 0, "is not read from a global header");
            }
        }
    }

    /// The value, or `otherwise` where the keyword is absent or its value empty (which the standard reads as
    /// absent).
    String text(String keyword, String otherwise) throws Malformed {
        String value = values.getOrDefault(keyword, "");
        if (value.indexOf('\0') >= 0) {
            throw bad(keyword, 0, "holds a zero byte");
        }
        return value.isEmpty() ? otherwise : value;
    }

    long number(String keyword, long otherwise) throws Malformed {
        String value = text(keyword, "");
        if (value.isEmpty()) {
            return otherwise;
        }
        if (value.length() > 18 || !isDecimal(value)) {
            throw bad(keyword, 0, "must be a decimal number");
        }
        return Long.parseLong(value);
    }

    /// Seconds as `-?DIGITS(.DIGITS)?`, cut to the second below.
    long seconds(String keyword, long otherwise) throws Malformed {
        String value = text(keyword, "");
        if (value.isEmpty()) {
            return otherwise;
        }
        boolean negative = value.startsWith("-");
        String unsigned = negative ? value.substring(1) : value;
        int dot = unsigned.indexOf('.');
        String whole = dot < 0 ? unsigned : unsigned.substring(0, dot);
        String fraction = dot < 0 ? "" : unsigned.substring(dot + 1);
        if (whole.length() > 18 || !isDecimal(whole) || !fraction.isEmpty() && !isDecimal(fraction)) {
            throw bad(keyword, 0, "must be a decimal number of seconds");
        }
        long seconds = Long.parseLong(whole);
        boolean cut = !fraction.chars().allMatch(c -> c == '0');
        return negative ? -seconds - (cut ? 1 : 0) : seconds;
    }

    /// Extended attributes as Linux names them, and access lists in the form of `star` under their keyword.
    List<Xattr> xattrs() throws Malformed {
        List<Xattr> xattrs = new ArrayList<>();
        for (var record : values.entrySet()) {
            String keyword = record.getKey();
            if (keyword.startsWith(XATTR)) {
                String name = keyword.substring(XATTR.length());
                if (name.isEmpty() || name.length() > XATTR_NAME_MAX || name.indexOf('\0') >= 0) {
                    throw bad(keyword, 0, "names of attributes have 1 to " + XATTR_NAME_MAX + " bytes, none zero");
                }
                if (record.getValue().length() > XATTR_VALUE_MAX) {
                    throw bad(keyword, 0, "has more than " + XATTR_VALUE_MAX + " bytes");
                }
                xattrs.add(new Xattr(name, Bytes.of(ByteText.bytes(record.getValue()))));
            } else if (keyword.startsWith(ACL) && !record.getValue().isEmpty()) {
                xattrs.add(new Xattr(keyword, Bytes.of(ByteText.bytes(record.getValue()))));
            }
        }
        return xattrs;
    }

    private static boolean isDecimal(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private Malformed bad(String keyword, int at, String message) {
        return new Malformed(structure, "pax " + ByteText.shown(keyword), start + at, message);
    }
}
