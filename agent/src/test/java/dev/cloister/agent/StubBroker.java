package dev.cloister.agent;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Malformed;
import dev.cloister.bytes.Secret;
import dev.cloister.evidence.Evidence;
import dev.cloister.evidence.SnpJson;
import dev.cloister.protocol.Asked;
import dev.cloister.protocol.AttestRequest;
import dev.cloister.protocol.AuthRequest;
import dev.cloister.protocol.Challenge;
import dev.cloister.protocol.Header;
import dev.cloister.protocol.KbsError;
import dev.cloister.protocol.Outcome;
import dev.cloister.protocol.ProofCheck;
import dev.cloister.protocol.Resource;
import dev.cloister.protocol.ResourcesAnswer;
import dev.cloister.protocol.ResourcesRequest;
import dev.cloister.protocol.SessionGrant;
import dev.cloister.protocol.StatementSigner;
import dev.cloister.protocol.jose.Crypto;
import dev.cloister.protocol.jose.Jwk;
import dev.cloister.protocol.jose.SigningKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The other end of the channel, with the broker's own pieces of `protocol` and no judgement: it releases to
/// whoever binds its key and its init-data to a report.
final class StubBroker implements AutoCloseable {
    static final String AUDIENCE = "acme/prod";
    private static final Bytes NONCE = Bytes.hex("17".repeat(32));
    private static final String CASE = "7f3a91c2";

    /// How it treats its guests.
    enum Mood {
        GOOD,
        REFUSING,
        DENYING,
        NOT_SIGNING
    }

    private final SigningKey key = SigningKey.generate();
    private final StatementSigner signer = new StatementSigner(key, AUDIENCE);
    private final HttpServer server;
    private final Map<String, byte[]> resources;
    private final Mood mood;
    private final List<String> requests = new ArrayList<>();
    private byte[] sessionKey = new byte[0];
    private Jwk teeKey;

    StubBroker(Map<String, byte[]> resources, Mood mood) throws IOException {
        this.resources = resources;
        this.mood = mood;
        this.teeKey = key.publicKey();
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::serve);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    Jwk rootKey() {
        return key.publicKey();
    }

    /// Method and target of each, in order.
    synchronized List<String> requests() {
        return List.copyOf(requests);
    }

    private synchronized void serve(HttpExchange exchange) throws IOException {
        String target = exchange.getRequestURI().toString();
        requests.add(exchange.getRequestMethod() + " " + target);
        try {
            Bytes body = Bytes.of(exchange.getRequestBody().readAllBytes());
            switch (target) {
                case AuthRequest.TARGET -> auth(exchange, body);
                case AttestRequest.TARGET -> attest(exchange, body);
                case ResourcesRequest.TARGET -> resources(exchange, body);
                default -> send(exchange, 404, Bytes.EMPTY);
            }
        } catch (Malformed e) {
            send(exchange, 400, Bytes.utf8(e.getMessage()));
        }
    }

    private void auth(HttpExchange exchange, Bytes body) throws IOException, Malformed {
        AuthRequest.parse(body.array());
        Bytes answer = Challenge.of(NONCE).channelBody();
        exchange.getResponseHeaders().add("Set-Cookie", "kbs-session-id=0123456789abcdef; Expires=never");
        if (mood != Mood.NOT_SIGNING) {
            sign(exchange, signer.sign(asked(exchange, body), 1_790_000_001L, Outcome.OK, answer));
        }
        send(exchange, 200, answer);
    }

    private void attest(HttpExchange exchange, Bytes body) throws IOException, Malformed {
        AttestRequest request = AttestRequest.parse(body.array());
        Evidence.Snp evidence = SnpJson.read(request.primaryEvidence());
        teeKey = request.teeKey();
        boolean bound = evidence.report().reportData().equals(request.reportData())
                && evidence.report().hostData().equals(Digests.sha256(Bytes.utf8(request.initData())))
                && "kbs-session-id=0123456789abcdef"
                        .equals(exchange.getRequestHeaders().getFirst("Cookie"));
        if (!bound || mood == Mood.REFUSING) {
            Outcome outcome = bound ? Outcome.REFUSED : Outcome.INVALID;
            Bytes error = KbsError.of(outcome, CASE).body();
            sign(exchange, signer.sign(asked(exchange, body), 1_790_000_002L, outcome, error, teeKey));
            send(exchange, 401, error);
            return;
        }
        sessionKey = Bytes.hex("a5".repeat(32)).array();
        SessionGrant grant = new SessionGrant("01J0", Secret.of(sessionKey.clone()), 3600, 86_400, "TOKEN");
        Bytes answer = grant.seal(Crypto.jdk(), teeKey);
        sign(exchange, signer.sign(asked(exchange, body), 1_790_000_002L, Outcome.OK, answer, teeKey));
        send(exchange, 200, answer);
    }

    private void resources(HttpExchange exchange, Bytes body) throws IOException, Malformed {
        ProofCheck proof = ProofCheck.parse(exchange.getRequestHeaders().getFirst(Header.PROOF));
        if (!proof.holds(Secret.of(sessionKey.clone()), "POST", ResourcesRequest.TARGET, body)) {
            send(exchange, 401, Bytes.EMPTY);
            return;
        }
        List<Resource> items = new ArrayList<>();
        for (String path : ResourcesRequest.parse(body.array()).paths()) {
            items.add(new Resource(
                    path, 3, Secret.of(resources.getOrDefault(path, new byte[0]).clone())));
        }
        ResourcesAnswer result = mood == Mood.DENYING
                ? new ResourcesAnswer.Nothing(ResourcesAnswer.DENIED, CASE)
                : new ResourcesAnswer.Items(items);
        Bytes answer = result.seal(Crypto.jdk(), teeKey);
        Asked asked = Asked.of(proof.nonce(), "POST", ResourcesRequest.TARGET, body);
        sign(exchange, signer.sign(asked, 1_790_000_003L, Outcome.OK, answer, teeKey));
        send(exchange, 200, answer);
    }

    private static Asked asked(HttpExchange exchange, Bytes body) {
        String nonce = exchange.getRequestHeaders().getFirst(Header.NONCE);
        return Asked.of(nonce, "POST", exchange.getRequestURI().toString(), body);
    }

    private static void sign(HttpExchange exchange, String statement) {
        exchange.getResponseHeaders().add(Header.STATEMENT, statement);
    }

    private static void send(HttpExchange exchange, int status, Bytes body) throws IOException {
        try (exchange) {
            exchange.sendResponseHeaders(status, body.isEmpty() ? -1 : body.length());
            if (!body.isEmpty()) {
                exchange.getResponseBody().write(body.array());
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
