package dev.cloister.evidence;

import static dev.cloister.evidence.DerWriter.bits;
import static dev.cloister.evidence.DerWriter.ia5;
import static dev.cloister.evidence.DerWriter.integer;
import static dev.cloister.evidence.DerWriter.join;
import static dev.cloister.evidence.DerWriter.octets;
import static dev.cloister.evidence.DerWriter.oid;
import static dev.cloister.evidence.DerWriter.sequence;
import static dev.cloister.evidence.DerWriter.set;
import static dev.cloister.evidence.DerWriter.time;
import static dev.cloister.evidence.DerWriter.utf8;
import static dev.cloister.evidence.DerWriter.value;
import static dev.cloister.evidence.DerWriter.yes;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.snp.CertificateTable;
import dev.cloister.evidence.snp.CertificateTable.Entry;
import dev.cloister.evidence.snp.CertificateTable.Kind;
import dev.cloister.evidence.snp.KnownReports;
import dev.cloister.evidence.snp.SnpReport;
import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// A vendor for tests: everything AMD issues, with one thing changed at will. Its fields are what a test
/// changes.
public final class MadeUpVendor {
    static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    static final Bytes CHIP = Bytes.hex("5a".repeat(64));

    private static final KeyPair ROOT_KEY = pair("RSA");
    private static final KeyPair ISSUER_KEY = pair("RSA");
    private static final KeyPair CHIP_KEY = pair("EC");

    String rootName = "ARK-MADEUP";
    String issuerName = "SEV-MADEUP";
    String vekName = "SEV-VCEK";
    Instant rootUntil = NOW.plusSeconds(1000);
    Instant issuerUntil = NOW.plusSeconds(1000);
    Instant vekFrom = NOW.minusSeconds(1000);
    Instant vekUntil = NOW.plusSeconds(1000);
    boolean issuerMayIssue = true;
    boolean rootSignsItself = true;
    Bytes criticalExtra = Bytes.EMPTY;
    Bytes listExtensions = Bytes.EMPTY;
    boolean listSaysNext = true;
    int salt = 48;
    final Map<String, Bytes> extensions = new LinkedHashMap<>();
    private final byte[] report = KnownReports.vlekVersion3();

    MadeUpVendor() {
        extensions.put("1", integer(0));
        extensions.put("2", ia5("Milan-B0"));
        extensions.put("3.1", integer(4));
        extensions.put("3.2", integer(0));
        extensions.put("3.3", integer(24));
        extensions.put("3.4", integer(0));
        extensions.put("3.8", integer(219));
        extensions.put("4", CHIP);
        put(0x30, "00000000");
        put(0x38, "04000000000018db");
        put(0x48, "00000000");
        put(0x180, "04000000000018db");
        put(0x1a0, CHIP.hex());
        put(0x2a0, "00".repeat(512));
    }

    static MadeUpVendor with(Consumer<MadeUpVendor> change) {
        MadeUpVendor vendor = new MadeUpVendor();
        change.accept(vendor);
        return vendor;
    }

    /// Bytes of the report before it is signed.
    void put(int offset, String hex) {
        byte[] bytes = Bytes.hex(hex).array();
        System.arraycopy(bytes, 0, report, offset, bytes.length);
    }

    /// The answer of a verifier that knows this vendor's root, for a report with these bytes changed before
    /// it is signed: `30:01000000` puts 01000000 at 0x30.
    public static Verification<Evidence.Snp> verification(String... changes) throws Malformed {
        Evidence.Snp evidence = evidenceOf(changes);
        return new Verifier(TrustAnchors.amd().plus(root()))
                .verify(evidence, Endorsements.in(evidence.certificates()), NOW);
    }

    /// The answer with revocation lists made at these times, which run for ever as far as a test sees.
    public static Verification<Evidence.Snp> withListOf(Instant... made) throws Malformed {
        MadeUpVendor vendor = new MadeUpVendor();
        List<Entry> lists = Arrays.stream(made)
                .map(time -> Entry.of(Kind.CRL, vendor.list(time, NOW.plusSeconds(1_000_000))))
                .toList();
        Endorsements sent = Unchanged.ENDORSEMENTS_WITHOUT_LIST;
        for (Entry list : lists) {
            sent = Endorsements.either(sent, Endorsements.in(CertificateTable.of(list)));
        }
        return new Verifier(TrustAnchors.amd().plus(root()))
                .verify(new Evidence.Snp(vendor.report(), CertificateTable.EMPTY), sent, NOW);
    }

    /// The evidence alone, changed in the same way.
    public static Evidence.Snp evidenceOf(String... changes) throws Malformed {
        MadeUpVendor vendor = new MadeUpVendor();
        for (String change : changes) {
            String[] parts = change.split(":", 2);
            vendor.put(Integer.parseInt(parts[0], 16), parts[1]);
        }
        return new Evidence.Snp(vendor.report(), Unchanged.TABLE);
    }

    /// Signing with RSA is the slow part, so the certificates of an unchanged vendor are made once.
    private static final class Unchanged {
        static final CertificateTable TABLE = new MadeUpVendor().table();
        static final Endorsements ENDORSEMENTS_WITHOUT_LIST = withoutList(new MadeUpVendor());

