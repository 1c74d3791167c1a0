package dev.cloister.bench;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.Evidence;
import dev.cloister.evidence.dcap.Quote;
import dev.cloister.evidence.snp.CertificateTable;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/// Evidence of the vectors and everything that goes with it, as all verifiers are asked about it: the catalogue's own
/// evaluations, and each of some of them with one thing changed.
///
/// A line of `cases.tsv` is a name, the kind (`sgx`, `tdx`, `snp`), the time in seconds, and `part=file` for each part.
final class Cases {
    private static final int DEPTH = 32;
    private static final List<String> CHANGED = List.of(
            "sgx/phala-emerald-f8b8#3",
            "sgx/automata-debug-743a#1",
            "tdx/dstack-0c69#1",
            "tdx/gotdx-v5-cf77#2",
            "snp/milan-v3-vcek-azure-332d",
            "snp/milan-v3-vlek-aws-decd",
            "snp/genoa-v3-vcek-azure-227a");

    private final Path vectors;
    private final List<Case> cases = new ArrayList<>();

    /// @param parts `evidence`; for quotes `rootlist`, `issuerlist`, `tcb`, `identity` and as PEM `signers` and `issuers`;
    ///     for reports `vek`, `ask`, `ark`
    record Case(String name, String kind, Instant at, SequencedMap<String, Bytes> parts) {
        Evidence.Dcap quote() throws Malformed {
            return quote(part("evidence").array());
        }

        Evidence.Dcap quote(byte[] content) throws Malformed {
            return kind.equals("sgx") ? new Evidence.Sgx(Quote.sgx(content)) : new Evidence.Tdx(Quote.tdx(content));
        }

        Case with(String change, String part, Bytes content) {
            SequencedMap<String, Bytes> others = new LinkedHashMap<>(parts);
            others.put(part, content);
            return new Case(name + " " + change, kind, at, others);
        }

        Case at(String change, Instant other) {
            return new Case(name + " " + change, kind, other, parts);
        }

        Bytes part(String name) {
            return parts.get(name);
        }
    }

    private Cases(Path vectors) {
        this.vectors = vectors;
    }

    static List<Case> all(Path vectors) throws Exception {
        List<Case> all = unchanged(vectors);
        List<Case> changed = new ArrayList<>();
        for (Case whole : named(vectors, CHANGED)) {
            changed.addAll(whole.kind.equals("snp") ? ReportChanges.of(whole) : QuoteChanges.of(whole, all, vectors));
        }
        all.addAll(changed);
        return all;
    }

    static List<Case> named(Path vectors, List<String> names) throws Exception {
        List<Case> all = unchanged(vectors);
        List<Case> some = new ArrayList<>();
        for (String name : names) {
            some.add(all.stream().filter(one -> one.name.equals(name)).findFirst().orElseThrow());
        }
        return some;
    }

    private static List<Case> unchanged(Path vectors) throws Exception {
        Cases all = new Cases(vectors);
        all.quotes("sgx");
        all.quotes("tdx");
        all.reports();
        return all.cases;
    }

    private List<JsonFields> entries(String folder) throws Exception {
        return JsonFields.parse(folder, Files.readAllBytes(vectors.resolve(folder).resolve("catalog.json")), DEPTH)
                .objects("vectors");
    }

    private Bytes file(String name) throws IOException {
        return Bytes.of(Files.readAllBytes(vectors.resolve(name)));
    }

    private void quotes(String kind) throws Exception {
        List<JsonFields> alone = new ArrayList<>();
        for (JsonFields entry : entries(kind)) {
            String id = entry.text("id");
            if (entry.optionalArray("evaluations").isEmpty()) {
                alone.add(entry);
                continue;
            }
            int number = 0;
            for (JsonFields in : entry.objects("evaluations")) {
                number++;
                if (in.optionalText("pck_crl").isPresent() && in.optionalText("root_ca_crl").isPresent()) {
                    cases.add(quote(kind + "/" + id + "#" + number, kind, file(kind + "/" + id + "/quote.bin"), in));
                }
            }
        }
        for (JsonFields entry : alone) {
            if (entry.object("expected").text("verdict").equals("REJECT")) {
                lent(kind, entry.text("id"), entry.optionalText("verification_time"));
            }
        }
    }

