package dev.cloister.bench;

import dev.cloister.bench.Cases.Case;
import dev.cloister.bytes.Bytes;
import dev.cloister.evidence.dcap.Collateral;
import dev.cloister.evidence.x509.Certificate;
import dev.cloister.evidence.x509.Pem;
import dev.cloister.evidence.x509.RevocationList;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// A quote with one thing changed: each field (Intel "SGX ECDSA Quote Library Reference" and "TDX DCAP Quoting Library
/// API"), its certificates, each list and document, the time.
final class QuoteChanges {
    private static final String[] HEADER = {
        "version 0", "key_type 2", "tee_type 4", "qe_svn 8", "pce_svn 10", "vendor 12", "user_data 28"
    };
    private static final String[] ENCLAVE = {
        "cpusvn 0", "miscselect 16", "reserved1 20", "ext_prod_id 32", "attributes 48", "xfrm 56", "mrenclave 64",
        "reserved2 96", "mrsigner 128", "reserved3 160", "config_id 192", "prod_id 256", "svn 258", "config_svn 260",
        "reserved4 262", "family_id 304", "report_data 320"
    };
    private static final String[] DOMAIN = {
        "tee_tcb_svn 0", "mrseam 16", "mrsignerseam 64", "seam_attributes 112", "td_attributes 120", "xfam 128", "mrtd 136",
        "mrconfigid 184", "mrowner 232", "mrownerconfig 280", "rtmr0 328", "rtmr1 376", "rtmr2 424", "rtmr3 472",
        "report_data 520"
    };
    private static final int ENCLAVE_SIZE = 384;
    private static final int PAIR = 64;

    private final Case whole;
    private final Bytes quote;
    private final int body;
    private final int section;
    private final int report;
    private final int certification;
    private final boolean nested;
    private final List<Case> changed = new ArrayList<>();

    private QuoteChanges(Case whole) {
        this.whole = whole;
        this.quote = whole.part("evidence");
        int version = quote.at(0);
        this.nested = version > 3;
        this.body = version < 5 ? 48 : 54;
        int size = version >= 5 ? u32(50) : whole.kind().equals("sgx") ? ENCLAVE_SIZE : 584;
        this.section = body + size;
        this.report = section + 4 + 2 * PAIR + (nested ? 6 : 0);
        int authentication = report + ENCLAVE_SIZE + PAIR;
        this.certification = authentication + 2 + (quote.at(authentication) | quote.at(authentication + 1) << 8);
    }

    static List<Case> of(Case whole, List<Case> others, Path vectors) throws Exception {
        QuoteChanges changes = new QuoteChanges(whole);
        changes.fields();
        changes.ends();
        changes.chain(others, vectors.resolve("roots/intel"));
        changes.collateral(others);
        changes.times();
        return changes.changed;
    }

    static Bytes flip(Bytes in, int at) {
        byte[] out = in.array();
        out[at] ^= 1;
        return Bytes.of(out);
    }

    private int u32(int at) {
        return quote.at(at) | quote.at(at + 1) << 8 | quote.at(at + 2) << 16 | quote.at(at + 3) << 24;
    }

    private void quote(String change, Bytes other) {
        changed.add(whole.with(change, "evidence", other));
    }

    private void fields() {
        each("header.", HEADER, 0);
        each("body.", whole.kind().equals("sgx") ? ENCLAVE : DOMAIN, body);
        each("qe_report.", ENCLAVE, report);
        int signature = section + 4;
        each("signature.", new String[] {"r 0", "s 32", "key_x 64", "key_y 96"}, signature);
        each("qe_signature.", new String[] {"r 0", "s 32"}, report + ENCLAVE_SIZE);
        int authentication = report + ENCLAVE_SIZE + PAIR;
        each("sizes.", new String[] {"authentication_size 0", "authentication 2"}, authentication);
        each("sizes.", new String[] {"section 0"}, section);
        each("sizes.", new String[] {"certification_type 0", "certification_size 2", "certification 200"}, certification);
        if (nested) {
            each("sizes.", new String[] {"outer_type 0", "outer_size 2"}, report - 6);
        }
        if (body == 54) {
            each("sizes.", new String[] {"body_type 0", "body_size 2"}, 48);
        }
        byte[] zeroed = quote.array();
        java.util.Arrays.fill(zeroed, signature, signature + PAIR, (byte) 0);
        quote("signature.zero", Bytes.of(zeroed));
    }

    private void each(String group, String[] fields, int from) {
        for (String field : fields) {
            int space = field.indexOf(' ');
            quote(group + field.substring(0, space), flip(quote, from + Integer.parseInt(field.substring(space + 1))));
        }
    }

