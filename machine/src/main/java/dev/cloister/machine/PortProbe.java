package dev.cloister.machine;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Optional;

/// Asks the host whether published ports are free, before anything is started for them.
final class PortProbe {

    private PortProbe() {}

    /// The first port that something else listens on.
    static Optional<Reason> taken(List<PublishedPort> ports) {
        return ports.stream()
                .filter(port -> !free(port.host()))
                .<Reason>map(port -> new Reason.PortTaken(port.host()))
                .findFirst();
    }

    private static boolean free(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true); // connections of an earlier guest that wait for their end do not count
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