    /// One that is refused whatever goes with it, with what goes with another one.
    private void lent(String kind, String id, Optional<String> time) throws Exception {
        Instant at = time.map(Instant::parse).orElse(Instant.EPOCH);
        Case nearest = null;
        for (Case other : cases) {
            boolean nearer = other.kind.equals(kind) && (nearest == null
                    || Math.abs(at.getEpochSecond() - other.at.getEpochSecond())
                            < Math.abs(at.getEpochSecond() - nearest.at.getEpochSecond()));
            nearest = nearer ? other : nearest;
        }
        SequencedMap<String, Bytes> parts = new LinkedHashMap<>(nearest.parts);
        parts.put("evidence", file(kind + "/" + id + "/quote.bin"));
        cases.add(new Case(kind + "/" + id, kind, nearest.at, parts));
    }

    private Case quote(String name, String kind, Bytes quote, JsonFields in) throws Exception {
        Instant at = Instant.parse(in.text("at"));
        String issuer = in.text("pck_crl").startsWith("pck-platform") ? "sgx-pck-platform-ca" : "sgx-pck-processor-ca";
        SequencedMap<String, Bytes> parts = new LinkedHashMap<>();
        parts.put("evidence", quote);
        parts.put("rootlist", file("dcap-collateral/" + in.text("root_ca_crl") + ".crl.der"));
        parts.put("issuerlist", file("dcap-collateral/" + in.text("pck_crl") + ".crl.der"));
        parts.put("tcb", file("dcap-collateral/" + in.text("tcb_info") + ".json"));
        parts.put("identity", file("dcap-collateral/" + in.text("qe_identity") + ".json"));
        parts.put("signers", signers(at));
        parts.put("issuers", pem(issuer).concat(pem("sgx-root-ca")));
        return new Case(name, kind, at, parts);
    }

    /// The signer's certificate that is valid then, and the root.
    Bytes signers(Instant at) throws Exception {
        for (String name : List.of("sgx-tcb-signing-2025", "sgx-tcb-signing-2018", "sgx-tcb-signing-old")) {
            var certificate = Floor.certificate(vectors.resolve("roots/intel/" + name + ".der"));
            boolean begun = !at.isBefore(certificate.getNotBefore().toInstant());
            if (begun && !at.isAfter(certificate.getNotAfter().toInstant())) {
                return pem(name).concat(pem("sgx-root-ca"));
            }
        }
        throw new IllegalStateException("no certificate of the signer is valid at " + at);
    }

    private Bytes pem(String name) throws IOException {
        return file("roots/intel/" + name + ".pem");
    }

    private void reports() throws Exception {
        for (JsonFields entry : entries("snp")) {
            String id = entry.text("id");
            Path folder = vectors.resolve("snp").resolve(id);
            if (!Files.exists(folder.resolve("report.bin")) || entry.optionalText("verification_time").isEmpty()) {
                continue;
            }
            Optional<Bytes> vek = vek(folder);
            if (vek.isEmpty()) {
                continue;
            }
            String line = id.replaceFirst("^neg-.*", "milan").split("-", 2)[0];
            boolean vlek = id.contains("vlek");
            SequencedMap<String, Bytes> parts = new LinkedHashMap<>();
            parts.put("evidence", file("snp/" + id + "/report.bin"));
            parts.put("vek", vek.get());
            parts.put("ask", file("roots/amd/" + line + (vlek ? "-asvk.der" : "-ask.der")));
            parts.put("ark", file("roots/amd/" + line + "-ark.der"));
            parts.put("line", Bytes.utf8(line));
            cases.add(new Case("snp/" + id, "snp", Instant.parse(entry.text("verification_time")), parts));
        }
    }

    private static Optional<Bytes> vek(Path folder) throws Exception {
        if (Files.exists(folder.resolve("vek.der"))) {
            return Optional.of(Bytes.of(Files.readAllBytes(folder.resolve("vek.der"))));
        }
        if (!Files.exists(folder.resolve("auxblob.bin"))) {
            return Optional.empty();
        }
        CertificateTable table = CertificateTable.parse(Files.readAllBytes(folder.resolve("auxblob.bin")));
        return table.all(CertificateTable.Kind.VLEK).stream().findFirst();
    }

    /// Each content once, by its digest.
    static void write(List<Case> cases, Path folder) throws IOException {
        Files.createDirectories(folder);
        try (BufferedWriter out = Files.newBufferedWriter(folder.resolve("cases.tsv"))) {
            for (Case one : cases) {
                out.write(one.name + "\t" + one.kind + "\t" + one.at.getEpochSecond());
                for (Map.Entry<String, Bytes> part : one.parts.entrySet()) {
                    String file = Digests.sha256(part.getValue()).hex().substring(0, 24);
                    if (!Files.exists(folder.resolve(file))) {
                        Files.write(folder.resolve(file), part.getValue().array());
                    }
                    out.write("\t" + part.getKey() + "=" + file);
                }
                out.write("\n");
            }
        }
    }
}
