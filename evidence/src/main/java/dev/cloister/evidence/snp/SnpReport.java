package dev.cloister.evidence.snp;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Cursor;
import dev.cloister.bytes.Malformed;
import java.util.Optional;

/// A SEV-SNP attestation report, parsed and not yet believed.
///
/// Guarantees that the bytes are exactly one report of versions 2 to 5, every reserved byte zero, and that
/// the fields are those bytes: there is no other way to make one. Signatures are checked over {@link
/// #signedBytes}, never over something re-encoded.
public final class SnpReport {
    /// Bytes of a report.
    public static final int SIZE = 0x4a0;

    /// VMPL of a report that the host asked for.
    public static final long HOST_REQUESTED = 0xffffffffL;

    private static final int SIGNED_SIZE = 0x2a0;
    private static final int SCALAR_SIZE = 72;
    private static final int OLDEST_VERSION = 2;
    private static final int NEWEST_VERSION = 5;
    private static final int FIRST_WITH_CPUID = 3;
    private static final int FIRST_WITH_MITIGATIONS = 5;
    private static final long ECDSA_P384_SHA384 = 1;
    private static final Bytes NO_MIGRATION_AGENT = Bytes.hex("ff".repeat(32));

    private final Bytes raw;
    private final int version;
    private final long guestSvn;
    private final GuestPolicy policy;
    private final Bytes familyId;
    private final Bytes imageId;
    private final long vmpl;
    private final TcbVersion currentTcb;
    private final PlatformInfo platformInfo;
    private final boolean authorKeyEnabled;
    private final boolean chipKeyMasked;
    private final SigningKey signingKey;
    private final Bytes reportData;
    private final Bytes measurement;
    private final Bytes hostData;
    private final Bytes idKeyDigest;
    private final Bytes authorKeyDigest;
    private final Bytes reportId;
    private final Bytes migrationAgentReportId;
    private final TcbVersion reportedTcb;
    private final Cpuid cpuid;
    private final Bytes chipId;
    private final TcbVersion committedTcb;
    private final FirmwareVersion currentFirmware;
    private final FirmwareVersion committedFirmware;
    private final TcbVersion launchTcb;
    private final long launchMitigations;
    private final long currentMitigations;
    private final Bytes signatureR;
    private final Bytes signatureS;

    /// AMD 56860, table ATTESTATION_REPORT (revision 1.58). Fields in the table's order.
    public static SnpReport parse(byte[] raw) throws Malformed {
        return new SnpReport(Bytes.of(raw), Cursor.littleEndian("SnpReport", raw));
    }

    private SnpReport(Bytes raw, Cursor in) throws Malformed {
        this.raw = raw;
        version = version(in); // 0x000
        guestSvn = in.u32("guest_svn"); // 0x004
        policy = policy(in); // 0x008
        familyId = in.bytes("family_id", 16); // 0x010
        imageId = in.bytes("image_id", 16); // 0x020
        vmpl = vmpl(in); // 0x030
        signatureAlgorithm(in); // 0x034
        Bytes currentTcbRaw = in.bytes("current_tcb", TcbVersion.SIZE); // 0x038
        platformInfo = new PlatformInfo(in.u64("platform_info")); // 0x040
        long keyInfo = in.u32("key_info"); // 0x048
        authorKeyEnabled = (keyInfo & 1) != 0;
        chipKeyMasked = (keyInfo & 2) != 0;
        signingKey = signingKey(in, keyInfo);
        in.zeros("reserved", 4); // 0x04c
        reportData = in.bytes("report_data", 64); // 0x050
        measurement = in.bytes("measurement", 48); // 0x090
        hostData = in.bytes("host_data", 32); // 0x0c0
        idKeyDigest = in.bytes("id_key_digest", 48); // 0x0e0
        authorKeyDigest = in.bytes("author_key_digest", 48); // 0x110
        reportId = in.bytes("report_id", 32); // 0x140
        migrationAgentReportId = in.bytes("report_id_ma", 32); // 0x160
        Bytes reportedTcbRaw = in.bytes("reported_tcb", TcbVersion.SIZE); // 0x180
        cpuid = cpuid(in, version); // 0x188
        in.zeros("reserved", 21); // 0x18b
        chipId = in.bytes("chip_id", 64); // 0x1a0
        Bytes committedTcbRaw = in.bytes("committed_tcb", TcbVersion.SIZE); // 0x1e0
        currentFirmware = firmware(in, "current"); // 0x1e8
        committedFirmware = firmware(in, "committed"); // 0x1ec
        Bytes launchTcbRaw = in.bytes("launch_tcb", TcbVersion.SIZE); // 0x1f0
        launchMitigations = mitigations(in, "launch_mit_vector", version); // 0x1f8
        currentMitigations = mitigations(in, "current_mit_vector", version); // 0x200
        in.zeros("reserved", 152); // 0x208
        signatureR = in.bytes("signature.r", SCALAR_SIZE); // 0x2a0
        signatureS = in.bytes("signature.s", SCALAR_SIZE); // 0x2e8
        in.zeros("signature.reserved", 512 - 2 * SCALAR_SIZE); // 0x330
        in.end(); // 0x4a0

        currentTcb = tcb("current_tcb", 0x38, currentTcbRaw);
        reportedTcb = tcb("reported_tcb", 0x180, reportedTcbRaw);
        committedTcb = tcb("committed_tcb", 0x1e0, committedTcbRaw);
        launchTcb = tcb("launch_tcb", 0x1f0, launchTcbRaw);
    }

