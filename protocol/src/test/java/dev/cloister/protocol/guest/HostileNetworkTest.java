package dev.cloister.protocol.guest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.protocol.Asked;
import dev.cloister.protocol.Header;
import dev.cloister.protocol.KeySet;
import dev.cloister.protocol.Outcome;
import dev.cloister.protocol.ProofCheck;
import dev.cloister.protocol.jose.Crypto;
import dev.cloister.protocol.jose.JdkSymmetric;
import dev.cloister.protocol.jose.TestKeys;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Messages of recorded conversations, changed, exchanged, replayed (specs guest-broker-channel 14).
class HostileNetworkTest {
    private static final Crypto CRYPTO = new Crypto(new RememberingP256(), new JdkSymmetric());

    /// Lines that the statement does not cover, as nothing that matters is read from them: the content type by nobody;
    /// a cookie is an opaque handle, and a changed one leads to no session.
    private static final Set<String> NOT_COVERED = Set.of("Content-Type", "Set-Cookie", "Cookie");

    private final TestBroker broker = new TestBroker();
    private final BrokerKeys keys = new BrokerKeys(pins(), CRYPTO);
    private final List<TestBroker> before = new ArrayList<>();
    private final TestGuest guest = recordedGuest();

    @Test
    void eachByteOfEachReply() throws Malformed {
        for (TestGuest.Exchange exchange : signedExchanges(guest).subList(0, 3)) {
            Reply good = exchange.reply();
            assertThat(check(guest, exchange.request(), good)).isInstanceOf(Statement.class);
            for (int i = 0; i < good.headers().size(); i++) {
                Header header = good.headers().get(i);
                if (NOT_COVERED.contains(header.name())) continue;
                String line = header.name() + ":" + header.value();
                for (int at = 0; at < line.length(); at++) {
                    List<Header> headers = new ArrayList<>(good.headers());
                    headers.set(i, split(flip(line, at)));
                    assertNotAccepted(exchange.request(), new Reply(good.status(), headers, good.body()), line, at);
                }
            }
            for (int at = 0; at < good.body().length(); at++) {
                byte[] body = good.body().array();
                body[at] ^= 1;
                Reply changed = new Reply(good.status(), good.headers(), Bytes.of(body));
                assertNotAccepted(exchange.request(), changed, "body", at);
            }
        }
    }

    @Test
    void eachByteOfEachRequest() throws Malformed {
        List<TestGuest.Exchange> exchanges = signedExchanges(guest);
        for (int step = 0; step < 3; step++) {
            Request good = exchanges.get(step).request();
            for (Request changed : changes(good)) {
                Reply reply = before.get(step).copy().send(changed);
                Answer answer = check(guest, good, reply);
                assertThat(GuestChannel.isGood(answer)).as("%s", changed).isFalse();
            }
        }
    }

    private static List<Request> changes(Request good) {
        List<Request> changes = new ArrayList<>();
        for (int at = 0; at < good.method().length(); at++) {
            changes.add(new Request(flip(good.method(), at), good.target(), good.headers(), good.body()));
        }
        for (int at = 0; at < good.target().length(); at++) {
            changes.add(new Request(good.method(), flip(good.target(), at), good.headers(), good.body()));
        }
        for (int i = 0; i < good.headers().size(); i++) {
            Header header = good.headers().get(i);
            if (header.name().equals("Content-Type")) continue;
            String line = header.name() + ":" + header.value();
            for (int at = 0; at < line.length(); at++) {
                List<Header> headers = new ArrayList<>(good.headers());
                headers.set(i, split(flip(line, at)));
                changes.add(new Request(good.method(), good.target(), headers, good.body()));
            }
        }
        for (int at = 0; at < good.body().length(); at++) {
            byte[] body = good.body().array();
            body[at] ^= 1;
            changes.add(new Request(good.method(), good.target(), good.headers(), Bytes.of(body)));
        }
        return changes;
    }

    @Test
    void eachLineLeftOutOrDoubled() throws Malformed {
        for (TestGuest.Exchange exchange : signedExchanges(guest)) {
            Reply good = exchange.reply();
            for (int i = 0; i < good.headers().size(); i++) {
                if (NOT_COVERED.contains(good.headers().get(i).name())) continue;
                List<Header> without = new ArrayList<>(good.headers());
                Header header = without.remove(i);
                assertNotAccepted(exchange.request(), new Reply(200, without, good.body()), header.name(), 0);
                List<Header> doubled = new ArrayList<>(good.headers());
                doubled.add(header);
                assertNotAccepted(exchange.request(), new Reply(200, doubled, good.body()), header.name(), 1);
            }
            List<Header> encoded = new ArrayList<>(good.headers());
            encoded.add(new Header("Content-Encoding", "identity"));
            assertNotAccepted(exchange.request(), new Reply(200, encoded, good.body()), "Content-Encoding", 0);
        }
    }

    /// Two guests, one of them renewed: no answer fits another request of either.
    @Test
    void noAnswerFitsAnotherRequest() throws Malformed, InterruptedException {
        TestGuest other = new TestGuest(broker, "other", pins());
        converse(other);
        List<TestGuest.Exchange> all = new ArrayList<>(signedExchanges(guest));
        all.addAll(signedExchanges(other));
        assertThat(all).hasSize(12);
        for (int i = 0; i < all.size(); i++) {
            TestGuest asking = i < 6 ? guest : other;
            for (int j = 0; j < all.size(); j++) {
                Answer answer = check(asking, all.get(i).request(), all.get(j).reply());
                assertThat(answer instanceof Statement).as("%d, %d", i, j).isEqualTo(i == j);
            }
        }
    }

