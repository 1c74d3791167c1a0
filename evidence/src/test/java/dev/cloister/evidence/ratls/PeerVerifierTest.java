package dev.cloister.evidence.ratls;

import static dev.cloister.evidence.ratls.Peers.codes;
import static dev.cloister.evidence.ratls.Peers.judge;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.evidence.Endorsements;
import dev.cloister.evidence.MadeUpRatls;
import dev.cloister.evidence.TrustAnchors;
import dev.cloister.evidence.Verifier;
import dev.cloister.evidence.appraisal.TrustPolicy;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Each step of the argument for a peer, and what breaks it.
class PeerVerifierTest {
    private static List<String> codesOf(Consumer<MadeUpRatls> change) {
        return codes(judge(MadeUpRatls.with(change)));
    }

    private static void sha384OfKey(MadeUpRatls made) {
        made.claims = key -> MadeUpRatls.claims("82075830" + Digests.sha384(key));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyFormAndEveryKeyOfEnclaveAndTdIsTrusted(boolean td) {
        List<Consumer<MadeUpRatls>> good = List.of(
                made -> {},
                PeerVerifierTest::sha384OfKey,
                made -> made.critical = true,
                made -> made.key = MadeUpRatls.P384,
                made -> {
                    made.oid = MadeUpRatls.GRAMINE;
                    made.key = MadeUpRatls.P384;
                },
                made -> made.oid = MadeUpRatls.MEANT,
                made -> made.oid = "1.2.840.113741.1.13.1",
                made -> {
                    made.oid = MadeUpRatls.MEANT;
                    rsa(made, "SHA256withRSA", "1.2.840.113549.1.1.11", true);
                    made.bound = key -> key.slice(24, key.length());
                },
                made -> rsa(made, "SHA384withRSA", "1.2.840.113549.1.1.12", true),
                made -> made.algorithmDer = MadeUpRatls.algorithm("1.2.840.10045.4.3.2", true));
        for (Consumer<MadeUpRatls> change : good) {
            MadeUpRatls made = MadeUpRatls.with(change);
            made.td = td;
            PeerVerdict verdict = judge(made);
            assertThat(verdict.sentence()).isEqualTo("trusted under strict-1-changed");
            PeerVerdict.Trusted yes = (PeerVerdict.Trusted) verdict;
            assertThat(yes.at()).isEqualTo(MadeUpRatls.NOW);
            assertThat(yes.verified().emulated()).isTrue();
            assertThat(yes.certificate().subjectPublicKeyInfo()).isEqualTo(made.subjectPublicKeyInfo());
        }
    }

    private static void rsa(MadeUpRatls made, String algorithm, String oid, boolean withNull) {
        made.key = MadeUpRatls.RSA;
        made.algorithm = algorithm;
        made.algorithmDer = MadeUpRatls.algorithm(oid, withNull);
    }

    @Test
    void theKeyThatTheEvidenceIsAboutMustBeTheCertificates() {
        Bytes other = Bytes.of(MadeUpRatls.P384.getPublic().getEncoded());
        assertThat(codesOf(made -> made.claims = key -> MadeUpRatls.claims(other)))
                .containsExactly("other-key");
        for (String oid : List.of(MadeUpRatls.GRAMINE, MadeUpRatls.MEANT)) {
            assertThat(codesOf(made -> {
                        made.oid = oid;
                        made.bound = key -> other;
                    }))
                    .containsExactly("wrong-report-data");
        }
        assertThat(codesOf(made -> {
                    made.oid = MadeUpRatls.GRAMINE;
                    rsa(made, "SHA256withRSA", "1.2.840.113549.1.1.11", true);
                    made.bound = key -> key.slice(24, key.length());
                }))
                .as("only the OID that others use binds the RSA key alone")
                .containsExactly("wrong-report-data");
    }

    @Test
    void reportDataMustBeOverTheClaimsAndZeroBehind() {
        assertThat(codesOf(made -> made.reportData = data -> Bytes.EMPTY.padTo(64)))
                .containsExactly("wrong-report-data");
        assertThat(codesOf(made -> made.reportData = data -> data.slice(0, 63).concat(Bytes.hex("01"))))
                .containsExactly("wrong-report-data");
        assertThat(codesOf(made -> made.content = content -> {
                    int last = content.length() - 1;
                    return content.slice(0, last).concat(Bytes.hex("%02x".formatted(content.at(last) ^ 1)));
                }))
                .as("a claim changed behind the quote")
                .containsExactly("other-key", "wrong-report-data");
    }

    @Test
    void theCertificateMustHaveSignedItself() {
        assertThat(codesOf(made -> made.signer = MadeUpRatls.pair())).containsExactly("not-self-signed");
        assertThat(codesOf(made -> made.algorithm = "SHA384withECDSA")).containsExactly("not-self-signed");
        assertThat(codesOf(made -> {
                    made.algorithm = "SHA1withECDSA";
                    made.algorithmDer = MadeUpRatls.algorithm("1.2.840.10045.4.1", false);
                }))
                .containsExactly("not-self-signed");
        assertThat(codesOf(made -> rsa(made, "SHA256withRSA", "1.2.840.113549.1.1.11", false)))
                .as("RSA without NULL")
                .containsExactly("not-self-signed");
        assertThat(codesOf(made -> {
                    made.algorithm = "SHA512withECDSA";
                    made.algorithmDer = MadeUpRatls.algorithm("1.2.840.10045.4.3.4", false);
                }))
                .isEmpty();
    }

    @Test
    void theKeyMustBeStrong() {
        assertThat(codesOf(made -> {
                    rsa(made, "SHA256withRSA", "1.2.840.113549.1.1.11", true);
                    made.key = MadeUpRatls.pair("RSA", 1024);
                }))
                .containsExactly("unfit-key");
        assertThat(codesOf(made -> made.key = MadeUpRatls.pair("EC", 521))).containsExactly("unfit-key");
    }

    @Test
    void theCertificateMustBeValid() {
        assertThat(codesOf(made -> made.until = MadeUpRatls.NOW.minusSeconds(1)))
                .containsExactly("certificate-expired");
        assertThat(codesOf(made -> made.from = MadeUpRatls.NOW.plusSeconds(1)))
                .containsExactly("certificate-not-yet-valid");
        assertThat(codesOf(made -> made.until = MadeUpRatls.NOW)).isEmpty();
    }

    @Test
    void criticalExtensionsMustBeUnderstood() {
        assertThat(codesOf(made -> made.moreExtensions = MadeUpRatls.extension("1.2.3.4", true, Bytes.EMPTY)))
                .containsExactly("unknown-extension");
        assertThat(codesOf(made -> made.moreExtensions = MadeUpRatls.extension("1.2.3.4", false, Bytes.EMPTY)))
                .isEmpty();
    }

    /// What the specification of the form forbids; all is signed as it stands.
    @ParameterizedTest
    @CsvSource({
        "d9ea6082, d9ea6182, TaggedEvidence.tag", // 60001, a report
        "d9ea6082, d9ea6282, TaggedEvidence.tag", // 60002
        "d9ea6082, d9ea6083, must have 2 items",
        "d9ea6082, d9ea6081, must have 2 items",
        "d9ea6082, d9ea609f, a definite length",
        "d9ea6082, 82, must be tagged",
        "a16b7075626b6579, a16b7175626b6579, pubkey-hash", // another name: no pubkey-hash
        "2d6861736858248201, 2d6861736858248207, hash-value", // SHA-384 of 32 bytes
        "2d6861736858248201, 2d6861736858248202, hash-alg-id",
        "2d6861736858248201, 2d6861736858248301, must have 2 items",
        "a16b7075626b6579, bf6b7075626b6579, a definite length",
        "a16b7075626b6579, a26b7075626b6579, Claims",
        "a16b7075626b6579, a06b7075626b6579, left over",
        "939a7233f79c4ca9940a0db3957f0607, 939a7233f79c4ca9940a0db3957f0608, no quote"
    })
    void theFormMustBeKept(String from, String to, String problem) {
        PeerVerdict verdict = judge(MadeUpRatls.with(made -> made.content = content -> {
            assertThat(content.hex()).contains(from);
            return Bytes.hex(content.hex().replaceFirst(from, to));
        }));
        assertThat(codes(verdict)).containsExactly("unreadable-certificate");
        assertThat(verdict.sentence()).contains(problem);
    }

    @Test
    void nothingMayStandBehindTheEvidence() {
        for (String oid : List.of(MadeUpRatls.DICE, MadeUpRatls.GRAMINE)) {
            assertThat(codesOf(made -> {
                        made.oid = oid;
                        made.content = content -> content.concat(Bytes.hex("01"));
                    }))
                    .containsExactly("unreadable-certificate");
        }
    }

    /// A bad one of the newer form is final: the good quote of the older form does not make up for it.
    @Test
    void theOlderFormDoesNotStandIn() {
        MadeUpRatls older = MadeUpRatls.with(made -> made.oid = MadeUpRatls.GRAMINE);
        assertThat(codes(judge(older))).isEmpty();
        Bytes good = MadeUpRatls.contentOf(older);
        assertThat(codesOf(made -> {
                    made.content = content -> Bytes.hex("00");
                    made.moreExtensions = MadeUpRatls.extension(MadeUpRatls.GRAMINE, false, good);
                }))
                .containsExactly("unreadable-certificate");
        assertThat(codesOf(made -> {
                    made.claims = key -> MadeUpRatls.claims(Bytes.hex("00"));
                    made.moreExtensions = MadeUpRatls.extension(MadeUpRatls.GRAMINE, false, good);
                }))
                .containsExactly("other-key");
    }

    @Test
    void aCertificateWithoutEvidenceIsTold() {
        assertThat(codesOf(made -> {
                    made.oid = "1.2.3.4";
                }))
                .containsExactly("no-evidence");
        PeerVerdict broken = Peers.verifier(false).judge(Bytes.hex("3000"), MadeUpRatls.NOW);
        assertThat(codes(broken)).containsExactly("unreadable-certificate");
    }

    @Test
    void silenceIsNoConsent() {
        Bytes der = MadeUpRatls.with(made -> {}).der();
        Endorsements none = Endorsements.of(List.of(), List.of());
        TrustedPeers peers = TrustedPeers.measured(Peers.policy(), Set.of(Peers.MRENCLAVE));
        PeerVerdict verdict = new PeerVerifier(MadeUpRatls.verifier(), none, peers).judge(der, MadeUpRatls.NOW);
        assertThat(verdict).isInstanceOf(PeerVerdict.Undecided.class);
        assertThat(codes(verdict)).contains("no-revocation-list", "no-collateral");
        assertThat(verdict.sentence()).startsWith("not trusted, as something is missing: ");
        TrustedPeers nobody = TrustedPeers.measured(Peers.policy(), Set.of());
        assertThat(codes(Peers.verifier(false, nobody).judge(der, MadeUpRatls.NOW)))
                .containsExactly("unknown-measurement");
        Verifier vendors = new Verifier(TrustAnchors.vendors());
        assertThat(codes(new PeerVerifier(vendors, MadeUpRatls.endorsements(false), peers).judge(der, MadeUpRatls.NOW)))
                .containsExactly("unknown-root");
        Instant later = MadeUpRatls.NOW.plusSeconds(5000);
        assertThat(codes(Peers.verifier(false).judge(der, later))).contains("certificate-expired", "expired");
    }

    @Test
    void debuggingAndOtherModesAreNotTrusted() {
        assertThat(codesOf(made -> made.flags = "07")).containsExactly("enclave-debug");
        assertThat(codesOf(made -> made.flags = "01")).containsExactly("unfit-enclave");
        assertThat(codesOf(made -> made.flags = "04")).containsExactly("unfit-enclave");
        assertThat(codesOf(made -> made.flags = "15")).containsExactly("enclave-provision-key");
    }

    @Test
    void enclavesOfASignerAreTrustedByProductAndVersion() {
        Bytes enclave = MadeUpRatls.with(made -> {}).der();
        Bytes nobody = Bytes.EMPTY.padTo(32);
        assertThat(codes(bySigner(nobody, 0, 0, enclave))).isEmpty();
        assertThat(codes(bySigner(Bytes.hex("11".repeat(32)), 0, 0, enclave))).containsExactly("other-signer");
        assertThat(codes(bySigner(nobody, 1, 0, enclave))).containsExactly("other-product");
        assertThat(codes(bySigner(nobody, 0, 1, enclave))).containsExactly("old-enclave");
        TrustedPeers peers = TrustedPeers.signed(Peers.policy(), nobody, 0, 0);
        Bytes td = MadeUpRatls.with(made -> made.td = true).der();
        assertThat(codes(Peers.verifier(true, peers).judge(td, MadeUpRatls.NOW)))
                .containsExactly("unknown-measurement");
        assertThatThrownBy(() -> TrustedPeers.signed(Peers.policy(), Bytes.EMPTY, 0, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TrustedPeers.signed(Peers.policy(), nobody, 0x10000, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static PeerVerdict bySigner(Bytes signer, int product, int version, Bytes der) {
        TrustedPeers peers = TrustedPeers.signed(Peers.policy(), signer, product, version);
        return Peers.verifier(false, peers).judge(der, MadeUpRatls.NOW);
    }

    @Test
    void whatIsPinnedMustBeKnown() {
        Bytes der = MadeUpRatls.with(made -> {}).der();
        TrustedPeers peers = TrustedPeers.measured(TrustPolicy.strict1(), Set.of(Peers.MRENCLAVE))
                .pinnedTo(Set.of(Bytes.hex("11".repeat(32))));
        assertThat(codes(Peers.verifier(false, peers).judge(der, MadeUpRatls.NOW)))
                .containsExactly("unaccepted-root", "unknown-init-data");
        assertThatThrownBy(() -> peers.pinnedTo(Set.of(Bytes.EMPTY))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TrustedPeers.measured(TrustPolicy.strict1(), Set.of(Bytes.EMPTY)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void everyObjectionIsToldAtOnce() {
        assertThat(codesOf(made -> {
                    made.until = MadeUpRatls.NOW.minusSeconds(1);
                    made.signer = MadeUpRatls.P384;
                    made.algorithm = "SHA256withECDSA";
                    made.flags = "03";
                    made.moreExtensions = MadeUpRatls.extension("1.2.3.4", true, Bytes.EMPTY);
                }))
                .containsExactly(
                        "unknown-extension",
                        "not-self-signed",
                        "certificate-expired",
                        "unfit-enclave",
                        "enclave-debug");
    }
}
