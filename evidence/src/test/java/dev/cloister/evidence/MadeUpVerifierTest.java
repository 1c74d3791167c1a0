package dev.cloister.evidence;

import static dev.cloister.evidence.MadeUpVendor.NOW;
import static dev.cloister.evidence.Outcomes.flaws;
import static dev.cloister.evidence.Outcomes.gapCodes;
import static dev.cloister.evidence.Outcomes.verified;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.Verification.Refused;
import dev.cloister.evidence.Verification.Unsettled;
import dev.cloister.evidence.Verification.Verified;
import dev.cloister.evidence.snp.CertificateTable;
import dev.cloister.evidence.snp.CertificateTable.Entry;
import dev.cloister.evidence.snp.CertificateTable.Kind;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// One fault each, in a chain made for the test: what hardware never shows.
class MadeUpVerifierTest {
    private static final TrustAnchors ANCHORS = TrustAnchors.amd().plus(MadeUpVendor.root());

    private static Verification<Evidence.Snp> verify(Evidence.Snp evidence, Instant at) {
        return new Verifier(ANCHORS).verify(evidence, Endorsements.in(evidence.certificates()), at);
    }

    private static Verification<Evidence.Snp> verify(Consumer<MadeUpVendor> change) throws Malformed {
        return verify(MadeUpVendor.with(change).evidence(), NOW);
    }

    private static Verification<Evidence.Snp> verify(MadeUpVendor vendor, Entry... entries) throws Malformed {
        return verify(new Evidence.Snp(vendor.report(), CertificateTable.of(entries)), NOW);
    }

    @Test
    void aNamedRootIsAcceptedAndMarked() throws Malformed {
        Verified<Evidence.Snp> verified = verified(verify(vendor -> {}));
        assertThat(verified.root()).isEqualTo(MadeUpVendor.root());
        assertThat(verified.rootName()).isEqualTo("ARK-MADEUP");
        assertThat(verified.emulated()).isTrue();
        assertThat(verified.revocationChecked()).isTrue();
        assertThat(verified.at()).isEqualTo(NOW);
    }

    @Test
    void aRootThatNobodyNamedIsRefused() throws Malformed {
        Evidence.Snp evidence = new MadeUpVendor().evidence();
        Verification<Evidence.Snp> verification =
                new Verifier(TrustAnchors.amd()).verify(evidence, Endorsements.in(evidence.certificates()), NOW);
        assertThat(flaws(verification)).containsExactly("unknown-root");
        assertThat(((Refused<Evidence.Snp>) verification).flaws().getFirst().sentence())
                .isEqualTo("the root ARK-MADEUP (" + MadeUpVendor.root() + ") is not named as trusted");
    }

    @Test
    void anEmulatedRootIsSaidToBe() throws Malformed {
        Evidence.Snp evidence =
                MadeUpVendor.with(vendor -> vendor.rootName = "ARK-EMULATED").evidence();
        Verification<Evidence.Snp> verification =
                new Verifier(TrustAnchors.amd()).verify(evidence, Endorsements.in(evidence.certificates()), NOW);
        assertThat(((Refused<Evidence.Snp>) verification).flaws())
                .singleElement()
                .extracting(Flaw::sentence)
                .asString()
                .startsWith("EMULATED evidence: the root ARK-EMULATED (sha256:");
    }

    @Test
    void namesOfTheVendorDoNotMakeAVendor() throws Malformed {
        Evidence.Snp evidence = MadeUpVendor.with(vendor -> {
                    vendor.rootName = "ARK-Milan";
                    vendor.issuerName = "SEV-Milan";
                })
                .evidence();
        assertThat(flaws(new Verifier(TrustAnchors.amd())
                        .verify(evidence, Endorsements.in(evidence.certificates()), NOW)))
                .containsExactly("unknown-root");
    }

    @Test
    void showsTheChainAsFarAsItWasFound() throws Malformed {
        MadeUpVendor vendor = new MadeUpVendor();
        Entry ark = Entry.of(Kind.ARK, vendor.ark());
        Entry ask = Entry.of(Kind.ASK, vendor.ask());
        Entry vek = Entry.of(Kind.VCEK, vendor.vek());
        assertThat(verify(vendor, ark, ask)).isEqualTo(new Unsettled<>(gaps(verify(vendor, ark, ask))));
        assertThat(chain(verify(vendor, vek))).containsExactly("SEV-VCEK");
        assertThat(chain(verify(vendor, vek, ask))).containsExactly("SEV-VCEK", "SEV-MADEUP");
        assertThat(chain(verify(vendor, vek, ask, ark))).containsExactly("SEV-VCEK", "SEV-MADEUP", "ARK-MADEUP");
        Verification<Evidence.Snp> refused = new Verifier(TrustAnchors.amd())
                .verify(vendor.evidence(), Endorsements.in(vendor.evidence().certificates()), NOW);
        assertThat(((Refused<Evidence.Snp>) refused).chain()).hasSize(3);
    }

