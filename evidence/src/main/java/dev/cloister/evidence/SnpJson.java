package dev.cloister.evidence;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonArray;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.JsonNull;
import dev.cloister.bytes.JsonNumber;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.JsonText;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.snp.CertificateTable;
import dev.cloister.evidence.snp.FirmwareVersion;
import dev.cloister.evidence.snp.SnpReport;
import dev.cloister.evidence.snp.TcbVersion;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/// SNP evidence in the JSON form of the CoCo key broker protocol (KBS 0.4.0, TEE `snp`), both ways.
///
/// The form names the report's members one by one; reading rebuilds the 1184 bytes, reserved ones zero, and
/// parses those, so that what comes out obeys the same rules as a report from a chip.
public final class SnpJson {
    /// Nesting of the form, for the reader of its text.
    public static final int DEPTH = 8;

    private static final String STRUCTURE = "SnpEvidence";
    private static final int SCALAR_SIZE = 72;
    private static final int MAX_CERTIFICATES = 64;
    private static final int MAX_CERTIFICATE_SIZE = 1 << 16;

    private SnpJson() {}

    /// Lost are TCB bytes that no layout has a name for; only a report of a chip that is not known here has such.
    public static JsonObject write(SnpReport report, CertificateTable table) {
        return Json.object()
                .put("attestation_report", report(report))
                .put("cert_chain", certificates(table))
                .build();
    }

    private static JsonObject report(SnpReport report) {
        boolean cpuid = report.version() >= 3;
        JsonObject.Builder out = Json.object()
                .put("version", report.version())
                .put("guest_svn", report.guestSvn())
                .put("policy", JsonNumber.ofUnsigned(report.policy().bits()))
                .put("family_id", array(report.familyId()))
                .put("image_id", array(report.imageId()))
                .put("vmpl", report.vmpl())
                .put("sig_algo", 1)
                .put("current_tcb", tcb(report.currentTcb()))
                .put("plat_info", JsonNumber.ofUnsigned(report.platformInfo().bits()))
                .put("key_info", keyInfo(report))
                .put("report_data", array(report.reportData()))
                .put("measurement", array(report.measurement()))
                .put("host_data", array(report.hostData()))
                .put("id_key_digest", array(report.idKeyDigest()))
                .put("author_key_digest", array(report.authorKeyDigest()))
                .put("report_id", array(report.reportId()))
                .put("report_id_ma", array(report.migrationAgentReportId()))
                .put("reported_tcb", tcb(report.reportedTcb()))
                .put("cpuid_fam_id", cpuid ? Json.number(report.cpuid().family()) : JsonNull.NULL)
                .put("cpuid_mod_id", cpuid ? Json.number(report.cpuid().model()) : JsonNull.NULL)
                .put("cpuid_step", cpuid ? Json.number(report.cpuid().stepping()) : JsonNull.NULL)
                .put("chip_id", array(report.chipId()))
                .put("committed_tcb", tcb(report.committedTcb()))
                .put("current", firmware(report.currentFirmware()))
                .put("committed", firmware(report.committedFirmware()))
                .put("launch_tcb", tcb(report.launchTcb()));
        if (report.version() >= 5) {
            out.put("launch_mit_vector", JsonNumber.ofUnsigned(report.launchMitigations()));
            out.put("current_mit_vector", JsonNumber.ofUnsigned(report.currentMitigations()));
        }
        return out.put(
                        "signature",
                        Json.object()
                                .put("r", array(report.signatureR()))
                                .put("s", array(report.signatureS()))
                                .build())
                .build();
    }

    private static long keyInfo(SnpReport report) {
        int flags = (report.authorKeyEnabled() ? 1 : 0) | (report.chipKeyMasked() ? 2 : 0);
        return flags | report.signingKey().code() << 2;
    }

    /// By the names of the chip's layout. That of an unknown chip is a guess; where it has no names for bytes that
    /// Turin's has names for, those are taken, so that nothing is lost.
    private static JsonObject tcb(TcbVersion known) {
        TcbVersion turin = known.as(TcbVersion.Layout.TURIN);
        TcbVersion tcb = isNamed(known) || !isNamed(turin) ? known : turin;
        return Json.object()
                .put("fmc", tcb.layout().hasFmc() ? Json.number(tcb.fmc()) : JsonNull.NULL)
                .put("bootloader", tcb.bootloader())
                .put("tee", tcb.tee())
                .put("snp", tcb.snp())
                .put("microcode", tcb.microcode())
                .build();
    }

