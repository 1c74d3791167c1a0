package dev.cloister.emulator;

import dev.cloister.bytes.Bytes;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// Where one guest asks the emulated chip for reports: a unix-domain socket for one connection, made before the
/// guest starts. Whoever holds that connection is that guest, so the socket belongs into a folder that only its
/// owner can enter.
///
/// A request is 64 bytes of report data. The answer is u32 length, report, u32 length, certificate table;
/// little-endian.
public final class EvidencePort implements AutoCloseable {

    private static final Logger LOG = System.getLogger(EvidencePort.class.getName());
    private static final int REQUEST_LENGTH = 64;

    private final Path socket;
    private final EmulatedChip chip;
    private final Launch launch;
    private final Bytes reportId;
    private final ServerSocketChannel server;
    private final Thread thread;
    private final AtomicLong answered = new AtomicLong();
    private Optional<SocketChannel> connection = Optional.empty();
    private boolean closed;

    private EvidencePort(Path socket, EmulatedChip chip, Launch launch, ServerSocketChannel server) {
        this.socket = socket;
        this.chip = chip;
        this.launch = launch;
        this.server = server;
        byte[] id = new byte[32];
        new SecureRandom().nextBytes(id);
        this.reportId = Bytes.of(id);
        this.thread = Thread.ofPlatform().name("evidence-port").daemon().unstarted(this::serve);
    }

    /// Binds `socket`, whose path has less than 108 bytes, and serves the first connection to it until that ends.
    public static EvidencePort open(Path socket, EmulatedChip chip, Launch launch) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(socket), 1);
        } catch (IOException e) {
            server.close();
            throw e;
        }
        EvidencePort port = new EvidencePort(socket, chip, launch, server);
        port.thread.start();
        return port;
    }

    /// REPORT_ID in all reports of this port, 32 bytes, random.
    public Bytes reportId() {
        return reportId;
    }

    /// How many reports were made.
    public long answered() {
        return answered.get();
    }

    private void serve() {
        try (SocketChannel guest = server.accept()) {
            server.close();
            Files.deleteIfExists(socket);
            if (!keep(guest)) {
                return;
            }
            DataInputStream in = new DataInputStream(Channels.newInputStream(guest));
            OutputStream out = Channels.newOutputStream(guest);
            byte[] request = new byte[REQUEST_LENGTH];
            while (true) {
                in.readFully(request);
                byte[] answer = answer(Bytes.of(request));
                answered.incrementAndGet();
                out.write(answer);
            }
        } catch (EOFException | ClosedChannelException e) {
            LOG.log(Logger.Level.DEBUG, "evidence port ended after {0} EMULATED reports", answered);
        } catch (IOException e) {
            LOG.log(Logger.Level.WARNING, "evidence port failed", e);
        }
    }

    /// For [#close] to end; `false` when that came first.
    private synchronized boolean keep(SocketChannel guest) {
        connection = Optional.of(guest);
        return !closed;
    }

    private byte[] answer(Bytes reportData) throws IOException {
        Bytes report = chip.report(launch, reportId, reportData);
        Bytes certificates = chip.certificateTable(Instant.now()).encode();
        return ByteBuffer.allocate(8 + report.length() + certificates.length())
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(report.length())
                .put(report.array())
                .putInt(certificates.length())
                .put(certificates.array())
                .array();
    }

    /// Ends the connection and removes the socket. Never by interrupting the thread: an interrupt that meets a
    /// connection just accepted loses it, and its other end would wait for ever.
    @Override
    public synchronized void close() {
        closed = true;
        try {
            server.close();
            if (connection.isPresent()) {
                connection.get().close();
            }
            Files.deleteIfExists(socket);
        } catch (IOException e) {
            LOG.log(Logger.Level.WARNING, "the socket of the evidence port stays behind", e);
        }
    }
}