    /// A broker does nothing twice: the stored answer for the same evidence, `session` for a repeated proof.
    @Test
    void aRepeatedRequestChangesNothing() throws Malformed {
        int activations = broker.activations;
        int releases = broker.releases;
        for (TestGuest.Exchange exchange : signedExchanges(guest)) {
            Reply reply = broker.send(exchange.request());
            Answer answer = check(guest, exchange.request(), reply);
            boolean proven = !TestBroker.value(exchange.request(), Header.PROOF).isEmpty();
            assertThat(((Statement) answer).outcome()).isEqualTo(proven ? Outcome.SESSION : Outcome.OK);
        }
        assertThat(broker.activations).isEqualTo(activations);
        assertThat(broker.releases).isEqualTo(releases);
    }

    /// Each recorded reply at each step of a later conversation of the same guest.
    @Test
    void noRecordedReplyIsTakenLater() throws InterruptedException {
        List<Reply> recorded = new ArrayList<>();
        for (TestGuest.Exchange exchange : guest.exchanges) recorded.add(exchange.reply());
        for (Reply old : recorded) {
            for (int step = 0; step < 3; step++) {
                int[] calls = {0};
                int replaced = step;
                TestGuest later =
                        new TestGuest(request -> calls[0]++ == replaced ? old : broker.send(request), "later", pins());
                Attested attested = later.attest();
                boolean keySet = old == recorded.get(1);
                if (keySet && step == 0) {
                    assertThat(attested).isEqualTo(Ended.of(Ended.Reason.NOT_SIGNED));
                } else {
                    assertThat(attested).isInstanceOf(Session.class);
                    assertThat(later.pauses).as("step %d", step).hasSize(keySet && step == 1 ? 0 : 1);
                }
            }
        }
    }

    @Test
    void evidenceOfOneGuestOpensNoSessionOfAnother() throws InterruptedException {
        TestGuest other = new TestGuest(broker, "other", pins());
        converse(other);
        List<TestGuest.Exchange> mine = signedExchanges(guest);
        List<TestGuest.Exchange> theirs = signedExchanges(other);
        int activations = broker.activations;
        for (int[] swap : new int[][] {{0, 1}, {1, 0}}) {
            Request body = (swap[0] == 0 ? mine : theirs).get(1).request();
            Reply session = broker.send((swap[1] == 0 ? mine : theirs).get(0).request());
            String cookie = session.values("Set-Cookie").get(0).split(";")[0];
            Request crossed = new Request(
                    "POST",
                    body.target(),
                    List.of(
                            new Header("Cookie", cookie),
                            new Header(Header.NONCE, TestBroker.value(body, Header.NONCE))),
                    body.body());
            Reply reply = broker.send(crossed);
            assertThat(new String(reply.body().array(), StandardCharsets.UTF_8)).contains("session, case");
        }
        assertThat(broker.activations).isEqualTo(activations);
    }

    private TestGuest recordedGuest() {
        try {
            TestGuest recording = new TestGuest(request -> {
                if (!request.target().startsWith(KeySet.target(""))) before.add(broker.copy());
                return broker.send(request);
            });
            converse(recording);
            keys.accept(broker.keySet);
            return recording;
        } catch (InterruptedException | Malformed e) {
            throw new AssertionError(e);
        }
    }

    private static void converse(TestGuest guest) throws InterruptedException {
        Session session = guest.session();
        assertThat(session.resources(TestGuest.WANTED)).isInstanceOf(Fetched.Released.class);
        session.renew();
        assertThat(session.resources(TestGuest.WANTED)).isInstanceOf(Fetched.Released.class);
    }

    private static List<TestGuest.Exchange> signedExchanges(TestGuest guest) {
        List<TestGuest.Exchange> signed = new ArrayList<>();
        for (TestGuest.Exchange exchange : guest.exchanges) {
            if (exchange.request().method().equals("POST")) signed.add(exchange);
        }
        return signed;
    }

    private static Pins pins() {
        return new Pins("acme/prod", List.of(TestKeys.ROOT.publicKey()), 7);
    }

    /// What the guest would make of that reply to that request of its own.
    private Answer check(TestGuest asking, Request request, Reply reply) throws Malformed {
        String nonce = TestBroker.value(request, Header.NONCE);
        if (nonce.isEmpty()) {
            nonce = ProofCheck.parse(TestBroker.value(request, Header.PROOF)).nonce();
        }
        Asked asked = Asked.of(nonce, request.method(), request.target(), request.body());
        String me = request.target().equals("/kbs/v0/auth") ? "" : asking.channel.me();
        return Statement.check(CRYPTO, keys, asked, me, reply);
    }

    private void assertNotAccepted(Request request, Reply changed, String what, int at) throws Malformed {
        assertThat(check(guest, request, changed)).as("%s at %d", what, at).isNotInstanceOf(Statement.class);
    }

    private static String flip(String text, int at) {
        return text.substring(0, at) + (char) (text.charAt(at) ^ 1) + text.substring(at + 1);
    }

    private static Header split(String line) {
        int colon = line.indexOf(':');
        return colon < 0 ? new Header(line, "") : new Header(line.substring(0, colon), line.substring(colon + 1));
    }
}
