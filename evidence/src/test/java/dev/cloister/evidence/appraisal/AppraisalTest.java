package dev.cloister.evidence.appraisal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.Endorsements;
import dev.cloister.evidence.Evidence;
import dev.cloister.evidence.Flaw;
import dev.cloister.evidence.Gap;
import dev.cloister.evidence.MadeUpVendor;
import dev.cloister.evidence.Revocation;
import dev.cloister.evidence.TrustAnchors;
import dev.cloister.evidence.Vectors;
import dev.cloister.evidence.Verification;
import dev.cloister.evidence.Verification.Verified;
import dev.cloister.evidence.Verifier;
import dev.cloister.evidence.snp.CertificateTable;
import dev.cloister.evidence.snp.SnpReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AppraisalTest {
    /// Strict in all but who may vouch, as emulated evidence is judged.
    private static final TrustPolicy POLICY =
            TrustPolicy.strict1().named("emulated").withRoots(MadeUpVendor.root());

    private static ReferenceValues referencesOf(SnpReport report) {
        return new ReferenceValues(Set.of(report.measurement()), Set.of(report.hostData()), report.reportData());
    }

    private static SnpReport reportOf(Verification<Evidence.Snp> verification) {
        return ((Verified<Evidence.Snp>) verification).evidence().report();
    }

    private static Verdict appraise(Verification<Evidence.Snp> verification, TrustPolicy policy) {
        return Appraisal.appraise(verification, policy, referencesOf(reportOf(verification)));
    }

    private static List<Finding> findings(Verdict verdict) {
        assertThat(verdict).isInstanceOf(Verdict.Rejected.class);
        return ((Verdict.Rejected) verdict).findings();
    }

    private static List<String> codes(Verdict verdict) {
        return findings(verdict).stream().map(Finding::code).toList();
    }

    @Test
    void strictPassesWithOnlyItsRootReplaced() throws Malformed {
        Verdict verdict = appraise(MadeUpVendor.verification(), POLICY);
        assertThat(verdict).isInstanceOfSatisfying(Verdict.Trusted.class, trusted -> {
            assertThat(trusted.policy()).isEqualTo("emulated");
            assertThat(trusted.verified().emulated()).isTrue();
        });
    }

    @Test
    void strictItselfRefusesEveryRootButTheVendors() throws Malformed {
        Verdict verdict = appraise(MadeUpVendor.verification(), TrustPolicy.strict1());
        assertThat(codes(verdict)).containsExactly("unaccepted-root");
        assertThat(((Verdict.Rejected) verdict).findings().getFirst().sentence())
                .contains("EMULATED");
        assertThat(findings(verdict).getFirst().got().orElseThrow())
                .isEqualTo(MadeUpVendor.root() + " (EMULATED, no vendor's)");
    }

    /// What to change in the report, at which offset, and what strict-1 then finds.
    @ParameterizedTest
    @CsvSource({
        "08:00000b0000000000,debug-allowed",
        "08:0000070000000000,migration-allowed",
        "08:0000230000000000,cxl-allowed",
        "30:01000000,wrong-vmpl",
        "30:ffffffff,wrong-vmpl",
        "48:02000000,chip-key-masked",
        "1a0:00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
                + "000000000000000000000000,chip-id-masked",
        "160:00,migration-agent-bound",
        "40:0500000000000000,no-alias-check",
        "40:a500000000000000,trusted-io",
        "40:2501000000000000,unknown-platform-bits",
        "38:04000000000018dc,provisional-firmware",
        "1e8:1e370100,provisional-firmware",
        "1f0:04000000000017db,outdated-launch-tcb",
        "1f0:04000000000018dc,tcb-out-of-order",
        "38:04000000000018da,provisional-firmware tcb-out-of-order",
        "1e0:04000000000018dc,provisional-firmware tcb-out-of-order",
        "1ec:1e370100,provisional-firmware tcb-out-of-order",
    })
    void strictFinds(String change, String codes) throws Malformed {
        Verdict verdict = appraise(MadeUpVendor.verification(change), POLICY);
        assertThat(codes(verdict)).containsExactly(codes.split(" ", -1));
        assertThat(findings(verdict)).allSatisfy(finding -> {
            assertThat(finding.sentence()).contains("the policy wants");
            assertThat(finding.expected()).isNotEqualTo(finding.got());
            assertThat(finding.remedy()).isNotBlank();
            assertThat(finding.field()).isPresent();
        });
    }

    @Test
    void strictTellsOldFirmware() throws Malformed {
        Verdict verdict = appraise(
                MadeUpVendor.verification("1e8:1d360100", "1ec:1d360100", "00:02000000", "188:000000"), POLICY);
        assertThat(codes(verdict)).containsExactly("old-report-version", "outdated-firmware");
    }

    @Test
    void everyRuleIsTriedAndEveryFindingTold() throws Malformed {
        Verification<Evidence.Snp> verification =
                MadeUpVendor.verification("08:00000f0000000000", "30:02000000", "40:0000000000000000");
        ReferenceValues others = new ReferenceValues(Set.of(), Set.of(Bytes.of(new byte[32])), Bytes.of(new byte[64]));
        assertThat(codes(Appraisal.appraise(verification, TrustPolicy.strict1(), others)))
                .containsExactly(
                        "unaccepted-root",
                        "wrong-vmpl",
                        "debug-allowed",
                        "migration-allowed",
                        "no-alias-check",
                        "unknown-measurement",
                        "wrong-report-data");
    }

    @Test
    void referenceValuesAreExact() throws Malformed {
        Verification<Evidence.Snp> verification = MadeUpVendor.verification();
        SnpReport report = reportOf(verification);
        Bytes otherMeasurement = Bytes.hex("11".repeat(48));
        Bytes otherHostData = Bytes.hex("22".repeat(32));
        ReferenceValues all = new ReferenceValues(
                Set.of(otherMeasurement, report.measurement()),
                Set.of(otherHostData, report.hostData()),
                report.reportData());
        assertThat(Appraisal.appraise(verification, POLICY, all)).isInstanceOf(Verdict.Trusted.class);
        ReferenceValues others =
                new ReferenceValues(Set.of(otherMeasurement), Set.of(otherHostData), Bytes.hex("33".repeat(64)));
        List<Finding> findings = findings(Appraisal.appraise(verification, POLICY, others));
        assertThat(findings)
                .extracting(Finding::code)
                .containsExactly("unknown-measurement", "unknown-init-data", "wrong-report-data");
        assertThat(findings)
                .extracting(finding -> finding.field().orElse("none"))
                .containsExactly("MEASUREMENT", "HOST_DATA", "REPORT_DATA");
        assertThat(findings.getFirst().got().orElseThrow())
                .isEqualTo(report.measurement().hex());
        assertThat(findings.getFirst().expected()).contains("one of " + otherMeasurement);
    }

    @Test
    void nothingApprovedMeansNothingAccepted() throws Malformed {
        Verification<Evidence.Snp> verification = MadeUpVendor.verification();
        ReferenceValues none =
                new ReferenceValues(Set.of(), Set.of(), reportOf(verification).reportData());
        List<Finding> findings = findings(Appraisal.appraise(verification, POLICY, none));
        assertThat(findings).extracting(Finding::code).containsExactly("unknown-measurement", "unknown-init-data");
        assertThat(findings).extracting(Finding::expected).containsOnly(Optional.of("nothing is approved"));
    }

    @Test
    void referenceValuesHaveTheirLengths() {
        Bytes data = Bytes.of(new byte[64]);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ReferenceValues(Set.of(Bytes.of(new byte[33])), Set.of(), data));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ReferenceValues(Set.of(), Set.of(Bytes.of(new byte[33])), data));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ReferenceValues(Set.of(), Set.of(), Bytes.of(new byte[32])));
    }

    @Test
    void whatIsNotGenuineIsRejectedForThat() throws Malformed {
        Verification<Evidence.Snp> verification = MadeUpVendor.verification("180:03000000000018db");
        ReferenceValues any = new ReferenceValues(Set.of(), Set.of(), Bytes.of(new byte[64]));
        List<Finding> findings = findings(Appraisal.appraise(verification, POLICY, any));
        assertThat(findings).singleElement().isInstanceOfSatisfying(Finding.NotGenuine.class, finding -> {
            assertThat(finding.flaw()).isInstanceOf(Flaw.TcbMismatch.class);
            assertThat(finding.code()).isEqualTo("not-genuine");
            assertThat(finding.field()).contains("REPORTED_TCB");
            assertThat(finding.sentence()).startsWith("the certificate is for another firmware");
        });
    }

    @Test
    void whatIsOpenStaysOpen() {
        List<Gap> gaps = List.of(new Gap.NoRevocationList("ARK-Milan"));
        ReferenceValues any = new ReferenceValues(Set.of(), Set.of(), Bytes.of(new byte[64]));
        assertThat(Appraisal.appraise(new Verification.Unsettled<>(gaps), POLICY, any))
                .isEqualTo(new Verdict.Undecided(gaps));
    }

    @ParameterizedTest
    @CsvSource({
        "milan-v3-vcek-aci-49d1,2025-03-24T19:58:10Z,revocation-not-checked old-revocation-list",
        "genoa-v3-vcek-aci-4ae0,2026-04-06T02:05:07Z,revocation-not-checked old-revocation-list",
        "turin-v5-vcek-aci-85da,2026-04-06T01:04:33Z,revocation-not-checked old-revocation-list",
        "genoa-v5-vcek-siena-8fd9,2026-04-18T23:01:36Z,revocation-not-checked old-revocation-list",
        "milan-v3-vlek-aws-decd,2025-01-09T22:14:21Z,revocation-not-checked old-revocation-list wrong-vmpl provisional-firmware outdated-microcode",
        "milan-v2-vcek-debug-gosev,2022-11-23T00:55:28Z,revocation-not-checked old-revocation-list old-report-version debug-allowed "
                + "no-alias-check outdated-tcb outdated-launch-tcb outdated-firmware",
    })
    void strictOnRealReports(String entry, Instant at, String codes) throws Malformed {
        Evidence.Snp evidence = Vectors.evidence(entry);
        Verification<Evidence.Snp> verification = new Verifier(TrustAnchors.amd(), Revocation.NOT_REQUIRED)
                .verify(evidence, Endorsements.in(evidence.certificates()), at);
        assertThat(codes(appraise(verification, TrustPolicy.strict1()))).containsExactly(codes.split(" ", -1));
        TrustPolicy archive = TrustPolicy.strict1()
                .with(SnpRules.REVOCATION_CHECKED, new Rule.Anything<>())
                .with(SnpRules.REVOCATION_LIST_DAYS, new Rule.Anything<>());
        boolean onlyThat = codes.equals("revocation-not-checked old-revocation-list");
        assertThat(appraise(verification, archive) instanceof Verdict.Trusted).isEqualTo(onlyThat);
    }

    @Test
    void checksShowEverythingThatIsLookedAt() throws Malformed {
        Verification<Evidence.Snp> verification = MadeUpVendor.verification("08:00000b0000000000");
        Evidence.Snp evidence = ((Verified<Evidence.Snp>) verification).evidence();
        Appraisal appraisal = Appraisal.of(evidence, verification, POLICY, referencesOf(evidence.report()));
        List<Check> checks = appraisal.checks();
        assertThat(checks).hasSize(9 + Section.SNP.requirements().size() + 3);
        assertThat(checks).filteredOn(check -> !check.passed()).singleElement().satisfies(check -> {
            assertThat(check.code()).isEqualTo("debug-allowed");
            assertThat(check.value()).isEqualTo("yes");
            assertThat(check.expected()).isEqualTo("no");
            assertThat(check.source()).isEqualTo("POLICY.DEBUG");
        });
        assertThat(checks)
                .filteredOn(check -> check.value().contains("EMULATED"))
                .hasSize(2);
    }

    @Test
    void whatNobodyAsksForIsToldApart() throws Malformed {
        Verification<Evidence.Snp> verification = MadeUpVendor.verification();
        Evidence.Snp evidence = ((Verified<Evidence.Snp>) verification).evidence();
        TrustPolicy smtWanted = POLICY.with(SnpRules.SMT, new Rule.Exactly<>(true));
        List<Check> checks = Appraisal.of(evidence, verification, smtWanted, referencesOf(evidence.report()))
                .checks();
        assertThat(outcome(checks, "smt-allowed")).isEqualTo(Check.Outcome.PASSED);
        assertThat(outcome(checks, "platform-smt")).isEqualTo(Check.Outcome.NOT_ASKED);
        assertThat(checks)
                .filteredOn(check ->
                        check.expected().equals("anything") || check.value().equals("does not apply"))
                .hasSizeGreaterThan(4)
                .allSatisfy(check -> assertThat(check.outcome()).isEqualTo(Check.Outcome.NOT_ASKED));
    }

    private static Check.Outcome outcome(List<Check> checks, String code) {
        return checks.stream()
                .filter(check -> check.code().equals(code))
                .findFirst()
                .orElseThrow()
                .outcome();
    }

    /// With no finding, one and several at once: the failed checks are the findings.
    @ParameterizedTest
    @CsvSource({
        "08:0000030000000000,trusted",
        "08:00000b0000000000,debug-allowed",
        "38:04000000000018da,provisional-firmware tcb-out-of-order",
        "1f0:04000000000017db,outdated-launch-tcb",
    })
    void checksAndVerdictSayTheSame(String change, String codes) throws Malformed {
        Verification<Evidence.Snp> verification = MadeUpVendor.verification(change);
        Evidence.Snp evidence = ((Verified<Evidence.Snp>) verification).evidence();
        ReferenceValues references = referencesOf(evidence.report());
        Appraisal appraisal = Appraisal.of(evidence, verification, POLICY, references);
        List<String> failed = appraisal.checks().stream()
                .filter(check -> check.outcome() == Check.Outcome.FAILED)
                .map(Check::code)
                .toList();
        if (appraisal.verdict() instanceof Verdict.Trusted) {
            assertThat(codes).isEqualTo("trusted");
            assertThat(failed).isEmpty();
        } else {
            assertThat(failed).isEqualTo(codes(appraisal.verdict())).containsExactly(codes.split(" ", -1));
        }
    }

    /// The made-up vendor's list is a minute old; AMD's of May 2022 runs for 365 days and a few hours.
    @Test
    void revocationListsAgeByWholeDays(@TempDir Path folder) throws Exception {
        Bytes list = Vectors.file("snp/milan-crl-empty/ark-milan.crl.der");
        Files.write(folder.resolve("ark-milan.crl.der"), list.array());
        Evidence.Snp evidence = Vectors.evidence("milan-v2-vcek-enarx-csr");
        Endorsements endorsements =
                Endorsements.either(Endorsements.in(evidence.certificates()), Endorsements.folder(folder));
        Verification<Evidence.Snp> verification =
                new Verifier(TrustAnchors.amd()).verify(evidence, endorsements, Instant.parse("2022-12-01T17:07:44Z"));
        assertThat(((Verified<Evidence.Snp>) verification).revocationListMade())
                .contains(Instant.parse("2022-05-09T17:07:45Z"));
        TrustPolicy strict = TrustPolicy.strict1();
        assertThat(codes(appraise(verification, strict))).doesNotContain("old-revocation-list");
        TrustPolicy exact = strict.with(SnpRules.REVOCATION_LIST_DAYS, new Rule.AtMost<>(205L));
        assertThat(codes(appraise(verification, exact))).doesNotContain("old-revocation-list");
        TrustPolicy tight = strict.with(SnpRules.REVOCATION_LIST_DAYS, new Rule.AtMost<>(204L));
        assertThat(findings(appraise(verification, tight)))
                .filteredOn(finding -> finding.code().equals("old-revocation-list"))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.got()).contains("205");
                    assertThat(finding.expected()).contains("at most 204");
                });
        Appraisal shown = Appraisal.of(evidence, verification, strict, referencesOf(evidence.report()));
        assertThat(shown.checks())
                .filteredOn(check -> check.source().startsWith("revocation list"))
                .extracting(Check::value)
                .containsExactly("yes, by the list of 2022-05-09T17:07:45Z", "yes", "205");
    }

    /// Of several fresh lists the newest counts; one without an end in sight is old all the same.
    @Test
    void strictTakesAListForAYear() throws Malformed {
        Instant now = Instant.parse("2026-01-02T03:04:05Z");
        Verification<Evidence.Snp> days366 = MadeUpVendor.withListOf(now.minus(Duration.ofDays(366)));
        assertThat(appraise(days366, POLICY)).isInstanceOf(Verdict.Trusted.class);
        Verification<Evidence.Snp> days367 = MadeUpVendor.withListOf(now.minus(Duration.ofDays(367)));
        assertThat(codes(appraise(days367, POLICY))).containsExactly("old-revocation-list");
        Verification<Evidence.Snp> both =
                MadeUpVendor.withListOf(now.minus(Duration.ofDays(9)), now.minus(Duration.ofDays(500)));
        assertThat(appraise(both, POLICY)).isInstanceOf(Verdict.Trusted.class);
    }

    @Test
    void checksPassNothingThatWasNotEstablished() throws Malformed {
        Evidence.Snp evidence = MadeUpVendor.evidenceOf("180:03000000000018db");
        Endorsements sent = Endorsements.in(evidence.certificates());
        Instant time = Instant.parse("2026-01-02T03:04:05Z");
        Verification<Evidence.Snp> refused = new Verifier(TrustAnchors.amd()).verify(evidence, sent, time);
        assertThat(Appraisal.of(evidence, refused, POLICY, referencesOf(evidence.report()))
                        .checks())
                .filteredOn(check -> !check.passed())
                .extracting(Check::code)
                .containsExactly(
                        "tcb-mismatch",
                        "unknown-root",
                        "unaccepted-root",
                        "revocation-not-checked",
                        "old-revocation-list");
        Endorsements nothing = Endorsements.in(CertificateTable.EMPTY);
        Verification<Evidence.Snp> open = new Verifier(TrustAnchors.amd()).verify(evidence, nothing, time);
        assertThat(Appraisal.of(evidence, open, POLICY, referencesOf(evidence.report()))
                        .checks())
                .filteredOn(check -> check.code().equals("no-certificate"))
                .hasSize(9)
                .noneMatch(Check::passed);
    }
}
