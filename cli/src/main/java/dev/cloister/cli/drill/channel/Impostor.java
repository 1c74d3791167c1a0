package dev.cloister.cli.drill.channel;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Secret;
import dev.cloister.cli.drill.attack.Tampering;
import dev.cloister.protocol.Asked;
import dev.cloister.protocol.Challenge;
import dev.cloister.protocol.Header;
import dev.cloister.protocol.KeySet;
import dev.cloister.protocol.Outcome;
import dev.cloister.protocol.StatementSigner;
import dev.cloister.protocol.guest.Reply;
import dev.cloister.protocol.guest.Request;
import dev.cloister.protocol.jose.SigningKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// A broker of the host's own: right in every form, with its own keys.
final class Impostor {
    private static final long EPOCH = 1_000_000;
    private static final int NONCE_BYTES = 32;

    private final SigningKey root = SigningKey.generate();
    private final SigningKey statement = SigningKey.generate();
    private final String audience;

    Impostor(String audience) {
        this.audience = audience;
    }

    Reply answer(Request request) {
        long now = Instant.now().getEpochSecond();
        if (request.target().equals(KeySet.target(audience))) {
            KeySet keys = new KeySet(audience, EPOCH, now, List.of(statement.publicKey()), List.of());
            return reply(Bytes.utf8(keys.sign(root)), List.of());
        }
        Bytes body = Secret.random(NONCE_BYTES)
                .use(nonce -> Challenge.of(Bytes.of(nonce)).channelBody());
        List<String> nonce = Tampering.values(request.headers(), Header.NONCE);
        Asked asked =
                Asked.of(nonce.isEmpty() ? "" : nonce.getFirst(), request.method(), request.target(), request.body());
        String signed = new StatementSigner(statement, audience).sign(asked, now, Outcome.OK, body);
        return reply(
                body, List.of(new Header(Header.STATEMENT, signed), new Header("Set-Cookie", "kbs-session-id=own")));
    }

    private static Reply reply(Bytes body, List<Header> headers) {
        List<Header> all = new ArrayList<>(headers);
        all.add(new Header("Content-Length", Integer.toString(body.length())));
        return new Reply(200, all, body);
    }
}
