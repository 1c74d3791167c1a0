package dev.cloister.protocol.guest;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonText;
import dev.cloister.bytes.Malformed;
import dev.cloister.bytes.Secret;
import dev.cloister.protocol.Asked;
import dev.cloister.protocol.AttestRequest;
import dev.cloister.protocol.AuthRequest;
import dev.cloister.protocol.Challenge;
import dev.cloister.protocol.Header;
import dev.cloister.protocol.KbsError;
import dev.cloister.protocol.KeySet;
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
import dev.cloister.protocol.jose.TestKeys;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The smallest broker that keeps the rules of specs guest-broker-channel 5.2, made of the module's parts. Its evidence
/// is `{"report_data":…}`, its policy one init-data text.
final class TestBroker implements Transport {
    static final String AUDIENCE = "acme/prod";
    static final String GOOD_INIT_DATA = "good = true\n";
    private static final Crypto CRYPTO = Crypto.jdk();

    StatementSigner signer;
    String keySet;
    long clock = 1_790_000_000;
    Map<String, Bytes> resources = new HashMap<>(
            Map.of("default/image/key", TestKeys.range(0xc0, 0xe0), "a/b/c", Bytes.utf8("correct horse")));
    Map<String, Long> versions = new HashMap<>(Map.of("default/image/key", 3L, "a/b/c", 1L));
    boolean revoked;

    /// Signs a challenge that is none.
    boolean unreadable;

    int activations;
    int releases;

    /// What is said instead of doing the work: target → outcomes, in order.
    Map<String, List<Outcome>> instead = new HashMap<>();

    private Map<String, Row> rows = new HashMap<>();

    /// One session; no key before it has attested.
    record Row(String nonce, Bytes key, List<Jwk> guest, long sequence, Bytes proof, Bytes request, Bytes answer) {}

    TestBroker() {
        this(TestKeys.BROKER.signingKey());
        keySet = new KeySet(
                        AUDIENCE, 7, clock, List.of(TestKeys.BROKER.publicKey()), List.of(TestKeys.TOKEN.publicKey()))
                .sign(TestKeys.ROOT.signingKey());
    }

    TestBroker(SigningKey statementKey) {
        this(new StatementSigner(statementKey, AUDIENCE), "");
    }

    private TestBroker(StatementSigner signer, String keySet) {
        this.signer = signer;
        this.keySet = keySet;
    }

    TestBroker copy() {
        TestBroker copy = new TestBroker(signer, keySet);
        copy.clock = clock;
        copy.activations = activations;
        copy.rows = new HashMap<>(rows);
        return copy;
    }

    void forgetSessions() {
        rows.clear();
    }

    @Override
    public Reply send(Request request) {
        clock++;
        if (request.target().equals(KeySet.target(AUDIENCE))) return reply(200, Bytes.utf8(keySet), List.of());
        String nonce = value(request, Header.NONCE);
        String proof = value(request, Header.PROOF);
        if (proof.isEmpty()) return Asked.isNonce(nonce) ? handshake(request, nonce) : plain();
        try {
            return proven(request, ProofCheck.parse(proof));
        } catch (Malformed noNonceToAnswer) {
            return plain();
        }
    }

    private Reply handshake(Request request, String nonce) {
        Asked asked = Asked.of(nonce, request.method(), request.target(), request.body());
        if (isInstead(request)) return not(asked, takeInstead(request), List.of());
        try {
            return switch (request.target()) {
                case AuthRequest.TARGET -> auth(asked, request);
                case AttestRequest.TARGET -> attest(asked, request);
                default -> not(asked, Outcome.INVALID, List.of());
            };
        } catch (Malformed wrong) {
            return not(asked, Outcome.INVALID, List.of());
        }
    }

    private Reply auth(Asked asked, Request request) throws Malformed {
        AuthRequest auth = AuthRequest.parse(request.body().array());
        if (!(auth.offer() instanceof AuthRequest.Offer.Channel channel)) return not(asked, Outcome.INVALID, List.of());
        if (!channel.audience().equals(AUDIENCE)) return not(asked, Outcome.AUDIENCE, List.of());
        if (!channel.versions().contains(1L)) return not(asked, Outcome.VERSION, List.of());
        Challenge challenge = Challenge.of(Secret.random(32).use(Bytes::of));
        String cookie = "kbs-session-id="
                + Secret.random(16).<Bytes, RuntimeException>use(Bytes::of).hex();
        rows.put(cookie, new Row(challenge.nonce(), Bytes.EMPTY, List.of(), 0, Bytes.EMPTY, Bytes.EMPTY, Bytes.EMPTY));
        Bytes body = unreadable ? Bytes.utf8("{}") : challenge.channelBody();
        List<Header> headers = new ArrayList<>();
        headers.add(new Header("Set-Cookie", cookie + "; Expires=Wed, 01 Jan 2031 00:00:00 GMT"));
        headers.add(new Header(Header.STATEMENT, signer.sign(asked, clock, Outcome.OK, body)));
        return reply(200, body, headers);
    }

