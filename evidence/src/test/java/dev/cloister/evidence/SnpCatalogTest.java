package dev.cloister.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonObject;
import dev.cloister.vectors.Catalog;
import dev.cloister.vectors.CatalogLoop;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every entry of the catalogue's folder `snp` gets what its words ask for.
class SnpCatalogTest {
    @Test
    void everyEntryGetsWhatItAsksFor() throws Exception {
        CatalogLoop.run(Catalog.open("snp"), new SnpJudge(), System.out).mustPass();
    }

    /// A copy of the catalogue's list with one thing changed; its files stay where they are.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "milan-v2-badsig-cmc-917d|\"verdict\": \"REJECT\"|\"verdict\": \"ACCEPT\"|outcome: expected verified",
                "milan-v2-vcek-virtee|\"verdict\": \"ACCEPT\"|\"verdict\": \"REJECT\"|got verified",
                "milan-v2-vcek-virtee|\"verdict\": \"ACCEPT\"|\"verdict\": \"MAYBE\"|a word that this loop knows, got MAYBE",
                "milan-v2-vcek-virtee|\"verdict\": \"ACCEPT\"|\"verdict\": \"REJECT_BY_DEFAULT_POLICY\"|strict-1: expected",
                "milan-v2-vcek-virtee|\"bootloader\": 3|\"bootloader\": 4|current_tcb.bootloader: expected 4, got 3",
                "milan-v2-vcek-virtee|\"vmpl\": 0|\"vmpl\": 0, \"new\": 1|new: expected 1, got a fact that nobody here knows",
                "milan-v2-vcek-virtee|\"csp_id\": null|\"csp_id\": \"x\"|vek.csp_id: expected \"x\", got null",
                "milan-v2-vcek-virtee|2023-06-02T19:23:43Z|2013-06-02T19:23:43Z|outcome: expected verified, got refused [not-yet-valid]",
                "neg-vlek-expired|2026-01-15T00:00:00Z|2025-11-15T00:00:00Z|outcome: expected refused [expired], got verified",
                "neg-report-with-other-chip-vcek|no: hwid|yes|flaws: expected none of",
                "neg-vcek-fake-legacy|not issued by SEV-Milan: signature invalid|because|a reason that is known here",
                "milan-crl-empty|stale after 2023-05-09|stale after 2023-05-08|after the end: expected unsettled",
                "neg-genoa-ask-revoked|REJECT (ask-old)|ACCEPT (ask-old)|ask-old revoked: expected false, got true",
                "malformed-truncated-793|793 bytes, a report has 1184|report signature|Malformed",
                "genoa-v3-ghcb-certtable|\"offset\": 96|\"offset\": 97|table[0].offset: expected 97, got 96",
            })
    void theLoopCanFail(String id, String from, String to, String complaint, @TempDir Path set) throws Exception {
        CatalogLoop.Result result = run(doctored(set, id, from, to));
        assertThat(result.complaints())
                .anySatisfy(
                        line -> assertThat(line).startsWith("snp/" + id + ": ").contains(complaint));
        assertThat(result.failed()).isEqualTo(1);
    }

    /// A set that is not the shared one, with its files in other forms: hex, base64 of report and table in one,
    /// PEM. What it lacks is taken from the shared set.
    @Test
    void otherFormsAreRead(@TempDir Path set) throws Exception {
        Catalog real = Catalog.open("snp");
        Bytes table = file(real, "milan-v3-vlek-certtable-vlek-only", "auxblob.bin");
        Bytes quote =
                file(real, "milan-v3-vlek-certtable-vlek-only", "report.bin").concat(table);
        String pem = "-----BEGIN CERTIFICATE-----\n"
                + file(real, "milan-v2-vcek-virtee", "vek.der").base64().replaceAll("(.{64})", "$1\n")
                + "\n-----END CERTIFICATE-----\n";
        List<Json> entries = List.of(
                entry(real, set, "milan-v3-vlek-certtable-vlek-only", Map.of("report.b64", quote.base64())),
                entry(
                        real,
                        set,
                        "milan-v2-vcek-virtee",
                        Map.of(
                                "report.hex",
                                file(real, "milan-v2-vcek-virtee", "report.bin").hex(),
                                "vek.pem",
                                pem)));
        JsonObject list = Json.object()
                .put("count", 2)
                .put("vectors", Json.array(entries))
                .build();
        Files.writeString(set.resolve("snp/catalog.json"), list.compact());
        CatalogLoop.Result result = run(Catalog.read(set, Optional.of(real.set()), "snp"));
        assertThat(result.complaints()).isEmpty();
        assertThat(result.passed()).isEqualTo(2);
    }

    private static Bytes file(Catalog catalog, String id, String name) throws IOException {
        return catalog.file(catalog.entry(id).orElseThrow(), name);
    }

    /// The entry with these files instead, written into the set.
    private static Json entry(Catalog real, Path set, String id, Map<String, String> files) throws IOException {
        SequencedMap<String, Json> members =
                new LinkedHashMap<>(real.entry(id).orElseThrow().whole().members());
        List<Json> listed = new ArrayList<>();
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path place = set.resolve("snp").resolve(id).resolve(file.getKey());
            Files.createDirectories(place.getParent());
            Files.writeString(place, file.getValue());
            listed.add(Json.object()
                    .put("name", id + "/" + file.getKey())
                    .put("size", file.getValue().length())
                    .put("sha256", Digests.sha256(Bytes.utf8(file.getValue())).hex())
                    .put("role", "in another form")
                    .build());
        }
        members.put("files", Json.array(listed));
        return new JsonObject(members);
    }

    private static Catalog doctored(Path set, String id, String from, String to) throws Exception {
        Catalog real = Catalog.open("snp");
        String list = Files.readString(real.set().resolve("snp/catalog.json"));
        int start = list.indexOf("\"id\": \"" + id + "\"");
        assertThat(start).isNotNegative();
        int at = list.indexOf(from, start);
        assertThat(at).as(from).isNotNegative();
        Files.createDirectory(set.resolve("snp"));
        Files.writeString(
                set.resolve("snp/catalog.json"), list.substring(0, at) + to + list.substring(at + from.length()));
        return Catalog.read(set, Optional.of(real.set()), "snp");
    }

    private static CatalogLoop.Result run(Catalog catalog) throws IOException {
        try (PrintStream quiet = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8)) {
            return CatalogLoop.run(catalog, new SnpJudge(), quiet);
        }
    }
}