    private static List<Gap> gaps(Verification<Evidence.Snp> verification) {
        return ((Unsettled<Evidence.Snp>) verification).gaps();
    }

    private static List<String> chain(Verification<Evidence.Snp> verification) {
        return ((Unsettled<Evidence.Snp>) verification)
                .chain().stream().map(ChainLink::name).toList();
    }

    @Test
    void onlyAFreshListClears() throws Malformed {
        MadeUpVendor vendor = new MadeUpVendor();
        Entry ark = Entry.of(Kind.ARK, vendor.ark());
        Entry ask = Entry.of(Kind.ASK, vendor.ask());
        Entry vek = Entry.of(Kind.VCEK, vendor.vek());
        Entry stale = Entry.of(Kind.CRL, vendor.list(NOW.minusSeconds(100), NOW.minusSeconds(1)));
        Entry later = Entry.of(Kind.CRL, vendor.list(NOW.plusSeconds(1), NOW.plusSeconds(100)));
        Entry broken = Entry.of(Kind.CRL, Bytes.hex("3000"));
        assertThat(gapCodes(verify(vendor, ark, ask, vek))).containsExactly("no-revocation-list");
        assertThat(gapCodes(verify(vendor, ark, ask, vek, stale))).containsExactly("stale-revocation-list");
        assertThat(gapCodes(verify(vendor, ark, ask, vek, later))).containsExactly("later-revocation-list");
        assertThat(gapCodes(verify(vendor, ark, ask, vek, later, stale))).containsExactly("stale-revocation-list");
        assertThat(gapCodes(verify(vendor, ark, ask, vek, broken))).containsExactly("no-revocation-list");
        assertThat(verify(vendor, ark, ask, vek, stale, vendor.freshList())).isInstanceOf(Verified.class);
    }

    @Test
    void aRevokedIssuerIsRefusedWhateverTheListsAge() throws Malformed {
        MadeUpVendor vendor = new MadeUpVendor();
        Entry ark = Entry.of(Kind.ARK, vendor.ark());
        Entry ask = Entry.of(Kind.ASK, vendor.ask());
        Entry vek = Entry.of(Kind.VCEK, vendor.vek());
        Entry fresh = Entry.of(Kind.CRL, vendor.list(NOW.minusSeconds(60), NOW.plusSeconds(60), 3, 7));
        Entry stale = Entry.of(Kind.CRL, vendor.list(NOW.minusSeconds(100), NOW.minusSeconds(1), 7));
        Entry later = Entry.of(Kind.CRL, vendor.list(NOW.plusSeconds(50), NOW.plusSeconds(100), 7));
        Entry others = Entry.of(Kind.CRL, vendor.list(NOW.minusSeconds(60), NOW.plusSeconds(60), 1, 3, 8));
        assertThat(flaws(verify(vendor, ark, ask, vek, fresh))).containsExactly("revoked");
        assertThat(flaws(verify(vendor, ark, ask, vek, stale, vendor.freshList())))
                .containsExactly("revoked");
        assertThat(verify(vendor, ark, ask, vek, others)).isInstanceOf(Verified.class);
        // Revoked only after the time asked for.
        assertThat(verify(vendor, ark, ask, vek, later, vendor.freshList())).isInstanceOf(Verified.class);
        Evidence.Snp evidence = vendor.evidence();
        Endorsements revoking = Endorsements.in(CertificateTable.of(ark, ask, vek, fresh));
        assertThat(flaws(new Verifier(ANCHORS, Revocation.NOT_REQUIRED).verify(evidence, revoking, NOW)))
                .containsExactly("revoked");
    }

    /// A delta, a list for some certificates only: said without the mark that would stop every reader.
    @Test
    void aListOfPartsClearsNothing() throws Malformed {
        Bytes delta = MadeUpVendor.extension("2.5.29.27", DerWriter.integer(1));
        Bytes usersOnly =
                MadeUpVendor.extension("2.5.29.28", DerWriter.sequence(DerWriter.value(0x81, Bytes.hex("ff"))));
        for (Bytes part : List.of(delta, usersOnly, MadeUpVendor.critical("2.5.29.20"))) {
            assertThat(gapCodes(verify(vendor -> vendor.listExtensions = part))).containsExactly("no-revocation-list");
        }
        Bytes number = MadeUpVendor.extension("2.5.29.20", DerWriter.integer(1));
        assertThat(verify(vendor -> vendor.listExtensions = number)).isInstanceOf(Verified.class);
    }

