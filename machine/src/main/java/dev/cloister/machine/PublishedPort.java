package dev.cloister.machine;

/// A TCP port of the guest, reachable on the host's loopback address only.
public record PublishedPort(int host, int guest) {

    public PublishedPort {
        requirePort(host);
        requirePort(guest);
    }

    private static void requirePort(int port) {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("a port is 1 to 65535, not " + port);
        }
    }
}
