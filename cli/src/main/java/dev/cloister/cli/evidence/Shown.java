package dev.cloister.cli.evidence;

import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonObject;
import dev.cloister.evidence.EvidenceFile;
import dev.cloister.evidence.SnpClaims;
import dev.cloister.evidence.snp.CertificateTable;
import dev.cloister.evidence.snp.ProductLine;
import java.util.ArrayList;
import java.util.List;

/// Evidence as it is, unverified.
public final class Shown {
    private Shown() {}

    /// Two columns: names and values.
    public static List<List<String>> rows(EvidenceFile file) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("format", file.format().title()));
        rows.addAll(Claims.rows(Question.snp(file).report()));
        rows.add(List.of(
                "product",
                Question.snp(file)
                        .report()
                        .productLine()
                        .map(ProductLine::title)
                        .orElse("not in the report")));
        for (CertificateTable.Entry entry : Question.snp(file).certificates().entries()) {
            rows.add(List.of("certificate", name(entry) + ", " + entry.content().length() + " bytes"));
        }
        return rows;
    }

    public static JsonObject json(EvidenceFile file) {
        return Json.object()
                .put("format", file.format().word())
                .put("claims", SnpClaims.of(Question.snp(file).report()))
                .put(
                        "certificates",
                        Json.array(Question.snp(file).certificates().entries().stream()
                                .map(entry -> Json.object()
                                        .put("kind", name(entry))
                                        .put("bytes", entry.content().length())
                                        .build())
                                .toList()))
                .build();
    }

    private static String name(CertificateTable.Entry entry) {
        return entry.kind().map(Enum::name).orElse(entry.guid().toString());
    }
}