    @Test
    void aListWithoutAnEndIsNeverFresh() throws Malformed {
        Verification<Evidence.Snp> open = verify(vendor -> vendor.listSaysNext = false);
        assertThat(gapCodes(open)).containsExactly("stale-revocation-list");
        Gap gap = gaps(open).getFirst();
        assertThat(gap.sentence()).contains("does not say how long it holds").doesNotContain("-1000000000");
        assertThat(gap.got()).contains("no nextUpdate");
    }

    /// Any number of lists that a host sends along, fresh and empty, leave room for the one that revokes.
    @Test
    void manyListsDoNotHideTheOneThatRevokes() throws Malformed {
        MadeUpVendor vendor = new MadeUpVendor();
        List<Entry> entries = new ArrayList<>(vendor.table().entries());
        while (entries.size() < 64 + 3) {
            entries.add(vendor.freshList());
        }
        Evidence.Snp evidence = new Evidence.Snp(vendor.report(), new CertificateTable(entries));
        Endorsements sent = Endorsements.in(evidence.certificates());
        assertThat(new Verifier(ANCHORS).verify(evidence, sent, NOW)).isInstanceOf(Verified.class);
        Bytes revoking = vendor.list(NOW.minusSeconds(50), NOW.plusSeconds(60), 7);
        Endorsements own = Endorsements.of(List.of(), List.of(revoking));
        for (Endorsements all :
                List.of(Endorsements.both(sent, own), Endorsements.both(own, sent), Endorsements.either(sent, own))) {
            assertThat(flaws(new Verifier(ANCHORS).verify(evidence, all, NOW))).containsExactly("revoked");
        }
    }

    @Test
    void anArchiveMayDoWithoutAListAndTheAnswerSaysSo() throws Malformed {
        MadeUpVendor vendor = new MadeUpVendor();
        Evidence.Snp evidence = vendor.evidence();
        List<Entry> entries = new ArrayList<>(evidence.certificates().entries());
        entries.removeLast();
        Verification<Evidence.Snp> verification = new Verifier(ANCHORS, Revocation.NOT_REQUIRED)
                .verify(evidence, Endorsements.in(new CertificateTable(entries)), NOW);
        assertThat(verified(verification).revocationChecked()).isFalse();
    }

    @Test
    void datesAreThoseOfTheTimeAskedFor() throws Malformed {
        assertThat(flaws(verify(vendor -> vendor.vekUntil = NOW.minusSeconds(1))))
                .containsExactly("expired");
        assertThat(flaws(verify(vendor -> vendor.issuerUntil = NOW.minusSeconds(1))))
                .containsExactly("expired");
        assertThat(flaws(verify(vendor -> vendor.rootUntil = NOW.minusSeconds(1))))
                .containsExactly("expired");
        assertThat(flaws(verify(vendor -> vendor.vekFrom = NOW.plusSeconds(1)))).containsExactly("not-yet-valid");
        assertThat(verify(vendor -> vendor.vekUntil = NOW)).isInstanceOf(Verified.class);
        assertThat(verify(vendor -> vendor.vekFrom = NOW)).isInstanceOf(Verified.class);
    }

    @Test
    void ofSeveralCertificatesOfOneKeyTheValidOneCounts() throws Malformed {
        MadeUpVendor vendor = new MadeUpVendor();
        Entry old = Entry.of(
                Kind.VCEK,
                MadeUpVendor.with(other -> other.vekUntil = NOW.minusSeconds(1)).vek());
        Entry otherChip = Entry.of(
                Kind.VCEK,
                MadeUpVendor.with(other -> other.extensions.put("4", Bytes.hex("77".repeat(64))))
                        .vek());
        List<Entry> entries = new ArrayList<>(List.of(otherChip, old));
        entries.addAll(vendor.table().entries());
        assertThat(verify(vendor, entries.toArray(Entry[]::new))).isInstanceOf(Verified.class);
    }

    /// The same key under a certificate that nobody vouches for: the good one counts, whichever comes first.
    @Test
    void aForgedIssuerStandsInNobodysWay() throws Malformed {
        MadeUpVendor vendor = new MadeUpVendor();
        Entry forgedAsk =
                Entry.of(Kind.ASK, MadeUpVendor.with(other -> other.salt = 32).ask());
        Entry forgedArk = Entry.of(
                Kind.ARK,
                MadeUpVendor.with(other -> other.rootSignsItself = false).ark());
        List<Entry> entries = new ArrayList<>(List.of(forgedAsk, forgedArk));
        entries.addAll(vendor.table().entries());
        assertThat(verify(vendor, entries.toArray(Entry[]::new))).isInstanceOf(Verified.class);
    }

