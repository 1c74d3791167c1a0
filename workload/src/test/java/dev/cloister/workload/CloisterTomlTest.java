package dev.cloister.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.workload.CloisterToml.Broker;
import dev.cloister.workload.CloisterToml.WantedSecret;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CloisterTomlTest {
    private static final String FULL = Samples.full().text();

    @Test
    void readsWhatItWrites() throws Malformed {
        assertThat(parse(FULL)).isEqualTo(Samples.full());
        assertThat(parse(Samples.known().text())).isEqualTo(Samples.known());
    }

    @Test
    void whatIsNotWrittenIsNotAllowed() throws Malformed {
        CloisterToml least = parse(FULL.substring(0, FULL.indexOf("\n[[secret]]")));
        assertThat(least.secrets()).isEmpty();
        assertThat(least.ownerKeys()).isEmpty();
        assertThat(least.lease().lost()).isEqualTo(CloisterToml.Lost.STOP);
        assertThat(least.evidence()).isEqualTo(CloisterToml.EvidenceUse.LABELLED);
        assertThat(least.workload()).isEqualTo(WorkloadPolicy.NOTHING);
    }

    @Test
    void commentsAndAnotherOrderMeanTheSame() throws Malformed {
        String known = Samples.known().text();
        int lease = known.indexOf("\n[lease]");
        String moved =
                "version = 1 # least\n" + known.substring(lease) + known.substring("version = 1\n".length(), lease);
        assertThat(parse(moved)).isEqualTo(Samples.known());
    }

    /// An unknown member in each table, and an unknown table beside each.
    @Test
    void noTableTakesAnUnknownMember() {
        List<String> headers =
                FULL.lines().filter(line -> line.startsWith("[")).distinct().toList();
        assertThat(headers).hasSize(8);
        for (String header : headers) {
            String member = FULL.replace(header + "\n", header + "\nnew = 1\n");
            assertThatThrownBy(() -> parse(member)).as(header).hasMessageContaining("unknown member");
            String table = FULL + "\n" + header.replace("]", ".new]").replace(".new].new]", ".new]]") + "\nx = 1\n";
            assertThatThrownBy(() -> parse(table)).as(header).isInstanceOf(Malformed.class);
        }
        assertThatThrownBy(() -> parse("new = 1\n" + FULL))
                .hasMessage("cloister.toml line 1, column 7: new: unknown member");
        for (String table : List.of("volume", "tls", "image", "limits")) {
            assertThatThrownBy(() -> parse(FULL + "\n[" + table + "]\n")).hasMessageContaining("unknown table");
            assertThatThrownBy(() -> parse(FULL + "\n[[" + table + "]]\n")).hasMessageContaining("unknown table");
        }
    }

    /// Each line left out; what then still can be read has a stated meaning.
    @Test
    void everyLineCounts() throws Malformed {
        String[] lines = FULL.split("\n");
        List<String> optional = new ArrayList<>();
        for (int i = 0; i < lines.length; i++) {
            if (lines[i].isEmpty()) continue;
            List<String> rest = new ArrayList<>(List.of(lines));
            rest.remove(i);
            try {
                boolean same = parse(String.join("\n", rest)).equals(Samples.full());
                optional.add(lines[i] + (same ? " (the default)" : ""));
            } catch (Malformed refused) {
                assertThat(refused.getMessage()).startsWith("cloister.toml line ");
            }
        }
        assertThat(optional).containsExactly("min = 3", "min = 1 (the default)");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            version = 1                    | version = 2                     | version: must be 1, is 2
            version = 1                    | version = "1"                   | version: must be a whole number, is a string
            "https://[fd00::1]:8443"       | "ftp://host"                    | broker.url: must be http
            "https://[fd00::1]:8443"       | "http://host/path"              | broker.url: must be http
            "https://[fd00::1]:8443"       | "http://"                       | broker.url: must be http
            "acme/prod"                    | "acme prod"                     | broker.audience: must be 1 to 128 of
            "acme/prod"                    | ""                              | broker.audience: must be 1 to 128 of
            epoch = 0                      | epoch = 0{LF}channel = 2        | broker.channel: must be 1, is 2
            epoch = 0                      | epoch = 9007199254740993        | broker.epoch: must be 0 to 9007199254740992
            kty = "EC"                     | kty = "RSA"                     | broker.key.kty: must be EC
            crv = "P-256"                  | crv = "P-384"                   | broker.key.crv: must be P-256
            bT_1enw                        | bT_1en                          | broker.key.x: must be 32 bytes in base64url
            bT_1enw                        | bT_1enx                         | broker.key.x: must be 32 bytes in base64url
            bT_1enw                        | bT_1enw=                        | broker.key.x: must be 32 bytes in base64url
            sha256:abab                    | sha256:ABab                     | root.verity: must be sha256: and 64
            sha256:abab                    | sha512:abab                     | root.verity: must be sha256: and 64
            sha256:abab                    | sha256:ab                       | root.verity: must be sha256: and 64
            "default/image/key"            | "default/image"                 | root.key: must be a resource path
            "default/image/key"            | "kbs:///default/image/key"      | root.key: must be a resource path
            "default/password/db"          | "default//db"                   | secret.path: must be a resource path
            "default/password/db"          | "default/image/key"             | secret.path: the same path twice
            "default/password/db"          | "default/password/web"          | secret.path: the same path twice
            file = "db"                    | file = "../db"                  | secret.file: must be a plain file name
            file = "db"                    | file = ".db"                    | secret.file: must be a plain file name
            file = "db"                    | file = ""                       | secret.file: must be a plain file name
            file = "db"                    | file = "web.txt"                | secret.file: the same file twice
            min = 3                        | min = 0                         | secret.min: must be 1 to 9007199254740992, is 0
            lost = "continue"              | lost = "Stop"                   | lease.lost: must be one of stop, continue
            workload = "off"               | workload = "on"                 | evidence.workload: must be one of labelled, raw, off
            exec = "deny"                  | exec = "allow"                  | workload.exec: must be deny
            logs = "owner"                 | logs = "all"                    | workload.logs: must be one of owner, none
            ["TERM", "USR1"]               | ["TERM", "TERM"]                | workload.signals: must be different signals
            ["TERM", "USR1"]               | ["SIGTERM"]                     | workload.signals: must be different signals
            ["TERM", "USR1"]               | "TERM"                          | workload.signals: must be a list of strings
            [lease]                        | [[lease]]                       | lease: must be a table, is a list of tables
            [[owner.key]]                  | [owner.key]                     | owner.key: must be a list of tables, is a table
            """)
    void refuses(String right, String wrong, String message) {
        String text = FULL.replace(right, wrong.replace("{LF}", "\n"));
        assertThat(text).isNotEqualTo(FULL);
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(Malformed.class)
                .hasMessageStartingWith("cloister.toml line ")
                .hasMessageContaining(message);
    }

    @Test
    void refusesTooMany() {
        String key = FULL.substring(FULL.indexOf("\n[[broker.key]]"), FULL.indexOf("\n[root]"));
        assertThatThrownBy(() -> parse(FULL.replace("\n[root]", key + "\n[root]")))
                .hasMessageContaining("the same key twice");
        StringBuilder secrets = new StringBuilder();
        for (int i = 0; i < 62; i++)
            secrets.append("\n[[secret]]\npath = \"a/b/c")
                    .append(i)
                    .append("\"\nfile = \"f")
                    .append(i)
                    .append("\"\n");
        assertThatThrownBy(() -> parse(FULL + secrets)).hasMessageContaining("at most 63 secrets");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://a\"b", "http://a\nb", "http://", "a", "http://a/b"})
    void aBrokerNeedsAUrl(String url) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Broker(url, "a", 1, 0, List.of(Samples.rootKey())));
    }

    @Test
    void recordsRefuseWhatTheReaderRefuses() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Broker("http://a", "a", 1, 0, List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> new PinnedKey(Bytes.EMPTY, Bytes.EMPTY));
        WantedSecret secret = new WantedSecret(new ResourcePath("a/b/c"), "f", 1);
        assertThatIllegalArgumentException().isThrownBy(() -> Samples.known().withSecrets(List.of(secret, secret)));
        assertThat(CloisterToml.of(Samples.known().broker(), Samples.known().root(), Samples.otherKey())
                        .workload())
                .isEqualTo(WorkloadPolicy.USUAL);
    }

    private static CloisterToml parse(String text) throws Malformed {
        return CloisterToml.parse(text.getBytes(StandardCharsets.UTF_8));
    }
}
