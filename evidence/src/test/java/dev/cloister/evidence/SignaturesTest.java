package dev.cloister.evidence;

import static dev.cloister.evidence.MadeUpVendor.NOW;
import static dev.cloister.evidence.Outcomes.flaws;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.Verification.Verified;
import dev.cloister.evidence.snp.CertificateTable;
import dev.cloister.evidence.snp.CertificateTable.Entry;
import dev.cloister.evidence.snp.CertificateTable.Kind;
import dev.cloister.evidence.snp.SnpReport;
import java.security.Provider;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// Whoever computes the signatures, and whatever is remembered of them: the answers are the same.
class SignaturesTest {
    private static final String KEY = "SunEC/KeyFactory/EC";
    private static final String DER = "SunEC/Signature/SHA384withECDSA";
    private static final String PLAIN = "SunEC/Signature/SHA384withECDSAinP1363Format";
    private static final String RSA_KEY = "SunRsaSign/KeyFactory/RSA";
    private static final String PSS = "SunRsaSign/Signature/RSASSA-PSS";
    private static final TrustAnchors ANCHORS = TrustAnchors.amd().plus(MadeUpVendor.root());

    private static Verification<Evidence.Snp> verify(Verifier verifier, Evidence.Snp evidence) {
        return verifier.verify(evidence, Endorsements.in(evidence.certificates()), NOW);
    }

    private static Verifier by(Provider ec, Provider rsa, Memory memory) {
        return new Verifier(ANCHORS, Revocation.REQUIRED, Signatures.by(ec, rsa), memory);
    }

    @Test
    void theProvidersHandedInCompute() throws Malformed {
        LentProvider ec = new LentProvider("Curves", KEY, PLAIN);
        LentProvider rsa = new LentProvider("Moduli", RSA_KEY, PSS);
        Verifier verifier = by(ec, rsa, Memory.NOTHING);
        assertThat(verify(verifier, new MadeUpVendor().evidence())).isInstanceOf(Verified.class);
        assertThat(ec.signatures).hasValue(1);
        assertThat(rsa.signatures).hasValue(4); // VCEK, ASK, ARK, list
        assertThat(Signatures.by(ec, rsa)).hasToString("P-384 by Curves, RSASSA-PSS by Moduli, P-256 by SunEC");
        assertThat(Signatures.jdk()).hasToString("P-384 by SunEC, RSASSA-PSS by SunRsaSign");
    }

    /// Many reports, so that r and s come with and without a leading bit.
    @Test
    void aProviderThatWantsDerAndHasNoPssWillDo() throws Malformed {
        LentProvider lacking = new LentProvider("Lacking", KEY, DER);
        Verifier verifier = by(lacking, lacking, Memory.EVERYTHING);
        CertificateTable table = new MadeUpVendor().table();
        for (int i = 0; i < 40; i++) {
            String id = "%064x".formatted(i);
            MadeUpVendor vendor = MadeUpVendor.with(made -> made.put(0x140, id));
            assertThat(verify(verifier, new Evidence.Snp(vendor.report(), table)))
                    .isInstanceOf(Verified.class);
        }
        assertThat(Signatures.by(lacking)).hasToString("P-384 by Lacking, RSASSA-PSS by SunRsaSign, P-256 by SunEC");
        byte[] report = new MadeUpVendor().report().raw().array();
        report[0x50] ^= 1;
        assertThat(flaws(verify(verifier, new Evidence.Snp(SnpReport.parse(report), table))))
                .containsExactly("bad-signature");
    }

