package dev.cloister.evidence.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.Evidence;
import dev.cloister.evidence.EvidenceFile;
import dev.cloister.evidence.Gap;
import dev.cloister.evidence.Vectors;
import dev.cloister.evidence.snp.CertificateTable;
import dev.cloister.evidence.snp.CertificateTable.Entry;
import dev.cloister.evidence.snp.CertificateTable.Kind;
import dev.cloister.evidence.snp.SnpReport;
import dev.cloister.vectors.KeyServer.Reply;
import dev.cloister.vectors.PlayedVendors;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real evidence, and its vendors' services played from what they served at its time: what is asked for, at which
/// address, how often, and what a verifier makes of the answers.
class FetcherTest {
    private static final String LATER_NUMBER = "&tcbEvaluationDataNumber=17";
    private static final String IDENTITY_17 = PlayedVendors.IDENTITY + "?tcbEvaluationDataNumber=17";

    @TempDir
    private Path folder;

    private Scene scene;

    @BeforeEach
    void start() throws IOException {
        scene = Scene.of(folder.resolve("cache"), PlayedVendors.TD_AT);
        scene.vendors.amd(scene.server);
        scene.vendors.pcs(scene.server);
    }

    @AfterEach
    void stop() {
        scene.close();
    }

    @Test
    void aReportOfAmd() throws Malformed {
        Fetched fetched = scene.fetchReport();
        assertThat(fetched.unreached()).isEmpty();
        assertThat(Scene.answer(scene.report(), fetched, Scene.REPORT_AT)).isEqualTo("verified");
        assertThat(scene.server.asked())
                .containsExactly(scene.vendors.chipKey(), PlayedVendors.AMD_CHAIN, PlayedVendors.AMD_LIST);
    }

    @Test
    void aQuoteOfIntel() throws Malformed {
        Fetched fetched = scene.fetchTd();
        assertThat(fetched.unreached()).isEmpty();
        assertThat(fetched.notes()).isEmpty();
        assertThat(Scene.answer(scene.td(), fetched, Scene.TD_AT)).isEqualTo("verified");
        assertThat(scene.server.asked())
                .containsExactly(
                        PlayedVendors.TCB, PlayedVendors.IDENTITY, PlayedVendors.PCK_LIST, PlayedVendors.ROOT_LIST);
    }

    /// The chains in the headers are in the bundle, so that it needs nothing else.
    @Test
    void issuersComeAlong() throws Malformed {
        assertThat(scene.fetchTd().bundle().items())
                .extracting(Item::title)
                .contains(
                        "certificate of Intel SGX TCB Signing",
                        "certificate of Intel SGX PCK Platform CA",
                        "certificate of Intel SGX Root CA");
    }

    @Test
    void aCacheOfIntels() throws Malformed {
        scene.vendors.pccs(scene.server);
        Fetched fetched = scene.fetcher(scene.pccs(), Scene.rules(false, Evaluation.STANDARD))
                .fetch(scene.td(), Scene.TD_AT);
        assertThat(fetched.unreached()).isEmpty();
        assertThat(Scene.answer(scene.td(), fetched, Scene.TD_AT)).isEqualTo("verified");
        assertThat(scene.server.asked()).contains(PlayedVendors.ROOT_LIST_OF_CACHE);
    }

    /// Evaluations that Intel serves side by side; a verifier takes the one that knows most.
    @Test
    void severalEvaluations() throws Malformed {
        Bytes newer = scene.vendors.file("dcap-collateral/tcbinfo-tdx-v3-b0c06f000000-2025-06-19-e17.json");
        scene.server.page(PlayedVendors.TCB + LATER_NUMBER, Reply.of(newer));
        scene.server.page(
                IDENTITY_17, Reply.of(scene.vendors.file("dcap-collateral/td-qe-identity-2025-06-19-e17.json")));
        scene.server.page(PlayedVendors.TCB + "&update=early", Reply.status(503));
        Evaluation seventeen = Evaluation.of("17").orElseThrow();
        Fetcher fetcher = scene.fetcher(scene.pcs(), Scene.rules(false, Evaluation.STANDARD, seventeen));
        Fetched fetched = fetcher.fetch(scene.td(), Scene.TD_AT);
        assertThat(fetched.unreached()).isEmpty();
        assertThat(scene.server.asked()).hasSize(6).contains(PlayedVendors.TCB + LATER_NUMBER, IDENTITY_17);
    }

