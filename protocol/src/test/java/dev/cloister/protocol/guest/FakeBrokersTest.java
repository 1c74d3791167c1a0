package dev.cloister.protocol.guest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.bytes.Bytes;
import dev.cloister.protocol.AttestRequest;
import dev.cloister.protocol.AuthRequest;
import dev.cloister.protocol.Challenge;
import dev.cloister.protocol.Header;
import dev.cloister.protocol.KbsError;
import dev.cloister.protocol.KeySet;
import dev.cloister.protocol.StatementSigner;
import dev.cloister.protocol.guest.Ended.Reason;
import dev.cloister.protocol.jose.Jwk;
import dev.cloister.protocol.jose.Jws;
import dev.cloister.protocol.jose.SigningKey;
import dev.cloister.protocol.jose.TestKeys;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Brokers of the host, and the true one with the host in between. None of them gets evidence out of the guest.
class FakeBrokersTest {
    private final SigningKey thief = SigningKey.generate();

    @Test
    void withAKeyOfItsOwn() throws InterruptedException {
        assertNotBelieved(new TestBroker(thief));
    }

    @Test
    void withAKeySetOfItsOwn() throws InterruptedException {
        TestBroker fake = new TestBroker(thief);
        fake.keySet = keySet("acme/prod", 7, thief.publicKey()).sign(thief);
        assertNotBelieved(fake);
    }

    /// Header names the pinned root; the signature is the thief's.
    @Test
    void withAForgedKeySet() throws InterruptedException {
        TestBroker fake = new TestBroker(thief);
        Bytes payload = payload(keySet("acme/prod", 7, thief.publicKey()).sign(thief));
        String header =
                Jws.es256Header("cloister-keys+jwt", TestKeys.ROOT.publicKey().thumbprint());
        fake.keySet = Jws.signEs256(thief, header, payload);
        assertNotBelieved(fake);
    }

    /// A statement key that was stolen and removed: its key set was true once.
    @Test
    void withAnOldEpoch() throws InterruptedException {
        TestBroker fake = new TestBroker(thief);
        fake.keySet = keySet("acme/prod", 6, thief.publicKey()).sign(TestKeys.ROOT.signingKey());
        assertNotBelieved(fake);
    }

    @Test
    void withTheKeySetOfAnotherAudience() throws InterruptedException {
        TestBroker fake = new TestBroker(thief);
        fake.keySet = keySet("acme/test", 7, thief.publicKey()).sign(TestKeys.ROOT.signingKey());
        assertNotBelieved(fake);
    }

    /// A token key signs no statements, though the root signed for it.
    @Test
    void withATokenKey() throws InterruptedException {
        TestBroker fake = new TestBroker(TestKeys.TOKEN.signingKey());
        fake.keySet = new TestBroker().keySet;
        assertNotBelieved(fake);
    }

    /// The root's signature under the other type does not pass for a statement, nor a statement for a key set.
    @Test
    void withTheRootsOtherType() throws InterruptedException {
        TestBroker broker = new TestBroker(TestKeys.ROOT.signingKey());
        assertNotBelieved(request -> {
            Reply reply = broker.send(request);
            String statement = reply.values(Header.STATEMENT).get(0);
            String header = Jws.es256Header(
                    "cloister-keys+jwt", TestKeys.ROOT.publicKey().thumbprint());
            return with(reply, Jws.signEs256(TestKeys.ROOT.signingKey(), header, payload(statement)));
        });
        TestBroker fake = new TestBroker(thief);
        String header =
                Jws.es256Header(StatementSigner.TYPE, TestKeys.ROOT.publicKey().thumbprint());
        Bytes payload = payload(keySet("acme/prod", 7, thief.publicKey()).sign(thief));
        fake.keySet = Jws.signEs256(TestKeys.ROOT.signingKey(), header, payload);
        assertNotBelieved(fake);
    }

    /// Stolen, then revoked: a guest that has heard of the new epoch does not go back.
    @Test
    void withAKeyThatWasReplacedInThisBoot() throws InterruptedException {
        TestBroker old = new TestBroker(thief);
        old.keySet = keySet("acme/prod", 8, thief.publicKey()).sign(TestKeys.ROOT.signingKey());
        TestBroker now = new TestBroker();
        now.keySet = keySet("acme/prod", 9, TestKeys.BROKER.publicKey()).sign(TestKeys.ROOT.signingKey());
        Transport[] network = {old};
        TestGuest guest = new TestGuest(request -> network[0].send(request));
        assertThat(guest.attest()).isInstanceOf(Session.class);
        network[0] = now;
        assertThat(guest.attest()).isInstanceOf(Session.class);
        int asked = guest.evidenceAsked;
        network[0] = old;
        assertThat(guest.attest()).isEqualTo(Ended.notAuthentic("S3"));
        assertThat(guest.evidenceAsked).isEqualTo(asked);
        assertThat(guest.attest())
                .extracting(end -> ((Ended) end).sentence())
                .isEqualTo("answers are not authentic: something between guest and broker, or not the broker that"
                        + " init-data names");
    }

