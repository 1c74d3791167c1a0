package dev.cloister.evidence;

import static dev.cloister.evidence.Outcomes.flaws;
import static dev.cloister.evidence.Outcomes.gapCodes;
import static dev.cloister.evidence.Outcomes.gaps;
import static dev.cloister.evidence.Outcomes.verified;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.Verification.Verified;
import dev.cloister.evidence.snp.CertificateTable;
import dev.cloister.evidence.snp.CertificateTable.Entry;
import dev.cloister.evidence.snp.CertificateTable.Kind;
import dev.cloister.evidence.snp.KnownReports;
import dev.cloister.evidence.snp.SnpReport;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.KeyFactory;
import java.security.Security;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Real reports of real chips.
class VerifierTest {
    private static final Verifier ARCHIVE = new Verifier(TrustAnchors.amd(), Revocation.NOT_REQUIRED);
    private static final P384 P384_JDK = new P384(Security.getProvider("SunEC"));
    private static final String GOOD = "milan-v3-vcek-aci-49d1";
    private static final Instant GOOD_TIME = Instant.parse("2025-03-24T19:58:10Z");

    private static Verification<Evidence.Snp> verify(Evidence.Snp evidence, Instant at) {
        return ARCHIVE.verify(evidence, Endorsements.in(evidence.certificates()), at);
    }

