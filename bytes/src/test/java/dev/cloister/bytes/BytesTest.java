package dev.cloister.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BytesTest {
    @Test
    void isNotChangedThroughItsArrays() {
        byte[] source = {1, 2, 3};
        Bytes bytes = Bytes.of(source);
        source[0] = 9;
        bytes.array()[1] = 9;
        assertThat(bytes).hasToString("010203");
    }

    @Test
    void comparesByContent() {
        assertThat(Bytes.hex("0a0b"))
                .isEqualTo(Bytes.of(new byte[] {10, 11}))
                .hasSameHashCodeAs(Bytes.hex("0A0B"))
                .isNotEqualTo(Bytes.hex("0a0c"))
                .isNotEqualTo(Bytes.hex("0a0b00"));
        assertThat(Bytes.hex("0a0b").sameAs(Bytes.hex("0a0b"))).isTrue();
        assertThat(Bytes.hex("0a0b").sameAs(Bytes.hex("0a0c"))).isFalse();
        assertThat(Bytes.hex("0a0b").sameAs(Bytes.EMPTY)).isFalse();
    }

    @Test
    void sortsAsUnsignedBytes() {
        List<Bytes> sorted =
                Stream.of("ff", "0100", "01", "").map(Bytes::hex).sorted().toList();
        assertThat(sorted).extracting(Bytes::hex).containsExactly("", "01", "0100", "ff");
        assertThat(Bytes.hex("ff")).isGreaterThan(Bytes.hex("01"));
        assertThat(Bytes.hex("0100")).isGreaterThan(Bytes.hex("01"));
    }

    @Test
    void takesParts() {
        Bytes bytes = Bytes.hex("000102030405");
        assertThat(bytes.slice(2, 4)).hasToString("0203");
        assertThat(bytes.slice(6, 6)).isEqualTo(Bytes.EMPTY);
        assertThat(bytes.concat(Bytes.hex("ff"))).hasToString("000102030405ff");
        assertThat(bytes.at(5)).isEqualTo(5);
        assertThat(Bytes.of(new byte[] {1, 2, 3}, 1, 2)).hasToString("02");
        assertThatIllegalArgumentException().isThrownBy(() -> bytes.slice(4, 7));
        assertThatIllegalArgumentException().isThrownBy(() -> bytes.slice(-1, 2));
        assertThatIllegalArgumentException().isThrownBy(() -> bytes.slice(3, 2));
    }

    @Test
    void padsAndNeverCuts() {
        assertThat(Bytes.hex("aa").padTo(3)).hasToString("aa0000");
        assertThat(Bytes.hex("aabb").padTo(2)).hasToString("aabb");
        assertThatIllegalArgumentException().isThrownBy(() -> Bytes.hex("aabb").padTo(1));
    }

    @Test
    void knowsZeros() {
        assertThat(Bytes.of(new byte[4]).isZero()).isTrue();
        assertThat(Bytes.hex("00000080").isZero()).isFalse();
        assertThat(Bytes.EMPTY.isZero()).isTrue();
        assertThat(Bytes.EMPTY.isEmpty()).isTrue();
    }

    @Test
    void encodes() {
        assertThat(Bytes.hex("fbff").base64Url()).isEqualTo("-_8");
        assertThat(Bytes.hex("fbff").base64()).isEqualTo("+/8=");
        assertThat(Bytes.utf8("ä")).hasToString("c3a4");
    }

    @Test
    void readsLowerCaseHexOnly() throws Malformed {
        assertThat(Bytes.parseHex("Policy", "digest", "00ff")).hasToString("00ff");
        assertThatThrownBy(() -> Bytes.parseHex("Policy", "digest", "00FF"))
                .hasMessage("Policy.digest: must be lower-case hex, differs at character 3");
        assertThatThrownBy(() -> Bytes.parseHex("Policy", "digest", "0x"))
                .hasMessage("Policy.digest: must be lower-case hex, differs at character 2");
        assertThatThrownBy(() -> Bytes.parseHex("Policy", "digest", "012"))
                .hasMessage("Policy.digest: hex has an odd length, 3");
        assertThatThrownBy(() -> Bytes.parseHex("Policy", "digest", "٠٠")).isInstanceOf(Malformed.class);
    }

    @Test
    void digestsPartsOneAfterTheOther(@TempDir Path folder) throws Exception {
        String abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assertThat(Digests.sha256(Bytes.utf8("a"), Bytes.utf8("bc"))).hasToString(abc);
        assertThat(Digests.sha256("ab".getBytes(StandardCharsets.UTF_8), new byte[] {'c'}))
                .hasToString(abc);
        assertThat(Digests.sha384(Bytes.utf8("abc")))
                .hasToString("cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
                        + "8086072ba1e7cc2358baeca134c825a7");
        Path file = folder.resolve("abc");
        Files.writeString(file, "abc");
        assertThat(Digests.sha256(file)).hasToString(abc);
    }
}
