package dev.cloister.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Base64sTest {
    @Test
    void readsWhatIsWritten() throws Malformed {
        Random random = new Random(1);
        for (int length = 0; length < 70; length++) {
            byte[] content = new byte[length];
            random.nextBytes(content);
            Bytes bytes = Bytes.of(content);
            assertThat(Base64s.decodeUrl("T", "f", bytes.base64Url())).isEqualTo(bytes);
            assertThat(Base64s.decodeStandard("T", "f", bytes.base64())).isEqualTo(bytes);
        }
    }

    /// RFC 4648 section 10.
    @Test
    void agreesWithTheRfc() throws Malformed {
        assertThat(Base64s.decodeStandard("T", "f", "Zm9vYmE=")).isEqualTo(Bytes.utf8("fooba"));
        assertThat(Base64s.decodeStandard("T", "f", "Zm9vYg==")).isEqualTo(Bytes.utf8("foob"));
        assertThat(Base64s.decodeUrl("T", "f", "Zm9vYg")).isEqualTo(Bytes.utf8("foob"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Zg==", // padding
                "Zm9v\n", // white space
                " Zm9v", "Zm 9v", "Zm+v", // standard alphabet
                "Zm/v", "Zm9vY", // impossible length
                "Z", "Zh", // bits behind the last byte
                "Zm9", "Zm9vYh", "Zm9ä", "Zm9\0", "=", "Zm9v=",
            })
    void refusesInTheUrlForm(String text) {
        assertThatExceptionOfType(Malformed.class).isThrownBy(() -> Base64s.decodeUrl("T", "f", text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Zg", // no padding
                "Zg=",
                "Zg===",
                "Z===",
                "====",
                "=",
                "Zh==", // bits behind the last byte
                "Zm9=",
                "Zm9v\n",
                "Zm9v====",
                "Zm-v", // URL alphabet
                "Zm_v",
                "Z=9v",
                "Zg==Zg==",
                "Zm9v Zm9",
            })
    void refusesInTheStandardForm(String text) {
        assertThatExceptionOfType(Malformed.class).isThrownBy(() -> Base64s.decodeStandard("T", "f", text));
    }

    @Test
    void eachByteStringHasOneText() throws Malformed {
        // Every text of three characters that is accepted is the one that is written.
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        int accepted = 0;
        for (char a : alphabet.toCharArray()) {
            for (char b : alphabet.toCharArray()) {
                String text = "A" + a + b;
                try {
                    assertThat(Base64s.decodeUrl("T", "f", text).base64Url()).isEqualTo(text);
                    accepted++;
                } catch (Malformed refused) {
                    continue;
                }
            }
        }
        assertThat(accepted).isEqualTo(64 * 16);
    }

    @Test
    void saysWhatIsWrong() {
        assertThatThrownBy(() -> Base64s.decodeUrl("Jwk", "x", "AA AA"))
                .isInstanceOf(Malformed.class)
                .hasMessageStartingWith("Jwk.x: ");
        assertThatThrownBy(() -> Base64s.decodeUrl("Jwk", "x", "AA.A")).hasMessage("Jwk.x: not base64 at character 3");
    }
}
