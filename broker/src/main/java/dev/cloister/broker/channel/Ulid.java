package dev.cloister.broker.channel;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Secret;
import java.math.BigInteger;
import java.time.Instant;

/// Names that sort by time: 48 bits of milliseconds and 80 random bits, in 26 characters of Crockford's base 32.
final class Ulid {
    private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int LENGTH = 26;
    private static final int RANDOM_BYTES = 10;

    private Ulid() {}

    static String at(Instant now) {
        BigInteger value = BigInteger.valueOf(now.toEpochMilli()).shiftLeft(8 * RANDOM_BYTES);
        try (Secret random = Secret.random(RANDOM_BYTES)) {
            Bytes bits = random.use(Bytes::of);
            value = value.or(new BigInteger(1, bits.array()));
        }
        StringBuilder text = new StringBuilder();
        for (int i = LENGTH - 1; i >= 0; i--) {
            text.append(DIGITS.charAt(value.shiftRight(5 * i).intValue() & 31));
        }
        return text.toString();
    }
}
