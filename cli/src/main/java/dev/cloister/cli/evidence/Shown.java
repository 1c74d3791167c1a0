package dev.cloister.cli.evidence;

import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonObject;
import dev.cloister.evidence.Evidence;
import dev.cloister.evidence.EvidenceFile;
import dev.cloister.evidence.dcap.Certification;
import dev.cloister.evidence.snp.CertificateTable;
import dev.cloister.evidence.snp.ProductLine;
import java.util.ArrayList;
import java.util.List;

/// Evidence as it is, unverified.
public final class Shown {
    /// A certificate that came with the evidence, by what it is called there.
    private record Part(String kind, int bytes) {}

    private Shown() {}

    /// Two columns: names and values.
    public static List<List<String>> rows(EvidenceFile file) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("format", file.format().title()));
        rows.addAll(Claims.rows(file.evidence()));
        if (file.evidence() instanceof Evidence.Snp snp) {
            rows.add(List.of(
                    "product",
                    snp.report().productLine().map(ProductLine::title).orElse("not in the report")));
        }
        for (Part part : parts(file.evidence())) {
            rows.add(List.of("certificate", part.kind + ", " + part.bytes + " bytes"));
        }
        return rows;
    }

    public static JsonObject json(EvidenceFile file) {
        return Json.object()
                .put("format", file.format().word())
                .put("claims", Claims.of(file.evidence()))
                .put(
                        "certificates",
                        Json.array(parts(file.evidence()).stream()
                                .map(part -> Json.object()
                                        .put("kind", part.kind)
                                        .put("bytes", part.bytes)
                                        .build())
                                .toList()))
                .build();
    }

    private static List<Part> parts(Evidence evidence) {
        return switch (evidence) {
            case Evidence.Snp snp ->
                snp.certificates().entries().stream()
                        .map(entry -> new Part(name(entry), entry.content().length()))
                        .toList();
            case Evidence.Dcap dcap -> quoted(dcap.quote().signature().certification());
        };
    }

    private static List<Part> quoted(Certification certification) {
        return switch (certification) {
            case Certification.PckChain chain ->
                List.of(new Part("PCK chain of " + chain.count(), chain.pem().length()));
            case Certification.PckLeaf leaf ->
                List.of(new Part("PCK", leaf.certificate().length()));
            case Certification.Ppid _, Certification.Manifest _ -> List.of();
        };
    }

    private static String name(CertificateTable.Entry entry) {
        return entry.kind().map(Enum::name).orElse(entry.guid().toString());
    }
}
