package dev.cloister.cli.drill.sight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.bytes.Secret;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Every way of writing a canary down is found, wherever it stands, and nothing else is.
class EncodingTest {
    private static final int NOISE = 3_000_000; // several windows

    private final Canary canary = Canary.fresh("secret");
    private final Patterns patterns = new Patterns(List.of(canary, Canary.fresh("image")));

    @AfterEach
    void close() {
        patterns.close();
        canary.close();
    }

    private List<Sighting> look(byte[] content) throws IOException {
        Search search = new Search(patterns);
        search.look("here", Content.of(content, content.length));
        return search.sightings();
    }

    /// The canary among other bytes, encoded with them.
    private byte[] among(int before, UnaryOperator<byte[]> encoding) {
        byte[] noise = noise(before + 100);
        byte[] plain = canary.value().use(content -> {
            byte[] all = Arrays.copyOf(noise, noise.length + content.length);
            System.arraycopy(noise, before, all, before + content.length, 100);
            System.arraycopy(content, 0, all, before, content.length);
            return all;
        });
        return encoding.apply(plain);
    }

    static byte[] noise(int length) {
        byte[] noise = new byte[length];
        new Random(length).nextBytes(noise);
        return noise;
    }

    private void found(Encoding encoding, byte[] content) throws IOException {
        assertThat(look(content))
                .isNotEmpty()
                .allMatch(seen -> seen.encoding() == encoding && seen.canary().equals("secret"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, (1 << 20) - 20, (1 << 20) - 5, NOISE})
    void raw(int before) throws IOException {
        byte[] content = among(before, plain -> plain);
        assertThat(look(content).getFirst().offset()).isEqualTo(before);
        found(Encoding.RAW, content);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, NOISE})
    void base64(int before) throws IOException {
        found(Encoding.BASE64, among(before, Base64.getEncoder()::encode));
        found(Encoding.BASE64, among(before, Base64.getEncoder().withoutPadding()::encode));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 7, 20, 29, 30, 31, 40, 56, 57, 58})
    void base64InLines(int before) throws IOException {
        found(Encoding.BASE64, among(before, Base64.getMimeEncoder()::encode));
    }

    /// Those of letters alone are the same in both alphabets; bytes are not.
    @Test
    void base64Url() throws IOException {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) 0xfb);
        for (int i = 0; i < bytes.length; i += 5) bytes[i] = (byte) i;
        try (Secret secret = Secret.of(bytes.clone())) {
            assertThat(Encoding.BASE64URL.of(bytes))
                    .hasSize(3)
                    .noneMatch(text -> new String(text, StandardCharsets.US_ASCII).matches(".*[+/].*"));
            String whole = Base64.getUrlEncoder().encodeToString(bytes);
            assertThat(whole).contains(new String(Encoding.BASE64URL.of(bytes).getFirst(), StandardCharsets.US_ASCII));
            assertThat(secret.length()).isEqualTo(32);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, NOISE})
    void hex(int before) throws IOException {
        found(
                Encoding.HEX,
                among(before, plain -> HexFormat.of().formatHex(plain).getBytes(StandardCharsets.US_ASCII)));
        found(
                Encoding.HEX,
                among(
                        before,
                        plain -> HexFormat.of().withUpperCase().formatHex(plain).getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void utf16() throws IOException {
        found(Encoding.UTF_16, wide(StandardCharsets.UTF_16LE));
        found(Encoding.UTF_16, wide(StandardCharsets.UTF_16BE));
    }

    private byte[] wide(Charset charset) {
        return ("before " + canary.text() + " after").getBytes(charset);
    }

    /// One half is enough: the other may lie in another packet.
    @Test
    void aHalf() throws IOException {
        String text = canary.text();
        found(Encoding.RAW, ("x" + text.substring(0, 17)).getBytes(StandardCharsets.US_ASCII));
        found(Encoding.RAW, (text.substring(15) + "x").getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void nothingIsFoundWhereNothingIs() throws IOException {
        assertThat(look(noise(NOISE))).isEmpty();
        assertThat(look(new byte[NOISE])).isEmpty();
        assertThat(look(new byte[0])).isEmpty();
        assertThat(look("x".repeat(NOISE).getBytes(StandardCharsets.US_ASCII))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(value = Stream.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void inAStream(Stream stream) throws IOException {
        List<Sighting> seen = look(joined(noise(500), Streams.pack(stream, among(5000, plain -> plain)), noise(10)));

        assertThat(seen)
                .anyMatch(one -> one.inside().equals(stream.word() + " at byte 500 of ") && one.offset() == 5000);
    }

    @ParameterizedTest
    @EnumSource(value = Stream.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void inAStreamInAStreamThatBeginsAtAWindowsEnd(Stream stream) throws IOException {
        byte[] inner = Streams.pack(Stream.GZIP, among(70_000, Base64.getEncoder()::encode));
        byte[] outer = Streams.pack(stream, joined(noise(3000), inner));

        for (int back = 1; back <= 3; back++) {
            assertThat(look(joined(noise((1 << 20) - back), outer)))
                    .as("%d bytes before the end", back)
                    .anyMatch(one -> one.inside().startsWith("gzip at byte 3000 of " + stream.word()));
        }
    }

    @Test
    void inALongStreamAndInOneThatBreaksOff() throws IOException {
        byte[] packed = Streams.pack(Stream.ZSTD, among(40_000_000, plain -> plain));
        assertThat(look(packed)).isNotEmpty();
        byte[] most = Streams.pack(Stream.GZIP, among(2_000_000, plain -> Arrays.copyOf(plain, 6_000_000)));
        assertThat(look(Arrays.copyOf(most, most.length - 200))).isNotEmpty();
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) all.writeBytes(part);
        return all.toByteArray();
    }

    @Test
    void canariesDiffer() {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            try (Canary one = Canary.fresh("x")) {
                texts.add(one.text());
            }
        }
        assertThat(texts).doesNotHaveDuplicates().allMatch(text -> text.matches("[A-Za-z0-9_-]{32}"));
    }
}
