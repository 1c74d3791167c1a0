package dev.cloister.evidence.appraisal;

import dev.cloister.evidence.Evidence;
import dev.cloister.evidence.RootFingerprint;
import dev.cloister.evidence.dcap.TcbStatus;
import dev.cloister.evidence.tdx.TdReport;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// What a trust policy says about the quote of a trust domain: section `tdx`. Values and their meaning: Intel
/// 348551-008, table 3.23 (TDATTRIBUTES); Intel 348549; Intel's PCS API.
public final class TdxRules {
    private static final QuoteRows ROWS = new QuoteRows();
    private static final String RELAUNCH = "launch the TD anew, as the policy wants it";
    private static final Rule<Boolean> NO = new Rule.Exactly<>(false);

    public static final Requirement<RootFingerprint> ROOT = ROWS.root();
    public static final Requirement<Boolean> REVOCATION_CHECKED = ROWS.revocationChecked();
    public static final Requirement<TcbStatus> TCB_STATUS;
    public static final Requirement<Advisories> ADVISORIES;
    public static final Requirement<Boolean> DEBUG;
    public static final Requirement<Boolean> MIGRATABLE;
    public static final Requirement<Boolean> SERVICE_TD;
    /// A TD under a paravisor may do without: such a policy says so.
    public static final Requirement<Boolean> SEPT_VE_DISABLED;

    static {
        ROWS.revocationListDays();
        TCB_STATUS = ROWS.tcbStatus();
        ADVISORIES = ROWS.advisories();
        ROWS.ages();
        DEBUG = ROWS.flag(
                "debug",
                "td-debug",
                "TDATTRIBUTES.TUD",
                "host may debug the TD",
                subject -> report(subject).attributes().untrusted(),
                NO,
                "launch the TD without debugging: bits 7:0 of its attributes are clear");
        MIGRATABLE = attribute(
                "migratable",
                "td-migratable",
                "MIGRATABLE",
                "TD may be migrated",
                subject -> report(subject).attributes().migratable(),
                NO);
        SERVICE_TD = ROWS.flag(
                "service-td",
                "service-td-bound",
                "MRSERVICETD",
                "a service TD is bound to the TD",
                subject -> report(subject).hasServiceTd(),
                NO,
                "launch the TD without service TDs");
        SEPT_VE_DISABLED = attribute(
                "sept-ve-disabled",
                "sept-ve-enabled",
                "SEPT_VE_DISABLE",
                "pages that the host takes away stop the TD",
                subject -> report(subject).attributes().septVeDisabled(),
                new Rule.Exactly<>(true));
        attributes();
        identity();
        ROWS.platform();
    }

    private TdxRules() {}

    private static TdReport report(Subject subject) {
        return ((Evidence.Tdx) subject.evidence()).quote().body();
    }

    private static Requirement<Boolean> attribute(
            String member,
            String code,
            String bit,
            String title,
            Function<Subject, Boolean> reading,
            Rule<Boolean> rule) {
        return ROWS.flag(member, code, "TDATTRIBUTES." + bit, title, reading, rule, RELAUNCH);
    }

    private static void attributes() {
        attribute(
                "service-td-extension",
                "service-td-extension",
                "SERVTD_EXT",
                "service TDs may be bound later",
                subject -> report(subject).attributes().serviceTdExtension(),
                NO);
        attribute(
                "performance-monitoring",
                "td-performance-monitoring",
                "PERFMON",
                "TD may count events of the processor",
                subject -> report(subject).attributes().performanceMonitoring(),
                new Rule.Anything<>());
        ROWS.row(
                "attributes",
                "td-attributes",
                "TDATTRIBUTES",
                "all attributes of the TD",
                ValueKind.BITS,
                subject -> report(subject).attributes().bits(),
                new Rule.Anything<>(),
                RELAUNCH);
        ROWS.row(
                "other-attributes",
                "unknown-td-attributes",
                "TDATTRIBUTES",
                "attributes without a name here",
                ValueKind.BITS,
                subject -> report(subject).attributes().otherBits(),
                new Rule.Exactly<>(0L),
                "find out what the bits mean, then name them");
        ROWS.row(
                "xfam",
                "td-xfam",
                "XFAM",
                "processor state that the TD may use",
                ValueKind.BITS,
                subject -> report(subject).xfam(),
                new Rule.Anything<>(),
                RELAUNCH);
    }

    private static void identity() {
        ROWS.value(
                "mrseam",
                "other-tdx-module",
                "MRSEAM",
                "TDX module",
                48,
                subject -> report(subject).mrSeam(),
                "run the TDX module that the policy names");
        ROWS.value(
                "mrowner",
                "other-owner",
                "MROWNER",
                "owner of the TD",
                48,
                subject -> report(subject).mrOwner(),
                RELAUNCH);
        ROWS.value(
                "mrownerconfig",
                "other-owner-configuration",
                "MROWNERCONFIG",
                "owner's configuration",
                48,
                subject -> report(subject).mrOwnerConfig(),
                RELAUNCH);
        for (int i = 0; i < 4; i++) {
            int register = i;
            ROWS.value(
                    "rtmr" + i,
                    "other-rtmr" + i,
                    "RTMR" + i,
                    "what was measured at run time, register " + i,
                    48,
                    subject -> report(subject).rtmrs().get(register),
                    "boot what the policy names");
        }
    }

    static List<Requirement<?>> all() {
        return ROWS.table();
    }

    static Map<Requirement<?>, Rule<?>> strict1() {
        return ROWS.strict();
    }
}
