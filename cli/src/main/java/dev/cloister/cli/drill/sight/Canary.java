package dev.cloister.cli.drill.sight;

import dev.cloister.bytes.Secret;
import java.nio.charset.StandardCharsets;

/// Something that a host must not see, and the name under which a sighting is told.
public final class Canary implements AutoCloseable {
    /// As long as two pieces of which no stretch of other bytes is one by chance.
    public static final int LENGTH = 32;

    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";

    private final String name;
    private final Secret value;

    private Canary(String name, Secret value) {
        this.name = name;
        this.value = value;
    }

    /// A fresh one, letters and digits, so that it can be part of any text.
    public static Canary fresh(String name) {
        try (Secret random = Secret.random(LENGTH)) {
            return random.use(bytes -> {
                byte[] text = new byte[LENGTH];
                for (int i = 0; i < LENGTH; i++) text[i] = (byte) LETTERS.charAt(bytes[i] & 63);
                return new Canary(name, Secret.of(text));
            });
        }
    }

    public String name() {
        return name;
    }

    /// To be planted; the canary keeps it.
    public Secret value() {
        return value;
    }

    /// For a container's own configuration, which is text; it is of no use once this drill has ended.
    public String text() {
        return value.use(bytes -> new String(bytes, StandardCharsets.US_ASCII));
    }

    @Override
    public void close() {
        value.close();
    }
}
