package dev.cloister.evidence;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonNull;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.snp.CertificateTable;
import dev.cloister.evidence.snp.FirmwareVersion;
import dev.cloister.evidence.snp.GuestPolicy;
import dev.cloister.evidence.snp.PlatformInfo;
import dev.cloister.evidence.snp.SnpReport;
import dev.cloister.evidence.snp.TcbVersion;
import dev.cloister.evidence.x509.Certificate;
import dev.cloister.evidence.x509.Der;
import dev.cloister.evidence.x509.Pem;
import dev.cloister.evidence.x509.RevocationList;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;

/// What evidence says, in the names and forms of the catalogue's `facts`.
final class SnpFacts {
    private static final String AMD = "1.3.6.1.4.1.3704.1.";
    private static final int ENTRY_SIZE = 24;

    private SnpFacts() {}

    /// `layout` is that of the certificate's product line; version 2 reports do not say theirs.
    static void report(JsonObject.Builder out, SnpReport report, Optional<TcbVersion.Layout> layout) {
        TcbVersion.Layout own = layout.orElse(report.reportedTcb().layout());
        out.put("version", report.version())
                .put("guest_svn", report.guestSvn())
                .put("vmpl", report.vmpl())
                .put("signing_key", report.signingKey().name())
                .put("author_key_en", report.authorKeyEnabled())
                .put("mask_chip_key", report.chipKeyMasked())
                .put("report_data", report.reportData().hex())
                .put("measurement", report.measurement().hex())
                .put("host_data", report.hostData().hex())
                .put("id_key_digest", report.idKeyDigest().hex())
                .put("author_key_digest", report.authorKeyDigest().hex())
                .put("chip_id", report.chipId().hex())
                .put("report_id", report.reportId().hex())
                .put("report_id_ma", report.migrationAgentReportId().hex())
                .put("family_id", report.familyId().hex())
                .put("image_id", report.imageId().hex())
                .put("policy", report.policy().toString())
                .put("policy_flags", policy(report.policy()))
                .put("platform_info", platform(report.platformInfo()))
                .put("current_tcb", tcb(report.currentTcb().as(own)))
                .put("reported_tcb", tcb(report.reportedTcb().as(own)))
                .put("committed_tcb", tcb(report.committedTcb().as(own)))
                .put("launch_tcb", tcb(report.launchTcb().as(own)))
                .put("current_fw", firmware(report.currentFirmware()))
                .put("committed_fw", firmware(report.committedFirmware()));
        if (report.version() >= 3) {
            out.put(
                    "cpuid_family_model_stepping",
                    Json.array(List.of(
                            hex(report.cpuid().family()),
                            hex(report.cpuid().model()),
                            hex(report.cpuid().stepping()))));
        }
        if (report.version() >= 5) {
            out.put("launch_mit_vector", littleEndian(report.launchMitigations()));
            out.put("current_mit_vector", littleEndian(report.currentMitigations()));
        }
    }

    private static Json hex(int number) {
        return Json.text("0x" + Integer.toHexString(number));
    }