    private void ends() {
        quote("end truncated", quote.slice(0, quote.length() - 1));
        quote("end one-zero", quote.padTo(quote.length() + 1));
        quote("end many-zeros", quote.padTo(8000));
        quote("end one-byte", quote.concat(Bytes.hex("01")));
    }

    /// The same quote with other certificates, all sizes right.
    private Bytes with(Bytes pem) {
        byte[] in = quote.array();
        int old = u32(certification + 2);
        Bytes out = quote.slice(0, certification + 6).concat(pem);
        byte[] raw = out.array();
        System.arraycopy(in, 0, raw, 0, certification + 6);
        put(raw, certification + 2, pem.length());
        put(raw, section, u32(section) + pem.length() - old);
        if (nested) {
            put(raw, report - 4, u32(report - 4) + pem.length() - old);
        }
        return Bytes.of(raw);
    }

    private static void put(byte[] raw, int at, int value) {
        for (int i = 0; i < 4; i++) {
            raw[at + i] = (byte) (value >> 8 * i);
        }
    }

    private Bytes pem() {
        return quote.slice(certification + 6, certification + 6 + u32(certification + 2));
    }

    private static Bytes pem(Bytes... ders) {
        StringBuilder text = new StringBuilder();
        for (Bytes der : ders) {
            text.append("-----BEGIN CERTIFICATE-----\n");
            text.append(java.util.Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der.array()));
            text.append("\n-----END CERTIFICATE-----\n");
        }
        return Bytes.utf8(text.toString());
    }

    private void chain(List<Case> others, Path intel) throws Exception {
        List<Bytes> ders = Pem.unwrap("chain", pem());
        Bytes leaf = ders.get(0);
        Bytes issuer = ders.get(1);
        Bytes root = ders.get(2);
        quote("chain same", with(pem(leaf, issuer, root)));
        quote("chain zero-behind", with(pem(leaf, issuer, root).concat(Bytes.hex("00"))));
        quote("chain text-behind", with(pem(leaf, issuer, root).concat(Bytes.utf8("text\n"))));
        quote("chain text-before", with(Bytes.utf8("text\n").concat(pem(leaf, issuer, root))));
        String text = new String(pem(leaf, issuer, root).array(), StandardCharsets.US_ASCII);
        quote("chain crlf", with(Bytes.utf8(text.replace("\n", "\r\n"))));
        quote("chain one-line", with(Bytes.utf8(text.replaceAll("(?<![-])\n(?![-])", ""))));
        quote("chain reversed", with(pem(root, issuer, leaf)));
        quote("chain issuers-swapped", with(pem(leaf, root, issuer)));
        quote("chain without-root", with(pem(leaf, issuer)));
        quote("chain without-issuer", with(pem(leaf, root)));
        quote("chain leaf-alone", with(pem(leaf)));
        quote("chain none", with(Bytes.EMPTY));
        quote("chain root-twice", with(pem(leaf, issuer, root, root)));
        quote("chain older-root", with(pem(leaf, issuer, der(intel, "sgx-root-ca-old-2033"))));
        quote("chain sandbox-root", with(pem(leaf, issuer, der(intel, "sandbox-sgx-root-ca"))));
        boolean platform = Certificate.parse("issuer", issuer).commonName().contains("Platform");
        quote("chain other-issuer", with(pem(leaf, der(intel, platform ? "sgx-pck-processor-ca" : "sgx-pck-platform-ca"), root)));
        quote("chain leaf-signature", with(pem(flip(leaf, leaf.length() - 9), issuer, root)));
        quote("chain leaf-body", with(pem(flip(leaf, leaf.length() / 2), issuer, root)));
        quote("chain issuer-signature", with(pem(leaf, flip(issuer, issuer.length() - 9), root)));
        quote("chain root-signature", with(pem(leaf, issuer, flip(root, root.length() - 9))));
        for (Case other : others) {
            if (other.kind().equals(whole.kind()) && !other.name().startsWith(whole.name().split("#")[0])) {
                QuoteChanges from = new QuoteChanges(other);
                quote("chain other-platform", with(from.pem()));
                return;
            }
        }
    }

    private static Bytes der(Path intel, String name) throws Exception {
        return Bytes.of(Files.readAllBytes(intel.resolve(name + ".der")));
    }

    private void collateral(List<Case> others) {
        for (String part : List.of("rootlist", "issuerlist", "tcb", "identity")) {
            Bytes content = whole.part(part);
            changed.add(whole.with(part + " body", part, flip(content, content.length() / 3)));
            changed.add(whole.with(part + " signature", part, flip(content, content.length() - 9)));
            changed.add(whole.with(part + " empty", part, Bytes.EMPTY));
            changed.add(whole.with(part + " truncated", part, content.slice(0, content.length() - 1)));
            changed.add(whole.with(part + " byte-behind", part, content.concat(Bytes.hex("01"))));
        }
        changed.add(whole.with("rootlist is-issuerlist", "rootlist", whole.part("issuerlist")));
        changed.add(whole.with("issuerlist is-rootlist", "issuerlist", whole.part("rootlist")));
        changed.add(whole.with("tcb is-identity", "tcb", whole.part("identity")));
        changed.add(whole.with("identity is-tcb", "identity", whole.part("tcb")));
        for (String part : List.of("tcb", "identity")) {
            String text = new String(whole.part(part).array(), StandardCharsets.UTF_8).strip();
            String signature = text.replaceFirst("(?s).*\"signature\"\\s*:\\s*\"([0-9a-fA-F]+)\".*", "$1");
            changed.add(whole.with(part + " spaced", part, Bytes.utf8("  " + text + "\n")));
            changed.add(whole.with(part + " upper-case-signature", part, Bytes.utf8(text.replace(signature, signature.toUpperCase()))));
            changed.add(whole.with(part + " third-member", part, Bytes.utf8(text.substring(0, text.length() - 1) + ",\"x\":1}")));
            int at = text.indexOf("\"issueDate\"");
            changed.add(whole.with(part + " body-spaced", part, Bytes.utf8(text.substring(0, at) + " " + text.substring(at))));
            changed.add(whole.with(part + " later-date", part, Bytes.utf8(text.replaceFirst("(\"nextUpdate\":\"20)\\d\\d", "$199"))));
        }
        for (String part : List.of("tcb", "identity", "issuerlist")) {
            changed.add(whole.with(part + " other-tee", part, other(others, part, false)));
        }
        changed.add(whole.with("tcb other-platform", "tcb", other(others, "tcb", true)));
    }

    /// That of the case nearest in time that is of the same kind of TEE or of the other.
    private Bytes other(List<Case> others, String part, boolean same) {
        Case nearest = null;
        for (Case one : others) {
            boolean fits = !one.kind().equals("snp")
                    && one.kind().equals(whole.kind()) == same
                    && !one.part(part).equals(whole.part(part))
                    && !(part.equals("tcb") && same && fmspc(one).equals(fmspc(whole)));
            if (fits && (nearest == null || distance(one) < distance(nearest))) {
                nearest = one;
            }
        }
        return nearest.part(part);
    }

    private static String fmspc(Case one) {
        String text = new String(one.part("tcb").array(), StandardCharsets.UTF_8);
        return text.replaceFirst("(?s).*?\"fmspc\"\\s*:\\s*\"([^\"]*)\".*", "$1").toLowerCase();
    }

    private long distance(Case other) {
        return Math.abs(other.at().getEpochSecond() - whole.at().getEpochSecond());
    }

    private void times() throws Exception {
        RevocationList root = RevocationList.parse("list", whole.part("rootlist"));
        RevocationList issuer = RevocationList.parse("list", whole.part("issuerlist"));
        Collateral tcb = Collateral.parse(whole.part("tcb"));
        Collateral identity = Collateral.parse(whole.part("identity"));
        span("rootlist", root.thisUpdate(), root.nextUpdate());
        span("issuerlist", issuer.thisUpdate(), issuer.nextUpdate());
        span("tcb", tcb.issueDate(), tcb.nextUpdate());
        span("identity", identity.issueDate(), identity.nextUpdate());
        Certificate leaf = Certificate.parse("leaf", Pem.unwrap("chain", pem()).get(0));
        span("leaf", leaf.notBefore(), leaf.notAfter());
        Certificate signer = Certificate.parse("signer", Pem.unwrap("chain", whole.part("signers")).get(0));
        span("signer", signer.notBefore(), signer.notAfter());
        changed.add(whole.at("time epoch", Instant.EPOCH));
        Instant first = first(List.of(root.nextUpdate(), issuer.nextUpdate(), tcb.nextUpdate(), identity.nextUpdate()));
        changed.add(whole.at("time first-end", first));
        changed.add(whole.at("time behind-first-end", first.plusSeconds(1)));
        Instant last = root.thisUpdate();
        for (Instant begin : List.of(issuer.thisUpdate(), tcb.issueDate(), identity.issueDate())) {
            last = begin.isAfter(last) ? begin : last;
        }
        changed.add(whole.at("time last-begin", last));
        changed.add(whole.at("time before-last-begin", last.minusSeconds(1)));
    }

    private static Instant first(List<Instant> ends) {
        return ends.stream().min(Instant::compareTo).orElseThrow();
    }

    private void span(String part, Instant from, Instant to) {
        changed.add(whole.at(part + " time-before", from.minusSeconds(1)));
        changed.add(whole.at(part + " time-behind", to.plusSeconds(1)));
    }
}
