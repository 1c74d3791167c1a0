package dev.cloister.evidence.appraisal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.Evidence;
import dev.cloister.evidence.MadeUpQuotes;
import dev.cloister.evidence.Verification;
import dev.cloister.evidence.dcap.TcbStatus;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// What `strict-1` and policies that extend it make of genuine quotes.
class QuoteAppraisalTest {
    private static final Bytes ZEROS = Bytes.of(new byte[64]);

    private static TrustPolicy policy(String overrides) throws Malformed {
        JsonObject json =
                (JsonObject) Json.parse("policy", overrides.getBytes(StandardCharsets.UTF_8), TrustPolicy.DEPTH);
        return TrustPolicy.strict1().extend("mine", json);
    }

    private static TrustPolicy named() {
        Rule<dev.cloister.evidence.RootFingerprint> root = new Rule.Exactly<>(MadeUpQuotes.root());
        return TrustPolicy.strict1().with(SgxRules.ROOT, root).with(TdxRules.ROOT, root);
    }

    private static List<String> codes(Verification<? extends Evidence> verification, TrustPolicy policy) {
        Bytes measurement = Bytes.of(new byte[MadeUpQuotes.isEnclave(verification) ? 32 : 48]);
        ReferenceValues references = new ReferenceValues(Set.of(measurement), Set.of(Bytes.of(new byte[32])), ZEROS);
        return switch (Appraisal.appraise(verification, policy, references)) {
            case Verdict.Trusted yes -> List.of();
            case Verdict.Rejected no ->
                no.findings().stream().map(Finding::code).toList();
            case Verdict.Undecided open -> throw new AssertionError(open);
        };
    }

    @Test
    void strictTakesGoodQuotesOfTheVendorAlone() throws Malformed {
        for (Verification<? extends Evidence> good : List.of(MadeUpQuotes.enclave(), MadeUpQuotes.td())) {
            assertThat(codes(good, named())).isEmpty();
            assertThat(codes(good, TrustPolicy.strict1())).containsExactly("unaccepted-root");
        }
    }

    /// One bit or byte string of the TD's report each.
    @ParameterizedTest
    @CsvSource({
        "78, 01000010, td-debug",
        "78, 02000010, td-debug",
        "78, 00000030, td-migratable",
        "78, 00000000, sept-ve-enabled",
        "78, 00000210, service-td-extension",
        "78, 00000110, ''",
        "78, 00400010, unknown-td-attributes",
        "258, 01, service-td-bound",
        "88, 01, unknown-measurement",
        "b8, 01, unknown-init-data",
        "208, 01, wrong-report-data",
    })
    void findingsOfATd(String offset, String bytes, String code) throws Malformed {
        assertThat(codes(MadeUpQuotes.td(Integer.parseInt(offset, 16), bytes), named()))
                .isEqualTo(code.isEmpty() ? List.of() : List.of(code))
                .hasSizeLessThan(2);
    }

    @ParameterizedTest
    @CsvSource({
        "30, 07, enclave-debug",
        "30, 15, enclave-provision-key",
        "30, 25, enclave-launch-key",
        "30, 85, ''",
        "31, 01, unknown-enclave-attributes",
        "40, 01, unknown-measurement",
        "c0, 01, unknown-init-data",
        "140, 01, wrong-report-data",
    })
    void findingsOfAnEnclave(String offset, String bytes, String code) throws Malformed {
        assertThat(codes(MadeUpQuotes.enclave(Integer.parseInt(offset, 16), bytes), named()))
                .isEqualTo(code.isEmpty() ? List.of() : List.of(code));
    }

    @Test
    void signerProductAndVersionAreRules() throws Malformed {
        TrustPolicy signed = policy("{\"sgx\":{\"mrsigner\":{\"exactly\":\"" + "5a".repeat(32)
                        + "\"},\"isv-prod-id\":{\"exactly\":7},\"isv-svn\":{\"at-least\":3}}}")
                .with(SgxRules.ROOT, new Rule.Exactly<>(MadeUpQuotes.root()));
        assertThat(codes(MadeUpQuotes.enclave(), signed))
                .containsExactly("other-signer", "other-product", "old-enclave");
        assertThat(codes(MadeUpQuotes.enclave(0x80, "5a".repeat(32), 0x100, "07000300"), signed))
                .isEmpty();
    }

