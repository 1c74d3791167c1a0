package dev.cloister.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.protocol.jose.Crypto;
import dev.cloister.protocol.jose.Jwk;
import dev.cloister.protocol.jose.Jws;
import dev.cloister.protocol.jose.TestKeys;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeySetTest {
    private static final List<Jwk> ROOTS = List.of(TestKeys.TOKEN.publicKey(), TestKeys.ROOT.publicKey());
    private static final String GOOD = new KeySet("acme/prod", 7, 1, List.of(TestKeys.BROKER.publicKey()), List.of())
            .sign(TestKeys.ROOT.signingKey());

    @Test
    void anyPinnedRootMaySign() throws Malformed {
        assertThat(verify(GOOD).keys()).containsExactly(TestKeys.BROKER.publicKey());
        assertThatThrownBy(() -> KeySet.verify(Crypto.jdk(), ROOTS.subList(0, 1), "acme/prod", GOOD))
                .hasMessage("KeySet.signature: is not of a pinned root key");
        assertThatThrownBy(() -> KeySet.verify(Crypto.jdk(), ROOTS, "acme/test", GOOD))
                .hasMessage("KeySet.iss: is another audience");
        assertThat(KeySet.target("acme/prod")).isEqualTo("/kbs/v0/cloister/keys?audience=acme/prod");
    }

    @Test
    void refusesEveryFlippedBitTruncationAndMore() {
        byte[] good = GOOD.getBytes(StandardCharsets.US_ASCII);
        for (int bit = 0; bit < 8 * good.length; bit += 3) {
            byte[] flipped = good.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> verify(new String(flipped, StandardCharsets.ISO_8859_1)))
                    .isInstanceOf(Malformed.class);
        }
        for (int length = 0; length < GOOD.length(); length += 7) {
            String cut = GOOD.substring(0, length);
            assertThatThrownBy(() -> verify(cut)).isInstanceOf(Malformed.class);
        }
        assertThatThrownBy(() -> verify(GOOD + "\n")).isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> verify(GOOD + "A".repeat(KeySet.MAX_LENGTH))).hasMessageContaining("at most");
    }

    /// Signed by the root all the same.
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "v":1         | "v":2               | v: must be from 1 to 1
            "epoch":7     | "epoch":-1          | epoch: must be from 0
            "epoch":7     | "epoch":7.5         | epoch: must be an integer
            "keys":[{     | "keys":[{"new":1,   | unknown member new
            {"v":1        | {"new":1,"v":1      | unknown member new
            ,"token":[]   |                     | token: is missing
            "token":[]    | "token":{}          | token: must be an array
            """)
    void refuses(String right, String wrong, String message) {
        String payload =
                new String(java.util.Base64.getUrlDecoder().decode(GOOD.split("\\.")[1]), StandardCharsets.UTF_8);
        String changed = payload.replace(right, wrong == null ? "" : wrong);
        assertThat(changed).isNotEqualTo(payload);
        assertThatThrownBy(() -> verify(signed(changed)))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining(message);
    }

    @Test
    void oneToEightKeys() {
        String payload =
                new String(java.util.Base64.getUrlDecoder().decode(GOOD.split("\\.")[1]), StandardCharsets.UTF_8);
        String key = TestKeys.BROKER.publicKey().toJson().compact();
        assertThatThrownBy(() -> verify(signed(payload.replace("[" + key + "]", "[]"))))
                .hasMessageContaining("needs at least one key");
        String nine = "[" + String.join(",", new ArrayList<>(java.util.Collections.nCopies(9, key))) + "]";
        assertThatThrownBy(() -> verify(signed(payload.replace("[" + key + "]", nine))))
                .hasMessageContaining("more than 8 keys");
        assertThatIllegalArgumentException().isThrownBy(() -> new KeySet("a", 1, 1, List.of(), List.of()));
    }

    private static String signed(String payload) {
        String header =
                Jws.es256Header("cloister-keys+jwt", TestKeys.ROOT.publicKey().thumbprint());
        return Jws.signEs256(TestKeys.ROOT.signingKey(), header, Bytes.utf8(payload));
    }

    private static KeySet verify(String compact) throws Malformed {
        return KeySet.verify(Crypto.jdk(), ROOTS, "acme/prod", compact);
    }
}