    private static int version(Cursor in) throws Malformed {
        long version = in.u32("version");
        if (version < OLDEST_VERSION) {
            throw in.bad("version", "version " + version + " is too old, 2 to 5 are known");
        }
        if (version > NEWEST_VERSION) {
            throw in.bad("version", "version " + version + " is too new, 2 to 5 are known");
        }
        return (int) version;
    }

    private static GuestPolicy policy(Cursor in) throws Malformed {
        GuestPolicy policy = new GuestPolicy(in.u64("policy"));
        if (!policy.isWellFormed()) {
            throw in.bad("policy", "bit 17 must be one and bits 63:26 zero, is " + policy);
        }
        return policy;
    }

    private static long vmpl(Cursor in) throws Malformed {
        long vmpl = in.u32("vmpl");
        if (vmpl > 3 && vmpl != HOST_REQUESTED) {
            throw in.bad("vmpl", "must be 0 to 3, or 0xffffffff if the host asked, is " + vmpl);
        }
        return vmpl;
    }

    private static void signatureAlgorithm(Cursor in) throws Malformed {
        long algorithm = in.u32("signature_algo");
        if (algorithm != ECDSA_P384_SHA384) {
            throw in.bad("signature_algo", "must be 1 (ECDSA P-384 with SHA-384), is " + algorithm);
        }
    }

    private static SigningKey signingKey(Cursor in, long keyInfo) throws Malformed {
        if (keyInfo >>> 5 != 0) {
            throw in.bad("key_info", "bits 31:5 must be zero, is 0x" + Long.toHexString(keyInfo));
        }
        int code = (int) (keyInfo >>> 2 & 7);
        for (SigningKey key : SigningKey.values()) {
            if (key.code() == code) {
                return key;
            }
        }
        throw in.bad("key_info", "unknown signing key " + code);
    }

    private static Cpuid cpuid(Cursor in, int version) throws Malformed {
        if (version < FIRST_WITH_CPUID) {
            in.zeros("reserved", 3);
            return new Cpuid(0, 0, 0);
        }
        return new Cpuid(in.u8("cpuid_fam_id"), in.u8("cpuid_mod_id"), in.u8("cpuid_step"));
    }

    private static FirmwareVersion firmware(Cursor in, String which) throws Malformed {
        int build = in.u8(which + "_build");
        int minor = in.u8(which + "_minor");
        int major = in.u8(which + "_major");
        in.zeros("reserved", 1);
        return new FirmwareVersion(major, minor, build);
    }

    private static long mitigations(Cursor in, String field, int version) throws Malformed {
        if (version < FIRST_WITH_MITIGATIONS) {
            in.zeros(field, 8);
            return 0;
        }
        return in.u64(field);
    }

    private TcbVersion tcb(String field, int offset, Bytes tcbRaw) throws Malformed {
        TcbVersion tcb = new TcbVersion(tcbLayout(), tcbRaw);
        if (!tcb.reservedIsZero() && !isLayoutUnknown()) {
            throw new Malformed("SnpReport", field, offset, "reserved bytes must be zero, is " + tcbRaw);
        }
        return tcb;
    }