    /// Each row reads its own field: a rule for the value of this field alone, in a report where all fields differ.
    @ParameterizedTest
    @CsvSource({
        "sgx, misc-select, '\"01020304\"', 10, 01020304, enclave-misc-select",
        "sgx, key-separation, true, 30, 85, enclave-key-separation",
        "sgx, xfrm, '\"0xe7\"', 38, e7, enclave-xfrm",
        "sgx, isv-family-id, '\"0102030405060708090a0b0c0d0e0f10\"', 130, 0102030405060708090a0b0c0d0e0f10, other-family",
        "sgx, isv-ext-prod-id, '\"0102030405060708090a0b0c0d0e0f10\"', 20, 0102030405060708090a0b0c0d0e0f10, other-extended-product",
        "sgx, config-svn, 258, 104, 0201, old-configuration",
        "tdx, attributes, '\"0x10010000\"', 78, 00000110, td-attributes",
        "tdx, performance-monitoring, true, 78, 0000001000000080, td-performance-monitoring",
        "tdx, xfam, '\"0x6e7\"', 80, e706, td-xfam",
    })
    void eachRowReadsItsField(String section, String member, String value, String offset, String bytes, String code)
            throws Malformed {
        boolean sgx = section.equals("sgx");
        int at = Integer.parseInt(offset, 16);
        TrustPolicy exact = policy("{\"" + section + "\":{\"" + member + "\":{\"exactly\":" + value + "}}}")
                .with(SgxRules.ROOT, new Rule.Exactly<>(MadeUpQuotes.root()))
                .with(TdxRules.ROOT, new Rule.Exactly<>(MadeUpQuotes.root()));
        assertThat(codes(sgx ? MadeUpQuotes.enclave() : MadeUpQuotes.td(), exact))
                .containsExactly(code);
        assertThat(codes(sgx ? MadeUpQuotes.enclave(at, bytes) : MadeUpQuotes.td(at, bytes), exact))
                .isEmpty();
    }

    /// Of 48 bytes each, as are the registers.
    @ParameterizedTest
    @CsvSource({
        "mrseam, 10, other-tdx-module",
        "mrowner, e8, other-owner",
        "mrownerconfig, 118, other-owner-configuration",
        "rtmr0, 148, other-rtmr0",
        "rtmr1, 178, other-rtmr1",
        "rtmr2, 1a8, other-rtmr2",
        "rtmr3, 1d8, other-rtmr3",
    })
    void eachDigestOfATdIsItsOwn(String member, String offset, String code) throws Malformed {
        String digest = "5a".repeat(47) + "01";
        eachRowReadsItsField("tdx", member, '"' + digest + '"', offset, digest, code);
    }

    /// What Intel's documents and the PCK certificate say: the value that is theirs, and another one.
    @ParameterizedTest
    @CsvSource({
        "tcb-date, 2025-01-01, 2025-01-02, old-tcb",
        "evaluation-number, 17, 18, old-evaluation",
        "collateral-days, 0, 1, old-collateral",
        "fmspc, b0c06f000000, b0c06f000001, other-platform-kind",
        "ppid, 01010101010101010101010101010101, 01010101010101010101010101010102, other-platform",
        "platform-dynamic, true, false, pck-dynamic",
        "platform-smt, false, true, pck-smt",
    })
    void eachRowReadsWhatIntelSays(String member, String value, String other, String code) throws Malformed {
        for (String section : List.of("sgx", "tdx")) {
            for (String wanted : List.of(value, other)) {
                String json = wanted.matches("[0-9]{1,4}|true|false") ? wanted : '"' + wanted + '"';
                TrustPolicy exact = policy("{\"" + section + "\":{\"" + member + "\":{\"exactly\":" + json + "}}}")
                        .with(SgxRules.ROOT, new Rule.Exactly<>(MadeUpQuotes.root()))
                        .with(TdxRules.ROOT, new Rule.Exactly<>(MadeUpQuotes.root()));
                assertThat(codes(section.equals("sgx") ? MadeUpQuotes.enclave() : MadeUpQuotes.td(), exact))
                        .isEqualTo(wanted.equals(value) ? List.of() : List.of(code));
            }
        }
    }

    @Test
    void advisoriesAreShownWithTheirDays() {
        assertThat(Advisories.NONE).hasToString("none");
        LocalDate day = LocalDate.of(2027, 1, 31);
        assertThat(new Advisories(Map.of("B", day, "A", day))).hasToString("A (2027-01-31), B (2027-01-31)");
    }

    @Test
    void everyStatusButUpToDateIsRefusedAndMayBeNamed() throws Malformed {
        Verification<? extends Evidence> outdated = MadeUpQuotes.outdatedTd();
        assertThat(codes(outdated, named())).containsExactly("tcb-status", "open-advisories");
        TrustPolicy status = named().with(TdxRules.TCB_STATUS, new Rule.OneOf<>(List.of(TcbStatus.OUT_OF_DATE)));
        assertThat(codes(outdated, status)).containsExactly("open-advisories");
    }

    /// The finding says what the status means and what to do about this very one.
    @Test
    void aStatusComesWithItsMeaningAndItsRemedy() throws Malformed {
        ReferenceValues references = new ReferenceValues(Set.of(), Set.of(), ZEROS);
        Verdict.Rejected no = (Verdict.Rejected) Appraisal.appraise(MadeUpQuotes.outdatedTd(), named(), references);
        Finding status = no.findings().getFirst();
        assertThat(status.sentence())
                .isEqualTo("Intel's status of the TCB: OutOfDate (fixes are missing), the policy wants UpToDate");
        assertThat(status.remedy()).isEqualTo(TcbStatus.OUT_OF_DATE.remedy());
        assertThat(TcbStatus.values()).extracting(TcbStatus::remedy).doesNotHaveDuplicates();
    }

