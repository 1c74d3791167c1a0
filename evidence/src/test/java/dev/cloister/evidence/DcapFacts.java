package dev.cloister.evidence;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.dcap.Certification;
import dev.cloister.evidence.dcap.Platform;
import dev.cloister.evidence.dcap.Quote;
import dev.cloister.evidence.dcap.QuoteHeader;
import dev.cloister.evidence.dcap.TcbEvaluation;
import dev.cloister.evidence.sgx.EnclaveReport;
import dev.cloister.evidence.tdx.TdReport;
import dev.cloister.evidence.x509.Certificate;
import dev.cloister.evidence.x509.Pem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// What the catalogue's folders `sgx` and `tdx` state of a quote, as read here.
final class DcapFacts {
    private static final String IN_ORDER = "leaf, intermediate, root";
    private static final String NOT_IN_ORDER = "NOT in order: a verifier must build the path itself";

    private DcapFacts() {}

    static JsonObject of(Evidence.Dcap evidence) throws Malformed {
        Quote<?> quote = evidence.quote();
        QuoteHeader header = quote.header();
        JsonObject.Builder out = Json.object()
                .put("quote_version", header.version())
                .put("att_key_type", QuoteHeader.ECDSA_P256)
                .put("tee", header.tee().title())
                .put("cert_data_type", quote.signature().certification().type())
                .put("qe_vendor_id", QuoteHeader.INTEL_QE.hex())
                .put("header_user_data", header.userData().hex())
                .put("trailing_bytes_after_signature", quote.paddingSize())
                .put("qe_report", qeReport(quote.signature().qeReport()));
        switch (evidence) {
            case Evidence.Sgx sgx -> out.put("report", report(sgx.quote().body()));
            case Evidence.Tdx tdx -> out.put("report", report(tdx.quote().body()));
        }
        if (header.version() == 5) {
            int size = quote.signedBytes().length() - 54;
            out.put("body_type", size == EnclaveReport.SIZE ? 1 : size == TdReport.SIZE_10 ? 2 : 3)
                    .put("body_size", size);
        }
        Optional<JsonObject> pck = pck(quote.signature().certification());
        pck.ifPresent(known -> out.put("pck", known));
        return out.build();
    }

    private static JsonObject report(EnclaveReport report) {
        return Json.object()
                .put("cpu_svn", report.cpuSvn().hex())
                .put("misc_select", report.miscSelect().hex())
                .put("isv_ext_prod_id", report.isvExtProdId().hex())
                .put("attributes", report.attributes().toString())
                .put("mrenclave", report.mrEnclave().hex())
                .put("mrsigner", report.mrSigner().hex())
                .put("config_id", report.configId().hex())
                .put("isv_prod_id", report.isvProdId())
                .put("isv_svn", report.isvSvn())
                .put("config_svn", report.configSvn())
                .put("isv_family_id", report.isvFamilyId().hex())
                .put("report_data", report.reportData().hex())
                .put("debug", report.attributes().debug())
                .put("mode64", report.attributes().mode64())
                .put("init", report.attributes().initialised())
                .build();
    }

    private static JsonObject qeReport(EnclaveReport report) {
        return Json.object()
                .put("mrsigner", report.mrSigner().hex())
                .put("isv_prod_id", report.isvProdId())
                .put("isv_svn", report.isvSvn())
                .put("attributes", report.attributes().toString())
                .put("misc_select", report.miscSelect().hex())
                .build();
    }

    private static JsonObject report(TdReport report) {
        JsonObject.Builder out = Json.object()
                .put("tee_tcb_svn", report.teeTcbSvn().hex())
                .put("mrseam", report.mrSeam().hex())
                .put("mrsignerseam", report.mrSignerSeam().hex())
                .put("seam_attributes", report.seamAttributes().hex())
                .put("td_attributes", littleEndian(report.attributes().bits()))
                .put("xfam", littleEndian(report.xfam()))
                .put("mrtd", report.mrTd().hex())
                .put("mrconfigid", report.mrConfigId().hex())
                .put("mrowner", report.mrOwner().hex())
                .put("mrownerconfig", report.mrOwnerConfig().hex())
                .put("report_data", report.reportData().hex())
                .put("debug", report.attributes().debug());
        for (int i = 0; i < 4; i++) {
            out.put("rtmr" + i, report.rtmrs().get(i).hex());
        }
        report.later()
                .ifPresent(later -> out.put("tee_tcb_svn_2", later.teeTcbSvn2().hex())
                        .put("mrservicetd", later.mrServiceTd().hex()));
        return out.build();
    }

    private static String littleEndian(long bits) {
        return "%016x".formatted(Long.reverseBytes(bits));
    }

    private static Optional<JsonObject> pck(Certification certification) throws Malformed {
        if (!(certification instanceof Certification.PckChain chain)) {
            return Optional.empty();
        }
        List<Certificate> certificates = new ArrayList<>();
        for (Bytes der : Pem.unwrap("chain", chain.pem())) {
            certificates.add(Certificate.parse("chain", der));
        }
        Certificate leaf = named(certificates, IntelCertificates.PCK);
        Certificate last = last(certificates, leaf);
        Platform platform = Platform.parse(leaf.extension(Platform.OID).orElseThrow());
        boolean inOrder = certificates.indexOf(leaf) == 0 && certificates.indexOf(last) == certificates.size() - 1;
        return Optional.of(Json.object()
                .put("ca", leaf.issuer().commonName())
                .put("serial", SnpFacts.hex(leaf.serial()))
                .put("not_before", leaf.notBefore().toString())
                .put("not_after", leaf.notAfter().toString())
                .put("root_certificate_sha256", last.sha256().hex())
                .put("fmspc", platform.fmspc().hex())
                .put("pceid", platform.pceId().hex())
                .put(
                        "tcb",
                        Json.array(IntStream.range(0, 16)
                                .mapToObj(i -> Json.number(platform.components().at(i)))
                                .toList()))
                .put("pcesvn", platform.pceSvn())
                .put("cpusvn", platform.cpuSvn().hex())
                .put("sgxtype", platform.sgxType().code())
                .put("chain_order_in_quote", inOrder ? IN_ORDER : NOT_IN_ORDER)
                .build());
    }

    /// Where the chain ends: at the root, if every issuer is there.
    private static Certificate last(List<Certificate> certificates, Certificate leaf) {
        Certificate last = leaf;
        for (int i = 0; i < certificates.size(); i++) {
            for (Certificate candidate : certificates) {
                if (last.names(candidate)) {
                    last = candidate;
                }
            }
        }
        return last;
    }

    private static Certificate named(List<Certificate> certificates, String name) throws Malformed {
        return certificates.stream()
                .filter(certificate -> certificate.commonName().equals(name))
                .findFirst()
                .orElseThrow(() -> new Malformed("chain", name, -1, "is not in the quote"));
    }

    /// What an evaluation of the catalogue states, advisories apart.
    static JsonObject of(TcbEvaluation evaluation) {
        JsonObject.Builder details = Json.object()
                .put("tcbDate", evaluation.tcbDate().toString())
                .put("platform_status", evaluation.platform().word())
                .put("mrsignerseam_ok", true)
                .put("seam_attr_ok", true);
        evaluation.module().ifPresent(module -> details.put("tdx_module_status", module.word()));
        return Json.object()
                .put("qe_status", evaluation.quotingEnclave().word())
                .put("final_status", evaluation.status().word())
                .put("details", details.build())
                .build();
    }
}
