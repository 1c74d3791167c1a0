package dev.cloister.agent;

import dev.cloister.agent.container.Output;
import dev.cloister.bytes.Malformed;
import dev.cloister.protocol.jose.Crypto;
import dev.cloister.protocol.jose.Jwk;
import dev.cloister.protocol.log.LogRecord;
import dev.cloister.protocol.log.LogWriter;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The way out for what is the owner's: sealed to the owner's key, through a port of the host. The port is
/// opened, and the log's key made, with the first record.
final class OwnerLog implements Output {
    static final String PORT = "cloister.log.0";

    private final File port;
    private final Crypto crypto;
    private final Jwk owner;

    /// None or one.
    private final List<LogWriter> opened = new ArrayList<>();

    OwnerLog(File port, Crypto crypto, Jwk owner) {
        this.port = port;
        this.crypto = crypto;
        this.owner = owner;
    }

    @Override
    public synchronized void write(Stream stream, byte[] content) throws IOException {
        LogRecord.Stream sealed = stream == Stream.OUT ? LogRecord.Stream.OUT : LogRecord.Stream.ERR;
        writer().output(sealed, content, 0, content.length);
    }

    @Override
    public void explain(String detail) throws IOException {
        write(Stream.ERR, ("cloister: " + detail + "\n").getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public synchronized void exit(int code) throws IOException {
        writer().exit(code);
    }

    private LogWriter writer() throws IOException {
        if (opened.isEmpty()) {
            try {
                opened.add(new LogWriter(new FileOutputStream(port), crypto, owner));
            } catch (Malformed e) {
                throw new IOException("the owner's key in init-data is not one", e);
            }
        }
        return opened.get(0);
    }
}
