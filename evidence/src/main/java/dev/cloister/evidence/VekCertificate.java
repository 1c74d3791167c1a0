package dev.cloister.evidence;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.snp.ProductLine;
import dev.cloister.evidence.snp.SigningKey;
import dev.cloister.evidence.snp.TcbVersion;
import dev.cloister.evidence.x509.Certificate;
import dev.cloister.evidence.x509.Der;
import java.security.interfaces.ECPublicKey;
import java.util.Optional;

/// A VCEK's or VLEK's certificate with AMD's extensions (AMD 57230, table of X.509 extensions): for which key
/// of which chip, or of which provider, at which TCB. Parsed and not yet believed.
///
/// `hwId` is 64 bytes, 8 on Turin, and empty in a VLEK's; `provider` (cspID) is a VLEK's alone.
record VekCertificate(
        Certificate certificate,
        SigningKey kind,
        ProductLine line,
        TcbVersion tcb,
        Bytes hwId,
        Optional<String> provider,
        ECPublicKey key) {
    private static final String AMD = "1.3.6.1.4.1.3704.1";
    private static final int HW_ID_SIZE = 64;
    private static final int TURIN_HW_ID_SIZE = 8;
    private static final int MAX_SPL = 0xff;

    /// The common name that AMD gives to the certificates of a key.
    static String commonName(SigningKey kind) {
        return "SEV-" + kind.name();
    }

    static VekCertificate parse(Certificate certificate, SigningKey kind) throws Malformed {
        Fields fields = new Fields(certificate);
        String product = fields.ia5("productName", ".2");
        ProductLine line = ProductLine.ofProductName(product)
                .orElseThrow(() -> fields.bad("productName", "unknown product " + product));
        int structVersion = fields.integer("structVersion", ".1", MAX_SPL);
        if (structVersion != (line == ProductLine.TURIN ? 1 : 0)) {
            throw fields.bad("structVersion", "version " + structVersion + " does not go with " + product);
        }
        TcbVersion tcb = line.layout()
                .version(
                        line.layout().hasFmc() ? fields.integer("fmcSPL", ".3.9", MAX_SPL) : 0,
                        fields.integer("blSPL", ".3.1", MAX_SPL),
                        fields.integer("teeSPL", ".3.2", MAX_SPL),
                        fields.integer("snpSPL", ".3.3", MAX_SPL),
                        fields.integer("ucodeSPL", ".3.8", MAX_SPL));
        Bytes hwId = hwId(fields, kind, line);
        Optional<String> provider = kind == SigningKey.VLEK ? Optional.of(fields.ia5("cspID", ".5")) : Optional.empty();
        if (certificate.hasUnknownCritical()) {
            throw fields.bad("extensions", "a critical extension is unknown");
        }
        if (!(certificate.publicKey() instanceof ECPublicKey key) || !P384.isOn(key)) {
            throw fields.bad("subjectPublicKeyInfo", "must be a key on P-384");
        }
        return new VekCertificate(certificate, kind, line, tcb, hwId, provider, key);
    }

    /// A VCEK names a chip and no provider, a VLEK the reverse.
    private static Bytes hwId(Fields fields, SigningKey kind, ProductLine line) throws Malformed {
        Optional<Bytes> hwId = fields.raw(".4");
        boolean provider = fields.raw(".5").isPresent();
        if (kind == SigningKey.VLEK) {
            if (hwId.isPresent() || !provider) {
                throw fields.bad("cspID", "a VLEK's certificate names a provider and no chip");
            }
            return Bytes.EMPTY;
        }
        if (hwId.isEmpty() || provider) {
            throw fields.bad("hwID", "a VCEK's certificate names a chip and no provider");
        }
        int size = line == ProductLine.TURIN ? TURIN_HW_ID_SIZE : HW_ID_SIZE;
        Bytes id = hwId.get();
        if (id.length() != size) {
            Der wrapped = Der.of("hwID", id);
            id = wrapped.content("value", Der.OCTET_STRING);
            wrapped.end();
        }
        if (id.length() != size || id.isZero()) {
            throw fields.bad("hwID", "must be " + size + " bytes and not zero");
        }
        return id;
    }

    /// Whether the certificate is for that chip; `chipId` is a report's 64 bytes.
    boolean isForChip(Bytes chipId) {
        return hwId.padTo(HW_ID_SIZE).equals(chipId);
    }

    boolean isForTcb(TcbVersion reported) {
        return tcb.raw().equals(reported.raw());
    }

    /// The extensions by their suffixes behind AMD's arc.
    private record Fields(Certificate certificate) {
        Optional<Bytes> raw(String suffix) throws Malformed {
            return certificate.extension(AMD + suffix);
        }

        private Der der(String name, String suffix) throws Malformed {
            return Der.of(name, raw(suffix).orElseThrow(() -> bad(name, "is missing")));
        }

        int integer(String name, String suffix, int max) throws Malformed {
            Der in = der(name, suffix);
            int value = in.integer("value", max);
            in.end();
            return value;
        }

        String ia5(String name, String suffix) throws Malformed {
            Der in = der(name, suffix);
            String value = in.ia5("value");
            in.end();
            return value;
        }

        Malformed bad(String field, String message) {
            return new Malformed(certificate.commonName(), field, -1, message);
        }
    }
}
