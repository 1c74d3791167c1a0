package dev.cloister.measure.sgx;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.JsonNull;
import dev.cloister.bytes.JsonNumber;
import dev.cloister.bytes.Malformed;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Of what pages an enclave is built, in the order in which they are added: enough, with their content, to predict
/// MRENCLAVE (Intel SDM volume 3D, ECREATE, EADD, EEXTEND).
///
/// JSON form: `{"enclave_size":"0x8000","ssa_frame_pages":1,"pages":[{"offset":"0x0","secinfo_flags":"0x205",
/// "measured":true,"data_file_offset":0},{"offset":"0x1000","count":4,"secinfo_flags":"0x203","measured":true,
/// "zero_page":true}],"mrenclave":"…"}`. Numbers may be JSON's or texts, decimal or with 0x. `count` pages follow each
/// other, one if it is left out. `page_type` may say again what the flags say; `mrenclave` what is expected.
///
/// @param size bytes of the enclave
/// @param ssaFramePages pages in which a thread saves its state
/// @param expected 32 bytes, if the layout names them
public record EnclaveLayout(long size, int ssaFramePages, List<Pages> pages, Optional<Bytes> expected) {
    /// Longer layouts are not read.
    public static final int MAX_SIZE = 16 << 20;

    private static final String STRUCTURE = "EnclaveLayout";
    private static final int DEPTH = 4;
    private static final long MAX_ENCLAVE = 1L << 40;
    private static final int MAX_SSA_PAGES = 1 << 16;
    private static final long PERMISSIONS = MrEnclave.READ | MrEnclave.WRITE | MrEnclave.EXECUTE;

    /// Pages of one kind that follow each other.
    ///
    /// @param offset of the first from the enclave's start, in bytes
    /// @param flags SECINFO
    /// @param content where in the file of contents the first one's stands; empty for zeros, and where it is not
    /// measured
    public record Pages(long offset, int count, long flags, boolean measured, OptionalInt content) {
        private long end() {
            return offset + (long) count * MrEnclave.PAGE_SIZE;
        }
    }

    public EnclaveLayout {
        pages = List.copyOf(pages);
    }

    /// Strict: nothing unknown, no page twice, none outside.
    public static EnclaveLayout parse(byte[] json) throws Malformed {
        if (json.length > MAX_SIZE) {
            throw new Malformed(STRUCTURE, "", -1, "has " + json.length + " bytes, at most " + MAX_SIZE + " are read");
        }
        JsonFields in = JsonFields.parse(STRUCTURE, json, DEPTH);
        long size = number(in, "enclave_size", 2 * MrEnclave.PAGE_SIZE, MAX_ENCLAVE);
        if (Long.bitCount(size) != 1) {
            throw in.bad("enclave_size", "must be a power of two, is " + size);
        }
        int ssaFramePages = (int) number(in, "ssa_frame_pages", 1, MAX_SSA_PAGES);
        List<Pages> pages = new ArrayList<>();
        for (JsonFields one : in.objects("pages")) {
            pages.add(pages(one, size));
        }
        Optional<Bytes> expected = in.has("mrenclave") ? Optional.of(in.hex("mrenclave", 32)) : Optional.empty();
        in.end();
        once(in, pages);
        return new EnclaveLayout(size, ssaFramePages, pages, expected);
    }

    private static Pages pages(JsonFields in, long size) throws Malformed {
        long last = size / MrEnclave.PAGE_SIZE - 1;
        long offset = number(in, "offset", 0, last * MrEnclave.PAGE_SIZE);
        if (offset % MrEnclave.PAGE_SIZE != 0) {
            throw in.bad("offset", "must be at the start of a page, is 0x" + Long.toHexString(offset));
        }
        long most = Math.min(Integer.MAX_VALUE, last + 1 - offset / MrEnclave.PAGE_SIZE);
        int count = in.has("count") ? (int) number(in, "count", 1, most) : 1;
        long flags = flags(in);
        boolean measured = in.flag("measured");
        boolean zeros = in.has("zero_page") && in.flag("zero_page");
        OptionalInt content = OptionalInt.empty();
        if (in.has("data_file_offset") && in.value("data_file_offset") != JsonNull.NULL) {
            int at = (int) number(in, "data_file_offset", 0, Integer.MAX_VALUE);
            content = measured && !zeros ? OptionalInt.of(at) : content;
        } else if (measured && !zeros) {
            throw in.bad("data_file_offset", "is missing: where the content of the page stands, or zero_page: true");
        }
        in.end();
        return new Pages(offset, count, flags, measured, content);
    }

    /// Regular pages that can be read at least, and thread control structures, which have no permission.
    private static long flags(JsonFields in) throws Malformed {
        long flags = number(in, "secinfo_flags", 0, MrEnclave.REGULAR | PERMISSIONS);
        boolean regular = (flags & ~PERMISSIONS) == MrEnclave.REGULAR;
        if (!regular && flags != MrEnclave.TCS) {
            throw in.bad(
                    "secinfo_flags", "must be 0x200 to 0x207, or 0x100 for a TCS, is 0x" + Long.toHexString(flags));
        }
        String type = regular ? "REG" : "TCS";
        if (in.has("page_type") && !in.text("page_type").equals(type)) {
            throw in.bad("page_type", "is not what the flags say, " + type);
        }
        return flags;
    }

    private static void once(JsonFields in, List<Pages> pages) throws Malformed {
        List<Pages> sorted = new ArrayList<>(pages);
        sorted.sort(Comparator.comparingLong(Pages::offset));
        for (int i = 1; i < sorted.size(); i++) {
            if (sorted.get(i).offset < sorted.get(i - 1).end()) {
                throw in.bad("pages", "the page at 0x" + Long.toHexString(sorted.get(i).offset) + " is added twice");
            }
        }
    }

    private static long number(JsonFields in, String name, long min, long max) throws Malformed {
        if (in.value(name) instanceof JsonNumber) {
            return in.number(name, min, max);
        }
        String text = in.text(name);
        if (!text.matches("0x[0-9a-fA-F]{1,15}|[0-9]{1,15}")) {
            throw in.bad(name, "must be a number, decimal or with 0x");
        }
        long number = text.startsWith("0x") ? Long.parseLong(text.substring(2), 16) : Long.parseLong(text);
        if (number < min || number > max) {
            throw in.bad(name, "must be from 0x" + Long.toHexString(min) + " to 0x" + Long.toHexString(max));
        }
        return number;
    }

    /// MRENCLAVE, with the contents of pages in one file. `Malformed`: it is too short for them.
    public Bytes mrEnclave(byte[] contents) throws Malformed {
        MrEnclave digest = new MrEnclave(size, ssaFramePages);
        for (Pages run : pages) {
            add(digest, run, contents);
        }
        return digest.value();
    }

    private static void add(MrEnclave digest, Pages run, byte[] contents) throws Malformed {
        for (int i = 0; i < run.count; i++) {
            long offset = run.offset + (long) i * MrEnclave.PAGE_SIZE;
            if (!run.measured) {
                digest.unmeasured(offset, run.flags);
            } else if (run.content.isEmpty()) {
                digest.zeros(offset, run.flags);
            } else {
                long from = run.content.getAsInt() + (long) i * MrEnclave.PAGE_SIZE;
                if (from > contents.length - MrEnclave.PAGE_SIZE) {
                    throw new Malformed(
                            "contents",
                            "",
                            from,
                            "the page at 0x" + Long.toHexString(offset) + " needs " + MrEnclave.PAGE_SIZE
                                    + " bytes, the file has " + contents.length);
                }
                digest.page(offset, run.flags, contents, (int) from);
            }
        }
    }
}
