package dev.cloister.evidence;

import static dev.cloister.evidence.DerWriter.bits;
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
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.KeyPair;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

/// An Intel for tests: a quote with everything that Intel and a platform sign, with one thing changed at
/// will. Its fields are what a test changes.
public final class MadeUpIntel {
    public static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    private static final String SGX_ARC = "1.2.840.113741.1.13.1";
    private static final KeyPair ROOT_KEY = Curve256.pair();
    private static final KeyPair ISSUER_KEY = Curve256.pair();
    private static final KeyPair PCK_KEY = Curve256.pair();
    static final KeyPair TCB_KEY = Curve256.pair();
    private static final KeyPair ATTESTATION_KEY = Curve256.pair();
    private static final int ISSUER_SERIAL = 7;
    private static final int PCK_SERIAL = 8;
    private static final int TCB_SERIAL = 9;

    int version = 4;
    boolean tdx = true;
    boolean later;
    String issuerName = IntelCertificates.PLATFORM_CA;
    Instant pckUntil = NOW.plusSeconds(1000);
    boolean extensionsReversed;
    int[] components = {5, 5, 2, 2, 3, 1, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0};
    int pceSvn = 11;
    String fmspc = "b0c06f000000";
    int certificationType = 5;
    boolean chainReversed;
    KeyPair qeSigner = PCK_KEY;
    String bound = "00".repeat(32);
    final byte[] qeReport = new byte[384];
    final byte[] body;
    int[] revokedByRoot = {};
    int[] revokedByIssuer = {};
    Instant listsUntil = NOW.plusSeconds(1000);
    Instant documentsFrom = NOW.minusSeconds(1000);
    Instant documentsUntil = NOW.plusSeconds(1000);
    KeyPair documentSigner = TCB_KEY;
    String identity = "\"mrsigner\":\"" + "DC".repeat(32) + "\",\"isvprodid\":2,\"tcbLevels\":[" + level(4, "UpToDate")
            + "," + level(2, "OutOfDate", "INTEL-SA-00002") + "]";
    String modules = module("TDX_01", level(4, "UpToDate") + "," + level(2, "OutOfDate", "INTEL-SA-00003"));
    String levels = level(new int[] {5, 5, 2, 2, 3, 1, 0, 5}, 11, new int[] {4, 0, 6}, "UpToDate") + ","
            + level(new int[] {4, 4, 2, 2, 3, 1, 0, 5}, 11, new int[] {2, 0, 5}, "OutOfDate", "INTEL-SA-00001");
    int evaluationNumber = 17;

    MadeUpIntel() {
        this(true, false);
    }

    MadeUpIntel(boolean tdx, boolean later) {
        this.tdx = tdx;
        this.later = later;
        this.version = later ? 5 : tdx ? 4 : 3;
        this.body = new byte[tdx ? later ? 648 : 584 : 384];
        put(qeReport, 48, "15");
        put(qeReport, 128, "dc".repeat(32));
        put(qeReport, 256, "02000400");
        if (tdx) {
            put(body, 0, "040106");
            put(body, 120, "00000010");
        } else {
            put(body, 48, "05");
        }
        if (later) {
            put(body, 584, "040106");
        }
    }

    static MadeUpIntel td(Consumer<MadeUpIntel> change) {
        MadeUpIntel made = new MadeUpIntel(true, false);
        change.accept(made);
        return made;
    }

    static MadeUpIntel laterTd(Consumer<MadeUpIntel> change) {
        MadeUpIntel made = new MadeUpIntel(true, true);
        change.accept(made);
        return made;
    }

    static MadeUpIntel enclave(Consumer<MadeUpIntel> change) {
        MadeUpIntel made = new MadeUpIntel(false, false);
        change.accept(made);
        return made;
    }

    static void put(byte[] into, int offset, String hex) {
        byte[] bytes = Bytes.hex(hex).array();
        System.arraycopy(bytes, 0, into, offset, bytes.length);
    }

    /// The answer of a verifier that knows this vendor's root.
    Verification<? extends Evidence> verification() throws Malformed {
        return verifier().verify(evidence(), endorsements(), NOW);
    }

    static Verifier verifier() {
        return new Verifier(TrustAnchors.intel().plus(root()));
    }

    static RootFingerprint root() {
        return new RootFingerprint(Digests.sha256(ROOT_KEY.getPublic().getEncoded()));
    }

    Evidence evidence() throws Malformed {
        return EvidenceFile.parse(quote().array()).evidence();
    }

    Endorsements endorsements() {
        return Endorsements.of(certificates(), lists(), documents());
    }

    List<Bytes> certificates() {
        return List.of(rootCertificate(), issuerCertificate(), pckCertificate(), tcbCertificate());
    }

    List<Bytes> lists() {
        return List.of(
                list(IntelCertificates.ROOT, ROOT_KEY, revokedByRoot), list(issuerName, ISSUER_KEY, revokedByIssuer));
    }

    List<Bytes> documents() {
        return List.of(tcbInfo(), identityDocument());
    }

