package dev.cloister.protocol.log;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.bytes.Secret;
import dev.cloister.protocol.jose.Crypto;
import dev.cloister.protocol.jose.Jwe;
import dev.cloister.protocol.jose.Jwk;
import dev.cloister.protocol.jose.Plaintext;
import dev.cloister.protocol.jose.Symmetric;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// Seals a container's output and exit code to its owner, line by line, so that a host can carry it.
///
/// Line 1 is a flattened JWE of `{"key":…}`; each record is `<seq>.<base64url of ciphertext and tag>`,
/// AES-256-GCM with the 12-byte big-endian sequence, from 1, as nonce and `cloister-log/1:<seq>` as
/// additional data. The host sees how much is written and when.
public final class LogWriter implements AutoCloseable {
    private static final int MAX_CHUNK = 8192;

    private final OutputStream out;
    private final Symmetric symmetric;
    private final Secret key;
    private long sequence;

    /// @throws Malformed if the owner's key is not a point of the curve
    public LogWriter(OutputStream out, Crypto crypto, Jwk owner) throws IOException, Malformed {
        this.out = out;
        this.symmetric = crypto.symmetric();
        this.key = symmetric.random(Symmetric.KEY_BYTES);
        try (Plaintext opening = new Plaintext();
                Secret plaintext =
                        opening.add("{\"key\":\"").addBase64Url(key).add("\"}").whole()) {
            line(Bytes.utf8(Jwe.seal(crypto, owner, plaintext).toJson().compact())
                    .array());
        }
    }

    /// Longer output becomes several records.
    public synchronized void output(LogRecord.Stream stream, byte[] bytes, int from, int length) throws IOException {
        String head =
                stream == LogRecord.Stream.OUT ? "{\"stream\":\"out\",\"data\":\"" : "{\"stream\":\"err\",\"data\":\"";
        for (int at = from; at < from + length; at += MAX_CHUNK) {
            int end = Math.min(at + MAX_CHUNK, from + length);
            record(head + Bytes.of(bytes, at, end).base64Url() + "\"}");
        }
    }

    /// The last record.
    public synchronized void exit(int code) throws IOException {
        record("{\"exit\":" + code + "}");
    }

    private void record(String json) throws IOException {
        sequence++;
        byte[] sealed;
        try (Secret plaintext = Secret.of(json.getBytes(StandardCharsets.US_ASCII))) {
            sealed = symmetric.sealGcm(key, LogFrame.nonce(sequence), LogFrame.additional(sequence), plaintext);
        }
        byte[] text = Base64.getUrlEncoder().withoutPadding().encode(sealed);
        byte[] number = (sequence + ".").getBytes(StandardCharsets.US_ASCII);
        byte[] line = new byte[number.length + text.length];
        System.arraycopy(number, 0, line, 0, number.length);
        System.arraycopy(text, 0, line, number.length, text.length);
        line(line);
    }

    private void line(byte[] text) throws IOException {
        out.write(text);
        out.write('\n');
        out.flush();
    }

    /// Wipes the key; the stream stays open.
    @Override
    public void close() {
        key.close();
    }
}
