package dev.cloister.cli.drill.channel;

import dev.cloister.cli.drill.attack.Tampering;
import dev.cloister.protocol.Asked;
import dev.cloister.protocol.Header;
import dev.cloister.protocol.Outcome;
import dev.cloister.protocol.StatementSigner;
import dev.cloister.protocol.guest.Reply;
import dev.cloister.protocol.guest.Request;
import dev.cloister.protocol.jose.SigningKey;
import java.time.Instant;
import java.util.List;

/// The broker's answer under a statement that the host signed.
final class Resigned {
    private Resigned() {}

    static Reply by(SigningKey own, String audience, Request request, Reply reply) {
        List<String> nonce = Tampering.values(request.headers(), Header.NONCE);
        Asked asked =
                Asked.of(nonce.isEmpty() ? "" : nonce.getFirst(), request.method(), request.target(), request.body());
        String signed = new StatementSigner(own, audience)
                .sign(asked, Instant.now().getEpochSecond(), Outcome.OK, reply.body());
        return Tampering.withHeader(reply, Header.STATEMENT, List.of(signed));
    }
}
