package dev.cloister.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class SecretTest {
    private static Bytes contentOf(Secret secret) {
        return secret.use(content -> Bytes.of(content));
    }

    @Test
    void takesTheCallersArrayAndWipesIt() {
        byte[] content = {1, 2, 3};
        try (Secret secret = Secret.of(content)) {
            assertThat(content).containsOnly(0);
            assertThat(contentOf(secret)).hasToString("010203");
        }
    }

    @Test
    void wipesItselfOnClosing() {
        Secret secret = Secret.of(new byte[] {1, 2, 3});
        byte[] inside = secret.use(content -> content);
        secret.close();
        secret.close();
        assertThat(inside).containsOnly(0);
        assertThatIllegalStateException().isThrownBy(() -> secret.use(content -> content));
        assertThatIllegalStateException().isThrownBy(secret::copy);
    }

    @Test
    void saysOnlyItsLength() {
        try (Secret secret = Secret.of(new byte[] {65, 66})) {
            assertThat(secret).hasToString("Secret(2 bytes)");
            assertThat(secret.length()).isEqualTo(2);
            assertThat(secret.hashCode()).isEqualTo(2);
        }
    }

    @Test
    void comparesByContentUntilClosed() {
        Secret one = Secret.of(new byte[] {1, 2});
        Secret same = Secret.of(new byte[] {1, 2});
        assertThat(one).isEqualTo(same).isNotEqualTo(Secret.of(new byte[] {1, 3}));
        assertThat(one).isNotEqualTo(Secret.of(new byte[] {1}));
        assertThat(one.equals("secret")).isFalse();
        one.close();
        same.close();
        assertThat(one).isNotEqualTo(same).isEqualTo(one);
    }

    @Test
    void aCopyLivesOnItsOwn() {
        Secret secret = Secret.of(new byte[] {7});
        Secret copy = secret.copy();
        secret.close();
        assertThat(contentOf(copy)).hasToString("07");
        copy.close();
    }

    @Test
    void randomOnesDiffer() {
        try (Secret one = Secret.random(32);
                Secret other = Secret.random(32)) {
            assertThat(one).isNotEqualTo(other);
            assertThat(one.length()).isEqualTo(32);
        }
    }

    @Test
    void lendsWithTheReadersOwnFailures() {
        try (Secret secret = Secret.random(4)) {
            assertThatThrownBy(() -> secret.lend(content -> {
                        throw new IOException("disk full");
                    }))
                    .isInstanceOf(IOException.class);
            byte[] seen = new byte[4];
            secret.lend(content -> System.arraycopy(content, 0, seen, 0, 4));
            assertThat(contentOf(secret)).isEqualTo(Bytes.of(seen));
        }
    }

    @Test
    void readsBase64UrlStrictly() throws Malformed {
        try (Secret secret = Secret.fromBase64Url("Resources", "items[0].value", "AQID")) {
            assertThat(contentOf(secret)).hasToString("010203");
        }
        assertThatThrownBy(() -> Secret.fromBase64Url("Resources", "items[0].value", "AQI="))
                .isInstanceOf(Malformed.class)
                .hasMessageNotContaining("AQI");
    }
}
