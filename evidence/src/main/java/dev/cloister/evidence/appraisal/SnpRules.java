package dev.cloister.evidence.appraisal;

import static dev.cloister.evidence.appraisal.SnpRows.established;
import static dev.cloister.evidence.appraisal.SnpRows.launchTcb;
import static dev.cloister.evidence.appraisal.SnpRows.microcode;
import static dev.cloister.evidence.appraisal.SnpRows.platform;
import static dev.cloister.evidence.appraisal.SnpRows.policy;
import static dev.cloister.evidence.appraisal.SnpRows.report;
import static dev.cloister.evidence.appraisal.SnpRows.reportedTcb;
import static dev.cloister.evidence.appraisal.SnpRows.row;

import dev.cloister.bytes.Bytes;
import dev.cloister.evidence.RootFingerprint;
import dev.cloister.evidence.Verification.Verified;
import dev.cloister.evidence.snp.Cpuid;
import dev.cloister.evidence.snp.FirmwareVersion;
import dev.cloister.evidence.snp.GuestPolicy;
import dev.cloister.evidence.snp.PlatformInfo;
import dev.cloister.evidence.snp.ProductLine;
import dev.cloister.evidence.snp.SigningKey;
import dev.cloister.evidence.snp.SnpReport;
import dev.cloister.evidence.snp.TcbVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a trust policy says about an SNP report: section `snp`. Values and their meaning: AMD 56860, tables
/// ATTESTATION_REPORT, POLICY, PLATFORM_INFO and TCB_VERSION.
public final class SnpRules {
    static final List<Requirement<?>> TABLE = new ArrayList<>();

    public static final Requirement<RootFingerprint> ROOT = established(
            "root",
            "unaccepted-root",
            "certificate chain",
            "root that vouches",
            ValueKind.ROOT,
            Verified::root,
            "run on hardware of a vendor that the policy names, or name this root in the policy");
    public static final Requirement<Boolean> REVOCATION_CHECKED = established(
            "revocation-checked",
            "revocation-not-checked",
            "revocation list",
            "revocation was checked",
            ValueKind.FLAG,
            Verified::revocationChecked,
            "verify with the vendor's revocation list");
    /// Whole days from the making of the newest fresh list to the time of the answer. A host that sends lists
    /// may send an old one as long as it is fresh, and so hide what was revoked since.
    public static final Requirement<Long> REVOCATION_LIST_DAYS = row(
            "revocation-list-days",
            "old-revocation-list",
            "revocation list, thisUpdate",
            "age of the revocation list in days",
            ValueKind.COUNT,
            true,
            subject -> subject.verified().flatMap(Requirement::listDays),
            "verify with a newer revocation list of the vendor");
    public static final Requirement<SigningKey> SIGNING_KEY = report(
            "signing-key",
            "wrong-signing-key",
            "KEY_INFO.SIGNING_KEY",
            "key that signed",
            ValueKind.KEY,
            SnpReport::signingKey,
            "ask for a report signed by a key that the policy accepts");
    /// A VLEK is one cloud provider's; its certificate names it (cspID).
    public static final Requirement<String> PROVIDER = row(
            "provider",
            "wrong-provider",
            "certificate of the VLEK, cspID",
            "provider whose key signed",
            ValueKind.TEXT,
            false,
            subject -> subject.verified().flatMap(Verified::provider),
            "run at a provider that the policy names, or name this one");
    public static final Requirement<Boolean> CHIP_KEY_MASKED = report(
            "chip-key-masked",
            "chip-key-masked",
            "KEY_INFO.MASK_CHIP_KEY",
            "chip key is masked",
            ValueKind.FLAG,
            SnpReport::chipKeyMasked,
            "switch MaskChipKey off on the host");
    public static final Requirement<Boolean> CHIP_ID_MASKED = row(
            "chip-id-masked",
            "chip-id-masked",
            "CHIP_ID",
            "chip id is masked",
            ValueKind.FLAG,
            false,
            subject -> subject.report().signingKey() == SigningKey.VCEK
                    ? Optional.of(subject.report().isChipIdMasked())
                    : Optional.empty(),
            "switch MaskChipId off on the host");
    public static final Requirement<Long> REPORT_VERSION = report(
            "report-version",
            "old-report-version",
            "VERSION",
            "version of the report",
            ValueKind.COUNT,
            report -> (long) report.version(),
            "update the host's SEV firmware");
    public static final Requirement<Long> VMPL = report(
            "vmpl",
            "wrong-vmpl",
            "VMPL",
            "privilege level of the asker",
            ValueKind.COUNT,
            SnpReport::vmpl,
            "ask for the report from the level that the policy names");

