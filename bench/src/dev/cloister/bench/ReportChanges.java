package dev.cloister.bench;

import dev.cloister.bench.Cases.Case;
import dev.cloister.bytes.Bytes;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// A report with one thing changed: each field (AMD 56860, table "ATTESTATION_REPORT"), its signature, its certificates,
/// the time.
final class ReportChanges {
    private static final String[] FIELDS = {
        "version 0", "guest_svn 4", "policy 8", "family_id 16", "image_id 32", "vmpl 48", "signature_algo 52",
        "current_tcb 56", "platform_info 64", "key_info 72", "reserved 76", "report_data 80", "measurement 144",
        "host_data 192", "id_key_digest 224", "author_key_digest 272", "report_id 320", "report_id_ma 352",
        "reported_tcb 384", "cpuid 392", "chip_id 416", "committed_tcb 480", "versions 488", "launch_tcb 496",
        "signature.r 672", "signature.r-padding 720", "signature.s 744", "signature.s-padding 792", "signature.reserved 816"
    };

    private ReportChanges() {}

    static List<Case> of(Case whole) throws Exception {
        List<Case> changed = new ArrayList<>();
        Bytes report = whole.part("evidence");
        for (String field : FIELDS) {
            int at = Integer.parseInt(field.substring(field.indexOf(' ') + 1));
            changed.add(whole.with("report." + field.substring(0, field.indexOf(' ')), "evidence", QuoteChanges.flip(report, at)));
        }
        changed.add(whole.with("report truncated", "evidence", report.slice(0, report.length() - 1)));
        changed.add(whole.with("report longer", "evidence", report.padTo(report.length() + 1)));
        for (String part : List.of("vek", "ask", "ark")) {
            Bytes der = whole.part(part);
            changed.add(whole.with(part + " body", part, QuoteChanges.flip(der, der.length() / 3)));
            changed.add(whole.with(part + " signature", part, QuoteChanges.flip(der, der.length() - 9)));
            X509Certificate certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(der.array()));
            Instant from = certificate.getNotBefore().toInstant();
            Instant to = certificate.getNotAfter().toInstant();
            changed.add(whole.at(part + " time-before", from.minusSeconds(1)));
            changed.add(whole.at(part + " time-first", from));
            changed.add(whole.at(part + " time-last", to));
            changed.add(whole.at(part + " time-behind", to.plusSeconds(1)));
        }
        return changed;
    }
}
