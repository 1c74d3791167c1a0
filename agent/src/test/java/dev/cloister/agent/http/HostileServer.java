package dev.cloister.agent.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/// Reads a request, whatever it is, and sends the next of the texts it was given; then closes, unless told
/// otherwise.
final class HostileServer implements AutoCloseable {
    private final ServerSocket socket;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private final List<String> requests = new ArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private volatile boolean keeps;
    private volatile boolean stalls;
    private volatile boolean bytewise;

    HostileServer() {
        try {
            socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofPlatform().daemon().start(this::serve);
    }

    int port() {
        return socket.getLocalPort();
    }

    HostileServer answer(String answer) {
        answers.add(answer);
        return this;
    }

    /// The connection stays open for the next request.
    HostileServer keep() {
        keeps = true;
        return this;
    }

    /// The connection stays open, and nothing more is said.
    HostileServer stall() {
        stalls = true;
        return this;
    }

    /// One byte at a time, with a pause that makes it a packet of its own.
    HostileServer bytewise() {
        bytewise = true;
        return this;
    }

    synchronized String request(int index) {
        return requests.get(index);
    }

    int connections() {
        return connections.get();
    }

    private void serve() {
        while (!socket.isClosed()) {
            try (Socket connection = socket.accept()) {
                connections.incrementAndGet();
                connection.setTcpNoDelay(true);
                do {
                    if (!takeRequest(connection.getInputStream())) {
                        break;
                    }
                    send(connection.getOutputStream(), answers.take());
                    if (stalls) {
                        connection.getInputStream().read();
                    }
                } while (keeps);
            } catch (IOException | InterruptedException clientGone) {
                // the next one
            }
        }
    }

    private boolean takeRequest(InputStream in) throws IOException {
        StringBuilder text = new StringBuilder();
        while (!text.toString().endsWith("\r\n\r\n")) {
            int c = in.read();
            if (c < 0) {
                return false;
            }
            text.append((char) c);
        }
        int at = text.indexOf("Content-Length: ") + 16;
        int length = Integer.parseInt(text.substring(at, text.indexOf("\r", at)));
        text.append(new String(in.readNBytes(length), StandardCharsets.ISO_8859_1));
        synchronized (this) {
            requests.add(text.toString());
        }
        return true;
    }

    private void send(OutputStream out, String answer) throws IOException, InterruptedException {
        byte[] bytes = answer.getBytes(StandardCharsets.ISO_8859_1);
        if (!bytewise) {
            out.write(bytes);
            return;
        }
        for (byte b : bytes) {
            out.write(b);
            Thread.sleep(1);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