    public static final Requirement<Boolean> DEBUG = policy(
            "debug",
            "debug-allowed",
            "DEBUG",
            "host may debug the guest",
            GuestPolicy::debugAllowed,
            "launch with a guest policy whose bit 19 is clear, 0x30000 for example");
    public static final Requirement<Boolean> MIGRATION = policy(
            "migration",
            "migration-allowed",
            "MIGRATE_MA",
            "guest may be migrated",
            GuestPolicy::migrationAllowed,
            "launch with a guest policy whose bit 18 is clear");
    public static final Requirement<Boolean> MIGRATION_AGENT = report(
            "migration-agent",
            "migration-agent-bound",
            "REPORT_ID_MA",
            "migration agent is bound",
            ValueKind.FLAG,
            SnpReport::hasMigrationAgent,
            "launch without a migration agent");
    public static final Requirement<Boolean> SMT = policy(
            "smt",
            "smt-allowed",
            "SMT",
            "simultaneous multithreading is allowed",
            GuestPolicy::smtAllowed,
            "launch with a guest policy whose bit 16 is clear, on a host without SMT");
    public static final Requirement<Boolean> SINGLE_SOCKET = policy(
            "single-socket",
            "wrong-single-socket",
            "SINGLE_SOCKET",
            "one socket only is required",
            GuestPolicy::singleSocketRequired,
            "launch with a guest policy whose bit 20 is as wanted");
    public static final Requirement<Boolean> CXL = policy(
            "cxl",
            "cxl-allowed",
            "CXL_ALLOW",
            "memory behind CXL is allowed",
            GuestPolicy::cxlAllowed,
            "launch with a guest policy whose bit 21 is clear");
    public static final Requirement<Boolean> AES_256_XTS = policy(
            "aes-256-xts",
            "wrong-aes-256-xts",
            "MEM_AES_256_XTS",
            "memory by AES-256-XTS is required",
            GuestPolicy::aes256XtsRequired,
            "launch with a guest policy whose bit 22 is as wanted");
    public static final Requirement<Boolean> RAPL_DISABLED = policy(
            "rapl-disabled",
            "wrong-rapl-disabled",
            "RAPL_DIS",
            "power readings off is required",
            GuestPolicy::raplDisabled,
            "launch with a guest policy whose bit 23 is as wanted");
    public static final Requirement<Boolean> CIPHERTEXT_HIDING = policy(
            "ciphertext-hiding",
            "wrong-ciphertext-hiding",
            "CIPHERTEXT_HIDING_DRAM",
            "hiding of ciphertext is required",
            GuestPolicy::ciphertextHidingRequired,
            "launch with a guest policy whose bit 24 is as wanted");
    public static final Requirement<Boolean> PAGE_SWAP_DISABLED = policy(
            "page-swap-disabled",
            "wrong-page-swap-disabled",
            "PAGE_SWAP_DISABLE",
            "swapping of pages is forbidden",
            GuestPolicy::pageSwapDisabled,
            "launch with a guest policy whose bit 25 is as wanted");
    public static final Requirement<Long> GUEST_SVN = report(
            "guest-svn",
            "old-guest",
            "GUEST_SVN",
            "security version of the guest",
            ValueKind.COUNT,
            SnpReport::guestSvn,
            "launch a newer guest, whose ID block says so");
    public static final Requirement<Bytes> FAMILY_ID = report(
            "family-id",
            "wrong-family-id",
            "FAMILY_ID",
            "family of the guest",
            ValueKind.hex(16),
            SnpReport::familyId,
            "launch with the ID block that the policy names");
    public static final Requirement<Bytes> IMAGE_ID = report(
            "image-id",
            "wrong-image-id",
            "IMAGE_ID",
            "image of the guest",
            ValueKind.hex(16),
            SnpReport::imageId,
            "launch with the ID block that the policy names");
    public static final Requirement<Bytes> ID_KEY = report(
            "id-key",
            "unknown-id-key",
            "ID_KEY_DIGEST",
            "key of the ID block",
            ValueKind.hex(48),
            SnpReport::idKeyDigest,
            "launch with an ID block signed by a key that the policy names");
    /// Zero if the report says that no author key is in use.
    public static final Requirement<Bytes> AUTHOR_KEY = report(
            "author-key",
            "unknown-author-key",
            "AUTHOR_KEY_DIGEST",
            "key that vouches for the ID key",
            ValueKind.hex(48),
            SnpRules::authorKey,
            "launch with an ID key that an author key of the policy has signed");

