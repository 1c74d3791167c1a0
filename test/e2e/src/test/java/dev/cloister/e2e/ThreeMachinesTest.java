package dev.cloister.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// `docs/three-machines.md`: its commands, each on its machine, in the page's order, and what each machine can see
/// then.
class ThreeMachinesTest {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```sh (owner|broker|host)\\n(.*?)^```");
    private static final Pattern ROOT_KEY = Pattern.compile("root key (?:is )?\\s*([A-Za-z0-9_-]{43})");
    private static final String CANARY = "canary-of-the-owner-5c1f";

    @Test
    void eachMachineDoesItsPartAndSeesNoMore() throws Exception {
        Sample.web();
        List<MatchResult> blocks = BLOCK.matcher(Files.readString(Home.CHECKOUT.resolve("docs/three-machines.md")))
                .results()
                .toList();
        assertThat(blocks).hasSizeGreaterThan(8);
        try (Network network = new Network("owner", "broker", "host")) {
            Files.writeString(network.work("owner").resolve("password.txt"), CANARY);
            List<Ran> ran = new ArrayList<>();
            for (MatchResult block : blocks) {
                if (block.group(2).contains("cloister stop web")) {
                    whatEachSees(network);
                }
                ran.add(network.on(block.group(1), block.group(2)).exits(0));
                if (block.group(1).equals("broker")) {
                    network.on("broker", "until grep -q 'root key' broker.out; do sleep 0.1; done");
                }
            }
            assertThat(ran).anySatisfy(verified -> {
                assertThat(verified.command()).contains("verify web.sealed");
                assertThat(verified.out()).contains("TRUSTED", "EMULATED");
            });
            String printed = rootKey(Files.readString(network.work("broker").resolve("broker.out")));
            assertThat(ran).anySatisfy(used -> {
                assertThat(used.command()).contains("broker use");
                assertThat(rootKey(used.out())).isEqualTo(printed);
            });
        }
    }

    private static String rootKey(String text) {
        Matcher found = ROOT_KEY.matcher(text);
        assertThat(found.find()).as(text).isTrue();
        return found.group(1);
    }

    private static void whatEachSees(Network network) throws Exception {
        assertThat(names(network.home("host"))).doesNotContain("admin.key", "owner.key", "master.key", "broker.db");
        assertThat(names(network.home("owner")))
                .contains("admin.key", "owner.key")
                .doesNotContain("master.key");
        assertThat(names(network.home("broker"))).contains("master.key").doesNotContain("admin.key", "owner.key");
        for (String machine : List.of("host", "broker")) {
            assertThat(holding(network.home(machine)))
                    .as("files with the secret on " + machine)
                    .isEmpty();
        }
        network.on("host", "./cloister broker use http://broker:8743")
                .exits(0)
                .says("does not take this home for its owner");
        network.on("host", "./cloister verify web").exits(69).says("unauthorized");
        network.on("host", "./cloister secret set kbs:///web/db-password/1 chip.yaml")
                .exits(69)
                .says("admin access denied");
    }

    private static List<String> names(Home home) throws Exception {
        try (Stream<Path> files = Files.walk(home.folder())) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static List<Path> holding(Home home) throws Exception {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(home.folder())) {
            for (Path file : files.filter(each -> Files.isRegularFile(each, LinkOption.NOFOLLOW_LINKS))
                    .toList()) {
                if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(CANARY)) {
                    found.add(file);
                }
            }
        }
        return found;
    }
}
