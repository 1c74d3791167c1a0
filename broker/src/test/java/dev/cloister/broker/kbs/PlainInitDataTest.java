package dev.cloister.broker.kbs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlainInitDataTest {
    private static String text(String algorithm) {
        return "# of a pod\nalgorithm = \"" + algorithm + "\"\nversion = '0.1.0' # first\n\n[data]\n"
                + "\"aa.toml\" = '''\n[token_configs]\nalgorithm = \"md5\"\n'''\n";
    }

    @ParameterizedTest
    @CsvSource({"sha256,32", "sha384,48", "sha512,64"})
    void theTextNamesItsDigest(String algorithm, int length) throws Malformed {
        PlainInitData initData = PlainInitData.parse(text(algorithm));
        Bytes digest = initData.digest();
        assertThat(digest.length()).isEqualTo(length);
        for (int field : new int[] {32, 48, 64}) {
            Bytes reported = field < length ? digest.slice(0, field) : digest.padTo(field);
            assertThat(initData.isReportedBy(reported)).isTrue();
            for (int i = 0; i < field; i++) {
                byte[] changed = reported.array();
                changed[i] ^= 1;
                assertThat(initData.isReportedBy(Bytes.of(changed))).isFalse();
            }
            assertThat(initData.isReportedBy(Bytes.EMPTY.padTo(field))).isFalse();
        }
    }

    @Test
    void oneLetterMore() throws Malformed {
        Bytes digest = PlainInitData.parse(text("sha256")).digest();
        assertThat(PlainInitData.parse(text("sha256") + "\n").isReportedBy(digest))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "algorithm = \"sha256\"",
                "version = \"0.1.0\"",
                "algorithm = \"md5\"\nversion = \"0.1.0\"",
                "algorithm = \"sha256\"\nversion = \"0.2.0\"",
                "algorithm = \"sha256\"\nalgorithm = \"sha384\"\nversion = \"0.1.0\"",
                "[data]\nalgorithm = \"sha256\"\nversion = \"0.1.0\"",
                "algorithm = \"sha256\nversion = \"0.1.0\"",
                "algorithm = sha256\nversion = \"0.1.0\"",
                "algorithm = \"sha\\u0032\"\nversion = \"0.1.0\"",
                "algorithm = \"sha256\"\nversion = \"0.1.0\"\ndata.\"aa.toml\" = \"\"",
                "{\"algorithm\":\"sha256\",\"version\":\"0.1.0\"}"
            })
    void whatDoesNotSayHowItIsHashed(String text) {
        assertThatThrownBy(() -> PlainInitData.parse(text)).isInstanceOf(Malformed.class);
    }
}
