package dev.cloister.machine;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The host's end of one virtio-serial port: a unix-domain socket to which QEMU connects once, when it starts.
final class GuestPort implements AutoCloseable {

    private static final Logger LOG = System.getLogger(GuestPort.class.getName());
    private static final int BUFFER_BYTES = 1 << 16;
    private static final long CONNECTED_MILLIS = 200;

    /// What happens with bytes that the guest wrote.
    @FunctionalInterface
    interface Sink {
        void accept(byte[] content, int length) throws IOException;
    }

    private final Path socket;
    private final ServerSocketChannel server;
    private final CompletableFuture<SocketChannel> connection = new CompletableFuture<>();
    private final Thread thread;
    private Optional<SocketChannel> accepted = Optional.empty();
    private boolean closed;

    private GuestPort(Path socket, ServerSocketChannel server, Sink sink) {
        this.socket = socket;
        this.server = server;
        this.thread = Thread.ofPlatform()
                .name("guest-port-" + socket.getFileName())
                .daemon()
                .unstarted(() -> serve(sink));
    }

    static GuestPort open(Path socket, Sink sink) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(socket), 1);
        } catch (IOException e) {
            server.close();
            throw e;
        }
        GuestPort port = new GuestPort(socket, server, sink);
        port.thread.start();
        return port;
    }

    private void serve(Sink sink) {
        try (SocketChannel qemu = server.accept()) {
            server.close();
            Files.deleteIfExists(socket);
            if (!keep(qemu)) {
                return;
            }
            connection.complete(qemu);
            InputStream in = Channels.newInputStream(qemu);
            byte[] buffer = new byte[BUFFER_BYTES];
            int read;
            while ((read = in.read(buffer)) >= 0) {
                sink.accept(buffer, read);
            }
        } catch (ClosedChannelException e) {
            LOG.log(Logger.Level.DEBUG, "port {0} closed", socket);
        } catch (IOException e) {
            LOG.log(Logger.Level.WARNING, "port " + socket + " failed", e);
        } finally {
            connection.cancel(false);
        }
    }

    /// For [#close] to end; `false` when that came first.
    private synchronized boolean keep(SocketChannel qemu) {
        accepted = Optional.of(qemu);
        return !closed;
    }

    /// Sends one line to the guest; `false` when there is nobody to take it.
    boolean send(String line) {
        if (!connection.isDone() || connection.isCancelled()) {
            return false;
        }
        try {
            ByteBuffer text = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.US_ASCII));
            SocketChannel qemu = connection.get(0, TimeUnit.SECONDS);
            while (text.hasRemaining()) {
                qemu.write(text);
            }
            return true;
        } catch (IOException | ExecutionException | TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// Waits until all that the guest wrote has been taken, for `millis` at most. To be called when QEMU has ended:
    /// if it never connected, there is nothing to wait for.
    void drain(long millis) throws InterruptedException {
        long deadline = System.nanoTime() + CONNECTED_MILLIS * 1_000_000;
        while (!connection.isDone() && System.nanoTime() < deadline) {
            thread.join(5);
        }
        if (connection.isDone()) {
            thread.join(millis);
        }
    }

    /// Ends the connection and removes the socket. Never by interrupting the thread: an interrupt that meets a
    /// connection just accepted loses it, and its other end would wait for ever.
    @Override
    public synchronized void close() {
        closed = true;
        try {
            server.close();
            if (accepted.isPresent()) {
                accepted.get().close();
            }
            Files.deleteIfExists(socket);
        } catch (IOException e) {
            LOG.log(Logger.Level.WARNING, "socket " + socket + " stays behind", e);
        }
    }
}
