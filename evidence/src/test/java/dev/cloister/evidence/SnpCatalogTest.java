package dev.cloister.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.vectors.Catalog;
import dev.cloister.vectors.CatalogLoop;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
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