    /// Whether the layout has a name for every byte that is not zero.
    private static boolean isNamed(TcbVersion tcb) {
        TcbVersion named = tcb.layout().version(tcb.fmc(), tcb.bootloader(), tcb.tee(), tcb.snp(), tcb.microcode());
        return tcb.raw().equals(named.raw());
    }

    private static JsonObject firmware(FirmwareVersion version) {
        return Json.object()
                .put("major", version.major())
                .put("minor", version.minor())
                .put("build", version.build())
                .build();
    }

    private static Json certificates(CertificateTable table) {
        if (table.entries().isEmpty()) {
            return JsonNull.NULL;
        }
        List<Json> items = new ArrayList<>();
        for (CertificateTable.Entry entry : table.entries()) {
            items.add(Json.object()
                    .put("cert_type", type(entry))
                    .put("data", array(entry.content()))
                    .build());
        }
        return Json.array(items);
    }

    private static Json type(CertificateTable.Entry entry) {
        Optional<CertificateTable.Kind> kind = entry.kind();
        if (kind.isPresent()) {
            return Json.text(kind.get().name());
        }
        return Json.object().put("OTHER", entry.guid().toString()).build();
    }

    private static JsonArray array(Bytes bytes) {
        List<Json> items = new ArrayList<>(bytes.length());
        for (int i = 0; i < bytes.length(); i++) {
            items.add(Json.number(bytes.at(i)));
        }
        return Json.array(items);
    }

    /// Strict: members that the form does not have are refused.
    public static Evidence.Snp read(Json json) throws Malformed {
        JsonFields fields = JsonFields.of(STRUCTURE, json);
        SnpReport report = readReport(fields.object("attestation_report"));
        CertificateTable table = readCertificates(fields);
        fields.end();
        return new Evidence.Snp(report, table);
    }

    /// AMD 56860, table ATTESTATION_REPORT, in the table's order.
    private static SnpReport readReport(JsonFields in) throws Malformed {
        ByteBuffer out = ByteBuffer.allocate(SnpReport.SIZE).order(ByteOrder.LITTLE_ENDIAN);
        long version = in.number("version", 0, 0xffffffffL);
        out.putInt(0x000, (int) version);
        out.putInt(0x004, (int) in.number("guest_svn", 0, 0xffffffffL));
        out.putLong(0x008, in.unsigned("policy"));
        out.put(0x010, bytes(in, "family_id", 16));
        out.put(0x020, bytes(in, "image_id", 16));
        out.putInt(0x030, (int) in.number("vmpl", 0, 0xffffffffL));
        out.putInt(0x034, (int) in.number("sig_algo", 0, 0xffffffffL));
        out.put(0x038, readTcb(in.object("current_tcb")));
        out.putLong(0x040, in.unsigned("plat_info"));
        out.putInt(0x048, (int) in.number("key_info", 0, 0xffffffffL));
        out.put(0x050, bytes(in, "report_data", 64));
        out.put(0x090, bytes(in, "measurement", 48));
        out.put(0x0c0, bytes(in, "host_data", 32));
        out.put(0x0e0, bytes(in, "id_key_digest", 48));
        out.put(0x110, bytes(in, "author_key_digest", 48));
        out.put(0x140, bytes(in, "report_id", 32));
        out.put(0x160, bytes(in, "report_id_ma", 32));
        out.put(0x180, readTcb(in.object("reported_tcb")));
        out.put(0x188, optionalByte(in, "cpuid_fam_id"));
        out.put(0x189, optionalByte(in, "cpuid_mod_id"));
        out.put(0x18a, optionalByte(in, "cpuid_step"));
        out.put(0x1a0, bytes(in, "chip_id", 64));
        out.put(0x1e0, readTcb(in.object("committed_tcb")));
        out.put(0x1e8, readFirmware(in.object("current")));
        out.put(0x1ec, readFirmware(in.object("committed")));
        out.put(0x1f0, readTcb(in.object("launch_tcb")));
        out.putLong(0x1f8, in.optionalValue("launch_mit_vector").isEmpty() ? 0 : in.unsigned("launch_mit_vector"));
        out.putLong(0x200, in.optionalValue("current_mit_vector").isEmpty() ? 0 : in.unsigned("current_mit_vector"));
        JsonFields signature = in.object("signature");
        out.put(0x2a0, bytes(signature, "r", SCALAR_SIZE));
        out.put(0x2e8, bytes(signature, "s", SCALAR_SIZE));
        signature.end();
        in.end();
        return SnpReport.parse(out.array());
    }

