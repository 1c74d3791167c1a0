package dev.cloister.cli.drill.channel;

import dev.cloister.cli.drill.attack.Tampering;
import dev.cloister.protocol.Asked;
import dev.cloister.protocol.AuthRequest;
import dev.cloister.protocol.Header;
import dev.cloister.protocol.Outcome;
import dev.cloister.protocol.StatementSigner;
import dev.cloister.protocol.guest.Reply;
import dev.cloister.protocol.guest.Request;
import dev.cloister.protocol.jose.Jwk;
import dev.cloister.protocol.jose.SigningKey;
import java.time.Instant;
import java.util.List;

/// The broker's answer under a statement that the host signed.
final class Resigned {
    private Resigned() {}

    /// @param guest its public key, which the host has seen; every answer but the challenge names it
    static Reply by(SigningKey own, String audience, Jwk guest, Request request, Reply reply) {
        List<String> nonce = Tampering.values(request.headers(), Header.NONCE);
        Asked asked =
                Asked.of(nonce.isEmpty() ? "" : nonce.getFirst(), request.method(), request.target(), request.body());
        StatementSigner signer = new StatementSigner(own, audience);
        long now = Instant.now().getEpochSecond();
        String signed = request.target().equals(AuthRequest.TARGET)
                ? signer.sign(asked, now, Outcome.OK, reply.body())
                : signer.sign(asked, now, Outcome.OK, reply.body(), guest);
        return Tampering.withHeader(reply, Header.STATEMENT, List.of(signed));
    }
}