    public static final Requirement<Boolean> PLATFORM_SMT = platform(
            "platform-smt",
            "platform-smt",
            "SMT_EN",
            "host has SMT on",
            PlatformInfo::smtEnabled,
            "switch SMT off in the host's firmware");
    public static final Requirement<Boolean> PLATFORM_TSME = platform(
            "platform-tsme",
            "platform-tsme",
            "TSME_EN",
            "host encrypts all memory",
            PlatformInfo::tsmeEnabled,
            "set TSME as wanted in the host's firmware");
    public static final Requirement<Boolean> PLATFORM_ECC = platform(
            "platform-ecc",
            "platform-ecc",
            "ECC_EN",
            "memory has ECC",
            PlatformInfo::eccEnabled,
            "use memory with ECC");
    public static final Requirement<Boolean> PLATFORM_RAPL_DISABLED = platform(
            "platform-rapl-disabled",
            "platform-rapl-disabled",
            "RAPL_DIS",
            "power readings are off",
            PlatformInfo::raplDisabled,
            "switch RAPL off on the host");
    public static final Requirement<Boolean> PLATFORM_CIPHERTEXT_HIDING = platform(
            "platform-ciphertext-hiding",
            "platform-ciphertext-hiding",
            "CIPHERTEXT_HIDING_DRAM_EN",
            "ciphertext is hidden from the host",
            PlatformInfo::ciphertextHidingEnabled,
            "switch hiding of ciphertext on, on the host");
    public static final Requirement<Boolean> ALIAS_CHECK = platform(
            "alias-check",
            "no-alias-check",
            "ALIAS_CHECK_COMPLETE",
            "memory was checked for aliases (BadRAM)",
            PlatformInfo::aliasCheckComplete,
            "update the host's firmware to one that checks memory for aliases");
    public static final Requirement<Boolean> TRUSTED_IO = platform(
            "trusted-io",
            "trusted-io",
            "SEV_TIO_EN",
            "devices may join the guest",
            PlatformInfo::trustedIoEnabled,
            "switch SEV-TIO off on the host");

    /// Bits without a name here: a newer firmware may say something that no rule looks at.
    public static final Requirement<Long> PLATFORM_OTHER = report(
            "platform-other",
            "unknown-platform-bits",
            "PLATFORM_INFO",
            "platform bits without a name here",
            ValueKind.BITS,
            report -> report.platformInfo().otherBits(),
            "find out what the bits mean, then name them");

    public static final Requirement<Boolean> PROVISIONAL_FIRMWARE = row(
            "provisional-firmware",
            "provisional-firmware",
            "COMMITTED_TCB",
            "firmware may still be rolled back",
            ValueKind.FLAG,
            false,
            subject -> Optional.of(subject.isProvisional()),
            "commit the running firmware on the host (SNP_COMMIT)");
    public static final Requirement<Boolean> TCB_IN_ORDER = row(
            "tcb-in-order",
            "tcb-out-of-order",
            "CURRENT_TCB",
            "nothing claimed is newer than what runs",
            ValueKind.FLAG,
            false,
            subject -> Optional.of(subject.isTcbInOrder()),
            "bring the host's firmware to the version that it reports");
    public static final Requirement<TcbVersion> TCB_MILAN = reportedTcb("tcb-milan", ProductLine.MILAN);
    public static final Requirement<TcbVersion> TCB_GENOA = reportedTcb("tcb-genoa", ProductLine.GENOA);
    public static final Requirement<TcbVersion> TCB_TURIN = reportedTcb("tcb-turin", ProductLine.TURIN);
    public static final Requirement<TcbVersion> LAUNCH_TCB_MILAN = launchTcb("launch-tcb-milan", ProductLine.MILAN);
    public static final Requirement<TcbVersion> LAUNCH_TCB_GENOA = launchTcb("launch-tcb-genoa", ProductLine.GENOA);
    public static final Requirement<TcbVersion> LAUNCH_TCB_TURIN = launchTcb("launch-tcb-turin", ProductLine.TURIN);
    public static final Requirement<Long> MICROCODE_MILAN = microcode("milan", new Cpuid(0x19, 0x01, 1));
    public static final Requirement<Long> MICROCODE_MILAN_X = microcode("milan-x", new Cpuid(0x19, 0x01, 2));
    public static final Requirement<Long> MICROCODE_GENOA = microcode("genoa", new Cpuid(0x19, 0x11, 1));
    public static final Requirement<Long> MICROCODE_GENOA_X = microcode("genoa-x", new Cpuid(0x19, 0x11, 2));
    public static final Requirement<Long> MICROCODE_BERGAMO = microcode("bergamo", new Cpuid(0x19, 0xa0, 2));
    public static final Requirement<FirmwareVersion> FIRMWARE = report(
            "firmware",
            "outdated-firmware",
            "CURRENT_MAJOR.MINOR.BUILD",
            "version of the SEV firmware",
            ValueKind.FIRMWARE,
            SnpReport::currentFirmware,
            "update the host's SEV firmware");
    public static final Requirement<Long> LAUNCH_MITIGATIONS = report(
            "launch-mitigations",
            "missing-launch-mitigations",
            "LAUNCH_MIT_VECTOR",
            "mitigations at launch",
            ValueKind.BITS,
            SnpReport::launchMitigations,
            "update the host's firmware and launch the guest anew");
    public static final Requirement<Long> CURRENT_MITIGATIONS = report(
            "current-mitigations",
            "missing-mitigations",
            "CURRENT_MIT_VECTOR",
            "mitigations in force",
            ValueKind.BITS,
            SnpReport::currentMitigations,
            "update the host's firmware");

    private SnpRules() {}

    private static Bytes authorKey(SnpReport report) {
        return report.authorKeyEnabled() ? report.authorKeyDigest() : Bytes.of(new byte[48]);
    }

    static List<Requirement<?>> all() {
        return List.copyOf(TABLE);
    }
}