    /// Who asks for a number gets that number or nothing.
    @Test
    void anotherEvaluationThanAskedFor() throws Malformed {
        Bytes other = scene.vendors.file("dcap-collateral/tcbinfo-tdx-v3-b0c06f000000-2025-06-19-e17.json");
        scene.server.page(PlayedVendors.TCB + "&tcbEvaluationDataNumber=18", Reply.of(other));
        scene.server.page(PlayedVendors.IDENTITY + "?tcbEvaluationDataNumber=18", Reply.status(410));
        Evaluation eighteen = Evaluation.of("18").orElseThrow();
        Fetched fetched =
                scene.fetcher(scene.pcs(), Scene.rules(false, eighteen)).fetch(scene.td(), Scene.TD_AT);
        assertThat(Scene.reasons(fetched))
                .hasSize(2)
                .anyMatch(reason -> reason.contains("serves something else"))
                .anyMatch(reason -> reason.contains("answers 410, no longer served"));
        assertThat(Scene.answer(scene.td(), fetched, Scene.TD_AT)).isEqualTo("unsettled [no-collateral, not-fetched]");
    }

    @Test
    void nothingIsAskedTwice() throws Malformed {
        scene.fetchReport();
        scene.server.forget();
        scene.time.advance(Duration.ofMinutes(50));
        assertThat(Scene.answer(scene.report(), scene.fetchReport(), Scene.REPORT_AT))
                .isEqualTo("verified");
        assertThat(scene.server.asked()).isEmpty();
    }

    /// After a day lists may be newer; certificates are what they were.
    @Test
    void listsAreAskedForAgainAfterADay() throws Malformed {
        scene.fetchReport();
        scene.server.forget();
        scene.time.advance(Duration.ofHours(25));
        scene.fetchReport();
        assertThat(scene.server.asked()).containsExactly(PlayedVendors.AMD_LIST);
    }

    /// Days before it runs out, but not each time.
    @Test
    void listsThatRunOutSoonAreAskedForEarly() throws Malformed {
        scene.fetchReport();
        scene.server.forget();
        Instant soon = Instant.parse("2023-05-01T00:00:00Z");
        scene.time.advance(Duration.ofMinutes(59));
        scene.fetch(scene.report(), soon);
        assertThat(scene.server.asked()).isEmpty();
        scene.time.advance(Duration.ofMinutes(2));
        scene.fetch(scene.report(), soon);
        assertThat(scene.server.asked()).containsExactly(PlayedVendors.AMD_LIST);
    }

    @Test
    void offlineWithACache() throws Malformed {
        scene.fetchTd();
        scene.server.forget();
        scene.time.advance(Duration.ofDays(3000));
        Fetched fetched = scene.fetcher(scene.pcs(), Scene.rules(true, Evaluation.STANDARD))
                .fetch(scene.td(), Scene.TD_AT);
        assertThat(scene.server.asked()).isEmpty();
        assertThat(fetched.unreached()).isEmpty();
        assertThat(fetched.notes()).isEmpty();
        assertThat(Scene.answer(scene.td(), fetched, Scene.TD_AT)).isEqualTo("verified");
    }

    @Test
    void offlineWithNone() throws Malformed {
        Fetched fetched = scene.fetcher(scene.pcs(), Scene.rules(true, Evaluation.STANDARD))
                .fetch(scene.td(), Scene.TD_AT);
        assertThat(scene.server.asked()).isEmpty();
        assertThat(fetched.unreached()).hasSize(4).allMatch(gap -> gap.reason().equals("nothing is fetched offline"));
        assertThat(Scene.answer(scene.td(), fetched, Scene.TD_AT))
                .isEqualTo("unsettled [no-revocation-list, no-collateral, not-fetched]");
        assertThat(scene.cache).doesNotExist();
    }

    /// What the host sent along need not be had of AMD, if AMD signed it and it is for this chip.
    @Test
    void theHostSentTheCertificate() throws Malformed {
        SnpReport report = SnpReport.parse(scene.vendors.report().array());
        Bytes own = scene.vendors.file("snp/" + PlayedVendors.REPORT + "/vek.der");
        Evidence sent = new Evidence.Snp(report, CertificateTable.of(Entry.of(Kind.VCEK, own)));
        scene.fetch(sent, Scene.REPORT_AT);
        assertThat(scene.server.asked()).containsExactly(PlayedVendors.AMD_CHAIN, PlayedVendors.AMD_LIST);
    }

