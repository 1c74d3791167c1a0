package dev.cloister.evidence.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.Evidence;
import dev.cloister.evidence.EvidenceFile;
import dev.cloister.evidence.Vectors;
import dev.cloister.vectors.KeyServer.Manner;
import dev.cloister.vectors.KeyServer.Reply;
import dev.cloister.vectors.PlayedVendors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Everything that goes wrong with a service or a cache. Whatever it is, a missing list stays a missing list.
class FaultsTest {
    private static final String LIST = PlayedVendors.AMD_LIST;

    @TempDir
    private Path folder;

    private Scene scene;

    @BeforeEach
    void start() throws IOException {
        scene = Scene.of(folder.resolve("cache"), "2023-04-01T00:00:00Z");
        scene.vendors.amd(scene.server);
        scene.vendors.pcs(scene.server);
    }

    @AfterEach
    void stop() {
        scene.close();
    }

    private record Fault(Reply reply, int tries, String reason) {}

    private Map<String, Fault> faults() {
        Bytes list = scene.vendors.file("roots/amd/crl/ark-milan-2022.crl.der");
        byte[] forged = list.array();
        forged[forged.length - 1] ^= 1;
        Map<String, Fault> faults = new LinkedHashMap<>();
        faults.put("absent", new Fault(Reply.status(404), 1, "answers 404, it does not have that"));
        faults.put("too many", new Fault(Reply.status(429), 3, "answers 429 (too many requests)"));
        faults.put("down", new Fault(Reply.status(503), 3, "answers 503 (not in service)"));
        faults.put("unknown platform", new Fault(Reply.status(461), 1, "answers 461 (platform unknown)"));
        faults.put("who asks", new Fault(Reply.status(401), 1, "wants to know who asks"));
        faults.put("other status", new Fault(Reply.status(418), 1, "answers 418"));
        faults.put(
                "redirect",
                new Fault(
                        Reply.status(302).header("Location", scene.server.base() + "/elsewhere"),
                        1,
                        "answers 302, a redirect, which is not followed"));
        faults.put(
                "web page",
                new Fault(
                        Reply.of(Bytes.utf8("<html>log in</html>")).header("Content-Type", "text/html; charset=utf-8"),
                        1,
                        "answers with a web page"));
        faults.put("nothing", new Fault(Reply.of(Bytes.EMPTY), 1, "serves something else"));
        faults.put("noise", new Fault(Reply.of(Bytes.hex("ff00")), 1, "serves something else"));
        faults.put("part", new Fault(Reply.of(list.slice(0, list.length() / 2)), 1, "serves something else"));
        faults.put("forged", new Fault(Reply.of(Bytes.of(forged)), 1, "or what no accepted vendor signed"));
        faults.put(
                "of another line",
                new Fault(
                        Reply.of(scene.vendors.file("roots/amd/crl/ark-genoa-2022.crl.der")),
                        1,
                        "serves something else"));
        faults.put(
                "of another vendor",
                new Fault(
                        Reply.of(scene.vendors.file("dcap-collateral/root-ca-crl-2022-04-19.crl.der")),
                        1,
                        "serves something else"));
        faults.put("cut", new Fault(Reply.of(list).in(Manner.CUT), 3, "the connection to "));
        faults.put("no answer", new Fault(Reply.of(list).in(Manner.NONE), 3, "the connection to "));
        faults.put("slow", new Fault(Reply.of(list).in(Manner.SLOW), 3, "does not answer within"));
        faults.put(
                "endless",
                new Fault(
                        Reply.of(Bytes.of(new byte[1 << 16])).in(Manner.ENDLESS), 1, "sends more than 1048576 bytes"));
        faults.put("huge", new Fault(Reply.of(Bytes.of(new byte[(1 << 20) + 1])), 1, "sends more than 1048576 bytes"));
        return faults;
    }

    @TestFactory
    List<DynamicTest> aListThatDoesNotCome() {
        List<DynamicTest> tests = new ArrayList<>();
        faults().forEach((name, fault) -> tests.add(DynamicTest.dynamicTest(name, () -> {
            try (Scene own = Scene.of(folder.resolve(name), "2023-04-01T00:00:00Z")) {
                own.vendors.amd(own.server);
                own.server.page(LIST, fault.reply);
                Fetched fetched = own.fetchReport();
                assertThat(Scene.reasons(fetched)).singleElement().asString().contains(fault.reason);
                assertThat(Scene.answer(own.report(), fetched, Scene.REPORT_AT))
                        .isEqualTo("unsettled [no-revocation-list, not-fetched]");
                assertThat(own.server.asked()).filteredOn(LIST::equals).hasSizeBetween(fault.tries, 2 * fault.tries);
                assertThat(own.server.asked()).doesNotContain("/elsewhere");
            }
        })));
        return tests;
    }

    @Test
    void whatPassesIsWaitedFor() throws Malformed {
        scene.server.first(LIST, Reply.status(429).header("Retry-After", "25"), Reply.status(503));
        Fetched fetched = scene.fetchReport();
        assertThat(fetched.unreached()).isEmpty();
        assertThat(scene.time.waited()).isEqualTo(Duration.ofSeconds(25 + 4));
    }