    private Reply attest(Asked asked, Request request) throws Malformed {
        String cookie = value(request, "Cookie");
        Row row = rows.get(cookie);
        if (row == null) return not(asked, Outcome.SESSION, List.of());
        AttestRequest attest = AttestRequest.parse(request.body().array());
        if (!row.request().isEmpty()) {
            if (!row.request().equals(asked.bodyDigest())) return not(asked, Outcome.SESSION, List.of());
            return ok(asked, row.answer(), row.guest().get(0));
        }
        if (!attest.nonce().equals(row.nonce())) return not(asked, Outcome.SESSION, List.of());
        Json expected =
                Json.object().put("report_data", attest.reportData().hex()).build();
        if (!attest.teeKey().isPoint() || !attest.primaryEvidence().compact().equals(expected.compact())) {
            return not(asked, Outcome.INVALID, List.of());
        }
        List<Jwk> guest = List.of(attest.teeKey());
        if (revoked || !attest.initData().equals(GOOD_INIT_DATA)) return not(asked, Outcome.REFUSED, guest);
        activations++;
        Bytes key = Secret.random(32).use(Bytes::of);
        try (SessionGrant grant = new SessionGrant("A" + activations, Secret.of(key.array()), 3600, 86400, "TOKEN")) {
            Bytes body = grant.seal(CRYPTO, attest.teeKey());
            rows.put(cookie, new Row(row.nonce(), key, guest, 0, Bytes.EMPTY, asked.bodyDigest(), body));
            return ok(asked, body, attest.teeKey());
        }
    }

    private Reply proven(Request request, ProofCheck proof) throws Malformed {
        Asked asked = Asked.of(proof.nonce(), request.method(), request.target(), request.body());
        if (isInstead(request)) return not(asked, takeInstead(request), List.of());
        String cookie = value(request, "Cookie");
        Row row = rows.get(cookie);
        if (row == null || row.key().isEmpty()) return not(asked, Outcome.SESSION, List.of());
        try (Secret key = Secret.of(row.key().array())) {
            if (!proof.holds(key, request.method(), request.target(), request.body())
                    || proof.after(row.sequence(), row.proof()) != ProofCheck.Order.NEXT) {
                return not(asked, Outcome.SESSION, row.guest());
            }
        }
        rows.put(
                cookie,
                new Row(
                        row.nonce(),
                        row.key(),
                        row.guest(),
                        proof.sequence(),
                        proof.digest(),
                        row.request(),
                        row.answer()));
        Jwk guest = row.guest().get(0);
        return ok(asked, answer(ResourcesRequest.parse(request.body().array())).seal(CRYPTO, guest), guest);
    }

    private ResourcesAnswer answer(ResourcesRequest request) {
        if (revoked) return new ResourcesAnswer.Nothing(ResourcesAnswer.REVOKED, "00000002");
        if (!resources.keySet().containsAll(request.paths())) {
            return new ResourcesAnswer.Nothing(ResourcesAnswer.DENIED, "00000001");
        }
        releases++;
        List<Resource> items = new ArrayList<>();
        for (String path : request.paths()) {
            items.add(new Resource(
                    path, versions.get(path), Secret.of(resources.get(path).array())));
        }
        return new ResourcesAnswer.Items(items);
    }

    private Reply ok(Asked asked, Bytes body, Jwk guest) {
        return reply(
                200, body, List.of(new Header(Header.STATEMENT, signer.sign(asked, clock, Outcome.OK, body, guest))));
    }

    private Reply not(Asked asked, Outcome outcome, List<Jwk> guest) {
        Bytes body = KbsError.of(outcome, "7f3a91c2").body();
        String statement = guest.isEmpty()
                ? signer.sign(asked, clock, outcome, body)
                : signer.sign(asked, clock, outcome, body, guest.get(0));
        return reply(401, body, List.of(new Header(Header.STATEMENT, statement)));
    }

    private static Reply plain() {
        return reply(401, new KbsError("TokenNotFound", "no token").body(), List.of());
    }

    static Reply reply(int status, Bytes body, List<Header> more) {
        List<Header> headers = new ArrayList<>();
        headers.add(new Header("Content-Type", "application/json"));
        headers.add(new Header("Content-Length", Integer.toString(body.length())));
        headers.addAll(more);
        return new Reply(status, headers, body);
    }

    private boolean isInstead(Request request) {
        return !instead.getOrDefault(request.target(), List.of()).isEmpty();
    }

    private Outcome takeInstead(Request request) {
        List<Outcome> outcomes = new ArrayList<>(instead.get(request.target()));
        Outcome next = outcomes.remove(0);
        instead.put(request.target(), outcomes);
        return next;
    }

    static String value(Request request, String name) {
        for (Header header : request.headers()) {
            if (header.name().equalsIgnoreCase(name)) return header.value();
        }
        return "";
    }

    static Json evidence(Bytes reportData) {
        return Json.object().put("report_data", new JsonText(reportData.hex())).build();
    }
}
