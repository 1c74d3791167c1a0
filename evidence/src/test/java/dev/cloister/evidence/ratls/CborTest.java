package dev.cloister.evidence.ratls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Items of RFC 8949, appendix A, as values of a claim that nobody knows, and claims as a whole.
class CborTest {
    private static final String HASH = "6b7075626b65792d6861736858" + "24" + "82015820" + "ab".repeat(32);

    private static Claims claims(String hex) throws Malformed {
        return Claims.parse(Bytes.hex(hex));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00", "17", "1818", "1903e8", "1a000f4240", "1bffffffffffffffff", "20", "3bffffffffffffffff", "f90000",
                "fa47c35000", "fb3ff199999999999a", "f97e00", "f4", "f5", "f6", "f7", "f8ff",
                        "c074323031332d30332d32315432303a30343a30305a",
                "d74401020304", "40", "4401020304", "60", "6449455446", "62c3bc", "64f0908591", "80", "83010203",
                "8301820203820405", "a0", "a201020304", "a26161016162820203", "1800", "5800"
            })
    void whateverIsWholeIsPassedOver(String item) throws Malformed {
        assertThat(claims("a2" + "6178" + item + HASH).keyHash().digest()).isEqualTo(Bytes.hex("ab".repeat(32)));
        assertThat(claims("a2" + HASH + "6178" + item).nonce()).isEmpty();
    }

    /// Not well-formed, of indefinite length, or without a meaning.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1c",
                "1d",
                "1e",
                "1f",
                "3c",
                "5c",
                "5f",
                "5f41004100ff",
                "7f",
                "7f6100ff",
                "9f",
                "9fff",
                "bf",
                "bfff",
                "dc",
                "df00",
                "fc",
                "fd",
                "fe",
                "ff",
                "f800",
                "f81f",
                "e0",
                "f3",
                "61ff",
                "62c328",
                "5bffffffffffffffff",
                "9bffffffffffffffff",
                "bbffffffffffffffff",
                "9a00100000",
                "ba00100000",
                "81",
                "a1",
                "a100",
                "c0",
                "18",
                "19ff"
            })
    void whateverIsNotIsRefused(String item) {
        assertThatThrownBy(() -> claims("a2" + HASH + "6178" + item)).isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> claims("a2" + "6178" + item + HASH)).isInstanceOf(Malformed.class);
    }

    @Test
    void depthIsBounded() throws Malformed {
        assertThat(claims("a2" + HASH + "6178" + "81".repeat(8) + "00").nonce()).isEmpty();
        for (String nested : new String[] {"81", "c0", "a100"}) {
            assertThatThrownBy(() -> claims("a2" + HASH + "6178" + nested.repeat(9) + "00"))
                    .hasMessageContaining("nested deeper than 8");
        }
    }

    @Test
    void theNonceIsKept() throws Malformed {
        assertThat(claims("a2" + HASH + "656e6f6e6365" + "43010203").nonce()).contains(Bytes.hex("010203"));
        assertThat(claims("a2" + HASH + "656e6f6e6365" + "40").nonce()).contains(Bytes.EMPTY);
        assertThatThrownBy(() -> claims("a2" + HASH + "656e6f6e6365" + "6161")).hasMessageContaining("a byte string");
    }

    @ParameterizedTest
    @CsvSource({
        "a0, pubkey-hash",
        "80, must be a map",
        "a16161" + "00, is missing",
        "a1" + "00" + "00, must be a text",
        "a1" + "4161" + "00, must be a text",
    })
    void claimsWithoutAKeyHashAreRefused(String map, String problem) {
        assertThatThrownBy(() -> claims(map)).isInstanceOf(Malformed.class).hasMessageContaining(problem);
    }

    @Test
    void everyNameStandsOnce() {
        assertThatThrownBy(() -> claims("a2" + HASH + HASH)).hasMessageContaining("stands there twice");
        assertThatThrownBy(() -> claims("a3" + HASH + "617800" + "617800")).hasMessageContaining("stands there twice");
    }

    @Test
    void nothingMayStandBehindAHash() {
        assertThatThrownBy(() -> claims("a16b7075626b65792d6861736858" + "25" + "82015820" + "ab".repeat(32) + "00"))
                .hasMessageContaining("1 bytes left over");
        assertThatThrownBy(() -> claims("a1" + HASH + "00")).hasMessageContaining("1 bytes left over");
    }

    @Test
    void longClaimsAreRefused() {
        Bytes value = Bytes.hex("590fff").concat(Bytes.EMPTY.padTo(0xfff));
        assertThatThrownBy(() -> claims("a2" + HASH + "6178" + value)).hasMessageContaining("at most 4096 are read");
    }

    /// The three algorithms, each with its own length.
    @ParameterizedTest
    @CsvSource({
        "01, 32, true",
        "07, 48, true",
        "08, 64, true",
        "01, 48, false",
        "07, 32, false",
        "08, 63, false",
        "00, 32, false",
        "02, 15, false",
        "20, 32, false",
        "1bffffffffffffffff, 32, false"
    })
    void algorithmAndLengthGoTogether(String algorithm, int size, boolean taken) throws Malformed {
        String entry = "82" + algorithm + "58%02x".formatted(size) + "cd".repeat(size);
        String map = "a16b7075626b65792d6861736858%02x".formatted(entry.length() / 2) + entry;
        if (taken) {
            assertThat(claims(map).keyHash().digest().length()).isEqualTo(size);
        } else {
            assertThatThrownBy(() -> claims(map)).isInstanceOf(Malformed.class);
        }
    }
}
