package dev.cloister.measure.sgx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.Malformed;
import dev.cloister.vectors.Catalog;
import dev.cloister.vectors.CatalogEntry;
import dev.cloister.vectors.CatalogLoop;
import dev.cloister.vectors.Damage;
import dev.cloister.vectors.Damage.Share;
import dev.cloister.vectors.Disagreements;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every entry of the catalogue's folder `sgx-measure` gets what its words ask for.
class SgxMeasureCatalogTest {
    @Test
    void everyEntryGetsWhatItAsksFor() throws Exception {
        CatalogLoop.run(Catalog.open("sgx-measure"), SgxMeasureCatalogTest::judge, System.out)
                .mustPass();
    }

    private static void judge(Catalog catalog, CatalogEntry entry, Disagreements found) throws IOException, Malformed {
        switch (entry.verdict().orElse("none")) {
            case "ACCEPT" ->
                found.compare(
                        "faults",
                        "[]",
                        sigStruct(catalog, entry, found).faults().toString());
            case "REJECT" ->
                found.compare(
                        "refused",
                        false,
                        sigStruct(catalog, entry, found).faults().isEmpty());
            case "EQUAL" -> mrEnclave(catalog, entry, found);
            default ->
                found.add(
                        "verdict",
                        "a word that this loop knows",
                        entry.verdict().orElse("none"));
        }
    }

    private static SigStruct sigStruct(Catalog catalog, CatalogEntry entry, Disagreements found)
            throws IOException, Malformed {
        Bytes content = catalog.file(entry, entry.files().getFirst());
        SigStruct parsed = SigStruct.parse(content.array());
        found.compare("encoded anew", content, parsed.encode());
        found.facts("", entry.facts().orElseThrow(), facts(parsed));
        String reason = entry.reason();
        found.compare(
                "signature",
                reason.contains("INVALID") ? "no" : "yes",
                parsed.faults().contains(SigStruct.Fault.SIGNATURE) ? "no" : "yes");
        found.compare(
                "quotients", reason.contains("Q1/Q2 valid"), !parsed.faults().contains(SigStruct.Fault.QUOTIENTS));
        return parsed;
    }

    private static JsonObject facts(SigStruct parsed) {
        EnclaveIdentification said = parsed.identification();
        String date = said.date().hex();
        return Json.object()
                .put("header", EnclaveIdentification.HEADER.hex())
                .put("vendor", "0x" + Long.toHexString(said.vendor()))
                .put("date", date.substring(6) + date.substring(4, 6) + date.substring(2, 4) + date.substring(0, 2))
                .put("sw_defined", said.swDefined())
                .put("exponent", 3)
                .put("misc_select", said.miscSelect().hex())
                .put("misc_mask", said.miscMask().hex())
                .put("isv_family_id", said.isvFamilyId().hex())
                .put("attributes", said.attributes().hex())
                .put("attribute_mask", said.attributeMask().hex())
                .put("mrenclave", said.mrEnclave().hex())
                .put("isv_ext_prod_id", said.isvExtProdId().hex())
                .put("isv_prod_id", said.isvProdId())
                .put("isv_svn", said.isvSvn())
                .put("mrsigner", parsed.mrSigner().hex())
                .put("debug_attribute", said.debug())
                .build();
    }

    private static void mrEnclave(Catalog catalog, CatalogEntry entry, Disagreements found)
            throws IOException, Malformed {
        EnclaveLayout layout =
                EnclaveLayout.parse(catalog.file(entry, "layout.json").array());
        found.compare(
                "pages",
                (long) layout.pages().size(),
                entry.facts().orElseThrow().fields("f").number("pages"));
        found.compare(
                "mrenclave",
                layout.expected().orElseThrow(),
                layout.mrEnclave(catalog.file(entry, "pages.bin").array()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "intel-le-2024|\"ACCEPT\"|\"REJECT\"|refused: expected false, got true",
                "neg-mrenclave-altered|\"REJECT\"|\"ACCEPT\"|faults: expected [], got [SIGNATURE]",
                "intel-le-2024|\"isv_svn\": 7|\"isv_svn\": 8|isv_svn: expected 8, got 7",
                "mrenclave-small|\"EQUAL\"|\"SAME\"|a word that this loop knows, got SAME",
            })
    void theLoopCanFail(String id, String from, String to, String complaint, @TempDir Path set) throws Exception {
        Catalog real = Catalog.open("sgx-measure");
        String list = Files.readString(real.set().resolve("sgx-measure/catalog.json"));
        int at = list.indexOf(from, list.indexOf("\"id\": \"" + id + "\""));
        assertThat(at).isPositive();
        Files.createDirectory(set.resolve("sgx-measure"));
        Files.writeString(
                set.resolve("sgx-measure/catalog.json"),
                list.substring(0, at) + to + list.substring(at + from.length()));
        Catalog doctored = Catalog.read(set, Optional.of(real.set()), "sgx-measure");
        try (PrintStream quiet = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8)) {
            CatalogLoop.Result result = CatalogLoop.run(doctored, SgxMeasureCatalogTest::judge, quiet);
            assertThat(result.complaints()).anySatisfy(line -> assertThat(line).contains(id, complaint));
            assertThat(result.failed()).isEqualTo(1);
        }
    }

    @Test
    void aSampleOfTheFlips() throws Exception {
        damage(Share.SAMPLE);
    }

    @Tag("nightly")
    @Test
    void allFlips() throws Exception {
        damage(Share.ALL);
    }

    private static void damage(Share share) throws Exception {
        Catalog real = Catalog.open("sgx-measure");
        Bytes good = real.file(real.entry("intel-le-2024").orElseThrow(), "sigstruct.bin");
        Damage.of(
                        "SIGSTRUCT",
                        good,
                        bytes -> SigStruct.parse(bytes).faults().stream()
                                .findFirst()
                                .map(Enum::name))
                .run(share, System.out);
    }
}