    private static ECPublicKey key(String x, String y) throws Exception {
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec("secp384r1"));
        ECPoint point = new ECPoint(new BigInteger(x, 16), new BigInteger(y, 16));
        ECParameterSpec curve = parameters.getParameterSpec(ECParameterSpec.class);
        return (ECPublicKey) KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(point, curve));
    }

    @Test
    void knownSignatures() throws Exception {
        SnpReport version2 = SnpReport.parse(KnownReports.milanVersion2());
        SnpReport version3 = SnpReport.parse(KnownReports.vlekVersion3());
        ECPublicKey milan = key(KnownReports.MILAN_X, KnownReports.MILAN_Y);
        ECPublicKey vlek = key(KnownReports.VLEK_X, KnownReports.VLEK_Y);
        assertThat(P384_JDK.signed(version2, milan)).isTrue();
        assertThat(P384_JDK.signed(version3, vlek)).isTrue();
        assertThat(P384_JDK.signed(version2, vlek)).isFalse();
        assertThat(P384_JDK.signed(version3, milan)).isFalse();
    }

    /// r or s of zero, of n, of n more than the true value: never taken.
    @Test
    void signatureScalarsAreFromOneToOrder() throws Exception {
        ECPublicKey vlek = key(KnownReports.VLEK_X, KnownReports.VLEK_Y);
        BigInteger order = vlek.getParams().getOrder();
        for (int offset : new int[] {0x2a0, 0x2e8}) {
            byte[] good = KnownReports.vlekVersion3();
            BigInteger scalar = BigInteger.ZERO;
            for (int i = 71; i >= 0; i--) {
                scalar = scalar.shiftLeft(8).or(BigInteger.valueOf(good[offset + i] & 0xff));
            }
            for (BigInteger wrong :
                    List.of(BigInteger.ZERO, order, scalar.add(order), scalar.add(order.shiftLeft(64)))) {
                byte[] report = good.clone();
                for (int i = 0; i < 72; i++) {
                    report[offset + i] = wrong.shiftRight(8 * i).byteValue();
                }
                assertThat(P384_JDK.signed(SnpReport.parse(report), vlek))
                        .as("%x at 0x%x", wrong, offset)
                        .isFalse();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "milan-v3-vcek-aci-49d1,2025-03-24T19:58:10Z,SEV-Milan,ARK-Milan",
        "milan-v3-vcek-azure-332d,2025-03-24T19:10:28Z,SEV-Milan,ARK-Milan",
        "milan-v2-vcek-virtee,2023-06-02T19:23:43Z,SEV-Milan,ARK-Milan",
        "milan-v3-vlek-aws-decd,2025-01-09T22:14:21Z,SEV-VLEK-Milan,ARK-Milan",
        "milan-v2-vlek-aws-affb,2024-06-04T21:14:27Z,SEV-VLEK-Milan,ARK-Milan",
        "genoa-v3-vcek-aci-4ae0,2026-04-06T02:05:07Z,SEV-Genoa,ARK-Genoa",
        "genoa-v5-vcek-siena-8fd9,2026-04-18T23:01:36Z,SEV-Genoa,ARK-Genoa",
        "turin-v5-vcek-aci-85da,2026-04-06T01:04:33Z,SEV-Turin,ARK-Turin",
    })
    void genuineReports(String entry, Instant at, String issuer, String root) throws Malformed {
        Verified<Evidence.Snp> verified = verified(verify(Vectors.evidence(entry), at));
        assertThat(verified.chain()).extracting(ChainLink::name).contains(issuer, root);
        assertThat(verified.rootName()).isEqualTo(root);
        assertThat(verified.emulated()).isFalse();
        assertThat(TrustAnchors.amdRoots()).contains(verified.root());
    }

    @Test
    void certificatesOfAHostsTableInPem() throws Malformed {
        CertificateTable table = CertificateTable.parse(
                Vectors.file("snp/genoa-v3-ghcb-certtable/auxblob.bin").array());
        Evidence.Snp evidence = new Evidence.Snp(Vectors.report("genoa-v3-ghcb-certtable"), table);
        assertThat(verify(evidence, Instant.parse("2025-06-19T18:31:36Z"))).isInstanceOf(Verified.class);
    }

    @ParameterizedTest
    @CsvSource({
        "milan-v2-badsig-cmc-917d,2022-06-25T16:37:49Z,bad-signature",
        "milan-v2-badsig-cmc-5aa3,2022-06-25T16:37:49Z,bad-signature",
        "neg-report-with-other-chip-vcek,2026-04-06T01:04:33Z,bad-signature chip-mismatch",
        "neg-report-with-older-tcb-vcek,2023-02-24T01:39:48Z,bad-signature tcb-mismatch",
        "neg-vlek-report-with-other-vlek,2024-06-04T21:14:27Z,bad-signature tcb-mismatch",
        "neg-vlek-expired,2026-01-15T00:00:00Z,expired",
    })
    void otherReportsAndCertificates(String entry, Instant at, String codes) throws Malformed {
        assertThat(flaws(verify(Vectors.evidence(entry), at))).containsExactly(codes.split(" ", -1));
    }

    @Test
    void aCertificateThatTheVendorDidNotIssue() throws Malformed {
        Entry fake = Entry.of(Kind.VCEK, Vectors.file("snp/neg-vcek-fake-legacy/vek.der"));
        Evidence.Snp evidence = new Evidence.Snp(Vectors.report("milan-v2-vcek-virtee"), CertificateTable.of(fake));
        assertThat(flaws(verify(evidence, Instant.parse("2023-04-04T22:41:55Z"))))
                .contains("broken-chain");
    }

    @Test
    void aTruncatedReport() {
        byte[] report = Vectors.file("snp/malformed-truncated-793/report.bin").array();
        assertThatThrownBy(() -> SnpReport.parse(report))
                .hasMessage("SnpReport.signature.s at 0x2e8: needs 72 bytes, has 49");
    }

    @Test
    void withoutARevocationListNothingIsDecided() throws Malformed {
        Evidence.Snp evidence = Vectors.evidence(GOOD);
        Verification<Evidence.Snp> verification =
                new Verifier(TrustAnchors.amd()).verify(evidence, Endorsements.in(evidence.certificates()), GOOD_TIME);
        assertThat(gaps(verification)).containsExactly(new Gap.NoRevocationList("ARK-Milan"));
    }

    @Test
    void theVendorsOwnListSettlesUntilItRunsOut(@TempDir Path folder) throws Exception {
        Bytes list = Vectors.file("snp/milan-crl-empty/ark-milan.crl.der");
        Files.write(folder.resolve("ark-milan.crl.der"), list.array());
        Evidence.Snp evidence = Vectors.evidence("milan-v2-vcek-enarx-csr");
        Endorsements endorsements =
                Endorsements.either(Endorsements.in(evidence.certificates()), Endorsements.folder(folder));
        Verifier verifier = new Verifier(TrustAnchors.amd());
        Instant fresh = Instant.parse("2022-12-01T00:00:00Z");
        assertThat(verified(verifier.verify(evidence, endorsements, fresh)).revocationChecked())
                .isTrue();
        Instant end = Instant.parse("2023-05-09T23:00:00Z");
        assertThat(verifier.verify(evidence, endorsements, end)).isInstanceOf(Verified.class);
        assertThat(gaps(verifier.verify(evidence, endorsements, end.plusSeconds(1))))
                .containsExactly(new Gap.StaleRevocationList("ARK-Milan", end, end.plusSeconds(1)));
    }

    @Test
    void aFolderThatIsGoneIsAGap(@TempDir Path folder) throws Exception {
        Endorsements gone = Endorsements.folder(folder.resolve("gone"));
        assertThat(gapCodes(ARCHIVE.verify(Vectors.evidence(GOOD), gone, GOOD_TIME)))
                .containsExactly("out-of-reach", "no-certificate");
    }

    /// One bit of each byte, rotating, through the whole verifier: what the parser lets pass has no valid
    /// signature.
    @Test
    void aFlippedBitInEachByteIsRefused() throws Malformed {
        Evidence.Snp good = Vectors.evidence(GOOD);
        byte[] bytes = good.report().raw().array();
        for (int at = 0; at < bytes.length; at++) {
            bytes[at] ^= (byte) (1 << at % 8);
            try {
                SnpReport changed = SnpReport.parse(bytes);
                assertThat(verify(new Evidence.Snp(changed, good.certificates()), GOOD_TIME))
                        .as("byte 0x%x", at)
                        .isNotInstanceOf(Verified.class);
            } catch (Malformed refused) {
                assertThat(refused).hasMessageStartingWith("SnpReport");
            }
            bytes[at] ^= (byte) (1 << at % 8);
        }
        assertThat(verify(new Evidence.Snp(SnpReport.parse(bytes), good.certificates()), GOOD_TIME))
                .isInstanceOf(Verified.class);
    }

    /// A flipped bit in the certificate: never a yes, never an exception. Here every fifth byte, as each
    /// costs a chain; {@link EndorsementBytesTest} flips in all of them.
    @Test
    void aFlippedBitInTheCertificateIsNotVerified() throws Malformed {
        Evidence.Snp good = Vectors.evidence(GOOD);
        byte[] der = Vectors.file("snp/" + GOOD + "/vek.der").array();
        for (int at = 0; at < der.length; at += 5) {
            der[at] ^= (byte) (1 << at % 8);
            Entry changed = Entry.of(Kind.VCEK, Bytes.of(der));
            assertThat(verify(new Evidence.Snp(good.report(), CertificateTable.of(changed)), GOOD_TIME))
                    .as("byte %d", at)
                    .isNotInstanceOf(Verified.class);
            der[at] ^= (byte) (1 << at % 8);
        }
    }
}