    Bytes quote() {
        ByteBuffer out = ByteBuffer.allocate(1 << 14).order(ByteOrder.LITTLE_ENDIAN);
        out.putShort((short) version).putShort((short) 2).putInt(tdx ? 0x81 : 0).putInt(0);
        out.put(Bytes.hex("939a7233f79c4ca9940a0db3957f0607").array()).put(new byte[20]);
        if (version == 5) {
            out.putShort((short) (tdx ? later ? 3 : 2 : 1)).putInt(body.length);
        }
        out.put(body);
        Bytes signed = Bytes.of(out.array(), 0, out.position());
        byte[] inner = qePart();
        out.putInt(128 + (version > 3 ? 6 : 0) + inner.length);
        out.put(Curve256.plain(ATTESTATION_KEY, signed).array())
                .put(Curve256.point(ATTESTATION_KEY).array());
        if (version > 3) {
            out.putShort((short) 6).putInt(inner.length);
        }
        out.put(inner);
        return Bytes.of(out.array(), 0, out.position());
    }

    private byte[] qePart() {
        Bytes authentication = Bytes.hex("000102");
        Bytes hash = Digests.sha256(Curve256.point(ATTESTATION_KEY), authentication);
        put(qeReport, 320, hash.hex() + bound);
        Bytes content = certification();
        ByteBuffer out = ByteBuffer.allocate(1 << 14).order(ByteOrder.LITTLE_ENDIAN);
        out.put(qeReport).put(Curve256.plain(qeSigner, Bytes.of(qeReport)).array());
        out.putShort((short) authentication.length()).put(authentication.array());
        out.putShort((short) certificationType).putInt(content.length()).put(content.array());
        return Bytes.of(out.array(), 0, out.position()).array();
    }

    private Bytes certification() {
        return switch (certificationType) {
            case 1 -> join(Bytes.hex("01".repeat(16)), cpuSvn(), Bytes.hex("0b000000"));
            case 2 -> join(Bytes.hex("77".repeat(256)), cpuSvn(), Bytes.hex("0b000000"));
            case 3 -> join(Bytes.hex("77".repeat(384)), cpuSvn(), Bytes.hex("0b000000"));
            case 4 -> pckCertificate();
            case 7 -> Bytes.hex("55");
            default -> chain();
        };
    }

    private Bytes chain() {
        List<Bytes> chain = new ArrayList<>(List.of(pckCertificate(), issuerCertificate(), rootCertificate()));
        if (chainReversed) {
            Collections.reverse(chain);
        }
        StringBuilder pem = new StringBuilder();
        chain.forEach(der -> pem.append("-----BEGIN CERTIFICATE-----\n")
                .append(der.base64())
                .append("\n-----END CERTIFICATE-----\n"));
        return Bytes.utf8(pem.toString());
    }

    private static Bytes cpuSvn() {
        return Bytes.hex("33".repeat(16));
    }

    Bytes rootCertificate() {
        return certificate(
                ROOT_KEY,
                1,
                IntelCertificates.ROOT,
                IntelCertificates.ROOT,
                NOW.plusSeconds(1000),
                ROOT_KEY,
                issuing());
    }

    Bytes issuerCertificate() {
        return certificate(
                ROOT_KEY,
                ISSUER_SERIAL,
                IntelCertificates.ROOT,
                issuerName,
                NOW.plusSeconds(1000),
                ISSUER_KEY,
                issuing());
    }

    Bytes tcbCertificate() {
        return tcbCertificate(TCB_SERIAL, TCB_KEY, Bytes.EMPTY);
    }

    static Bytes tcbCertificate(int serial, KeyPair key, Bytes moreExtensions) {
        Bytes usage = sequence(oid("2.5.29.15"), yes(), octets(Bytes.hex("030206c0")));
        return certificate(
                ROOT_KEY,
                serial,
                IntelCertificates.ROOT,
                IntelCertificates.TCB_SIGNING,
                NOW.plusSeconds(1000),
                key,
                join(usage, moreExtensions));
    }

    Bytes pckCertificate() {
        Bytes extension = sequence(oid(SGX_ARC), octets(platform()));
        return certificate(ISSUER_KEY, PCK_SERIAL, issuerName, IntelCertificates.PCK, pckUntil, PCK_KEY, extension);
    }

    Bytes platform() {
        List<Bytes> tcb = new ArrayList<>();
        for (int i = 0; i < components.length; i++) {
            tcb.add(part("2." + (i + 1), integer(components[i])));
        }
        tcb.add(part("2.17", integer(pceSvn)));
        tcb.add(part("2.18", octets(cpuSvn())));
        List<Bytes> parts = new ArrayList<>(List.of(
                part("1", octets(Bytes.hex("01".repeat(16)))),
                part("2", ordered(tcb)),
                part("3", octets(Bytes.hex("0000"))),
                part("4", octets(Bytes.hex(fmspc))),
                part("5", value(0x0a, Bytes.hex("01"))),
                part("6", octets(Bytes.hex("66".repeat(16)))),
                part("7", ordered(new ArrayList<>(List.of(part("7.1", yes()), part("7.3", Bytes.hex("010100"))))))));
        return ordered(parts);
    }

