package dev.cloister.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.vectors.Catalog;
import dev.cloister.vectors.CatalogLoop;
import dev.cloister.vectors.Disagreements;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every entry of the catalogue's folder `snp-measure` gets what its words ask for.
class SnpMeasureCatalogTest {
    @Test
    void everyEntryGetsWhatItAsksFor() throws Exception {
        CatalogLoop.run(Catalog.open("snp-measure"), new SnpMeasureJudge(), System.out)
                .mustPass();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ovmf-amdsev-suffix|\"EQUAL\"|\"ACCEPT\"|no ID authentication information",
                "ovmf-amdsev-suffix|\"EQUAL\"|\"SAME\"|a word that this loop knows, got SAME",
                "ovmf-x64-suffix|\"cases\": 2|\"cases\": 3|cases: expected 3, got 2",
                "ovmf-x64-suffix|\"confirmed_by_reference_tests\": 2|\"new\": 2|a fact that nobody here knows",
                "id-block-virtee|\"author_signs_id_key\": true|\"author_signs_id_key\": false|expected false, got true",
                "id-block-virtee|59fb2c68|59fb2c69|id_key_digest: expected",
            })
    void theLoopCanFail(String id, String from, String to, String complaint, @TempDir Path set) throws Exception {
        Catalog real = Catalog.open("snp-measure");
        String list = Files.readString(real.set().resolve("snp-measure/catalog.json"));
        int at = list.indexOf(from, list.indexOf("\"id\": \"" + id + "\""));
        assertThat(at).isPositive();
        Files.createDirectory(set.resolve("snp-measure"));
        Files.writeString(
                set.resolve("snp-measure/catalog.json"),
                list.substring(0, at) + to + list.substring(at + from.length()));
        Catalog doctored = Catalog.read(set, Optional.of(real.set()), "snp-measure");
        try (PrintStream quiet = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8)) {
            CatalogLoop.Result result = CatalogLoop.run(doctored, new SnpMeasureJudge(), quiet);
            assertThat(result.complaints()).anySatisfy(line -> assertThat(line).contains(id, complaint));
            assertThat(result.failed()).isEqualTo(1);
        }
    }

    /// The digests stand in a file of the entry, which the catalogue pins; so it is the cases that are
    /// doctored here.
    @Test
    void anotherDigestIsSeen() throws Exception {
        Catalog real = Catalog.open("snp-measure");
        String cases = Files.readString(real.set().resolve("snp-measure/ovmf-x64-suffix/cases.json"));
        String doctored = cases.replace("da0296de", "da0296df").replace("\"size\": \"0x3000\"", "\"size\": \"0x2000\"");
        Disagreements found = new Disagreements();
        byte[] image = Files.readAllBytes(real.set().resolve("snp-measure/ovmf-x64-suffix/ovmf_OvmfX64_suffix.bin"));
        SnpMeasureJudge.cases(doctored.getBytes(StandardCharsets.UTF_8), name -> image, found);
        assertThat(found.lines()).hasSize(2);
        assertThat(found.lines().getFirst()).contains("section 1", "12288");
        assertThat(found.lines().getLast()).contains("case 0", "da0296de");
    }
}