    /// It is asked once, and nobody who shares the cache asks again before that.
    @Test
    void aServiceThatWantsToBeLeftAlone() throws Malformed {
        scene.server.page(LIST, Reply.status(429).header("Retry-After", "600"));
        assertThat(Scene.reasons(scene.fetchReport()))
                .singleElement()
                .asString()
                .contains("answers 429", "wants to be asked again in 600 s");
        scene.server.forget();
        assertThat(Scene.reasons(scene.fetchReport()))
                .singleElement()
                .asString()
                .contains("does not come in time");
        assertThat(scene.server.asked()).isEmpty();
        scene.vendors.amd(scene.server);
        scene.time.advance(Duration.ofSeconds(590));
        assertThat(scene.fetchReport().unreached()).isEmpty();
        assertThat(scene.time.waited()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void retryAfterInItsForms() {
        Instant now = Instant.parse("2026-01-02T03:04:05Z");
        assertThat(Http.after("7", now)).contains(Duration.ofSeconds(7));
        assertThat(Http.after("Fri, 02 Jan 2026 03:05:05 GMT", now)).contains(Duration.ofSeconds(60));
        assertThat(Http.after("Fri, 02 Jan 2026 03:00:00 GMT", now)).contains(Duration.ZERO);
        for (String none : new String[] {null, "", "soon", "-1", "99999999999999999999", "1.5"}) {
            assertThat(Http.after(none, now)).as(String.valueOf(none)).isEmpty();
        }
    }

    /// AMD gives out about one chip's certificate in ten seconds.
    @Test
    void certificatesOfChipsKeepADistance() throws Malformed {
        Evidence other = EvidenceFile.parse(
                        Vectors.file("snp/milan-v2-vcek-azure-7c61/report.bin").array())
                .evidence();
        scene.fetchReport();
        assertThat(scene.time.pauses).isEmpty();
        scene.fetch(other, Scene.REPORT_AT);
        assertThat(scene.time.pauses).contains(Duration.ofSeconds(10));
    }

    /// Three tries, and what else it should give is not asked for.
    @Test
    void aServiceThatIsDown() throws Malformed {
        for (String address : List.of(PlayedVendors.TCB, PlayedVendors.IDENTITY)) {
            scene.server.page(address, Reply.status(200).in(Manner.NONE));
        }
        Fetched fetched = scene.fetchTd();
        assertThat(Scene.reasons(fetched)).hasSize(4).allMatch(reason -> reason.contains("broke"));
        assertThat(scene.server.asked()).containsOnly(PlayedVendors.TCB);
    }

    @Test
    void nobodyAnswers() throws Malformed {
        scene.server.close();
        Fetched fetched = scene.fetchTd();
        assertThat(Scene.reasons(fetched)).hasSize(4).allMatch(reason -> reason.contains("nobody answers at"));
        assertThat(Scene.answer(scene.td(), fetched, Scene.TD_AT))
                .isEqualTo("unsettled [no-revocation-list, no-collateral, not-fetched]");
    }

    /// As long as it holds.
    @Test
    void whatTheCacheHasStandsIn() throws Malformed {
        scene.fetchReport();
        scene.server.page(LIST, Reply.status(503));
        scene.time.advance(Duration.ofDays(2));
        Fetched fetched = scene.fetch(scene.report(), Instant.parse("2023-04-03T00:00:00Z"));
        assertThat(fetched.unreached()).isEmpty();
        assertThat(fetched.notes()).singleElement().asString().contains("2023-05-09T23:00:00Z", "answers 503");
        assertThat(Scene.answer(scene.report(), fetched, Scene.REPORT_AT)).isEqualTo("verified");
    }

    @Test
    void whatTheCacheHasRanOut() throws Malformed {
        scene.fetchReport();
        scene.server.page(LIST, Reply.status(503));
        scene.time.advance(Duration.ofDays(60));
        Instant later = Instant.parse("2023-06-01T00:00:00Z");
        Fetched fetched = scene.fetch(scene.report(), later);
        assertThat(Scene.reasons(fetched)).singleElement().asString().contains("holds from 2022-05-09T17:07:45Z until");
        assertThat(Scene.answer(scene.report(), fetched, later))
                .isEqualTo("unsettled [stale-revocation-list, not-fetched]");
    }

    @Test
    void whatIsServedRanOutOrIsOfLater() throws Malformed {
        Instant after = Instant.parse("2024-01-01T00:00:00Z");
        Fetched fetched = scene.fetch(scene.report(), after);
        assertThat(Scene.reasons(fetched)).singleElement().asString().contains("ran out on 2023-05-09T23:00:00Z");
        assertThat(Scene.answer(scene.report(), fetched, after))
                .isEqualTo("unsettled [stale-revocation-list, not-fetched]");
        Instant before = Instant.parse("2025-06-01T00:00:00Z");
        assertThat(Scene.reasons(scene.fetch(scene.td(), before)))
                .anyMatch(reason -> reason.contains("is of 2025-06-19") && reason.contains("after the time asked for"));
    }

    /// A service may be behind another one; what the newer list says counts all the same.
    @Test
    void anOlderListThanBefore() throws Malformed {
        scene.fetchTd();
        scene.server.page(
                PlayedVendors.PCK_LIST,
                Reply.of(scene.vendors.file("dcap-collateral/pck-platform-crl-2025-05-16.crl.der")));
        scene.time.advance(Duration.ofDays(2));
        Instant at = Instant.parse("2025-06-10T00:00:00Z");
        Fetched fetched = scene.fetch(scene.td(), at);
        assertThat(fetched.notes()).anyMatch(note -> note.contains("serves an older revocation list"));
        assertThat(fetched.bundle().items())
                .filteredOn(item -> item.title().equals("revocation list of Intel SGX PCK Platform CA"))
                .hasSize(2);
    }

    @Test
    void anIssuerThatNoAcceptedRootVouchesFor() throws Malformed {
        Bytes document = scene.vendors.file("dcap-collateral/tcbinfo-tdx-v3-b0c06f000000-2025-06-19-e17.json");
        scene.server.page(
                PlayedVendors.TCB,
                Reply.of(document).header("TCB-Info-Issuer-Chain", scene.vendors.chain("sandbox-sgx-root-ca")));
        Bytes sandbox = scene.vendors.file("roots/intel/sandbox-sgx-root-ca.der");
        Fetched fetched = scene.fetchTd();
        assertThat(fetched.unreached()).isEmpty();
        assertThat(fetched.bundle().items()).noneMatch(item -> item.content().equals(sandbox));
        scene.server.page(PlayedVendors.TCB, Reply.of(document).header("TCB-Info-Issuer-Chain", "%zz"));
        scene.time.advance(Duration.ofDays(2));
        assertThat(scene.fetchTd().notes()).anyMatch(note -> note.contains("serves something else"));
    }

    @Test
    void aChangedDocument() throws Malformed {
        Bytes document = scene.vendors.file("dcap-collateral/tcbinfo-tdx-v3-b0c06f000000-2025-06-19-e17.json");
        byte[] changed = document.array();
        changed[document.length() - 5] ^= 1;
        scene.server.page(PlayedVendors.TCB, Reply.of(Bytes.of(changed)));
        assertThat(Scene.reasons(scene.fetchTd()))
                .singleElement()
                .asString()
                .contains("what no accepted vendor signed");
    }

    /// Bits of all files of the cache in turn.
    @Test
    void aDamagedCache() throws IOException, Malformed {
        scene.fetchReport();
        List<Path> files;
        try (var all = Files.list(scene.cache)) {
            files = all.filter(file -> file.toString().endsWith(".json")).toList();
        }
        assertThat(files).hasSize(3);
        for (Path file : files) {
            byte[] content = Files.readAllBytes(file);
            content[content.length / 2] ^= 1;
            Files.write(file, content);
        }
        scene.time.advance(Duration.ofMinutes(1));
        scene.server.forget();
        assertThat(Scene.answer(scene.report(), scene.fetchReport(), Scene.REPORT_AT))
                .isEqualTo("verified");
        assertThat(scene.server.asked()).hasSize(3);
    }

    /// A whole bundle at the wrong place is no better than a wrong answer.
    @Test
    void aCacheThatHasAnotherThing() throws IOException, Malformed {
        scene.fetchReport();
        Path list = only(LIST);
        Path chain = only(PlayedVendors.AMD_CHAIN);
        Files.copy(chain, list, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        scene.server.forget();
        scene.fetchReport();
        assertThat(scene.server.asked()).containsExactly(LIST);
    }

    private Path only(String address) throws IOException {
        try (var all = Files.list(scene.cache)) {
            return all.filter(file -> file.toString().endsWith(".json"))
                    .filter(file -> contains(file, address + "\""))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static boolean contains(Path file, String text) {
        try {
            return Files.readString(file).contains(text);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void aCacheThatCannotBeUsed() throws IOException, Malformed {
        Files.createDirectories(scene.cache.getParent());
        Files.writeString(scene.cache, "a file");
        Fetched fetched = scene.fetchReport();
        assertThat(Scene.reasons(fetched)).isNotEmpty().allMatch(reason -> reason.contains("cannot be used"));
    }

    /// A turn far away is a wrong clock's, and one that cannot be read is none.
    @Test
    void damagedTurns() throws IOException, Malformed {
        scene.fetchReport();
        for (String content : List.of("99999999999999", "soon", "")) {
            try (var all = Files.list(scene.cache)) {
                for (Path turn :
                        all.filter(file -> file.toString().endsWith(".turn")).toList()) {
                    Files.writeString(turn, content);
                }
            }
            scene.time.advance(Duration.ofDays(1));
            scene.server.forget();
            assertThat(scene.fetchReport().unreached()).as(content).isEmpty();
            assertThat(scene.server.asked()).as(content).containsExactly(LIST);
        }
        assertThat(scene.time.pauses).isEmpty();
    }
}
