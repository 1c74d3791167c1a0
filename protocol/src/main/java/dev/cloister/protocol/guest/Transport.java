package dev.cloister.protocol.guest;

import java.io.IOException;

/// The way to the broker: whatever the host puts in between.
@FunctionalInterface
public interface Transport {
    /// Longest answer that a transport has to take: the largest resources, encoded twice, and their frame.
    int MAX_BODY_BYTES = 6 * 1024 * 1024;

    /// An `IOException` stands for no answer: unreachable, cut short, not HTTP, longer than [#MAX_BODY_BYTES].
    /// A `Content-Length` that was received is among the reply's headers.
    Reply send(Request request) throws IOException;
}
