package dev.cloister.evidence;

import static dev.cloister.evidence.DerWriter.octets;
import static dev.cloister.evidence.DerWriter.oid;
import static dev.cloister.evidence.DerWriter.sequence;
import static dev.cloister.evidence.DerWriter.yes;
import static dev.cloister.evidence.MadeUpIntel.NOW;
import static dev.cloister.evidence.MadeUpIntel.enclave;
import static dev.cloister.evidence.MadeUpIntel.laterTd;
import static dev.cloister.evidence.MadeUpIntel.level;
import static dev.cloister.evidence.MadeUpIntel.module;
import static dev.cloister.evidence.MadeUpIntel.put;
import static dev.cloister.evidence.MadeUpIntel.td;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.Verification.Verified;
import dev.cloister.evidence.dcap.TcbEvaluation;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// One thing wrong at a time, in quotes whose every signature is made here.
class DcapVerifierTest {
    private static final int[] FULL = {5, 5, 2, 2, 3, 1, 0, 5};

    private static String outcome(MadeUpIntel made) throws Malformed {
        return DcapJudge.outcome(made.verification());
    }

    private static TcbEvaluation evaluation(MadeUpIntel made) throws Malformed {
        Verification<? extends Evidence> verification = made.verification();
        assertThat(DcapJudge.outcome(verification)).isEqualTo("verified");
        Verified<? extends Evidence> yes = (Verified<? extends Evidence>) verification;
        return ((Established.Dcap) yes.established()).tcb().orElseThrow();
    }

    @Test
    void allThreeKindsAreVerified() throws Malformed {
        for (MadeUpIntel made : List.of(td(m -> {}), laterTd(m -> {}), enclave(m -> {}), td(m -> m.version = 5))) {
            assertThat(evaluation(made).status().word()).isEqualTo("UpToDate");
            assertThat(evaluation(made).advisories()).isEmpty();
        }
    }

    @Test
    void aRootIsTrustedOnlyIfItIsNamedAndItIsNeverTheVendors() throws Malformed {
        MadeUpIntel made = td(m -> {});
        Verification<?> unnamed =
                new Verifier(TrustAnchors.vendors()).verify(made.evidence(), made.endorsements(), NOW);
        assertThat(DcapJudge.outcome(unnamed)).isEqualTo("refused [unknown-root]");
        assertThat(((Verified<?>) made.verification()).emulated()).isTrue();
        assertThat(((Verified<?>) made.verification()).root()).isEqualTo(MadeUpIntel.root());
    }

