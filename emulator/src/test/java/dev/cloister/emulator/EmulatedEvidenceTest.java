package dev.cloister.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.Endorsements;
import dev.cloister.evidence.Evidence;
import dev.cloister.evidence.Flaw;
import dev.cloister.evidence.TrustAnchors;
import dev.cloister.evidence.Verification;
import dev.cloister.evidence.Verifier;
import dev.cloister.evidence.appraisal.Appraisal;
import dev.cloister.evidence.appraisal.Finding;
import dev.cloister.evidence.appraisal.ReferenceValues;
import dev.cloister.evidence.appraisal.TrustPolicy;
import dev.cloister.evidence.appraisal.Verdict;
import dev.cloister.evidence.snp.CertificateTable;
import dev.cloister.evidence.snp.CertificateTable.Entry;
import dev.cloister.evidence.snp.CertificateTable.Kind;
import dev.cloister.evidence.snp.SnpReport;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Emulated evidence is genuine by all the rules of the real one, and acceptable only to a policy that names its
/// root.
class EmulatedEvidenceTest {

    private static final TrustAnchors AMD = TrustAnchors.amd();
    private static final Bytes MEASUREMENT = Bytes.of(new byte[] {1}).padTo(48);
    private static final Bytes HOST_DATA = Bytes.of(new byte[] {2}).padTo(32);
    private static final Bytes REPORT_ID = Bytes.of(new byte[] {3}).padTo(32);
    private static final Bytes REPORT_DATA = Bytes.of(new byte[] {4}).padTo(64);
    private static final Launch LAUNCH = new Launch(MEASUREMENT, HOST_DATA, Launch.PLAIN_POLICY);
    private static final ReferenceValues EXPECTED =
            new ReferenceValues(Set.of(MEASUREMENT), Set.of(HOST_DATA), REPORT_DATA);

    private final EmulatedVendor vendor = TestVendor.ONE;
    private final Instant now = Instant.now();

    @Test
    void trustedByAPolicyThatNamesTheRoot() throws IOException, Malformed {
        TrustPolicy policy = TrustPolicy.strict1().withRoots(vendor.root());

        Verification<Evidence.Snp> verification = verify(evidence(LAUNCH), AMD.plus(vendor.root()));

        assertThat(verification).isInstanceOf(Verification.Verified.class);
        Verification.Verified<Evidence.Snp> verified = (Verification.Verified<Evidence.Snp>) verification;
        assertThat(verified.root()).isEqualTo(vendor.root());
        assertThat(verified.emulated()).isTrue();
        assertThat(Appraisal.appraise(verification, policy, EXPECTED)).isInstanceOf(Verdict.Trusted.class);
    }

    @Test
    void refusedByStrict1AsEmulated() throws IOException, Malformed {
        Verification<Evidence.Snp> verification = verify(evidence(LAUNCH), AMD);

        Verdict verdict = Appraisal.appraise(verification, TrustPolicy.strict1(), EXPECTED);

        Flaw flaw = flaws(verification).getFirst();
        assertThat(flaws(verification)).hasSize(1);
        assertThat(flaw.code()).isEqualTo("unknown-root");
        assertThat(flaw.sentence()).contains("EMULATED").contains(vendor.root().toString());
        assertThat(verdict).isInstanceOf(Verdict.Rejected.class);
    }

    /// Even where the anchor is accepted for other guests, a policy without the root says no.
    @Test
    void strict1RefusesAVerifiedEmulation() throws IOException, Malformed {
        Verification<Evidence.Snp> verification = verify(evidence(LAUNCH), AMD.plus(vendor.root()));

        assertThat(codes(Appraisal.appraise(verification, TrustPolicy.strict1(), EXPECTED)))
                .isNotEmpty();
    }

    @Test
    void anotherRootOfTheSameNamesIsRefused() throws IOException, Malformed {
        Verification<Evidence.Snp> verification = verify(evidence(LAUNCH), AMD.plus(TestVendor.OTHER.root()));

        assertThat(TestVendor.OTHER.root()).isNotEqualTo(vendor.root());
        assertThat(flaws(verification)).extracting(Flaw::code).contains("unknown-root");
    }

    @Test
    void anotherVendorsRevocationListSettlesNothing() throws IOException, Malformed {
        CertificateTable mixed = CertificateTable.of(
                Entry.of(Kind.ARK, vendor.ark()),
                Entry.of(Kind.ASK, vendor.ask()),
                Entry.of(Kind.VCEK, vendor.chip().vcek()),
                Entry.of(Kind.CRL, TestVendor.OTHER.revocationList(now)));

        Verification<Evidence.Snp> verification =
                verify(new Evidence.Snp(report(LAUNCH), mixed), AMD.plus(vendor.root()));

        assertThat(verification).isInstanceOf(Verification.Unsettled.class);
    }

    @Test
    void aRevokedIntermediateIsRefused() throws IOException, Malformed {
        CertificateTable revoking = CertificateTable.of(
                Entry.of(Kind.ARK, vendor.ark()),
                Entry.of(Kind.ASK, vendor.ask()),
                Entry.of(Kind.VCEK, vendor.chip().vcek()),
                Entry.of(Kind.CRL, vendor.revocationOfAsk(now)));

        Verification<Evidence.Snp> verification =
                verify(new Evidence.Snp(report(LAUNCH), revoking), AMD.plus(vendor.root()));

        assertThat(flaws(verification)).extracting(Flaw::code).containsExactly("revoked");
    }

