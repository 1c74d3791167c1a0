package dev.cloister.measure.sgx;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Cursor;
import dev.cloister.bytes.Malformed;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;

/// What the maker of an enclave says about it: the part of SIGSTRUCT that is signed. Byte strings as they
/// stand there.
///
/// @param vendor 0x8086 for Intel, else 0
/// @param date 4 bytes in binary-coded decimals: day, month, year low, year high; may be no date at all
/// @param miscSelect 4 bytes, as `miscMask`
/// @param attributes 16 bytes, flags and XFRM, as `attributeMask`: what of them must be so at run time
/// @param mrEnclave 32 bytes
public record EnclaveIdentification(
        long vendor,
        Bytes date,
        long swDefined,
        Bytes miscSelect,
        Bytes miscMask,
        int cetAttributes,
        int cetMask,
        Bytes isvFamilyId,
        Bytes attributes,
        Bytes attributeMask,
        Bytes mrEnclave,
        Bytes isvExtProdId,
        int isvProdId,
        int isvSvn) {
    static final Bytes HEADER = Bytes.hex("06000000e10000000000010000000000");
    static final Bytes HEADER_2 = Bytes.hex("01010000600000006000000001000000");
    static final int FIRST_SIZE = 128;
    static final int SECOND_SIZE = 128;

    private static final Bytes ALL = Bytes.hex("ffffffff");
    private static final Bytes NONE_16 = Bytes.of(new byte[16]);
    private static final int MAX_16 = 0xffff;

    public EnclaveIdentification {
        require("date", date, 4);
        require("miscselect", miscSelect, 4);
        require("miscmask", miscMask, 4);
        require("isvfamilyid", isvFamilyId, 16);
        require("attributes", attributes, 16);
        require("attributemask", attributeMask, 16);
        require("enclavehash", mrEnclave, 32);
        require("isvextprodid", isvExtProdId, 16);
        if (isvProdId < 0 || isvProdId > MAX_16 || isvSvn < 0 || isvSvn > MAX_16) {
            throw new IllegalArgumentException("ISVPRODID and ISVSVN are from 0 to 65535");
        }
    }

    private static void require(String field, Bytes value, int length) {
        if (value.length() != length) {
            throw new IllegalArgumentException(field + " has " + length + " bytes, not " + value.length());
        }
    }

    /// Of an enclave that uses neither CET nor MISCSELECT: all of MISCSELECT is masked in.
    public static EnclaveIdentification of(
            Bytes mrEnclave, Bytes attributes, Bytes attributeMask, int isvProdId, int isvSvn, LocalDate date) {
        return new EnclaveIdentification(
                0,
                encoded(date),
                0,
                Bytes.of(new byte[4]),
                ALL,
                0,
                0,
                NONE_16,
                attributes,
                attributeMask,
                mrEnclave,
                NONE_16,
                isvProdId,
                isvSvn);
    }

    private static Bytes encoded(LocalDate date) {
        return Bytes.hex("%02d%02d%02d%02d"
                .formatted(date.getDayOfMonth(), date.getMonthValue(), date.getYear() % 100, date.getYear() / 100));
    }

    /// Empty if what stands there is no date.
    public Optional<LocalDate> day() {
        String text = date.hex();
        try {
            return Optional.of(LocalDate.parse(text.substring(6) + text.substring(4, 6) + "-" + text.substring(2, 4)
                    + "-" + text.substring(0, 2)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /// The host may debug the enclave.
    public boolean debug() {
        return (attributes.at(0) & 2) != 0;
    }

    static EnclaveIdentification parse(Cursor first, Cursor second) throws Malformed {
        constant(first, "header", HEADER); // 0
        long vendor = first.u32("vendor"); // 16
        Bytes date = first.bytes("date", 4); // 20
        constant(first, "header2", HEADER_2); // 24
        long swDefined = first.u32("swdefined"); // 40
        first.zeros("reserved", 84); // 44
        first.end();
        Bytes miscSelect = second.bytes("miscselect", 4); // 900
        Bytes miscMask = second.bytes("miscmask", 4); // 904
        int cetAttributes = second.u8("cet_attributes"); // 908
        int cetMask = second.u8("cet_attributes_mask"); // 909
        second.zeros("reserved", 2); // 910
        Bytes isvFamilyId = second.bytes("isvfamilyid", 16); // 912
        Bytes attributes = second.bytes("attributes", 16); // 928
        Bytes attributeMask = second.bytes("attributemask", 16); // 944
        Bytes mrEnclave = second.bytes("enclavehash", 32); // 960
        second.zeros("reserved", 16); // 992
        Bytes isvExtProdId = second.bytes("isvextprodid", 16); // 1008
        int isvProdId = second.u16("isvprodid"); // 1024
        int isvSvn = second.u16("isvsvn"); // 1026
        second.end();
        return new EnclaveIdentification(
                vendor,
                date,
                swDefined,
                miscSelect,
                miscMask,
                cetAttributes,
                cetMask,
                isvFamilyId,
                attributes,
                attributeMask,
                mrEnclave,
                isvExtProdId,
                isvProdId,
                isvSvn);
    }

    private static void constant(Cursor in, String field, Bytes wanted) throws Malformed {
        Bytes found = in.bytes(field, wanted.length());
        if (!found.equals(wanted)) {
            throw in.bad(field, "must be " + wanted + ", is " + found);
        }
    }

    /// Both parts, one behind the other: what is signed.
    Bytes encode() {
        byte[] whole = new byte[FIRST_SIZE + SECOND_SIZE];
        ByteBuffer out = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN);
        out.put(HEADER.array()).putInt((int) vendor).put(date.array());
        out.put(HEADER_2.array()).putInt((int) swDefined);
        out.position(FIRST_SIZE);
        out.put(miscSelect.array()).put(miscMask.array());
        out.put((byte) cetAttributes).put((byte) cetMask).putShort((short) 0);
        out.put(isvFamilyId.array()).put(attributes.array()).put(attributeMask.array());
        out.put(mrEnclave.array()).put(NONE_16.array()).put(isvExtProdId.array());
        out.putShort((short) isvProdId).putShort((short) isvSvn);
        return Bytes.of(whole);
    }
}