    @Test
    void theChainMustHold() throws Malformed {
        assertThat(flaws(verify(vendor -> vendor.issuerMayIssue = false))).containsExactly("broken-chain");
        assertThat(flaws(verify(vendor -> vendor.rootSignsItself = false))).containsExactly("broken-chain");
        assertThat(flaws(verify(vendor -> vendor.salt = 32))).containsExactly("broken-chain");
    }

    @Test
    void aMissingPartIsAGap() throws Malformed {
        MadeUpVendor vendor = new MadeUpVendor();
        Entry ark = Entry.of(Kind.ARK, vendor.ark());
        Entry ask = Entry.of(Kind.ASK, vendor.ask());
        Entry vek = Entry.of(Kind.VCEK, vendor.vek());
        Entry list = vendor.freshList();
        assertThat(gapCodes(verify(vendor, ark, ask, list))).containsExactly("no-certificate");
        assertThat(gapCodes(verify(vendor, ark, vek, list))).containsExactly("no-certificate");
        assertThat(gapCodes(verify(vendor, ask, vek, list))).containsExactly("no-certificate");
        assertThat(gapCodes(verify(vendor))).containsExactly("no-certificate");
    }

    @Test
    void sourcesOutOfReachAreAGap() throws Malformed {
        Endorsements gone = new Endorsements() {
            @Override
            public List<Bytes> certificates(Evidence evidence) throws IOException {
                throw new IOException("no route to host");
            }

            @Override
            public List<Bytes> revocationLists(Evidence evidence) {
                return List.of();
            }
        };
        Evidence.Snp evidence = new MadeUpVendor().evidence();
        assertThat(gapCodes(new Verifier(ANCHORS).verify(evidence, gone, NOW)))
                .containsExactly("out-of-reach", "no-certificate");
        Endorsements sent = Endorsements.in(evidence.certificates());
        assertThat(new Verifier(ANCHORS).verify(evidence, Endorsements.either(gone, sent), NOW))
                .isInstanceOf(Verified.class);
        assertThat(new Verifier(ANCHORS).verify(evidence, Endorsements.either(sent, gone), NOW))
                .isInstanceOf(Verified.class);
        // One's own source might have revoked what the host's clears.
        assertThat(gapCodes(new Verifier(ANCHORS).verify(evidence, Endorsements.both(gone, sent), NOW)))
                .containsExactly("out-of-reach", "no-certificate");
        assertThat(gapCodes(new Verifier(ANCHORS).verify(evidence, Endorsements.both(sent, gone), NOW)))
                .containsExactly("out-of-reach", "no-certificate");
    }

    @Test
    void chipAndFirmwareMustBeTheCertificates() throws Malformed {
        assertThat(flaws(verify(vendor -> vendor.put(0x1a0, "5b" + "5a".repeat(63)))))
                .containsExactly("chip-mismatch");
        assertThat(flaws(verify(vendor -> vendor.put(0x180, "03000000000018db"))))
                .containsExactly("tcb-mismatch");
        assertThat(verify(vendor -> vendor.put(0x1a0, "00".repeat(64)))).isInstanceOf(Verified.class);
        assertThat(flaws(verify(vendor -> vendor.put(0x188, "191101")))).containsExactly("wrong-product");
        assertThat(flaws(verify(vendor -> vendor.put(0x188, "170101")))).containsExactly("wrong-product");
    }

    @Test
    void anUnsignedReportIsRefused() throws Malformed {
        assertThat(flaws(verify(vendor -> vendor.put(0x48, "1c000000")))).containsExactly("unsigned");
        assertThat(flaws(verify(vendor -> vendor.put(0x48, "1e000000")))).containsExactly("unsigned");
    }

    @Test
    void aVcekCannotPassForAVlek() throws Malformed {
        assertThat(gapCodes(verify(vendor -> vendor.put(0x48, "04000000")))).containsExactly("no-certificate");
        assertThat(flaws(verify(vendor -> {
                    vendor.put(0x48, "04000000");
                    vendor.vekName = "SEV-VLEK";
                })))
                .containsExactly("unfit-certificate");
    }

    @Test
    void everyFlawIsTold() throws Malformed {
        assertThat(flaws(verify(vendor -> {
                    vendor.put(0x1a0, "5b" + "5a".repeat(63));
                    vendor.put(0x180, "03000000000018db");
                    vendor.vekUntil = NOW.minusSeconds(1);
                    vendor.issuerMayIssue = false;
                })))
                .containsExactly("chip-mismatch", "tcb-mismatch", "broken-chain", "expired");
    }
}
