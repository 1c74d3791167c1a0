package dev.cloister.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.Malformed;
import dev.cloister.workload.SealedRoot.Source;
import dev.cloister.workload.SealedRoot.Tool;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SealedRootTest {
    private static final SealedRoot ROOT = new SealedRoot(
            Bytes.hex("0c".repeat(32)),
            Bytes.hex("00".repeat(32)),
            8192,
            8192,
            new ResourcePath("default/image/key"),
            new Source("oci:samples/web", Bytes.hex("5a".repeat(32))),
            List.of(new Tool("tar2sqfs", "1.2.0"), new Tool("veritysetup", "2.6.1")));
    private static final String TEXT = ROOT.toJson().compact();

    @Test
    void readsWhatItWrites() throws Malformed {
        assertThat(parse(TEXT)).isEqualTo(ROOT);
        assertThat(TEXT).startsWith("{\"format\":\"cloister-sealed-root-1\",\"verity\":\"sha256:0c0c");
    }

    @Test
    void whatOlderOnesSayOfTheImageIsPassedOver() throws Malformed {
        String older = TEXT.substring(0, TEXT.length() - 1) + ",\"image\":{\"command\":[\"httpd\"]}}";
        assertThat(parse(older)).isEqualTo(ROOT);
        assertThatThrownBy(() -> parse(older.replace("{\"command\":[\"httpd\"]}", "1")))
                .isInstanceOf(Malformed.class);
    }

    @Test
    void noTruncationAndNoMoreIsRead() {
        for (int length = 0; length < TEXT.length(); length++) {
            String cut = TEXT.substring(0, length);
            assertThatThrownBy(() -> parse(cut)).isInstanceOf(Malformed.class);
        }
        assertThatThrownBy(() -> parse(TEXT + "}")).isInstanceOf(Malformed.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            cloister-sealed-root-1 | cloister-sealed-root-2 | SealedRoot.format: must be cloister-sealed-root-1
            aes-xts-plain64        | cipher_null-ecb        | SealedRoot.cipher: must be aes-xts-plain64
            "blockBytes":4096      | "blockBytes":512       | SealedRoot.blockBytes: must be from 4096
            "dataBytes":8192       | "dataBytes":8191       | SealedRoot.dataBytes: must be a positive multiple
            "dataBytes":8192       | "dataBytes":0          | SealedRoot.dataBytes: must be a positive multiple
            "dataBytes":8192       | "dataBytes":12288      | SealedRoot.hashOffset: lies inside the data
            "hashOffset":8192      | "hashOffset":-4096     | SealedRoot.hashOffset: must be a positive multiple
            "verity":"sha256:0c    | "verity":"sha512:0c    | SealedRoot.verity: must be sha256: and 64
            "verity":"sha256:0c    | "verity":"sha256:0C    | SealedRoot.verity: must be lower-case hex
            kbs:///default         | kbs://host/default     | SealedRoot.key: must be a resource URI
            "source":{             | "source":{"x":1,       | SealedRoot.source: unknown member x
            {"format"              | {"x":1,"format"        | SealedRoot: unknown member x
            "tar2sqfs":"1.2.0"     | "tar2sqfs":1           | SealedRoot.tools.tar2sqfs: must be a text
            """)
    void refuses(String right, String wrong, String message) {
        String text = TEXT.replace(right, wrong);
        assertThat(text).isNotEqualTo(TEXT);
        assertThatThrownBy(() -> parse(text)).isInstanceOf(Malformed.class).hasMessageStartingWith(message);
    }

    @Test
    void theRecordChecksItself() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new SealedRoot(Bytes.EMPTY, ROOT.salt(), 8192, 8192, ROOT.key(), ROOT.source(), List.of()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SealedRoot(
                        ROOT.verityRoot(), ROOT.salt(), 8192, 4096, ROOT.key(), ROOT.source(), List.of()));
    }

    private static SealedRoot parse(String text) throws Malformed {
        return SealedRoot.fromJson(Json.parse("SealedRoot", text.getBytes(StandardCharsets.UTF_8), 4));
    }
}