    /// Version 2 names no chip: a short chip id means Turin, a masked one leaves it open (then read as
    /// Milan's, until a certificate says better).
    private TcbVersion.Layout tcbLayout() {
        if (productLine().isPresent()) {
            return productLine().get().layout();
        }
        boolean turin = version < FIRST_WITH_CPUID
                && !isChipIdMasked()
                && chipId.slice(8, 64).isZero();
        return turin ? TcbVersion.Layout.TURIN : TcbVersion.Layout.MILAN_GENOA;
    }

    private boolean isLayoutUnknown() {
        return productLine().isEmpty() && (version >= FIRST_WITH_CPUID || isChipIdMasked());
    }

    /// From the CPUID bytes; empty for version 2, which has none, and for a chip that is not known here.
    public Optional<ProductLine> productLine() {
        return version < FIRST_WITH_CPUID ? Optional.empty() : ProductLine.of(cpuid);
    }

    /// Zero instead of the chip's id, as the host chose (MaskChipId).
    public boolean isChipIdMasked() {
        return chipId.isZero();
    }

    /// A migration agent is bound to this guest; its report id is all ones if there is none.
    public boolean hasMigrationAgent() {
        return !migrationAgentReportId.equals(NO_MIGRATION_AGENT);
    }

    /// All 1184 bytes, as received.
    public Bytes raw() {
        return raw;
    }

    /// The first 0x2a0 bytes, which the signature covers.
    public Bytes signedBytes() {
        return raw.slice(0, SIGNED_SIZE);
    }

    public int version() {
        return version;
    }

    public long guestSvn() {
        return guestSvn;
    }

    public GuestPolicy policy() {
        return policy;
    }

    /// 16 bytes, from the ID block.
    public Bytes familyId() {
        return familyId;
    }

    /// 16 bytes, from the ID block.
    public Bytes imageId() {
        return imageId;
    }

    /// 0 to 3, or {@link #HOST_REQUESTED}.
    public long vmpl() {
        return vmpl;
    }

    public TcbVersion currentTcb() {
        return currentTcb;
    }

    public PlatformInfo platformInfo() {
        return platformInfo;
    }

    /// Whether {@link #authorKeyDigest} means anything.
    public boolean authorKeyEnabled() {
        return authorKeyEnabled;
    }

    public boolean chipKeyMasked() {
        return chipKeyMasked;
    }

    public SigningKey signingKey() {
        return signingKey;
    }

    /// 64 bytes, chosen by the guest.
    public Bytes reportData() {
        return reportData;
    }

    /// 48 bytes, the launch digest.
    public Bytes measurement() {
        return measurement;
    }

    /// 32 bytes, chosen by the host at launch.
    public Bytes hostData() {
        return hostData;
    }

    /// 48 bytes, zero without an ID block.
    public Bytes idKeyDigest() {
        return idKeyDigest;
    }

    /// 48 bytes.
    public Bytes authorKeyDigest() {
        return authorKeyDigest;
    }

    /// 32 bytes, random for each instance of a VM.
    public Bytes reportId() {
        return reportId;
    }

    /// 32 bytes, all ones without a migration agent.
    public Bytes migrationAgentReportId() {
        return migrationAgentReportId;
    }

    /// The TCB that the signing key was derived for.
    public TcbVersion reportedTcb() {
        return reportedTcb;
    }

    /// All zero in version 2.
    public Cpuid cpuid() {
        return cpuid;
    }

    /// 64 bytes; Turin uses the first 8.
    public Bytes chipId() {
        return chipId;
    }

    public TcbVersion committedTcb() {
        return committedTcb;
    }

    public FirmwareVersion currentFirmware() {
        return currentFirmware;
    }

    public FirmwareVersion committedFirmware() {
        return committedFirmware;
    }

    /// The current TCB when the guest was launched or imported.
    public TcbVersion launchTcb() {
        return launchTcb;
    }

    /// AMD's numbered mitigations in force at launch; 0 before version 5.
    public long launchMitigations() {
        return launchMitigations;
    }

    /// AMD's numbered mitigations in force now; 0 before version 5.
    public long currentMitigations() {
        return currentMitigations;
    }

    /// 72 bytes, little-endian.
    public Bytes signatureR() {
        return signatureR;
    }

    /// 72 bytes, little-endian.
    public Bytes signatureS() {
        return signatureS;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SnpReport report && raw.equals(report.raw);
    }

    @Override
    public int hashCode() {
        return raw.hashCode();
    }

    @Override
    public String toString() {
        return "SnpReport(version " + version + ", measurement " + measurement + ")";
    }
}
