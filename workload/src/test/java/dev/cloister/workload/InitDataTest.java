package dev.cloister.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Malformed;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InitDataTest {

    @Test
    void writesTheKnownAnswer() {
        InitData written = InitData.write(Samples.known());
        assertThat(written.text()).isEqualTo(Samples.KNOWN_INIT_DATA).hasSize(438);
        assertThat(written.digest()).isEqualTo(Samples.KNOWN_DIGEST);
    }

    @Test
    void pcr8OfTheKnownAnswer() {
        assertThat(Digests.sha256(new byte[32], Samples.KNOWN_DIGEST.array()).hex())
                .isEqualTo("57a9dd97484f3e59eb30c5fafd3db3988b893dc81c5a410866aa08a14811df25");
    }

    @Test
    void readsTheKnownAnswer() throws Malformed {
        InitData read = InitData.parse(utf8(Samples.KNOWN_INIT_DATA));
        assertThat(read.cloister()).isEqualTo(Samples.known());
        assertThat(read.text()).isEqualTo(Samples.KNOWN_INIT_DATA);
        assertThat(read.digest()).isEqualTo(Samples.KNOWN_DIGEST);
    }

    @Test
    void readsEverythingItWrites() throws Malformed {
        InitData written = InitData.write(Samples.full());
        InitData read = InitData.parse(utf8(written.text()));
        assertThat(read).isEqualTo(written);
        assertThat(read.cloister()).isEqualTo(Samples.full());
    }

    @Test
    void noTruncationIsRead() throws Malformed {
        byte[] good = utf8(Samples.KNOWN_INIT_DATA);
        for (int length = 0; length < good.length - 1; length++) {
            byte[] cut = Bytes.of(good, 0, length).array();
            assertThatThrownBy(() -> InitData.parse(cut)).isInstanceOf(Malformed.class);
        }
        // only the last line feed may be left out, as TOML says; the digest is another one then
        InitData without = InitData.parse(Bytes.of(good, 0, good.length - 1).array());
        assertThat(without.digest()).isNotEqualTo(Samples.KNOWN_DIGEST);
    }

    @Test
    void aFlippedBitIsRefusedOrMeansSomethingElse() {
        byte[] good = utf8(InitData.write(Samples.full()).text());
        for (int bit = 0; bit < 8 * good.length; bit++) {
            byte[] flipped = good.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            try {
                InitData read = InitData.parse(flipped);
                assertThat(read.digest()).isEqualTo(Digests.sha256(flipped)).isNotEqualTo(Digests.sha256(good));
                assertThat(read.cloister()).as("bit %d", bit).isNotEqualTo(Samples.full());
            } catch (Malformed refused) {
                assertThat(refused.getMessage()).isNotEmpty();
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "sha256"            | "sha384"                                | init-data line 1, column 13: algorithm: must be sha256
            "0.1.0"             | "0.2.0"                                 | init-data line 2, column 11: version: must be 0.1.0
            [data]              | [date]                                  | init-data line 1, column 1: data: missing
            "cloister.toml"     | "cloister.tml"                          | init-data line 4, column 1: data.cloister.toml: missing
            version = "0.1.0"   | extra = 1{LF}version = "0.1.0"          | init-data line 2, column 9: extra: unknown member
            [data]              | [more]{LF}[data]                        | init-data line 4, column 1: more: unknown table
            [data]              | [data]{LF}"aa.toml" = "x"               | init-data line 5, column 13: data.aa.toml: unknown member
            [data]              | [data]{LF}"policy.rego" = "x"           | init-data line 5, column 17: data.policy.rego: unknown member
            epoch = 7           | epochs = 7                              | cloister.toml line 3, column 1: broker.epoch: missing
            """)
    void namesLineAndColumn(String right, String wrong, String message) {
        String text = Samples.KNOWN_INIT_DATA.replace(right, wrong.replace("{LF}", "\n"));
        assertThatThrownBy(() -> InitData.parse(utf8(text)))
                .isInstanceOf(Malformed.class)
                .hasMessage(message);
    }

    @Test
    void refusesWhatIsTooLongOrNotUtf8() {
        assertThatThrownBy(() -> InitData.parse(new byte[InitData.MAX_TEXT_BYTES + 1]))
                .hasMessageContaining("is longer than 2097152 bytes");
        assertThatThrownBy(() -> InitData.parse(new byte[] {'a', (byte) 0xc0, (byte) 0xaf}))
                .hasMessageContaining("is not UTF-8");
        String longEntry =
                Samples.KNOWN_INIT_DATA.replace("version = 1\n", "version = 1\n#" + "x".repeat(70_000) + "\n");
        assertThatThrownBy(() -> InitData.parse(utf8(longEntry))).hasMessageContaining("longer than 65536 bytes");
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