        private static Endorsements withoutList(MadeUpVendor vendor) {
            return Endorsements.in(CertificateTable.of(
                    Entry.of(Kind.ARK, vendor.ark()),
                    Entry.of(Kind.ASK, vendor.ask()),
                    Entry.of(Kind.VCEK, vendor.vek())));
        }
    }

    public static RootFingerprint root() {
        return new RootFingerprint(Digests.sha256(ROOT_KEY.getPublic().getEncoded()));
    }

    SnpReport report() throws Malformed {
        Bytes signature = signed(CHIP_KEY, Bytes.of(report, 0, 0x2a0));
        for (int i = 0; i < 48; i++) {
            report[0x2a0 + i] = (byte) signature.at(47 - i);
            report[0x2e8 + i] = (byte) signature.at(95 - i);
        }
        return SnpReport.parse(report);
    }

    CertificateTable table() {
        return CertificateTable.of(
                Entry.of(Kind.ARK, ark()), Entry.of(Kind.ASK, ask()), Entry.of(Kind.VCEK, vek()), freshList());
    }

    Evidence.Snp evidence() throws Malformed {
        return new Evidence.Snp(report(), table());
    }

    Entry freshList() {
        return Entry.of(Kind.CRL, list(NOW.minusSeconds(60), NOW.plusSeconds(60)));
    }

    Bytes ark() {
        KeyPair signer = rootSignsItself ? ROOT_KEY : ISSUER_KEY;
        return certificate(signer, 1, rootName, rootName, NOW.minusSeconds(1000), rootUntil, ROOT_KEY, issuing(true));
    }

    Bytes ask() {
        Bytes may = issuing(issuerMayIssue);
        return certificate(ROOT_KEY, 7, rootName, issuerName, NOW.minusSeconds(1000), issuerUntil, ISSUER_KEY, may);
    }

    Bytes vek() {
        Bytes all = criticalExtra;
        for (Map.Entry<String, Bytes> extension : extensions.entrySet()) {
            Bytes id = oid("1.3.6.1.4.1.3704.1." + extension.getKey());
            all = all.concat(sequence(id, octets(extension.getValue())));
        }
        return certificate(ISSUER_KEY, 0, issuerName, vekName, vekFrom, vekUntil, CHIP_KEY, all);
    }

    static Bytes extension(String id, Bytes content) {
        return sequence(oid(id), octets(content));
    }

    static Bytes critical(String id) {
        return sequence(oid(id), yes(), octets(integer(1)));
    }

    private static Bytes issuing(boolean allowed) {
        Bytes usage = allowed ? Bytes.hex("03020106") : Bytes.hex("03020780");
        return join(
                sequence(oid("2.5.29.19"), yes(), octets(allowed ? sequence(yes()) : sequence())),
                sequence(oid("2.5.29.15"), yes(), octets(usage)));
    }

    private Bytes certificate(
            KeyPair signer,
            int serial,
            String issuer,
            String subject,
            Instant from,
            Instant until,
            KeyPair subjectKey,
            Bytes extensionList) {
        Bytes body = sequence(
                value(0xa0, integer(2)),
                integer(serial),
                pss(),
                name(issuer),
                sequence(time(from), time(until)),
                name(subject),
                Bytes.of(subjectKey.getPublic().getEncoded()),
                value(0xa3, sequence(extensionList)));
        return sequence(body, pss(), bits(signed(signer, body)));
    }

    /// A revocation list by the root that names these serial numbers.
    Bytes list(Instant thisUpdate, Instant nextUpdate, int... serials) {
        Bytes revoked = Bytes.EMPTY;
        for (int serial : serials) {
            revoked = revoked.concat(sequence(integer(serial), time(thisUpdate.minusSeconds(1))));
        }
        Bytes body = sequence(
                integer(1),
                pss(),
                name(rootName),
                time(thisUpdate),
                listSaysNext ? time(nextUpdate) : Bytes.EMPTY,
                serials.length == 0 ? Bytes.EMPTY : sequence(revoked),
                listExtensions.isEmpty() ? Bytes.EMPTY : value(0xa0, sequence(listExtensions)));
        return sequence(body, pss(), bits(signed(ROOT_KEY, body)));
    }

    private static Bytes name(String commonName) {
        return sequence(
                set(sequence(oid("2.5.4.10"), utf8("Made up for tests"))),
                set(sequence(oid("2.5.4.3"), utf8(commonName))));
    }

    private PSSParameterSpec spec() {
        return new PSSParameterSpec("SHA-384", "MGF1", MGF1ParameterSpec.SHA384, salt, 1);
    }

    private Bytes pss() {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("RSASSA-PSS");
            parameters.init(spec());
            return sequence(oid("1.2.840.113549.1.1.10"), Bytes.of(parameters.getEncoded()));
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError(e);
        }
    }

    private Bytes signed(KeyPair key, Bytes content) {
        boolean rsa = key.getPrivate().getAlgorithm().equals("RSA");
        try {
            Signature signature = Signature.getInstance(rsa ? "RSASSA-PSS" : "SHA384withECDSAinP1363Format");
            if (rsa) {
                signature.setParameter(spec());
            }
            signature.initSign(key.getPrivate());
            signature.update(content.array());
            return Bytes.of(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static KeyPair pair(String algorithm) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            if (algorithm.equals("EC")) {
                generator.initialize(new ECGenParameterSpec("secp384r1"));
            } else {
                generator.initialize(1024); // quick to make, and enough for a test
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
