package dev.cloister.protocol.log;

import dev.cloister.bytes.Bytes;
import java.nio.charset.StandardCharsets;

/// What makes each record's place in the log part of its encryption.
final class LogFrame {
    private LogFrame() {}

    /// 12 bytes, big-endian.
    static Bytes nonce(long sequence) {
        byte[] nonce = new byte[12];
        for (int i = 0; i < 8; i++) nonce[4 + i] = (byte) (sequence >>> 56 - 8 * i);
        return Bytes.of(nonce);
    }

    static byte[] additional(long sequence) {
        return ("cloister-log/1:" + sequence).getBytes(StandardCharsets.US_ASCII);
    }
}
