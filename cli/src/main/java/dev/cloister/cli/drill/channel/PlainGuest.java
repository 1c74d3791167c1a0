package dev.cloister.cli.drill.channel;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.Malformed;
import dev.cloister.bytes.Secret;
import dev.cloister.cli.drill.attack.Tampering;
import dev.cloister.protocol.AttestRequest;
import dev.cloister.protocol.AuthRequest;
import dev.cloister.protocol.Header;
import dev.cloister.protocol.ReportData;
import dev.cloister.protocol.guest.EvidenceSource;
import dev.cloister.protocol.guest.Reply;
import dev.cloister.protocol.guest.Request;
import dev.cloister.protocol.guest.Transport;
import dev.cloister.protocol.jose.Crypto;
import dev.cloister.protocol.jose.Jwe;
import dev.cloister.protocol.jose.Jwk;
import dev.cloister.protocol.jose.P256;
import java.io.IOException;
import java.util.List;

/// A guest as unmodified clients of KBS are: no signed channel, a cookie, and a token for what it attested.
final class PlainGuest implements AutoCloseable {
    private static final int DEPTH = 16;
    private static final int OK = 200;

    private final Crypto crypto = Crypto.jdk();
    private final P256.PrivateKey key = crypto.p256().generate();
    private final Transport broker;

    PlainGuest(Transport broker) {
        this.broker = broker;
    }

    Jwk teeKey() {
        return key.publicKey();
    }

    /// What the broker gives for evidence.
    String token(EvidenceSource chip) throws IOException, Malformed {
        AuthRequest offer = new AuthRequest(AuthRequest.KBS_VERSION, chip.tee(), new AuthRequest.Offer.PlainKbs());
        Reply challenge = broker.send(new Request("POST", AuthRequest.TARGET, List.of(), offer.body()));
        List<String> cookies = Tampering.values(challenge.headers(), "Set-Cookie");
        if (challenge.status() != OK || cookies.isEmpty()) {
            throw new IOException("the broker gave no challenge, but " + challenge.status());
        }
        String nonce = json(challenge).text("nonce");
        Bytes reportData = ReportData.kbs(nonce, teeKey(), "");
        AttestRequest sent = new AttestRequest("", nonce, teeKey(), chip.primary(reportData), "");
        Header cookie = new Header("Cookie", cookies.getFirst().split(";", 2)[0]);
        Reply answer = broker.send(new Request("POST", AttestRequest.TARGET, List.of(cookie), sent.body()));
        if (answer.status() != OK) {
            throw new IOException("the broker gave no token, but " + answer.status());
        }
        return json(answer).text("token");
    }

    Reply resource(String path, String token) throws IOException {
        Header bearer = new Header("Authorization", "Bearer " + token);
        return broker.send(new Request("GET", "/kbs/v0/resource/" + path, List.of(bearer), Bytes.EMPTY));
    }

    /// Whether this guest's key opens the answer.
    boolean opens(Reply answer) throws Malformed {
        Jwe sealed = Jwe.parse(json(answer));
        try (Secret _ = sealed.open(crypto.symmetric(), key)) {
            return true;
        } catch (Malformed sealedToAnother) {
            return false;
        }
    }

    private static JsonFields json(Reply reply) throws Malformed {
        return JsonFields.parse("broker answer", reply.body().array(), DEPTH);
    }

    @Override
    public void close() {
        key.close();
    }
}
