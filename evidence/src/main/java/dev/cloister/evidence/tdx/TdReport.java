package dev.cloister.evidence.tdx;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Cursor;
import dev.cloister.bytes.Malformed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The body of a TD's report, 584 bytes in version 1.0 and 648 in 1.5; parsed and not yet believed.
/// Measurements have 48 bytes, numbers are little-endian.
///
/// @param raw all bytes, as received: the quote's signature is over them
/// @param teeTcbSvn 16 bytes: first the module's SVN, then its major version, then other components
/// @param mrSeam measurement of the TDX module
/// @param mrSignerSeam zero for Intel's module
/// @param seamAttributes 8 bytes
/// @param mrTd what the TD was built of
/// @param mrConfigId chosen by the host at launch, as `mrOwner` and `mrOwnerConfig`
/// @param rtmrs four, extended at run time
/// @param reportData 64 bytes, chosen by the TD
/// @param later what version 1.5 has more
public record TdReport(
        Bytes raw,
        Bytes teeTcbSvn,
        Bytes mrSeam,
        Bytes mrSignerSeam,
        Bytes seamAttributes,
        TdAttributes attributes,
        long xfam,
        Bytes mrTd,
        Bytes mrConfigId,
        Bytes mrOwner,
        Bytes mrOwnerConfig,
        List<Bytes> rtmrs,
        Bytes reportData,
        Optional<Version15> later) {
    /// Bytes of a body of version 1.0.
    public static final int SIZE_10 = 584;

    /// Bytes of a body of version 1.5.
    public static final int SIZE_15 = 648;

    private static final int DIGEST = 48;
    private static final int SVN = 16;

    /// Version 1.5 alone.
    ///
    /// @param teeTcbSvn2 the TCB of the module that runs now; the TD was launched under `teeTcbSvn`
    /// @param mrServiceTd measurement of the service TDs bound to this one, zero if there is none
    public record Version15(Bytes teeTcbSvn2, Bytes mrServiceTd) {}

    public TdReport {
        rtmrs = List.copyOf(rtmrs);
    }

    /// Intel 348549, structures TDINFO and TEE_TCB_INFO as the quoting library joins them. Fields in its
    /// order.
    public static TdReport parse(String structure, Bytes raw) throws Malformed {
        Cursor in = Cursor.littleEndian(structure, raw.array());
        Bytes teeTcbSvn = in.bytes("tee_tcb_svn", SVN); // 0
        Bytes mrSeam = in.bytes("mrseam", DIGEST); // 16
        Bytes mrSignerSeam = in.bytes("mrsignerseam", DIGEST); // 64
        Bytes seamAttributes = in.bytes("seamattributes", 8); // 112
        TdAttributes attributes = new TdAttributes(in.u64("tdattributes")); // 120
        long xfam = in.u64("xfam"); // 128
        Bytes mrTd = in.bytes("mrtd", DIGEST); // 136
        Bytes mrConfigId = in.bytes("mrconfigid", DIGEST); // 184
        Bytes mrOwner = in.bytes("mrowner", DIGEST); // 232
        Bytes mrOwnerConfig = in.bytes("mrownerconfig", DIGEST); // 280
        List<Bytes> rtmrs = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            rtmrs.add(in.bytes("rtmr" + i, DIGEST)); // 328, 376, 424, 472
        }
        Bytes reportData = in.bytes("reportdata", 64); // 520
        Optional<Version15> later = Optional.empty();
        if (in.remaining() > 0) {
            Bytes teeTcbSvn2 = in.bytes("tee_tcb_svn_2", SVN); // 584
            later = Optional.of(new Version15(teeTcbSvn2, in.bytes("mrservicetd", DIGEST))); // 600
        }
        in.end();
        return new TdReport(
                raw,
                teeTcbSvn,
                mrSeam,
                mrSignerSeam,
                seamAttributes,
                attributes,
                xfam,
                mrTd,
                mrConfigId,
                mrOwner,
                mrOwnerConfig,
                rtmrs,
                reportData,
                later);
    }

    /// A service TD is bound to this one: it may migrate it, for example.
    public boolean hasServiceTd() {
        return later.isPresent() && !later.get().mrServiceTd().isZero();
    }

    /// `1.0` or `1.5`.
    public String version() {
        return later.isPresent() ? "1.5" : "1.0";
    }
}
