package dev.cloister.protocol.log;

import dev.cloister.bytes.Base64s;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.Malformed;
import dev.cloister.bytes.Secret;
import dev.cloister.protocol.jose.JdkSymmetric;
import dev.cloister.protocol.jose.Jwe;
import dev.cloister.protocol.jose.P256;
import dev.cloister.protocol.jose.Plaintext;
import dev.cloister.protocol.jose.Symmetric;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The owner's reading of what [LogWriter] wrote, line by line: nothing changed, nothing left out, nothing
/// twice. Whether the end is there is asked with [#isComplete].
public final class LogReader implements AutoCloseable {
    private static final String STRUCTURE = "log";
    private static final Symmetric SYMMETRIC = new JdkSymmetric();

    private final Secret key;
    private long sequence;
    private boolean complete;

    private LogReader(Secret key) {
        this.key = key;
    }

    /// From the log's first line.
    public static LogReader open(P256.PrivateKey owner, String firstLine) throws Malformed {
        Jwe jwe = Jwe.parse(JsonFields.parse(STRUCTURE, firstLine.getBytes(StandardCharsets.UTF_8), 1));
        try (Secret plaintext = jwe.open(SYMMETRIC, owner)) {
            JsonFields in = Plaintext.parse(STRUCTURE, plaintext, 1);
            Secret key = Secret.fromBase64Url(STRUCTURE, "key", in.text("key"));
            in.end();
            if (key.length() != Symmetric.KEY_BYTES) throw in.bad("key", "must be 32 bytes, is " + key.length());
            return new LogReader(key);
        }
    }

    /// The next line's record.
    public LogRecord read(String line) throws Malformed {
        if (complete) throw new Malformed(STRUCTURE, "", -1, "goes on behind its last record");
        String number = Long.toString(sequence + 1);
        if (!line.startsWith(number + ".")) {
            throw new Malformed(STRUCTURE, "", -1, "record " + number + " is missing, or a line is no record");
        }
        byte[] sealed = Base64s.decodeUrl(STRUCTURE, "record " + number, line.substring(number.length() + 1))
                .array();
        long next = sequence + 1;
        Optional<Secret> plaintext = SYMMETRIC.openGcm(key, LogFrame.nonce(next), LogFrame.additional(next), sealed);
        if (plaintext.isEmpty()) throw new Malformed(STRUCTURE, "record " + number, -1, "was changed");
        JsonFields in = Plaintext.parse(STRUCTURE, plaintext.get(), 1);
        LogRecord record = in.has("exit") ? new LogRecord.Exit((int) in.number("exit", 0, 255)) : output(in);
        in.end();
        sequence++;
        complete = record instanceof LogRecord.Exit;
        return record;
    }

    private static LogRecord output(JsonFields in) throws Malformed {
        LogRecord.Stream stream;
        switch (in.text("stream")) {
            case "out" -> stream = LogRecord.Stream.OUT;
            case "err" -> stream = LogRecord.Stream.ERR;
            default -> throw in.bad("stream", "must be out or err");
        }
        return new LogRecord.Output(stream, in.base64Url("data"));
    }

    /// Whether the last record was read: without it the end is missing.
    public boolean isComplete() {
        return complete;
    }

    @Override
    public void close() {
        key.close();
    }
}
