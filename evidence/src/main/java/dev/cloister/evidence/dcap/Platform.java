package dev.cloister.evidence.dcap;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.x509.Der;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The platform that a PCK certificate is for, as its SGX extension says: which one, at which TCB. Its parts
/// are found by their object identifiers, in whatever order they stand.
///
/// @param ppid 16 bytes
/// @param components 16 bytes, a security version each
/// @param cpuSvn 16 bytes, the same in the processor's own form
/// @param pceId 2 bytes
/// @param fmspc 6 bytes: family, model, stepping, platform type, custom SKU
/// @param instanceId 16 bytes, in certificates of the Platform CA alone, as `configuration`
public record Platform(
        Bytes ppid,
        Bytes components,
        int pceSvn,
        Bytes cpuSvn,
        Bytes pceId,
        Bytes fmspc,
        SgxType sgxType,
        Optional<Bytes> instanceId,
        Optional<Configuration> configuration) {
    /// The extension's object identifier.
    public static final String OID = "1.2.840.113741.1.13.1";

    private static final String STRUCTURE = "PckCertificate.sgx_extension";
    private static final Bytes ARC = Bytes.hex("2a864886f84d010d01");
    private static final int COMPONENTS = 16;
    private static final int MAX_SVN = 0xff;
    private static final int MAX_PCE_SVN = 0xffff;

    /// What a platform of several packages says of itself; empty where it does not say it.
    public record Configuration(
            Optional<Boolean> dynamicPlatform, Optional<Boolean> cachedKeys, Optional<Boolean> smtEnabled) {}

    /// Intel "SGX PCK Certificate and CRL Profile", table "SGX extensions". What is unknown there is passed
    /// over.
    public static Platform parse(Bytes extension) throws Malformed {
        Parts parts = Parts.of(extension, "");
        Parts tcb = parts.inside("tcb", "02");
        byte[] components = new byte[COMPONENTS];
        for (int i = 0; i < COMPONENTS; i++) {
            String oid = i < 15 ? "020" + Integer.toHexString(i + 1) : "0210";
            components[i] = (byte) tcb.integer("component " + (i + 1), oid, MAX_SVN);
        }
        int type = parts.enumerated("sgx type", "05", MAX_SVN);
        Optional<Configuration> configuration = Optional.empty();
        if (parts.has("07")) {
            Parts in = parts.inside("configuration", "07");
            configuration = Optional.of(
                    new Configuration(in.flag("dynamic", "0701"), in.flag("cached", "0702"), in.flag("smt", "0703")));
        }
        return new Platform(
                parts.octets("ppid", "01", 16),
                Bytes.of(components),
                tcb.integer("pcesvn", "0211", MAX_PCE_SVN),
                tcb.octets("cpusvn", "0212", 16),
                parts.octets("pceid", "03", 2),
                parts.octets("fmspc", "04", 6),
                SgxType.of(type).orElseThrow(() -> Parts.bad("sgx type", "is unknown: " + type)),
                parts.has("06") ? Optional.of(parts.octets("platform instance id", "06", 16)) : Optional.empty(),
                configuration);
    }

    /// The values of one SEQUENCE OF SEQUENCE { OID, value }, by what stands behind the arc of their
    /// identifiers.
    private record Parts(Map<String, Der.Value> values) {
        static Parts of(Bytes encoded, String what) throws Malformed {
            Der outer = Der.of(STRUCTURE + what, encoded);
            Parts parts = of(outer.inside("parts", Der.SEQUENCE));
            outer.end();
            return parts;
        }

        private static Parts of(Der in) throws Malformed {
            Map<String, Der.Value> values = new LinkedHashMap<>();
            while (in.hasMore()) {
                Der part = in.inside("part", Der.SEQUENCE);
                Bytes oid = part.content("oid", Der.OBJECT_IDENTIFIER);
                Der.Value value = part.value("value");
                part.end();
                boolean ours = oid.length() > ARC.length()
                        && oid.slice(0, ARC.length()).equals(ARC);
                String name = ours ? oid.slice(ARC.length(), oid.length()).hex() : "other " + oid;
                if (values.put(name, value) != null) {
                    throw bad(name, "is there twice");
                }
            }
            return new Parts(values);
        }

        boolean has(String oid) {
            return values.containsKey(oid);
        }

        private Bytes content(String name, String oid, int tag) throws Malformed {
            Der.Value value = values.get(oid);
            if (value == null) {
                throw bad(name, "is missing");
            }
            if (value.tag() != tag) {
                throw bad(name, "must have the DER tag 0x%02x, has 0x%02x".formatted(tag, value.tag()));
            }
            return value.content();
        }

        Parts inside(String name, String oid) throws Malformed {
            return of(Der.of(STRUCTURE + "." + name, content(name, oid, Der.SEQUENCE)));
        }

        Bytes octets(String name, String oid, int size) throws Malformed {
            Bytes content = content(name, oid, Der.OCTET_STRING);
            if (content.length() != size) {
                throw bad(name, "must have " + size + " bytes, has " + content.length());
            }
            return content;
        }

        int integer(String name, String oid, int max) throws Malformed {
            return number(name, content(name, oid, Der.INTEGER), max);
        }

        int enumerated(String name, String oid, int max) throws Malformed {
            return number(name, content(name, oid, Der.ENUMERATED), max);
        }

        private static int number(String name, Bytes content, int max) throws Malformed {
            return Der.of(STRUCTURE, new Der.Value(Der.INTEGER, content).encoded())
                    .integer(name, max);
        }

        Optional<Boolean> flag(String name, String oid) throws Malformed {
            if (!has(oid)) {
                return Optional.empty();
            }
            Bytes content = content(name, oid, Der.BOOLEAN);
            boolean yes = content.equals(Bytes.hex("ff"));
            if (!yes && !content.equals(Bytes.hex("00"))) {
                throw bad(name, "is no DER BOOLEAN");
            }
            return Optional.of(yes);
        }

        private static Malformed bad(String field, String message) {
            return new Malformed(STRUCTURE, field, -1, message);
        }
    }
}