    @Test
    void theHostSentAnotherCertificate() throws Malformed {
        SnpReport report = SnpReport.parse(scene.vendors.report().array());
        Bytes own = scene.vendors.file("snp/" + PlayedVendors.REPORT + "/vek.der");
        byte[] forged = own.array();
        forged[forged.length - 1] ^= 1;
        Bytes other = Vectors.file("snp/milan-v2-vcek-azure-7c61/vek.der");
        for (Bytes wrong : List.of(Bytes.of(forged), other)) {
            Evidence sent = new Evidence.Snp(report, CertificateTable.of(Entry.of(Kind.VCEK, wrong)));
            scene.fetch(sent, Scene.REPORT_AT);
            assertThat(scene.server.asked()).contains(scene.vendors.chipKey());
        }
    }

    /// AMD has a provider's certificate for the provider alone, and its list at an address of its own.
    @Test
    void aProvidersKey() throws Malformed {
        Evidence report = EvidenceFile.parse(
                        Vectors.file("snp/milan-v3-vlek-aws-decd/report.bin").array())
                .evidence();
        Fetched fetched = scene.fetch(report, Instant.parse("2025-06-01T00:00:00Z"));
        assertThat(scene.server.asked()).containsExactly("/vlek/v1/Milan/cert_chain", "/vlek/v1/Milan/crl");
        assertThat(fetched.unreached().getFirst().what()).contains("VLEK");
    }

    @Test
    void whichChipIsNotSaid() throws Malformed {
        byte[] report = Vectors.file("snp/milan-v3-vcek-oak-40a2/report.bin").array();
        java.util.Arrays.fill(report, 0x1a0, 0x1e0, (byte) 0);
        Fetched fetched = scene.fetch(EvidenceFile.parse(report).evidence(), Scene.REPORT_AT);
        assertThat(Scene.reasons(fetched)).singleElement().asString().contains("MaskChipId");
    }

    /// A report of version 2 does not say that: where its certificate is, there it is of.
    @Test
    void whichLineIsNotSaid() throws Malformed {
        scene.server.page(scene.vendors.chipKey(), Reply.status(400));
        Fetched fetched = scene.fetchReport();
        assertThat(scene.server.asked())
                .containsExactly(
                        scene.vendors.chipKey(),
                        scene.vendors.chipKey().replace("Milan", "Genoa"),
                        "/vcek/v1/Genoa/cert_chain",
                        "/vcek/v1/Genoa/crl");
        assertThat(fetched.unreached().getFirst().reason()).contains("answers 404");
    }

    /// Turin's chips have short names and one number more (AMD 57230).
    @Test
    void addressesOfTurin() throws Malformed {
        SnpReport report = Vectors.report("turin-v5-vcek-aci-85da");
        Bytes raw = report.raw();
        assertThat(scene.pcs()
                        .chipKey(report, report.productLine().orElseThrow())
                        .toString())
                .isEqualTo(scene.server.base() + "/vcek/v1/Turin/"
                        + raw.slice(0x1a0, 0x1a8).hex() + "?fmcSPL=" + raw.at(0x180) + "&blSPL=" + raw.at(0x181)
                        + "&teeSPL=" + raw.at(0x182) + "&snpSPL=" + raw.at(0x183) + "&ucodeSPL=" + raw.at(0x187));
    }

    @Test
    void aQuoteThatDoesNotBringItsCertificate() throws Malformed {
        Bytes quote = Vectors.file("sgx/fortanix-eppid-2f59/quote.bin");
        Fetched fetched = scene.fetch(EvidenceFile.parse(quote.array()).evidence(), Scene.TD_AT);
        assertThat(Scene.reasons(fetched)).singleElement().asString().contains("(PCK)");
        assertThat(scene.server.asked()).isEmpty();
    }

    @Test
    void manyAtOnceAskOnce() throws Malformed {
        Evidence report = scene.report();
        List<CompletableFuture<Fetched>> all = java.util.stream.IntStream.range(0, 4)
                .mapToObj(any -> CompletableFuture.supplyAsync(() -> scene.fetch(report, Scene.REPORT_AT)))
                .toList();
        all.forEach(fetched -> assertThat(Scene.answer(report, fetched.join(), Scene.REPORT_AT))
                .isEqualTo("verified"));
        assertThat(scene.server.asked()).hasSize(3);
    }

    @Test
    void everyReasonHasARemedy() throws Malformed {
        scene.server.close();
        assertThat(scene.fetchTd().unreached()).isNotEmpty().allSatisfy(gap -> {
            assertThat(((Gap) gap).remedy()).isNotBlank();
            assertThat(gap.sentence()).startsWith("the ").doesNotEndWith(".");
        });
    }
}