    @Test
    void aPlainKbsGetsNoEvidence() throws InterruptedException {
        TestGuest guest = new TestGuest(request ->
                TestBroker.reply(200, Challenge.of(TestKeys.range(0, 32)).plainBody(), List.of()));
        Ended ended = (Ended) guest.attest();
        assertThat(ended.sentence()).isEqualTo("this broker does not sign its answers");
        assertThat(ended.code()).isEqualTo("not-signed");
        assertThat(guest.evidenceAsked).isZero();
        assertThat(guest.exchanges).hasSize(1);
    }

    @Test
    void anErrorWithoutAStatementDecidesNothing() throws InterruptedException {
        TestGuest guest = new TestGuest(request -> TestBroker.reply(
                401,
                KbsError.of(dev.cloister.protocol.Outcome.REFUSED, "00000000").body(),
                List.of()));
        assertThat(guest.attest()).isEqualTo(Ended.of(Reason.NOT_SIGNED));
        assertThat(guest.exchanges).hasSize(5);
        assertThat(guest.evidenceAsked).isZero();
    }

    @Test
    void aStrippedOrDoubledStatement() throws InterruptedException {
        TestBroker broker = new TestBroker();
        TestGuest stripped = new TestGuest(request -> without(broker.send(request)));
        assertThat(stripped.attest()).isEqualTo(Ended.of(Reason.NOT_SIGNED));
        assertThat(stripped.evidenceAsked).isZero();
        assertNotBelieved(request -> doubled(broker.send(request)));

        TestGuest late = new TestGuest(request ->
                request.target().equals(AttestRequest.TARGET) ? without(broker.send(request)) : broker.send(request));
        assertThat(late.attest()).isEqualTo(Ended.of(Reason.NOT_SIGNED));
        assertThat(late.pauses).hasSize(4);
    }

    @Test
    void anOfferThatWasRewritten() throws InterruptedException {
        TestBroker broker = new TestBroker();
        for (String[] change : new String[][] {
            {"[1]", "[1,0]"}, {"\"sha384\"", "\"sha384\",\"sha256\""}, {"0.4.0", "0.4.1"}, {"\"snp\"", "\"sample\""}
        }) {
            assertNotBelieved(request -> {
                if (!request.target().equals(AuthRequest.TARGET)) return broker.send(request);
                String text = new String(request.body().array(), StandardCharsets.UTF_8);
                assertThat(text).contains(change[0]);
                Bytes body = Bytes.utf8(text.replace(change[0], change[1]));
                return broker.send(new Request(request.method(), request.target(), request.headers(), body));
            });
        }
    }

    private static void assertNotBelieved(Transport network) throws InterruptedException {
        TestGuest guest = new TestGuest(network);
        Ended end = (Ended) guest.attest();
        assertThat(end.reason()).isEqualTo(Reason.NOT_AUTHENTIC);
        assertThat(end.check()).matches("S[1-9]|S1[01]");
        assertThat(guest.evidenceAsked).isZero();
        assertThat(guest.pauses).hasSize(4);
        assertThat(guest.channel.timeFloor()).isZero();
    }

    private static KeySet keySet(String audience, long epoch, Jwk key) {
        return new KeySet(audience, epoch, 1_790_000_000, List.of(key), List.of());
    }

    private static Bytes payload(String compact) {
        return Bytes.of(java.util.Base64.getUrlDecoder().decode(compact.split("\\.")[1]));
    }

    private static Reply without(Reply reply) {
        List<Header> headers = new ArrayList<>(reply.headers());
        headers.removeIf(header -> header.name().equals(Header.STATEMENT));
        return new Reply(reply.status(), headers, reply.body());
    }

    private static Reply with(Reply reply, String statement) {
        List<Header> headers = new ArrayList<>(without(reply).headers());
        headers.add(new Header(Header.STATEMENT, statement));
        return new Reply(reply.status(), headers, reply.body());
    }

    private static Reply doubled(Reply reply) {
        List<Header> headers = new ArrayList<>(reply.headers());
        for (String statement : reply.values(Header.STATEMENT))
            headers.add(new Header("cloister-statement", statement));
        return new Reply(reply.status(), headers, reply.body());
    }
}