    @Test
    void aProviderWithoutTheCurveIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Signatures.by(new LentProvider("Moduli", RSA_KEY, PSS)))
                .withMessage("Moduli has no ECDSA with SHA-384");
    }

    /// An application may put any provider before the JDK's own; it reads no certificate and no list here.
    @Test
    void aProviderInstalledForAllIsNotAsked() throws Malformed {
        LentProvider first = new LentProvider("First", "SUN/CertificateFactory/X.509", PSS, PLAIN);
        Evidence.Snp evidence = new MadeUpVendor().evidence();
        Security.insertProviderAt(first, 1);
        try {
            assertThat(verify(new Verifier(ANCHORS), evidence)).isInstanceOf(Verified.class);
        } finally {
            Security.removeProvider(first.getName());
        }
        assertThat(first.readers).hasValue(0);
        assertThat(first.signatures).hasValue(0);
    }

    /// As many certificates as a table holds, of which each seems to have issued each: a stranger cannot make
    /// a verifier compute for long.
    @Test
    void aTableCannotAskForManySignatures() throws Malformed {
        List<Entry> entries = new ArrayList<>();
        for (int i = 1; i <= 8; i++) {
            int late = i;
            Bytes vek = MadeUpVendor.with(made -> made.vekUntil = NOW.plusSeconds(late))
                    .vek();
            entries.add(Entry.of(Kind.VCEK, vek));
        }
        MadeUpVendor vendor = new MadeUpVendor();
        byte[] ask = vendor.ask().array();
        byte[] ark = vendor.ark().array();
        for (int i = 1; i <= 28; i++) {
            ask[ask.length - 1]++;
            ark[ark.length - 1]++;
            entries.add(Entry.of(Kind.ASK, Bytes.of(ask)));
            entries.add(Entry.of(Kind.ARK, Bytes.of(ark)));
        }
        LentProvider rsa = new LentProvider("Moduli", RSA_KEY, PSS);
        Verifier verifier = by(new LentProvider("Curves", KEY, PLAIN), rsa, Memory.EVERYTHING);
        assertThat(flaws(verify(verifier, new Evidence.Snp(vendor.report(), new CertificateTable(entries)))))
                .contains("broken-chain");
        assertThat(rsa.signatures).hasValueLessThan(1000);
    }

    @Test
    void whatIsRememberedIsNotComputedAnew() throws Malformed {
        assertThat(secondTime(Memory.NOTHING)).isEqualTo(4);
        assertThat(secondTime(Memory.ISSUERS)).isEqualTo(1);
        assertThat(secondTime(Memory.EVERYTHING)).isZero();
    }

    private static int secondTime(Memory memory) throws Malformed {
        LentProvider rsa = new LentProvider("Moduli", RSA_KEY, PSS);
        LentProvider ec = new LentProvider("Curves", KEY, PLAIN);
        Verifier verifier = by(ec, rsa, memory);
        Evidence.Snp evidence = new MadeUpVendor().evidence();
        assertThat(verify(verifier, evidence)).isInstanceOf(Verified.class);
        int before = rsa.signatures.get();
        assertThat(before).isEqualTo(4);
        assertThat(verify(verifier.with(ANCHORS), evidence)).isInstanceOf(Verified.class);
        assertThat(ec.signatures).as("the report's own signature").hasValue(2);
        return rsa.signatures.get() - before;
    }

    /// A good verdict on some bytes says nothing of other bytes, of another time, of a list that names the
    /// issuer, or of other anchors.
    @Test
    void whatIsRememberedDecidesNothingElse() throws Malformed {
        Verifier verifier = new Verifier(ANCHORS);
        MadeUpVendor vendor = new MadeUpVendor();
        Evidence.Snp evidence = vendor.evidence();
        assertThat(verify(verifier, evidence)).isInstanceOf(Verified.class);
        assertThat(flaws(verifier.verify(evidence, Endorsements.in(evidence.certificates()), NOW.plusSeconds(2000))))
                .containsExactly("expired", "expired", "expired");
        Entry revoking = Entry.of(Kind.CRL, vendor.list(NOW.minusSeconds(5), NOW.plusSeconds(5), 7));
        List<Entry> entries = new ArrayList<>(evidence.certificates().entries());
        entries.add(revoking);
        assertThat(flaws(verify(verifier, new Evidence.Snp(evidence.report(), new CertificateTable(entries)))))
                .containsExactly("revoked");
        assertThat(flaws(verify(verifier.with(TrustAnchors.amd()), evidence))).containsExactly("unknown-root");
        MadeUpVendor weak = MadeUpVendor.with(made -> made.salt = 32);
        assertThat(flaws(verify(verifier, weak.evidence()))).containsExactly("broken-chain");
        byte[] vek = vendor.vek().array();
        for (int at = vek.length - 128; at < vek.length; at += 16) {
            vek[at] ^= 1;
            Entry changed = Entry.of(Kind.VCEK, Bytes.of(vek));
            CertificateTable table = CertificateTable.of(
                    Entry.of(Kind.ARK, vendor.ark()), Entry.of(Kind.ASK, vendor.ask()), changed, vendor.freshList());
            assertThat(flaws(verify(verifier, new Evidence.Snp(evidence.report(), table))))
                    .containsExactly("broken-chain");
            vek[at] ^= 1;
        }
    }

    /// One verifier, many threads, good and bad evidence at once.
    @Test
    void oneVerifierServesManyThreads() throws Exception {
        Verifier verifier = new Verifier(ANCHORS);
        Evidence.Snp good = new MadeUpVendor().evidence();
        Evidence.Snp otherChip = MadeUpVendor.with(made -> made.put(0x1a0, "5b" + "5a".repeat(63)))
                .evidence();
        Evidence.Snp broken = MadeUpVendor.with(made -> made.salt = 32).evidence();
        List<Callable<Boolean>> tasks = new ArrayList<>();
        for (int i = 0; i < 240; i++) {
            tasks.add(
                    switch (i % 3) {
                        case 0 -> () -> verify(verifier, good) instanceof Verified;
                        case 1 -> () -> flaws(verify(verifier, otherChip)).equals(List.of("chip-mismatch"));
                        default -> () -> flaws(verify(verifier, broken)).equals(List.of("broken-chain"));
                    });
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (Future<Boolean> done : threads.invokeAll(tasks)) {
                assertThat(done.get()).isTrue();
            }
        }
    }

    @Test
    void aMemoryIsBounded() {
        RecentlyUsed<Integer, Integer> memory = new RecentlyUsed<>(3);
        for (int i = 0; i < 5; i++) {
            memory.put(i, i);
            memory.get(1);
        }
        assertThat(memory.get(1)).contains(1);
        assertThat(memory.get(4)).contains(4);
        assertThat(memory.get(0)).isEmpty();
        assertThat(memory.get(2)).isEmpty();
    }
}
