package dev.cloister.cli;

import dev.cloister.bytes.Malformed;
import dev.cloister.machine.PublishedPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.List;

/// Whether somebody in a guest listens on what it publishes.
///
/// QEMU takes each connection itself, before it knows whether the guest will; where nothing listens there, it closes
/// the
/// connection as soon as the guest has said so. One that stays open for a while, or on which something is said, is
/// taken for answered: nothing is sent, as nothing is known of the protocol.
final class Listening {
    private static final int STAYS_MILLIS = 500;
    private static final long PAUSE_MILLIS = 50;

    /// Whether waiting makes sense still.
    @FunctionalInterface
    interface Hope {
        boolean lives() throws IOException, Malformed;
    }

    private Listening() {}

    /// Waits until every port answers, for `millis` at most and while there is hope; `false` if one did not.
    static boolean await(List<PublishedPort> ports, long millis, Hope hope)
            throws IOException, Malformed, InterruptedException {
        long start = System.nanoTime();
        for (PublishedPort port : ports) {
            while (!answers(port.host())) {
                if (!hope.lives() || System.nanoTime() - start > millis * 1_000_000) {
                    return false;
                }
                Thread.sleep(PAUSE_MILLIS);
            }
        }
        return true;
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), STAYS_MILLIS);
            socket.setSoTimeout(STAYS_MILLIS);
            return staysOpen(socket);
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean staysOpen(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() >= 0;
        } catch (SocketTimeoutException e) {
            return true;
        }
    }
}
