package dev.cloister.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.bytes.JsonFields;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The README's first command, and what it leaves behind: a proof that convinces without us, and nothing running.
@Tag("alone")
@Order(1)
class DemoTest {
    private static final Duration WITH_EMPTY_CACHES = Duration.ofMinutes(40);

    @TempDir
    private Path folder;

    @Test
    @Timeout(45 * 60)
    void theWholeWayAndAProofOfIt() throws Exception {
        try (Home home = Home.fresh()) {
            // What is built once is built before, so that the demo says what the README shows.
            home.start("bootset", "build").end(WITH_EMPTY_CACHES).exits(0);
            Ran demo = home.start("demo", "--once", "--json")
                    .end(WITH_EMPTY_CACHES)
                    .exits(0);
            JsonFields answer = demo.json();

            assertThat(answer.text("url")).startsWith("http://127.0.0.1:");
            assertThat(answer.number("httpStatus")).isEqualTo(200);
            assertThat(answer.text("verdict")).isEqualTo("trusted");
            assertThat(answer.flag("emulated")).isTrue();
            assertThat(answer.text("measurement")).isEqualTo(shownByBootSet(home));
            assertThat(answer.has("cpuSeconds") && answer.has("seconds")).isTrue();
            assertThat(answer.objects("steps")).hasSizeGreaterThan(4);
            Path proof = Path.of(answer.text("proof"));
            assertThat(Files.readString(proof.resolveSibling("proof.html"))).contains("EMULATED");

            // Its key is this home's: another home's demo must not exchange it under a guest that opens it.
            assertThat(home.state().resolve("nginx.sealed/index.json")).exists();

            readmeShows(demo);

            assertThat(home.processes("qemu")).isEmpty();
            assertThat(home.processes("Keeper")).isEmpty();
            home.endBroker();

            String text = Files.readString(proof);
            holds(home, text).exits(0).says("EMULATED");
            try (Home stranger = Home.fresh()) {
                Ran asked =
                        stranger.cloister("verify", proof.toString()).exits(2).says("--trust-policy strict-1");
                assertThat(asked.out()).doesNotContain("bootset build");
            }
            changedProofsDoNotHold(home, text);
            home.cloister("verify", proof.toString(), "--trust-policy", "strict-1")
                    .exits(1)
                    .says("EMULATED");
        }
    }

    /// But for the end: the reader's container waits, the test's is stopped.
    private static void readmeShows(Ran demo) throws IOException {
        Transcript shown = Transcript.ofReadme();
        assertThat(shown.command()).isEqualTo("./cloister demo");
        String last = shown.lines().getLast();
        assertThat(last).endsWith("  answers until you press Enter");
        List<String> lines =
                new ArrayList<>(shown.lines().subList(0, shown.lines().size() - 1));
        lines.add(last.replace("answers until you press Enter", "answered 200; the container is stopped"));
        new Transcript(shown.command(), lines).isPartOf(demo.err());
    }

    /// What anybody computes beforehand from the files that boot.
    private static String shownByBootSet(Home home) throws Exception {
        for (JsonFields one : home.cloister("bootset", "show", "--cpus", "1", "--json")
                .exits(0)
                .json()
                .objects("measurements")) {
            if (one.text("profile").equals("emulated")) {
                return one.text("measurement");
            }
        }
        throw new AssertionError("bootset show has no emulated profile");
    }

    private void changedProofsDoNotHold(Home home, String text) throws Exception {
        for (int offset : new int[] {0x08, 0x50, 0x90, 0xc0, 0x180, 0x1a0, 0x2a0}) {
            refuses(home, inBase64(text, "report", offset));
        }
        for (int offset : new int[] {400, 2000}) {
            refuses(home, inBase64(text, "certificates", offset));
        }
        refuses(home, inText(text, "initData", content -> content.replace("exec", "exek")));
        refuses(home, inText(text, "runtimeData", content -> content.replaceFirst("[A-Z]", "_")));
        refuses(home, inText(text, "at", content -> content.replaceFirst("^20", "21")));
    }

    private void refuses(Home home, String changed) throws Exception {
        assertThat(holds(home, changed).exit()).isBetween(1, 3);
    }

    private Ran holds(Home home, String proof) throws IOException, InterruptedException {
        Path file = folder.resolve("proof.json");
        Files.writeString(file, proof);
        return home.cloister("verify", file.toString());
    }

    /// One bit of a byte string.
    private static String inBase64(String json, String member, int offset) {
        return inText(json, member, content -> {
            byte[] bytes = Base64.getDecoder().decode(content);
            bytes[offset] ^= 1;
            return Base64.getEncoder().encodeToString(bytes);
        });
    }

    /// The text of a member as it is written in JSON.
    private static String inText(String json, String member, UnaryOperator<String> change) {
        Matcher found = Pattern.compile("\"" + member + "\": ?\"((?:[^\"\\\\]++|\\\\.)*+)\"")
                .matcher(json);
        assertThat(found.find()).as(member).isTrue();
        String changed = change.apply(found.group(1));
        assertThat(changed).as(member).isNotEqualTo(found.group(1));
        return json.substring(0, found.start(1)) + changed + json.substring(found.end(1));
    }
}