    /// One by one, until a day; the last day counts.
    @ParameterizedTest
    @CsvSource({
        "INTEL-SA-00001, 2026-01-02, true",
        "INTEL-SA-00001, 2027-01-01, true",
        "INTEL-SA-00001, 2026-01-01, false",
        "INTEL-SA-00002, 2027-01-01, false",
    })
    void advisoriesAreAllowedUntilADay(String id, String day, boolean allowed) throws Malformed {
        TrustPolicy policy = policy(
                        "{\"tdx\":{\"advisories\":{\"at-most\":{\"" + id + "\":\"" + day
                                + "\",\"INTEL-SA-00009\":\"2030-01-01\"}},\"tcb-status\":{\"one-of\":[\"UpToDate\",\"OutOfDate\"]}}}")
                .with(TdxRules.ROOT, new Rule.Exactly<>(MadeUpQuotes.root()));
        assertThat(codes(MadeUpQuotes.outdatedTd(), policy))
                .isEqualTo(allowed ? List.of() : List.of("open-advisories"));
        assertThat(TrustPolicy.fromJson(policy.toJson())).isEqualTo(policy);
    }

    @Test
    void whatNobodyEstablishedBreaksARule() throws Malformed {
        TrustPolicy smt = policy(
                        "{\"sgx\":{\"platform-smt\":{\"exactly\":false},\"platform-dynamic\":{\"exactly\":true},"
                                + "\"platform-cached-keys\":{\"exactly\":false}}}")
                .with(SgxRules.ROOT, new Rule.Exactly<>(MadeUpQuotes.root()));
        assertThat(codes(MadeUpQuotes.enclave(), smt)).containsExactly("pck-cached-keys"); // not in the certificate
    }

    @Test
    void withoutDocumentsThereIsNoStatus() throws Malformed {
        assertThat(codes(MadeUpQuotes.tdWithoutDocuments(), named()))
                .containsExactly("tcb-status", "open-advisories", "old-collateral");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sgx|{\"tcb-status\":{\"exactly\":\"uptodate\"}}",
                "sgx|{\"tcb-status\":{\"at-least\":\"UpToDate\"}}",
                "tdx|{\"advisories\":{\"at-most\":[\"INTEL-SA-00001\"]}}",
                "tdx|{\"advisories\":{\"at-most\":{\"INTEL-SA-00001\":\"soon\"}}}",
                "tdx|{\"advisories\":{\"at-most\":{\"INTEL SA\":\"2027-01-01\"}}}",
                "tdx|{\"tcb-date\":{\"at-least\":\"2027\"}}",
                "tdx|{\"mrsigner\":\"anything\"}",
                "nitro|{}",
            })
    void whatIsNoRuleIsRefused(String section, String rules) {
        assertThatThrownBy(() -> policy("{\"" + section + "\":" + rules + "}")).isInstanceOf(Malformed.class);
    }

    /// Silence is not consent inside of a section; a policy from before there was the section has strict-1's.
    @ParameterizedTest
    @EnumSource(
            value = Section.class,
            names = {"SGX", "TDX"})
    void aSectionIsWholeOrMissing(Section section) throws Malformed {
        SequencedMap<String, Json> members =
                new LinkedHashMap<>(TrustPolicy.strict1().toJson().members());
        members.remove(section.member());
        assertThat(TrustPolicy.fromJson(new JsonObject(members))).isEqualTo(TrustPolicy.strict1());
        for (Requirement<?> requirement : section.requirements()) {
            SequencedMap<String, Json> rules = new LinkedHashMap<>(
                    ((JsonObject) TrustPolicy.strict1().toJson().members().get(section.member())).members());
            rules.remove(requirement.member());
            members.put(section.member(), new JsonObject(rules));
            assertThatThrownBy(() -> TrustPolicy.fromJson(new JsonObject(members)))
                    .hasMessage("TrustPolicy." + section.member() + "." + requirement.member() + ": is missing");
        }
    }

    @Test
    void checksShowEveryStepAndRule() throws Malformed {
        Verification<? extends Evidence> td = MadeUpQuotes.td();
        ReferenceValues references = new ReferenceValues(Set.of(), Set.of(), ZEROS);
        List<Check> checks =
                Appraisal.of(MadeUpQuotes.evidence(td), td, named(), references).checks();
        assertThat(checks).hasSize(11 + Section.TDX.requirements().size() + 3);
        assertThat(checks)
                .filteredOn(check -> !check.passed())
                .extracting(Check::code)
                .containsExactly("unknown-measurement", "unknown-init-data");
        Verification<? extends Evidence> forged = MadeUpQuotes.forgedTd();
        List<Check> refused = Appraisal.of(MadeUpQuotes.tdEvidence(), forged, named(), references)
                .checks();
        assertThat(refused)
                .filteredOn(check -> check.code().equals("wrong-quoting-enclave"))
                .singleElement()
                .matches(check -> !check.passed());
        assertThat(refused)
                .filteredOn(check -> check.title().equals("Intel vouches for the TCB"))
                .singleElement()
                .matches(check -> check.value().equals("not established"));
    }
}
