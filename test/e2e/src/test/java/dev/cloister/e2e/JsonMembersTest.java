package dev.cloister.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.bytes.JsonFields;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The objects that `--json` prints of a guest's life have exactly the members that docs/json.md lists.
class JsonMembersTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (`[^|]*) \\| (.*) \\|$");
    private static final Pattern NAME = Pattern.compile("`([^`]+)`");

    /// A table below a command's heading.
    ///
    /// @param number 0 for the first
    private record Table(List<MatchResult> rows) {
        static Table of(String command, int number) throws IOException {
            String page = Files.readString(Home.CHECKOUT.resolve("docs/json.md"));
            int from = page.indexOf("## " + command + "\n");
            assertThat(from).as("docs/json.md has a section " + command).isPositive();
            int end = page.indexOf("\n## ", from);
            String table = page.substring(from, end < 0 ? page.length() : end).split("\\|---\\|---\\|\n")[number + 1];
            int blank = table.indexOf("\n\n");
            return new Table(ROW.matcher(blank < 0 ? table : table.substring(0, blank + 1))
                    .results()
                    .toList());
        }

        private static List<String> names(String cell) {
            return NAME.matcher(cell).results().map(name -> name.group(1)).toList();
        }

        List<String> members() {
            return rows.stream().flatMap(row -> names(row.group(1)).stream()).toList();
        }

        /// Names in the words about one member.
        List<String> within(String member) {
            return rows.stream()
                    .filter(row -> names(row.group(1)).contains(member))
                    .flatMap(row -> names(row.group(2)).stream())
                    .toList();
        }

        void describes(JsonFields object) {
            assertThat(object.names()).containsExactlyInAnyOrderElementsOf(members());
        }
    }

    @Test
    void ofAGuestsLife() throws Exception {
        try (Home home = Home.fresh()) {
            Path sealed = home.folder().resolve("web.sealed");
            Table.of("protect", 0)
                    .describes(home.cloister(
                                    "protect", "oci:" + Sample.web(), "-o", sealed.toString(), "--emulated", "--json")
                            .exits(0)
                            .json());
            Table.of("run", 1)
                    .describes(home.cloister("run", "--backend", "snp", "--json", sealed.toString())
                            .exits(69)
                            .json());
            Table.of("run", 0)
                    .describes(home.cloister(
                                    "run",
                                    "--detach",
                                    "--name",
                                    "web",
                                    "-p",
                                    freePort() + ":80",
                                    "--json",
                                    sealed.toString())
                            .exits(0)
                            .json());
            JsonFields all = home.cloister("ps", "--json").exits(0).json();
            Table.of("ps", 0).describes(all);
            for (JsonFields guest : all.objects("guests")) {
                assertThat(Table.of("ps", 0).within("guests")).containsAll(guest.names());
            }
            Table.of("verify", 0)
                    .describes(home.cloister("verify", "web", "--json").exits(0).json());
            Table.of("stop", 0)
                    .describes(home.cloister("stop", "web", "--json").exits(0).json());
            Table.of("logs", 0).describes(home.cloister("logs", "web", "--json").json());
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