    @Test
    void neitherTheOrderOfTheExtensionNorOfTheChainMatters() throws Malformed {
        assertThat(outcome(td(m -> m.extensionsReversed = true))).isEqualTo("verified");
        assertThat(outcome(td(m -> m.chainReversed = true))).isEqualTo("verified");
        assertThat(outcome(enclave(m -> m.issuerName = IntelCertificates.PROCESSOR_CA)))
                .isEqualTo("verified");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 7})
    void theCallerMayBringTheCertificate(int type) throws Malformed {
        MadeUpIntel made = enclave(m -> m.certificationType = type);
        assertThat(outcome(made)).isEqualTo("verified");
        List<Bytes> others = new ArrayList<>(made.certificates());
        others.remove(2);
        Endorsements without = Endorsements.of(others, made.lists(), made.documents());
        assertThat(DcapJudge.outcome(MadeUpIntel.verifier().verify(made.evidence(), without, NOW)))
                .isEqualTo(type == 4 ? "verified" : "unsettled [no-certificate]");
    }

    @Test
    void theCertificateOfAnotherPlatformIsPassedOver() throws Malformed {
        MadeUpIntel made = enclave(m -> m.certificationType = 1);
        MadeUpIntel other = enclave(m -> m.pceSvn = 12);
        Endorsements others = Endorsements.of(other.certificates(), made.lists(), made.documents());
        assertThat(DcapJudge.outcome(MadeUpIntel.verifier().verify(made.evidence(), others, NOW)))
                .isEqualTo("unsettled [no-certificate]");
    }

    @Test
    void quoteAndQuotingEnclaveAreBound() throws Malformed {
        assertThat(outcome(td(m -> m.bound = "00".repeat(31) + "01"))).isEqualTo("refused [unbound-key]");
        assertThat(outcome(td(m -> m.qeSigner = Curve256.pair()))).isEqualTo("refused [bad-qe-signature]");
        assertThat(outcome(td(m -> put(m.qeReport, 128, "dd")))).isEqualTo("refused [wrong-quoting-enclave]");
        assertThat(outcome(td(m -> put(m.qeReport, 256, "03")))).isEqualTo("refused [wrong-quoting-enclave]");
        assertThat(outcome(td(m -> put(m.qeReport, 16, "01")))).isEqualTo("refused [wrong-quoting-enclave]");
        assertThat(outcome(td(m -> put(m.qeReport, 48, "17")))).isEqualTo("refused [wrong-quoting-enclave]");
        assertThat(outcome(td(m -> put(m.qeReport, 48, "11")))).isEqualTo("verified"); // masked out
        assertThat(outcome(td(m -> put(m.qeReport, 258, "01")))).isEqualTo("refused [unsupported-tcb]");
    }

    @Test
    void revocationNeedsBothLists() throws Malformed {
        assertThat(outcome(td(m -> m.revokedByIssuer = new int[] {8}))).isEqualTo("refused [revoked]");
        assertThat(outcome(td(m -> m.revokedByRoot = new int[] {7}))).isEqualTo("refused [revoked]");
        assertThat(outcome(td(m -> m.revokedByRoot = new int[] {9}))).isEqualTo("refused [revoked]");
        assertThat(outcome(td(m -> m.revokedByIssuer = new int[] {7, 9}))).isEqualTo("verified");
        assertThat(outcome(td(m -> m.listsUntil = NOW.minusSeconds(1))))
                .isEqualTo("unsettled [stale-revocation-list, stale-revocation-list]");
        MadeUpIntel made = td(m -> {});
        for (int kept : new int[] {0, 1}) {
            Endorsements one =
                    Endorsements.of(made.certificates(), List.of(made.lists().get(kept)), made.documents());
            assertThat(DcapJudge.outcome(MadeUpIntel.verifier().verify(made.evidence(), one, NOW)))
                    .isEqualTo("unsettled [no-revocation-list]");
        }
    }

    @Test
    void documentsAreIntelsAndFresh() throws Malformed {
        assertThat(outcome(td(m -> m.documentSigner = Curve256.pair())))
                .isEqualTo("unsettled [no-collateral, no-collateral]");
        assertThat(outcome(td(m -> m.documentsUntil = NOW.minusSeconds(1))))
                .isEqualTo("unsettled [stale-collateral, stale-collateral]");
        assertThat(outcome(td(m -> m.documentsFrom = NOW.plusSeconds(1))))
                .isEqualTo("unsettled [later-collateral, later-collateral]");
        MadeUpIntel made = td(m -> {});
        MadeUpIntel other = td(m -> m.fmspc = "b0c06f000001");
        Endorsements foreign = Endorsements.of(made.certificates(), made.lists(), other.documents());
        assertThat(DcapJudge.outcome(MadeUpIntel.verifier().verify(made.evidence(), foreign, NOW)))
                .isEqualTo("unsettled [no-collateral]");
        Endorsements none = Endorsements.of(made.certificates(), made.lists());
        Verification<?> without =
                MadeUpIntel.verifier().with(TcbCheck.NOT_REQUIRED).verify(made.evidence(), none, NOW);
        assertThat(((Established.Dcap) ((Verified<?>) without).established()).tcb())
                .isEmpty();
    }

    /// A key that signs documents was taken back, and another one signs them now.
    @Test
    void aRevokedSignerMattersOnlyWhereItsDocumentsAreNeeded() throws Malformed {
        KeyPair other = Curve256.pair();
        MadeUpIntel made = td(m -> m.revokedByRoot = new int[] {10});
        List<Bytes> certificates = new ArrayList<>(made.certificates());
        certificates.addFirst(MadeUpIntel.tcbCertificate(10, other, Bytes.EMPTY));
        Endorsements good = Endorsements.of(certificates, made.lists(), made.documents());
        assertThat(DcapJudge.outcome(MadeUpIntel.verifier().verify(made.evidence(), good, NOW)))
                .isEqualTo("verified");
        List<Bytes> documents = td(m -> m.documentSigner = other).documents();
        Endorsements bad = Endorsements.of(certificates, made.lists(), documents);
        assertThat(DcapJudge.outcome(MadeUpIntel.verifier().verify(made.evidence(), bad, NOW)))
                .isEqualTo("refused [revoked]");
    }

    @Test
    void aSignerOfDocumentsWithAnUnknownCriticalExtensionIsNone() throws Malformed {
        MadeUpIntel made = td(m -> {});
        Bytes critical = sequence(oid("1.2.3.4"), yes(), octets(Bytes.hex("0500")));
        List<Bytes> certificates = new ArrayList<>(made.certificates());
        certificates.set(3, MadeUpIntel.tcbCertificate(9, MadeUpIntel.TCB_KEY, critical));
        Endorsements all = Endorsements.of(certificates, made.lists(), made.documents());
        assertThat(DcapJudge.outcome(MadeUpIntel.verifier().verify(made.evidence(), all, NOW)))
                .isEqualTo("unsettled [no-collateral, no-collateral]");
    }

    /// Relaunching is advised by an evaluation; a quoting enclave and a module have three statuses.
    @Test
    void documentsGiveOnlyStatusesThatAreTheirs() throws Malformed {
        for (String status : List.of("TDRelaunchAdvised", "TDRelaunchAdvisedConfigurationNeeded", "uptodate")) {
            assertThat(outcome(td(m -> m.levels = level(FULL, 11, new int[] {4, 0, 6}, status))))
                    .isEqualTo("unsettled [no-collateral]");
        }
        for (String status : List.of("SWHardeningNeeded", "ConfigurationNeeded", "OutOfDateConfigurationNeeded")) {
            assertThat(outcome(td(m -> m.identity = m.identity.replace("UpToDate", status))))
                    .isEqualTo("unsettled [no-collateral]");
            assertThat(outcome(td(m -> m.modules = module("TDX_01", level(4, status)))))
                    .isEqualTo("unsettled [no-collateral]");
        }
    }

    /// Two evaluations side by side: the one that knows more advisories counts, wherever it stands.
    @Test
    void theNewestEvaluationCounts() throws Malformed {
        MadeUpIntel made = td(m -> {});
        MadeUpIntel newer = td(m -> {
            m.evaluationNumber = 18;
            m.levels = level(FULL, 11, new int[] {4, 0, 6}, "OutOfDate", "INTEL-SA-00009");
        });
        for (boolean first : new boolean[] {true, false}) {
            List<Bytes> documents = new ArrayList<>(first ? newer.documents() : made.documents());
            documents.addAll(first ? made.documents() : newer.documents());
            Endorsements both = Endorsements.of(made.certificates(), made.lists(), documents);
            Verified<?> yes = (Verified<?>) MadeUpIntel.verifier().verify(made.evidence(), both, NOW);
            TcbEvaluation evaluation =
                    ((Established.Dcap) yes.established()).tcb().orElseThrow();
            assertThat(evaluation.evaluationNumber()).isEqualTo(18);
            assertThat(evaluation.status().word()).isEqualTo("OutOfDate");
            assertThat(evaluation.advisories()).containsExactly("INTEL-SA-00009");
        }
    }

    @Test
    void datesOfCertificates() throws Malformed {
        assertThat(outcome(td(m -> m.pckUntil = NOW.minusSeconds(1)))).isEqualTo("refused [expired]");
        assertThat(outcome(td(m -> m.issuerName = "Intel SGX PCK Some CA"))).isEqualTo("refused [broken-chain]");
    }

    /// The module's status goes into the platform's, then the quoting enclave's: Intel's table.
    @ParameterizedTest
    @CsvSource({
        "UpToDate, UpToDate, UpToDate",
        "UpToDate, OutOfDate, OutOfDate",
        "SWHardeningNeeded, UpToDate, SWHardeningNeeded",
        "SWHardeningNeeded, OutOfDate, OutOfDate",
        "ConfigurationNeeded, UpToDate, ConfigurationNeeded",
        "ConfigurationNeeded, OutOfDate, OutOfDateConfigurationNeeded",
        "ConfigurationAndSWHardeningNeeded, OutOfDate, OutOfDateConfigurationNeeded",
        "OutOfDate, OutOfDate, OutOfDate",
        "OutOfDateConfigurationNeeded, OutOfDate, OutOfDateConfigurationNeeded",
    })
    void statusesConverge(String platform, String part, String status) throws Malformed {
        String own = level(FULL, 11, new int[] {4, 0, 6}, platform);
        MadeUpIntel byQe = td(m -> {
            m.levels = own;
            m.identity = m.identity.replace("UpToDate", part);
        });
        assertThat(evaluation(byQe).status().word()).isEqualTo(status);
        MadeUpIntel byModule = td(m -> {
            m.levels = own;
            m.modules = module("tdx_01", level(4, part));
        });
        assertThat(evaluation(byModule).status().word()).isEqualTo(status);
    }

    @Test
    void revokedIsRefusedWhereverItStands() throws Malformed {
        assertThat(outcome(td(m -> m.levels = level(FULL, 11, new int[] {4, 0, 6}, "Revoked"))))
                .isEqualTo("refused [revoked-tcb]");
        assertThat(outcome(td(m -> m.identity = m.identity.replace("UpToDate", "Revoked"))))
                .isEqualTo("refused [revoked-tcb]");
        assertThat(outcome(td(m -> m.modules = module("TDX_01", level(4, "Revoked")))))
                .isEqualTo("refused [revoked-tcb]");
    }

    @Test
    void levelsAreReachedInEveryPart() throws Malformed {
        assertThat(outcome(td(m -> m.pceSvn = 10))).isEqualTo("refused [unsupported-tcb]");
        assertThat(outcome(td(m -> m.components[7] = 4))).isEqualTo("refused [unsupported-tcb]");
        MadeUpIntel lower = td(m -> m.components[1] = 4);
        assertThat(evaluation(lower).status().word()).isEqualTo("OutOfDate");
        assertThat(evaluation(lower).advisories()).containsExactly("INTEL-SA-00001");
        assertThat(outcome(td(m -> put(m.body, 2, "04")))).isEqualTo("refused [unsupported-tcb]");
    }

    @Test
    void levelsOfAnEnclaveAreThoseOfItsPlatform() throws Malformed {
        MadeUpIntel lower = enclave(m -> m.components[1] = 4);
        assertThat(evaluation(lower).status().word()).isEqualTo("OutOfDate");
        assertThat(evaluation(lower).advisories()).containsExactly("INTEL-SA-00001");
        MadeUpIntel below = enclave(m -> m.components[7] = 4);
        assertThat(outcome(below)).isEqualTo("refused [unsupported-tcb]");
        assertThat(((Verification.Refused<?>) below.verification())
                        .flaws()
                        .getFirst()
                        .sentence())
                .contains("components 0505020203010004", "PCESVN 11");
    }

    /// The earlier issue and the earlier end, whichever document has them.
    @Test
    void theDatesAreThoseOfBothDocuments() throws Malformed {
        MadeUpIntel made = td(m -> {});
        MadeUpIntel other = td(m -> {
            m.documentsFrom = NOW.minusSeconds(2000);
            m.documentsUntil = NOW.plusSeconds(500);
        });
        for (List<Bytes> documents : List.of(
                List.of(made.tcbInfo(), other.identityDocument()), List.of(other.tcbInfo(), made.identityDocument()))) {
            Endorsements all = Endorsements.of(made.certificates(), made.lists(), documents);
            Verified<?> yes = (Verified<?>) MadeUpIntel.verifier().verify(made.evidence(), all, NOW);
            TcbEvaluation evaluation =
                    ((Established.Dcap) yes.established()).tcb().orElseThrow();
            assertThat(evaluation.earliestIssue()).isEqualTo(NOW.minusSeconds(2000));
            assertThat(evaluation.expires()).isEqualTo(NOW.plusSeconds(500));
        }
    }

    /// From major version 1 on the module's own SVNs are judged by its identity, not by the platform's
    /// levels.
    @Test
    void theModuleIsJudgedByItsIdentity() throws Malformed {
        MadeUpIntel old = td(m -> put(m.body, 0, "03"));
        assertThat(evaluation(old).status().word()).isEqualTo("OutOfDate");
        assertThat(evaluation(old).platform().word()).isEqualTo("UpToDate");
        assertThat(evaluation(old).advisories()).containsExactly("INTEL-SA-00003");
        assertThat(outcome(td(m -> put(m.body, 0, "01")))).isEqualTo("refused [unsupported-tcb]");
        assertThat(outcome(td(m -> put(m.body, 1, "02")))).isEqualTo("refused [wrong-tdx-module]");
        assertThat(outcome(td(m -> put(m.body, 64, "01")))).isEqualTo("refused [wrong-tdx-module]");
        assertThat(outcome(td(m -> put(m.body, 112, "01")))).isEqualTo("refused [wrong-tdx-module]");
        MadeUpIntel plain = td(m -> put(m.body, 0, "0400"));
        assertThat(evaluation(plain).module()).isEmpty();
        assertThat(evaluation(plain).status().word()).isEqualTo("UpToDate");
        MadeUpIntel plainOld = td(m -> put(m.body, 0, "0300"));
        assertThat(evaluation(plainOld).status().word()).isEqualTo("OutOfDate");
    }

    /// The module was updated under the running TD.
    @ParameterizedTest
    @CsvSource({
        "040106, UpToDate, TDRelaunchAdvised",
        "040006, UpToDate, TDRelaunchAdvised",
        "050107, SWHardeningNeeded, TDRelaunchAdvised",
        "040106, ConfigurationNeeded, TDRelaunchAdvisedConfigurationNeeded",
        "030106, UpToDate, OutOfDate",
        "040105, UpToDate, OutOfDate",
        "040206, UpToDate, OutOfDate",
        "030006, UpToDate, OutOfDate",
        "040106, OutOfDate, OutOfDate",
    })
    void relaunchIsAdvisedWhereItIsAllThatIsMissing(String now, String platform, String status) throws Malformed {
        MadeUpIntel made = laterTd(m -> {
            put(m.body, 0, "030106");
            put(m.body, 584, now);
            m.levels = level(FULL, 11, new int[] {4, 0, 6}, platform);
        });
        assertThat(evaluation(made).status().word()).isEqualTo(status);
        assertThat(evaluation(made).module().orElseThrow().word()).isEqualTo("OutOfDate");
    }

    /// A module of the other kind of identity does not vouch for what runs now.
    @Test
    void relaunchNeedsAQuotingEnclaveThatIsUpToDate() throws Malformed {
        MadeUpIntel made = laterTd(m -> {
            put(m.body, 0, "030106");
            m.identity = m.identity.replace("UpToDate", "OutOfDate");
        });
        assertThat(evaluation(made).status().word()).isEqualTo("OutOfDate");
    }

    @Test
    void whatIsRememberedDecidesNothingElse() throws Malformed {
        Verifier verifier = MadeUpIntel.verifier();
        MadeUpIntel made = td(m -> {});
        assertThat(DcapJudge.outcome(verifier.verify(made.evidence(), made.endorsements(), NOW)))
                .isEqualTo("verified");
        assertThat(DcapJudge.outcome(verifier.verify(made.evidence(), made.endorsements(), NOW.plusSeconds(2000))))
                .startsWith("refused [expired");
        assertThat(DcapJudge.outcome(
                        verifier.with(TrustAnchors.intel()).verify(made.evidence(), made.endorsements(), NOW)))
                .isEqualTo("refused [unknown-root]");
        MadeUpIntel forged = td(m -> m.documentSigner = Curve256.pair());
        assertThat(DcapJudge.outcome(verifier.verify(forged.evidence(), forged.endorsements(), NOW)))
                .isEqualTo("unsettled [no-collateral, no-collateral]");
    }
}
