package dev.cloister.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/// Every command that the documents show in a block marked `sh` is run, block by block, from a folder in which
/// `./cloister` is the checkout's. Blocks of a page share a home.
@Tag("alone")
class ReadmeTest {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```sh\\n(.*?)^```");
    private static final Duration LIMIT = Duration.ofMinutes(10);

    /// Commands that another test runs, or that are this very run.
    private static final Set<String> RUN_ELSEWHERE = Set.of(
            "./cloister demo", // DemoTest, with --once
            "./cloister drill", // DrillTest, nightly
            "./cloister test",
            "./cloister bootset verify", // BootSetTest, nightly
            "./cloister bootset diff SET SET", // BootSetTest, with two sets
            "mvn -Pchecks spotless:apply"); // changes the sources

    @TestFactory
    List<DynamicTest> documents() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Path page : pages()) {
            List<String> blocks = BLOCK.matcher(Files.readString(page))
                    .results()
                    .map(block -> block.group(1))
                    .toList();
            if (!blocks.isEmpty()) {
                tests.add(DynamicTest.dynamicTest(Home.CHECKOUT.relativize(page).toString(), () -> run(blocks)));
            }
        }
        assertThat(tests).isNotEmpty();
        return tests;
    }

    private static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>();
        try (Stream<Path> files = Files.list(Home.CHECKOUT)) {
            files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
        }
        Path docs = Home.CHECKOUT.resolve("docs");
        if (Files.isDirectory(docs)) {
            try (Stream<Path> files = Files.walk(docs)) {
                files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
            }
        }
        return pages;
    }

    private static void run(List<String> blocks) throws Exception {
        Sample.web();
        try (Home home = Home.fresh()) {
            Path work = Files.createDirectory(home.folder().resolve("work"));
            Files.createSymbolicLink(work.resolve("cloister"), Home.CHECKOUT.resolve("cloister"));
            Files.createSymbolicLink(work.resolve("samples"), Home.CHECKOUT.resolve("samples"));
            for (String block : blocks) {
                String left = String.join(
                        "\n",
                        block.lines()
                                .filter(line -> !RUN_ELSEWHERE.contains(line.strip()))
                                .toList());
                Running.start(
                                List.of("sh", "-euc", left),
                                work,
                                Map.of("XDG_STATE_HOME", home.folder().toString()))
                        .end(LIMIT)
                        .exits(0);
            }
        }
    }
}