    @Test
    void theChipSaysAtWhichVmplItWasAsked() throws Malformed {
        SnpReport report = SnpReport.parse(
                vendor.chip().report(LAUNCH, 2, REPORT_ID, REPORT_DATA).array());

        assertThat(report.vmpl()).isEqualTo(2);
    }

    @Test
    void theRevocationListGoesStale() throws IOException, Malformed {
        Evidence.Snp evidence = evidence(LAUNCH);
        Verifier verifier = new Verifier(AMD.plus(vendor.root()));
        Endorsements endorsements = Endorsements.in(evidence.certificates());

        assertThat(verifier.verify(evidence, endorsements, now.plus(Duration.ofMinutes(59))))
                .isInstanceOf(Verification.Verified.class);
        assertThat(verifier.verify(evidence, endorsements, now.plus(Duration.ofMinutes(61))))
                .isInstanceOf(Verification.Unsettled.class);
    }

    @Test
    void findingsNameWhatDiffers() throws IOException, Malformed {
        Bytes other = Bytes.of(new byte[] {9});
        TrustPolicy policy = TrustPolicy.strict1().withRoots(vendor.root());
        Verification<Evidence.Snp> good = verify(evidence(LAUNCH), AMD.plus(vendor.root()));

        assertThat(codes(Appraisal.appraise(
                        good, policy, new ReferenceValues(Set.of(other.padTo(48)), Set.of(HOST_DATA), REPORT_DATA))))
                .containsExactly("unknown-measurement");
        assertThat(codes(Appraisal.appraise(
                        good, policy, new ReferenceValues(Set.of(MEASUREMENT), Set.of(other.padTo(32)), REPORT_DATA))))
                .containsExactly("unknown-init-data");
        assertThat(codes(Appraisal.appraise(
                        good, policy, new ReferenceValues(Set.of(MEASUREMENT), Set.of(HOST_DATA), other.padTo(64)))))
                .containsExactly("wrong-report-data");
    }

    @Test
    void debuggingIsRefused() throws IOException, Malformed {
        Launch debug = new Launch(MEASUREMENT, HOST_DATA, Launch.PLAIN_POLICY | 1 << 19);
        TrustPolicy policy = TrustPolicy.strict1().withRoots(vendor.root());

        Verification<Evidence.Snp> verification = verify(evidence(debug), AMD.plus(vendor.root()));

        assertThat(codes(Appraisal.appraise(verification, policy, EXPECTED))).containsExactly("debug-allowed");
    }

    @Test
    void everyChangedBitOfTheReportIsNoticed() throws IOException, Malformed {
        byte[] report = vendor.chip().report(LAUNCH, REPORT_ID, REPORT_DATA).array();
        CertificateTable table = vendor.chip().certificateTable(now);
        Verifier verifier = new Verifier(AMD.plus(vendor.root()));
        for (int bit = 0; bit < report.length * 8; bit += 97) { // a sample: the report's own tests flip all
            byte[] flipped = report.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            SnpReport parsed;
            try {
                parsed = SnpReport.parse(flipped);
            } catch (Malformed e) {
                continue;
            }
            assertThat(verifier.verify(new Evidence.Snp(parsed, table), Endorsements.in(table), now))
                    .isInstanceOf(Verification.Refused.class);
        }
    }

    @Test
    void saysWhatItIs() throws Malformed {
        SnpReport report = report(LAUNCH);

        assertThat(report.version()).isEqualTo(3);
        assertThat(report.vmpl()).isZero();
        assertThat(report.chipId().slice(0, 8)).isEqualTo(Bytes.utf8("EMULATED"));
        assertThat(report.chipId()).isEqualTo(vendor.chip().chipId());
        assertThat(report.reportId()).isEqualTo(REPORT_ID);
        assertThat(report.hasMigrationAgent()).isFalse();
        assertThat(report.currentTcb()).isEqualTo(report.reportedTcb());
        assertThat(report.committedTcb()).isEqualTo(report.launchTcb());
    }

    private static List<String> codes(Verdict verdict) {
        assertThat(verdict).isInstanceOf(Verdict.Rejected.class);
        return ((Verdict.Rejected) verdict)
                .findings().stream().map(Finding::code).toList();
    }

    private static List<Flaw> flaws(Verification<Evidence.Snp> verification) {
        assertThat(verification).isInstanceOf(Verification.Refused.class);
        return ((Verification.Refused<Evidence.Snp>) verification).flaws();
    }

    private SnpReport report(Launch launch) throws Malformed {
        return SnpReport.parse(
                vendor.chip().report(launch, REPORT_ID, REPORT_DATA).array());
    }

    private Evidence.Snp evidence(Launch launch) throws IOException, Malformed {
        return new Evidence.Snp(report(launch), vendor.chip().certificateTable(now));
    }

    private Verification<Evidence.Snp> verify(Evidence.Snp evidence, TrustAnchors anchors) {
        return new Verifier(anchors).verify(evidence, Endorsements.in(evidence.certificates()), now);
    }
}
