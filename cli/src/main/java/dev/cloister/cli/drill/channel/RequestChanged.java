package dev.cloister.cli.drill.channel;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.cli.drill.attack.Attack;
import dev.cloister.cli.drill.attack.Brief;
import dev.cloister.cli.drill.attack.Outcome;
import dev.cloister.cli.drill.attack.Scene;
import dev.cloister.cli.drill.attack.Tampering;
import dev.cloister.protocol.guest.Request;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

public final class RequestChanged implements Attack {
    @Override
    public Brief brief() {
        return Brief.refused(
                "request-changed",
                "a changed request",
                "changes what the guest sends: the versions it offers, its evidence, the resource it wants, each in turn",
                "S8");
    }

    @Override
    public Outcome carryOut(Scene scene) throws IOException, Malformed, InterruptedException {
        return EachMessage.through(
                scene, (request, broker) -> broker.send(Tampering.withBody(request, changed(request))));
    }

    /// Each in a way that the broker can read.
    private static Bytes changed(Request request) throws IOException {
        String text = new String(request.body().array(), StandardCharsets.UTF_8);
        String other = text.replace("[1]", "[1,0]")
                .replace("\"guest_svn\":0", "\"guest_svn\":1")
                .replace("\"paths\":[\"", "\"paths\":[\"x");
        if (other.equals(text)) {
            throw new IOException("a request to " + request.target() + " has not the usual form");
        }
        return Bytes.utf8(other);
    }
}
