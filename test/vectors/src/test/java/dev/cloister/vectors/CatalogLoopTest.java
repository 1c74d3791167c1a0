package dev.cloister.vectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonNull;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.Malformed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The loop itself: it must be able to fail, in every way that it claims to notice.
class CatalogLoopTest {
    private static final String TWO = """
            {"area":"made-up","count":2,"vectors":[
             {"id":"a","files":[%s],"facts":{"length":5,"deep":{"list":["x",true,null]}},
              "expected":{"verdict":"ACCEPT","reason":""}},
             {"id":"b","files":[],"verification_time":"2026-01-02T03:04:05Z","collateral":["a/x.bin"],
              "expected":{"verdict":"REJECT","reason":"bad","steps":{"signature":"invalid"}}}]}
            """;

    @TempDir
    private Path set;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @BeforeEach
    void twoEntries() throws IOException {
        write("made-up/a/x.bin", "hello");
        write("made-up/catalog.json", TWO.formatted(listed("a/x.bin", "hello")));
        write("catalog.json", "{\"areas\":[{\"area\":\"made-up\",\"entries\":2}]}");
    }

    private static String listed(String name, String content) {
        return "{\"name\":\"%s\",\"role\":\"\",\"size\":%d,\"sha256\":\"%s\"}"
                .formatted(name, content.length(), Digests.sha256(Bytes.utf8(content)));
    }

    private void write(String name, String content) throws IOException {
        Path file = set.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private void change(String name, String from, String to) throws IOException {
        String before = Files.readString(set.resolve(name));
        assertThat(before).contains(from);
        write(name, before.replace(from, to));
    }

    private static void judge(Catalog catalog, CatalogEntry entry, Disagreements found) throws IOException {
        found.compare(
                "verdict",
                entry.id().equals("a") ? "ACCEPT" : "REJECT",
                entry.verdict().orElse("none"));
        if (entry.facts().isPresent()) {
            long length = catalog.file(entry, "x.bin").length();
            Json list = Json.array(List.of(Json.text("x"), Json.flag(true), JsonNull.NULL));
            JsonObject deep = Json.object().put("list", list).put("more", 1).build();
            found.facts(
                    "",
                    entry.facts().get(),
                    Json.object().put("length", length).put("deep", deep).build());
        }
    }

    private CatalogLoop.Result run() throws IOException, Malformed {
        Catalog catalog = Catalog.read(set, Optional.empty(), "made-up");
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        return CatalogLoop.run(catalog, CatalogLoopTest::judge, out);
    }

    private void fails(String complaint) throws IOException, Malformed {
        CatalogLoop.Result result = run();
        assertThat(result.complaints()).containsExactly(complaint);
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains(complaint);
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(result::mustPass)
                .withMessageContaining(complaint);
    }

    @Test
    void allPass() throws Exception {
        CatalogLoop.Result result = run();
        result.mustPass();
        assertThat(printed.toString(StandardCharsets.UTF_8).strip()).isEqualTo("made-up: 2 passed, 0 failed");
    }

    @Test
    void anotherVerdict() throws Exception {
        change("made-up/catalog.json", "REJECT", "ACCEPT");
        fails("made-up/b: verdict: expected REJECT, got ACCEPT");
        assertThat(run()).hasToString("made-up: 1 passed, 1 failed");
    }

    @Test
    void anotherFact() throws Exception {
        change("made-up/catalog.json", "\"length\":5", "\"length\":6");
        fails("made-up/a: length: expected 6, got 5");
    }

    @Test
    void anotherFactDeepInside() throws Exception {
        change("made-up/catalog.json", "true", "false");
        fails("made-up/a: deep.list[1]: expected false, got true");
    }

    @Test
    void aShorterListOfFacts() throws Exception {
        change("made-up/catalog.json", ",null", "");
        fails("made-up/a: deep.list: expected [\"x\",true], got [\"x\",true,null]");
    }

    @Test
    void aFactThatNobodyKnows() throws Exception {
        change("made-up/catalog.json", "\"length\":5", "\"length\":5,\"new\":1");
        fails("made-up/a: new: expected 1, got a fact that nobody here knows");
    }

    @Test
    void anotherNumberOfEntries() throws Exception {
        change("made-up/catalog.json", "\"count\":2", "\"count\":3");
        fails("made-up: number of entries: expected 3, got 2");
    }

    @Test
    void anotherNumberInTheSetsList() throws Exception {
        change("catalog.json", "\"entries\":2", "\"entries\":4");
        fails("made-up: number of entries: expected 4 by the set's list, got 2");
    }

    @Test
    void theSameEntryTwice() throws Exception {
        change("made-up/catalog.json", "\"id\":\"b\"", "\"id\":\"a\"");
        change("made-up/catalog.json", "REJECT", "ACCEPT");
        fails("made-up: names: expected each once, got 1 for 2 entries");
    }

    @Test
    void anotherFile() throws Exception {
        write("made-up/a/x.bin", "hallo");
        fails("made-up/a: files: expected readable, got a/x.bin is not the file that the catalogue lists");
    }

    @Test
    void noFile() throws Exception {
        Files.delete(set.resolve("made-up/a/x.bin"));
        assertThat(run().complaints()).singleElement().asString().startsWith("made-up/a: files: expected readable");
    }

    @Test
    void aFileOutsideOfTheSetIsNotRead() throws Exception {
        change("made-up/catalog.json", "a/x.bin\",\"role\"", "../../x.bin\",\"role\"");
        assertThat(run().complaints()).singleElement().asString().contains("is in none of");
    }

    @Test
    void whatAnEntryThrows() throws Exception {
        Catalog catalog = Catalog.read(set, Optional.empty(), "made-up");
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        CatalogLoop.Result malformed = CatalogLoop.run(
                catalog,
                (all, entry, found) -> {
                    throw new Malformed("Thing", "", -1, "is broken");
                },
                out);
        assertThat(malformed.complaints())
                .containsExactly(
                        "made-up/a: outcome: expected ACCEPT, got Malformed: Thing: is broken",
                        "made-up/b: outcome: expected REJECT, got Malformed: Thing: is broken");
        CatalogLoop.Result bug = CatalogLoop.run(
                catalog,
                (all, entry, found) -> {
                    throw new IllegalStateException("our bug");
                },
                out);
        assertThat(bug.failed()).isEqualTo(2);
        assertThat(bug.complaints().getFirst()).contains("java.lang.IllegalStateException: our bug");
    }

    @Test
    void filesOfTheSharedSetStandIn(@TempDir Path own) throws Exception {
        write("roots/r.der", "root");
        Catalog catalog = Catalog.read(set, Optional.empty(), "made-up");
        Catalog other = new Catalog("made-up", own, Optional.of(set), 2, catalog.promised(), catalog.entries());
        CatalogEntry entry = other.entry("a").orElseThrow();
        assertThat(other.file(entry, "x.bin")).isEqualTo(Bytes.utf8("hello"));
        assertThat(other.file(entry, "roots/r.der")).isEqualTo(Bytes.utf8("root"));
        Files.createDirectories(own.resolve("roots"));
        Files.writeString(own.resolve("roots/r.der"), "own");
        assertThat(other.file(entry, "roots/r.der")).isEqualTo(Bytes.utf8("own"));
    }
}