    private static String littleEndian(long number) {
        return Bytes.of(ByteBuffer.allocate(Long.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(number)
                        .array())
                .hex();
    }

    private static JsonObject policy(GuestPolicy policy) {
        return Json.object()
                .put("abi_minor", policy.bits() & 0xff)
                .put("abi_major", policy.bits() >> 8 & 0xff)
                .put("smt", policy.smtAllowed())
                .put("reserved1_must_be_1", (policy.bits() >> 17 & 1) == 1)
                .put("migrate_ma", policy.migrationAllowed())
                .put("debug", policy.debugAllowed())
                .put("single_socket", policy.singleSocketRequired())
                .put("cxl_allow", policy.cxlAllowed())
                .put("mem_aes_256_xts", policy.aes256XtsRequired())
                .put("rapl_dis", policy.raplDisabled())
                .put("ciphertext_hiding", policy.ciphertextHidingRequired())
                .put("page_swap_disable", policy.pageSwapDisabled())
                .build();
    }

    private static JsonObject platform(PlatformInfo platform) {
        return Json.object()
                .put("smt_en", platform.smtEnabled())
                .put("tsme_en", platform.tsmeEnabled())
                .put("ecc_en", platform.eccEnabled())
                .put("rapl_dis", platform.raplDisabled())
                .put("ciphertext_hiding_en", platform.ciphertextHidingEnabled())
                .put("alias_check_complete", platform.aliasCheckComplete())
                .put("tio_en", platform.trustedIoEnabled())
                .build();
    }

    private static JsonObject tcb(TcbVersion tcb) {
        JsonObject.Builder out = Json.object().put("raw", tcb.raw().hex());
        if (tcb.layout().hasFmc()) {
            out.put("fmc", tcb.fmc());
        }
        return out.put("bootloader", tcb.bootloader())
                .put("tee", tcb.tee())
                .put("snp", tcb.snp())
                .put("microcode", tcb.microcode())
                .build();
    }

    private static String firmware(FirmwareVersion version) {
        return version.major() + "." + version.minor() + "." + version.build();
    }

    /// A VCEK's or VLEK's certificate as the entry's member `vek` tells of it.
    static JsonObject vek(VekCertificate vek) throws Malformed {
        Certificate certificate = vek.certificate();
        return Json.object()
                .put("subject", certificate.commonName())
                .put("issuer", certificate.issuer().commonName())
                .put("product", ia5(certificate, "2"))
                .put("not_before", certificate.notBefore().toString())
                .put("not_after", certificate.notAfter().toString())
                .put("serial", hex(certificate.serial()))
                .put("csp_id", ia5(certificate, "5"))
                .put("hwid", vek.hwId().hex())
                .put("tcb", tcb(vek.tcb()))
                .build();
    }

    /// The same of an entry that is just the certificate: its extensions by AMD's numbers.
    static void certificate(JsonObject.Builder out, Certificate certificate) throws Malformed {
        JsonObject.Builder tcb = Json.object();
        for (int i = 1; i <= 9; i++) {
            Optional<Bytes> spl = certificate.extension(AMD + "3." + i);
            if (spl.isPresent()) {
                Der in = Der.of("spl", spl.get());
                tcb.put("3." + i, in.integer("value", 0xff));
                in.end();
            }
        }
        out.put("hwid", certificate.extension(AMD + "4").orElse(Bytes.EMPTY).hex())
                .put("tcb", tcb.build())
                .put("serial", hex(certificate.serial()));
    }

    private static Json ia5(Certificate certificate, String suffix) throws Malformed {
        Optional<Bytes> extension = certificate.extension(AMD + suffix);
        return extension.isEmpty()
                ? JsonNull.NULL
                : Json.text(Der.of("extension", extension.get()).ia5("value"));
    }

    static String hex(BigInteger number) {
        return "0x" + number.toString(16);
    }

    /// The certificate table's entries in order. The offsets are read from the bytes, where the parser has no
    /// use for them afterwards.
    static Json table(Bytes raw, CertificateTable table) throws Malformed {
        List<Json> entries = new ArrayList<>();
        for (CertificateTable.Entry entry : table.entries()) {
            int at = entries.size() * ENTRY_SIZE;
            ByteBuffer pointer = ByteBuffer.wrap(raw.array()).order(ByteOrder.LITTLE_ENDIAN);
            Bytes content = entry.content();
            boolean pem = Bytes.utf8("-----BEGIN").equals(content.slice(0, Math.min(10, content.length())));
            entries.add(Json.object()
                    .put("guid", raw.slice(at, at + 16).hex())
                    .put("name", entry.kind().map(Enum::name).orElse("unknown"))
                    .put("offset", pointer.getInt(at + 16))
                    .put("length", content.length())
                    .put("encoding", pem ? "PEM text" : "DER")
                    .put("subject", subject(entry.kind(), content))
                    .build());
        }
        return Json.array(entries);
    }

    private static Json subject(Optional<CertificateTable.Kind> kind, Bytes content) throws Malformed {
        if (kind.isEmpty() || kind.get() == CertificateTable.Kind.CRL) {
            return JsonNull.NULL;
        }
        Bytes der = Pem.unwrap("entry", content).getFirst();
        return Json.text(Certificate.parse("entry", der).commonName());
    }

    /// A revocation list's own account of itself. Which serials it names is asked of the JDK, as the code under
    /// test only answers for one serial; when, of the code under test.
    static void list(JsonObject.Builder out, Bytes der) throws Malformed {
        RevocationList list = RevocationList.parse("list", der);
        List<Json> revoked = new ArrayList<>();
        for (BigInteger serial : serials(der)) {
            Instant since = list.revokedAt(serial).orElseThrow();
            revoked.add(Json.text(hex(serial) + " at " + since));
        }
        out.put("crl_issuer", issuer(der))
                .put("revoked", Json.array(revoked))
                .put("this_update", list.thisUpdate().toString())
                .put("next_update", list.nextUpdate().toString());
    }

    static List<BigInteger> serials(Bytes der) {
        return Optional.ofNullable(jdk(der).getRevokedCertificates()).stream()
                .flatMap(entries -> entries.stream().map(X509CRLEntry::getSerialNumber))
                .sorted(Comparator.naturalOrder())
                .toList();
    }

    private static String issuer(Bytes der) {
        String name = jdk(der).getIssuerX500Principal().getName();
        return name.replaceFirst(".*\\bCN=([^,]*).*", "$1");
    }

    /// All of the issuer's name, as RFC 2253 writes it.
    static String issuerName(Bytes der) {
        return jdk(der).getIssuerX500Principal().getName(X500Principal.RFC2253);
    }

    private static X509CRL jdk(Bytes der) {
        try {
            return (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(der.array()));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
