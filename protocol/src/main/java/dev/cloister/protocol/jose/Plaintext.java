package dev.cloister.protocol.jose;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.Malformed;
import dev.cloister.bytes.Secret;
import java.util.Arrays;
import java.util.Base64;

/// Writes the JSON that goes into a JWE, without ever making a text of the secrets in it.
public final class Plaintext implements AutoCloseable {
    private static final int SMALL = 16 * 1024;
    private static final int SMALL_STEP = 1024;

    private static final Secret.ThrowingFunction<byte[], byte[], RuntimeException> ENCODE = new Encode();

    private byte[] out = new byte[1024];
    private int length;

    public Plaintext() {}

    public Plaintext add(String json) {
        return add(Bytes.utf8(json).array());
    }

    public Plaintext addText(String text) {
        return add(Json.text(text).compact());
    }

    public Plaintext addBase64Url(Secret secret) {
        byte[] encoded = secret.use(ENCODE);
        add(encoded);
        Arrays.fill(encoded, (byte) 0);
        return this;
    }

    /// The end of an object: a last member `pad` of zeros up to a multiple of 1,024 bytes, of 16,384 for what is longer
    /// than that (specs guest-broker-channel 7).
    public Secret padded() {
        add(",\"pad\":\"");
        int least = length + "\"}".length();
        int step = least <= SMALL ? SMALL_STEP : SMALL;
        byte[] zeros = new byte[(least + step - 1) / step * step - least];
        Arrays.fill(zeros, (byte) '0');
        return add(zeros).add("\"}").whole();
    }

    public Secret whole() {
        return Secret.of(Arrays.copyOf(out, length));
    }

    private Plaintext add(byte[] bytes) {
        if (out.length - length < bytes.length) {
            byte[] longer = Arrays.copyOf(out, Math.max(2 * out.length, length + bytes.length));
            Arrays.fill(out, (byte) 0);
            out = longer;
        }
        System.arraycopy(bytes, 0, out, length, bytes.length);
        length += bytes.length;
        return this;
    }

    /// Reads such a text again. Best effort: the values that come out are texts and cannot be wiped.
    public static JsonFields parse(String structure, Secret json, int maxDepth) throws Malformed {
        return json.use(new Parse(structure, maxDepth));
    }

    private static final class Encode implements Secret.ThrowingFunction<byte[], byte[], RuntimeException> {
        @Override
        public byte[] apply(byte[] bytes) {
            return Base64.getUrlEncoder().withoutPadding().encode(bytes);
        }
    }

    private record Parse(String structure, int maxDepth)
            implements Secret.ThrowingFunction<byte[], JsonFields, Malformed> {
        @Override
        public JsonFields apply(byte[] bytes) throws Malformed {
            return JsonFields.parse(structure, bytes, maxDepth);
        }
    }

    @Override
    public void close() {
        Arrays.fill(out, (byte) 0);
    }
}
