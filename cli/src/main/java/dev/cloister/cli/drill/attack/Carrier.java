package dev.cloister.cli.drill.attack;

import dev.cloister.protocol.guest.Reply;
import dev.cloister.protocol.guest.Request;
import dev.cloister.protocol.guest.Transport;
import java.io.IOException;

/// What a host makes of a request that it carries to the broker, and of the answer that it carries back.
@FunctionalInterface
public interface Carrier {
    /// As a network should.
    Carrier HONEST = (request, broker) -> broker.send(request);

    Reply carry(Request request, Transport broker) throws IOException;
}
