package dev.cloister.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.bytes.JsonFields;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The host attacks its own guest, by the command that a user types; afterwards nothing of it is left but the page.
class DrillTest {
    private static final Duration ALL_OF_IT = Duration.ofMinutes(60);
    private static final Duration SOME_OF_IT = Duration.ofMinutes(15);

    /// One of each kind that needs no VM, one that the firmware ends, and some on one running guest.
    private static final List<String> SOME = List.of(
            "kernel",
            "launched-image",
            "replayed-evidence",
            "answer-changed",
            "swapped-refusal",
            "console",
            "container-asks-the-chip",
            "exit-code",
            "many-activations");

    @Test
    void someAttacks() throws Exception {
        List<String> words = new ArrayList<>(List.of("drill", "--json"));
        SOME.forEach(id -> words.addAll(List.of("--only", id)));
        drill(SOME_OF_IT, SOME, words.toArray(String[]::new));
    }

    @Test
    @Tag("nightly")
    @Timeout(70 * 60)
    void everyAttack() throws Exception {
        List<String> all;
        try (Home home = fresh()) {
            all = ids(home.cloister("drill", "--list", "--json").exits(0).json());
        }
        assertThat(all).hasSizeGreaterThan(60);
        drill(ALL_OF_IT, all, "drill", "--json");
    }

    /// While the broker starts, and while a guest does.
    @ParameterizedTest
    @CsvSource({"The host attacks its own guest, 1500", "kernel-and-table: the host boots, 1500"})
    @Tag("nightly")
    void interrupted(String line, long millisLater) throws Exception {
        try (Home home = fresh()) {
            Running drill = home.start("drill", "--only", "kernel-and-table").untilItSays(line, SOME_OF_IT);
            Thread.sleep(millisLater);
            drill.interrupt();
            Ran ran = drill.end(Duration.ofMinutes(2));
            ran.exits(130);
            assertThat(ran.err()).doesNotContain("NOT AS DOCUMENTED").doesNotContain("could not be removed");
            assertThat(leftBehind(home)).isEmpty();
        }
    }

    /// What a killed drill leaves is shown by `clean`, and goes when the next one begins. (Nothing is cleaned here: the
    /// cache is the user's.)
    @Test
    @Tag("nightly")
    void killed() throws Exception {
        try (Home home = fresh()) {
            Running drill = home.start("drill", "--only", "kernel-and-table")
                    .untilItSays("kernel-and-table: the host boots", SOME_OF_IT);
            drill.kill();
            assertThat(leftBehind(home)).isNotEmpty();

            home.cloister("clean").exits(0).says("killed drill").says("Nothing was removed");
            home.start("drill", "--only", "stolen-token").end(SOME_OF_IT).exits(0);
            assertThat(leftBehind(home)).isEmpty();
        }
    }

    @Test
    void anAttackThatIsNone() throws Exception {
        try (Home home = fresh()) {
            home.cloister("drill", "--only", "kernle").exits(64).says("cloister drill --list");
        }
    }

    /// With a place of its own for what the drill makes and removes.
    private static Home fresh() throws IOException {
        Home home = Home.fresh();
        return home.with("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + home.folder());
    }

    private static void drill(Duration limit, List<String> ids, String... words) throws Exception {
        try (Home home = fresh()) {
            JsonFields answer = home.start(words).end(limit).exits(0).json();

            assertThat(answer.text("control")).isEqualTo("ok");
            List<String> seen = new ArrayList<>();
            for (JsonFields attack : answer.objects("attacks")) {
                seen.add(attack.text("id"));
                assertThat(attack.text("by")).as(attack.text("id")).isEqualTo(attack.text("expectedBy"));
                assertThat(attack.text("state")).isIn("refused", "not-covered", "not-applicable");
                assertThat(attack.text("title")).isNotEmpty();
                attack.value("seconds");
                attack.end();
            }
            answer.end();
            assertThat(seen).containsExactlyInAnyOrderElementsOf(ids);
            assertThat(Files.readString(home.state().resolve("drill.html")))
                    .contains("EMULATED")
                    .contains("AS DOCUMENTED");
            assertThat(leftBehind(home)).isEmpty();
        }
    }

    private static List<String> ids(JsonFields listed) throws Exception {
        List<String> ids = new ArrayList<>();
        for (JsonFields attack : listed.objects("attacks")) {
            ids.add(attack.text("id"));
        }
        return ids;
    }

    /// Folders of drills and processes that work in them.
    private static List<String> leftBehind(Home home) throws IOException {
        String folders = home.folder().resolve("cloister-drill-").toString();
        List<String> left = new ArrayList<>();
        try (Stream<Path> files = Files.list(home.folder())) {
            files.map(Path::toString).filter(file -> file.startsWith(folders)).forEach(left::add);
        }
        ProcessHandle.allProcesses()
                .flatMap(process -> process.info().commandLine().stream())
                .filter(line -> line.contains(folders))
                .forEach(left::add);
        return left;
    }
}