    private static byte[] readTcb(JsonFields in) throws Malformed {
        Optional<Json> fmc = in.optionalValue("fmc");
        TcbVersion.Layout layout = fmc.isPresent() ? TcbVersion.Layout.TURIN : TcbVersion.Layout.MILAN_GENOA;
        TcbVersion tcb = layout.version(
                fmc.isPresent() ? octet(in, "fmc") : 0,
                octet(in, "bootloader"),
                octet(in, "tee"),
                octet(in, "snp"),
                octet(in, "microcode"));
        in.end();
        return tcb.raw().array();
    }

    private static byte[] readFirmware(JsonFields in) throws Malformed {
        byte[] version = {(byte) octet(in, "build"), (byte) octet(in, "minor"), (byte) octet(in, "major"), 0};
        in.end();
        return version;
    }

    private static int octet(JsonFields in, String name) throws Malformed {
        return (int) in.number(name, 0, 0xff);
    }

    private static byte optionalByte(JsonFields in, String name) throws Malformed {
        return in.optionalValue(name).isEmpty() ? 0 : (byte) octet(in, name);
    }

    private static CertificateTable readCertificates(JsonFields in) throws Malformed {
        Optional<List<Json>> chain = in.optionalArray("cert_chain");
        if (chain.isEmpty()) {
            return CertificateTable.EMPTY;
        }
        if (chain.get().size() > MAX_CERTIFICATES) {
            throw in.bad("cert_chain", "more than " + MAX_CERTIFICATES + " certificates");
        }
        List<CertificateTable.Entry> entries = new ArrayList<>();
        for (JsonFields item : in.objects("cert_chain")) {
            Json type = item.value("cert_type");
            Bytes content = Bytes.of(octets(item, "data"));
            item.end();
            if (!type.equals(new JsonText("Empty"))) {
                entries.add(new CertificateTable.Entry(guid(item, type), content));
            }
        }
        return new CertificateTable(entries);
    }

    private static UUID guid(JsonFields item, Json type) throws Malformed {
        if (type instanceof JsonText name) {
            for (CertificateTable.Kind kind : CertificateTable.Kind.values()) {
                if (kind.name().equals(name.value())) {
                    return kind.guid();
                }
            }
            throw item.bad("cert_type", "unknown kind of certificate");
        }
        JsonFields other = item.object("cert_type");
        String text = other.text("OTHER");
        other.end();
        try {
            UUID guid = UUID.fromString(text);
            if (guid.toString().equals(text.toLowerCase(Locale.ROOT))) {
                return guid;
            }
        } catch (IllegalArgumentException notAGuid) {
            throw other.bad("OTHER", "must be a GUID");
        }
        throw other.bad("OTHER", "must be a GUID");
    }

    private static byte[] bytes(JsonFields in, String name, int length) throws Malformed {
        byte[] bytes = octets(in, name);
        if (bytes.length != length) {
            throw in.bad(name, "must be " + length + " bytes, is " + bytes.length);
        }
        return bytes;
    }

    private static byte[] octets(JsonFields in, String name) throws Malformed {
        List<Json> items = in.array(name);
        if (items.size() > MAX_CERTIFICATE_SIZE) {
            throw in.bad(name, "more than " + MAX_CERTIFICATE_SIZE + " bytes");
        }
        byte[] bytes = new byte[items.size()];
        for (int i = 0; i < bytes.length; i++) {
            long value =
                    items.get(i) instanceof JsonNumber number ? number.toLong().orElse(-1) : -1;
            if (value < 0 || value > 0xff) {
                throw in.bad(name + "[" + i + "]", "must be from 0 to 255");
            }
            bytes[i] = (byte) value;
        }
        return bytes;
    }
}
