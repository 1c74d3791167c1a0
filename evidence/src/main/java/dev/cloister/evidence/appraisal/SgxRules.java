package dev.cloister.evidence.appraisal;

import dev.cloister.bytes.Bytes;
import dev.cloister.evidence.Evidence;
import dev.cloister.evidence.RootFingerprint;
import dev.cloister.evidence.dcap.TcbStatus;
import dev.cloister.evidence.sgx.EnclaveReport;
import java.util.List;
import java.util.Map;

/// What a trust policy says about the quote of an enclave: section `sgx`. Values and their meaning: Intel SDM
/// volume 3D, tables "REPORT" and "ATTRIBUTES"; Intel's PCS API.
public final class SgxRules {
    private static final QuoteRows ROWS = new QuoteRows();
    private static final String REBUILD = "build and sign the enclave anew, as the policy wants it";
    private static final Rule<Boolean> NO = new Rule.Exactly<>(false);

    public static final Requirement<RootFingerprint> ROOT = ROWS.root();
    public static final Requirement<Boolean> REVOCATION_CHECKED = ROWS.revocationChecked();
    public static final Requirement<TcbStatus> TCB_STATUS;
    public static final Requirement<Advisories> ADVISORIES;
    public static final Requirement<Boolean> DEBUG;
    public static final Requirement<Bytes> MRSIGNER;
    public static final Requirement<Long> ISV_PROD_ID;
    public static final Requirement<Long> ISV_SVN;

    static {
        ROWS.revocationListDays();
        TCB_STATUS = ROWS.tcbStatus();
        ADVISORIES = ROWS.advisories();
        ROWS.ages();
        DEBUG = ROWS.flag(
                "debug",
                "enclave-debug",
                "ATTRIBUTES.DEBUG",
                "host may debug the enclave",
                subject -> report(subject).attributes().debug(),
                NO,
                "start the enclave without debugging");
        attributes();
        MRSIGNER = mrSigner();
        ISV_PROD_ID = isvProdId();
        ISV_SVN = isvSvn();
        identity();
        ROWS.platform();
    }

    private SgxRules() {}

    private static EnclaveReport report(Subject subject) {
        return ((Evidence.Sgx) subject.evidence()).quote().body();
    }

    private static void attributes() {
        ROWS.flag(
                "provision-key",
                "enclave-provision-key",
                "ATTRIBUTES.PROVISION_KEY",
                "enclave may ask for the platform's key",
                subject -> report(subject).attributes().provisionKey(),
                NO,
                REBUILD);
        ROWS.flag(
                "launch-key",
                "enclave-launch-key",
                "ATTRIBUTES.EINITTOKEN_KEY",
                "enclave may let others start",
                subject -> report(subject).attributes().launchKey(),
                NO,
                REBUILD);
        ROWS.flag(
                "key-separation",
                "enclave-key-separation",
                "ATTRIBUTES.KSS",
                "CONFIGID and family mean something",
                subject -> report(subject).attributes().keySeparation(),
                new Rule.Anything<>(),
                REBUILD);
        ROWS.row(
                "other-attributes",
                "unknown-enclave-attributes",
                "ATTRIBUTES",
                "attributes without a name here",
                ValueKind.BITS,
                subject -> report(subject).attributes().otherFlags(),
                new Rule.Exactly<>(0L),
                "find out what the bits mean, then name them");
        ROWS.row(
                "xfrm",
                "enclave-xfrm",
                "ATTRIBUTES.XFRM",
                "processor state that the enclave may use",
                ValueKind.BITS,
                subject -> report(subject).attributes().xfrm(),
                new Rule.Anything<>(),
                REBUILD);
        ROWS.value(
                "misc-select",
                "enclave-misc-select",
                "MISCSELECT",
                "what an exit of the enclave may report",
                4,
                subject -> report(subject).miscSelect(),
                REBUILD);
    }

    private static Requirement<Bytes> mrSigner() {
        return ROWS.value(
                "mrsigner",
                "other-signer",
                "MRSIGNER",
                "key that signed the enclave",
                32,
                subject -> report(subject).mrSigner(),
                REBUILD);
    }

    private static Requirement<Long> isvProdId() {
        return ROWS.row(
                "isv-prod-id",
                "other-product",
                "ISVPRODID",
                "product of the signer",
                ValueKind.COUNT,
                subject -> (long) report(subject).isvProdId(),
                new Rule.Anything<>(),
                REBUILD);
    }

    private static Requirement<Long> isvSvn() {
        return ROWS.row(
                "isv-svn",
                "old-enclave",
                "ISVSVN",
                "security version of the enclave",
                ValueKind.COUNT,
                subject -> (long) report(subject).isvSvn(),
                new Rule.Anything<>(),
                "run a newer version of the enclave");
    }

    private static void identity() {
        ROWS.value(
                "isv-family-id",
                "other-family",
                "ISVFAMILYID",
                "family of the enclave",
                16,
                subject -> report(subject).isvFamilyId(),
                REBUILD);
        ROWS.value(
                "isv-ext-prod-id",
                "other-extended-product",
                "ISVEXTPRODID",
                "extended product of the signer",
                16,
                subject -> report(subject).isvExtProdId(),
                REBUILD);
        ROWS.row(
                "config-svn",
                "old-configuration",
                "CONFIGSVN",
                "security version of the configuration",
                ValueKind.COUNT,
                subject -> (long) report(subject).configSvn(),
                new Rule.Anything<>(),
                "start the enclave with a newer configuration");
    }

    static List<Requirement<?>> all() {
        return ROWS.table();
    }

    static Map<Requirement<?>, Rule<?>> strict1() {
        return ROWS.strict();
    }
}
