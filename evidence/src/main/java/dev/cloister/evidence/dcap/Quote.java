package dev.cloister.evidence.dcap;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Cursor;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.sgx.EnclaveReport;
import dev.cloister.evidence.tdx.TdReport;
import java.util.Optional;

/// A DCAP quote of version 3, 4 or 5, parsed and not yet believed: `B` is {@link EnclaveReport} or {@link
/// TdReport}.
///
/// Guarantees that the bytes are exactly one quote, perhaps with zeros behind it, and that the fields are
/// those bytes: there is no other way to make one. Signatures are checked over {@link #signedBytes}, never
/// over something re-encoded.
public final class Quote<B> {
    /// Longer ones are not read; real ones have about 5000 bytes, and some hosts fill theirs up to 8000.
    public static final int MAX_SIZE = 1 << 16;

    private static final int TEE_TYPE_AT = 4;
    private static final int VENDOR_AT = 12;
    private static final int FIRST_WITH_BODY_TYPE = 5;

    private final Bytes raw;
    private final QuoteHeader header;
    private final B body;
    private final int signedSize;
    private final QuoteSignature signature;
    private final int paddingSize;

    /// Reads a body of one size.
    private interface Bodies<B> {
        B parse(Bytes raw) throws Malformed;
    }

    private Quote(byte[] content, Tee wanted, Bodies<B> bodies) throws Malformed {
        if (content.length > MAX_SIZE) {
            throw new Malformed("Quote", "", -1, "has " + content.length + " bytes, at most " + MAX_SIZE + " are read");
        }
        raw = Bytes.of(content);
        Cursor in = Cursor.littleEndian("Quote", content);
        header = QuoteHeader.parse(in); // 0
        if (header.tee() != wanted) {
            throw in.bad("tee_type", "is " + header.tee().title() + ", not " + wanted.title());
        }
        int size = header.version() < FIRST_WITH_BODY_TYPE ? plainSize(wanted) : typedSize(in, wanted); // 48
        body = bodies.parse(in.bytes("body", size));
        signedSize = in.offset();
        Cursor section = in.sub("signature_data", Certification.size(in, in.u32("signature_data_size")));
        signature = QuoteSignature.parse(section, header.version());
        section.end();
        paddingSize = in.remaining();
        in.zeros("padding", paddingSize);
        in.end();
    }

    /// Intel "SGX ECDSA Quote Library Reference", appendix "Quote format". Behind the signature data only
    /// zeros may stand: hosts fill their buffers with them.
    public static Quote<EnclaveReport> sgx(byte[] content) throws Malformed {
        return new Quote<>(content, Tee.SGX, raw -> EnclaveReport.parse("Quote.report_body", raw));
    }

    /// Intel "TDX DCAP Quoting Library API", "Quote format version 4" and "version 5"; padding as for SGX.
    public static Quote<TdReport> tdx(byte[] content) throws Malformed {
        return new Quote<>(content, Tee.TDX, raw -> TdReport.parse("Quote.td_report", raw));
    }

    /// Of bytes that begin as Intel's quotes do.
    public static Optional<Tee> teeOf(byte[] content) {
        int end = VENDOR_AT + QuoteHeader.INTEL_QE.length();
        boolean intel =
                content.length >= end && Bytes.of(content, VENDOR_AT, end).equals(QuoteHeader.INTEL_QE);
        if (!intel) {
            return Optional.empty();
        }
        return Optional.of((content[TEE_TYPE_AT] & 0xff) == Tee.TDX.code() ? Tee.TDX : Tee.SGX);
    }

    private static int plainSize(Tee tee) {
        return switch (tee) {
            case SGX -> EnclaveReport.SIZE;
            case TDX -> TdReport.SIZE_10;
        };
    }

    /// From version 5 on a body says what it is.
    private static int typedSize(Cursor in, Tee tee) throws Malformed {
        int type = in.u16("body_type");
        int size = switch (type) {
            case 1 -> EnclaveReport.SIZE;
            case 2 -> TdReport.SIZE_10;
            case 3 -> TdReport.SIZE_15;
            default -> throw in.bad("body_type", "must be 1 to 3, is " + type);
        };
        if ((type == 1) != (tee == Tee.SGX)) {
            throw in.bad("body_type", type + " does not go with " + tee.title());
        }
        long said = in.u32("body_size");
        if (said != size) {
            throw in.bad("body_size", "must be " + size + " for type " + type + ", is " + said);
        }
        return size;
    }

    /// All bytes, as received, padding included.
    public Bytes raw() {
        return raw;
    }

    public QuoteHeader header() {
        return header;
    }

    public B body() {
        return body;
    }

    /// Header and body, which the attestation key signed.
    public Bytes signedBytes() {
        return raw.slice(0, signedSize);
    }

    public QuoteSignature signature() {
        return signature;
    }

    /// Zeros behind the signature data.
    public int paddingSize() {
        return paddingSize;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Quote<?> quote && raw.equals(quote.raw);
    }

    @Override
    public int hashCode() {
        return raw.hashCode();
    }

    @Override
    public String toString() {
        return "Quote(" + header.tee().title() + ", version " + header.version() + ")";
    }
}