    private Bytes ordered(List<Bytes> parts) {
        if (extensionsReversed) {
            Collections.reverse(parts);
        }
        return sequence(parts.toArray(Bytes[]::new));
    }

    private static Bytes part(String suffix, Bytes content) {
        return sequence(oid(SGX_ARC + "." + suffix), content);
    }

    private static Bytes issuing() {
        return join(
                sequence(oid("2.5.29.19"), yes(), octets(sequence(yes()))),
                sequence(oid("2.5.29.15"), yes(), octets(Bytes.hex("03020106"))));
    }

    private static Bytes certificate(
            KeyPair signer, int serial, String issuer, String subject, Instant until, KeyPair key, Bytes extensions) {
        Bytes body = sequence(
                value(0xa0, integer(2)),
                integer(serial),
                algorithm(),
                name(issuer),
                sequence(time(NOW.minusSeconds(1000)), time(until)),
                name(subject),
                Bytes.of(key.getPublic().getEncoded()),
                value(0xa3, sequence(extensions)));
        return sequence(body, algorithm(), bits(Curve256.sign("SHA256withECDSA", signer, body)));
    }

    private Bytes list(String issuer, KeyPair signer, int... serials) {
        Bytes revoked = Bytes.EMPTY;
        for (int serial : serials) {
            revoked = revoked.concat(sequence(integer(serial), time(NOW.minusSeconds(100))));
        }
        Bytes body = sequence(
                integer(1),
                algorithm(),
                name(issuer),
                time(NOW.minusSeconds(60)),
                time(listsUntil),
                serials.length == 0 ? Bytes.EMPTY : sequence(revoked));
        return sequence(body, algorithm(), bits(Curve256.sign("SHA256withECDSA", signer, body)));
    }

    private static Bytes name(String commonName) {
        return sequence(set(sequence(oid("2.5.4.3"), utf8(commonName))));
    }

    private static Bytes algorithm() {
        return sequence(oid("1.2.840.10045.4.3.2"));
    }

    Bytes tcbInfo() {
        String sgx = "\"id\":\"SGX\"";
        String td = "\"id\":\"TDX\",\"tdxModule\":"
                + module("", "").replace("\"id\":\"\",", "").replace(",\"tcbLevels\":[]", "")
                + ",\"tdxModuleIdentities\":[" + modules + "]";
        return document(
                "tcbInfo",
                (tdx ? td : sgx) + ",\"version\":3," + dates() + ",\"fmspc\":\"" + fmspc.toUpperCase()
                        + "\",\"pceId\":\"0000\",\"tcbType\":0,\"tcbLevels\":[" + levels + "]");
    }

    Bytes identityDocument() {
        return document(
                "enclaveIdentity",
                "\"id\":\"" + (tdx ? "TD_QE" : "QE") + "\",\"version\":2," + dates()
                        + ",\"miscselect\":\"00000000\",\"miscselectMask\":\"FFFFFFFF\",\"attributes\":\"11"
                        + "00".repeat(15) + "\",\"attributesMask\":\"FBFFFFFFFFFFFFFF0000000000000000\"," + identity);
    }

    private String dates() {
        return "\"issueDate\":\"" + documentsFrom + "\",\"nextUpdate\":\"" + documentsUntil
                + "\",\"tcbEvaluationDataNumber\":" + evaluationNumber;
    }

    private Bytes document(String member, String content) {
        Bytes body = Bytes.utf8("{" + content + "}");
        String signature = Curve256.plain(documentSigner, body).hex();
        return Bytes.utf8("{\"" + member + "\":")
                .concat(body)
                .concat(Bytes.utf8(",\"signature\":\"" + signature + "\"}"));
    }

    static String module(String id, String levels) {
        return "{\"id\":\"" + id + "\",\"mrsigner\":\"" + "00".repeat(48)
                + "\",\"attributes\":\"0000000000000000\",\"attributesMask\":\"FFFFFFFFFFFFFFFF\",\"tcbLevels\":["
                + levels + "]}";
    }

    static String level(int isvSvn, String status, String... advisories) {
        return "{\"tcb\":{\"isvsvn\":" + isvSvn + "},\"tcbDate\":\"2025-01-01T00:00:00Z\"," + status(status, advisories)
                + "}";
    }

    static String level(int[] components, int pceSvn, int[] tdxComponents, String status, String... advisories) {
        return "{\"tcb\":{\"sgxtcbcomponents\":" + list(components) + ",\"pcesvn\":" + pceSvn
                + ",\"tdxtcbcomponents\":" + list(tdxComponents) + "},\"tcbDate\":\"2025-01-01T00:00:00Z\","
                + status(status, advisories) + "}";
    }

    private static String status(String status, String... advisories) {
        return "\"tcbStatus\":\"" + status + "\",\"advisoryIDs\":["
                + String.join(
                        ",",
                        List.of(advisories).stream().map(id -> "\"" + id + "\"").toList()) + "]";
    }

    private static String list(int[] svns) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            all.add("{\"svn\":" + (i < svns.length ? svns[i] : 0) + "}");
        }
        return "[" + String.join(",", all) + "]";
    }
}
