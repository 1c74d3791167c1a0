package dev.cloister.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.bytes.Malformed;
import dev.cloister.workload.ConfidentialContainer.SecretFile;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WantedSecretsTest {
    private static List<SecretFile> files(String... options) throws Malformed {
        return WantedSecrets.of(List.of(options), "web").files();
    }

    @Test
    void aStoredOneIsNamedByItsUri() throws Exception {
        SecretFile secret = files("db-password=kbs:///web/password/1").getFirst();
        assertThat(secret.name()).isEqualTo("db-password");
        assertThat(secret.resource().text()).isEqualTo("web/password/1");
    }

    @Test
    void aFileGetsAPathOfItsOwnEachTime() throws Exception {
        SecretFile first = files("key=a=b.pem").getFirst();
        assertThat(first.name()).isEqualTo("key");
        assertThat(first.resource().text()).matches("web/key/[0-9a-f]{8}");
        assertThat(files("key=a=b.pem").getFirst().resource()).isNotEqualTo(first.resource());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "=",
                "a",
                "a=",
                "=file",
                "../a=file",
                "a/b=file",
                ".a=file",
                "a=kbs:///web/password",
                "a=kbs://host/web/password/1"
            })
    void anythingElseIsRefused(String option) {
        assertThatThrownBy(() -> files(option)).isInstanceOf(Malformed.class);
    }

    @ParameterizedTest
    @CsvSource({"a=x, a=y", "a=kbs:///r/t/1, b=kbs:///r/t/1"})
    void twiceTheSameIsRefused(String one, String other) {
        assertThatThrownBy(() -> files(one, other)).hasMessageContaining("twice");
    }

    @Test
    void thereIsABoundOnTheirNumber() {
        List<String> options = IntStream.range(0, 64)
                .mapToObj(number -> "n" + number + "=file")
                .toList();
        assertThatThrownBy(() -> WantedSecrets.of(options, "web")).hasMessageContaining("63 times");
    }
}
