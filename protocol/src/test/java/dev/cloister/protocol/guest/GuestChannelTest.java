package dev.cloister.protocol.guest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.bytes.Bytes;
import dev.cloister.protocol.AttestRequest;
import dev.cloister.protocol.AuthRequest;
import dev.cloister.protocol.Header;
import dev.cloister.protocol.Outcome;
import dev.cloister.protocol.guest.Ended.Reason;
import dev.cloister.protocol.jose.TestKeys;
import java.io.IOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class GuestChannelTest {
    private final TestBroker broker = new TestBroker();
    private final TestGuest guest = new TestGuest(broker);

    @Test
    void attestsInThreeRequests() throws InterruptedException {
        Session session = guest.session();
        assertThat(session.activation()).isEqualTo("A1");
        assertThat(session.ttlSeconds()).isEqualTo(3600);
        assertThat(session.graceSeconds()).isEqualTo(86400);
        assertThat(guest.exchanges)
                .extracting(exchange -> exchange.request().target())
                .containsExactly("/kbs/v0/auth", "/kbs/v0/cloister/keys?audience=acme/prod", "/kbs/v0/attest");
        assertThat(guest.pauses).isEmpty();
        assertThat(guest.channel.timeFloor()).isEqualTo(broker.clock);
    }

    @Test
    void sendsWhatKbsClientsSend() throws InterruptedException {
        guest.session();
        Request auth = guest.exchanges.get(0).request();
        assertThat(auth.method()).isEqualTo("POST");
        assertThat(auth.headers()).extracting(Header::name).containsExactly("Content-Type", "Cloister-Nonce");
        assertThat(auth.body())
                .isEqualTo(AuthRequest.channel("snp", "acme/prod").body());
        Request keys = guest.exchanges.get(1).request();
        assertThat(keys.method()).isEqualTo("GET");
        assertThat(keys.headers()).isEmpty();
        Request attest = guest.exchanges.get(2).request();
        assertThat(attest.headers())
                .extracting(Header::name)
                .containsExactly("Content-Type", "Cookie", "Cloister-Nonce");
        assertThat(TestBroker.value(attest, "Cookie")).matches("kbs-session-id=[0-9a-f]{32}");
    }

    @Test
    void aPinnedKeyMaySignItself() throws InterruptedException {
        TestGuest direct = new TestGuest(new TestBroker(TestKeys.ROOT.signingKey()));
        direct.session();
        assertThat(direct.exchanges).hasSize(2);
    }

    @Test
    void keepsItsKeyWhenItRenews() throws InterruptedException {
        Session session = guest.session();
        String key = guest.channel.teeKey().thumbprint();
        assertThat(session.renew()).isSameAs(session);
        assertThat(session.activation()).isEqualTo("A2");
        assertThat(guest.channel.teeKey().thumbprint()).isEqualTo(key);
        assertThat(session.resources(TestGuest.WANTED)).isInstanceOf(Fetched.Released.class);
    }

    @ParameterizedTest
    @CsvSource({
        "INVALID, INVALID, invalid, 'the broker found what was sent invalid, case 7f3a91c2'",
        "REFUSED, NOT_AUTHENTIC, not-authentic, ''",
        "VERSION, VERSION, version, 'the broker speaks no version of the channel that this guest speaks, case 7f3a91c2'",
        "AUDIENCE, AUDIENCE, audience, 'the broker does not know the audience that init-data names, case 7f3a91c2'",
        "SESSION, SESSION, session, 'the broker does not know the session, case 7f3a91c2'"
    })
    void endsWithACode(Outcome outcome, Reason reason, String code, String sentence) throws InterruptedException {
        broker.instead = new HashMap<>(Map.of(AttestRequest.TARGET, Collections.nCopies(5, outcome)));
        Ended ended = (Ended) guest.attest();
        assertThat(ended.reason()).isEqualTo(reason);
        assertThat(ended.code()).isEqualTo(code);
        if (!sentence.isEmpty()) assertThat(ended.sentence()).isEqualTo(sentence);
    }

    @Test
    void aRefusalOfThisGuestIsFinal() throws InterruptedException {
        guest.initData = "bad = true\n";
        assertThat(guest.attest()).isEqualTo(new Ended(Reason.REFUSED, "7f3a91c2"));
        assertThat(((Ended) guest.attest()).sentence()).isEqualTo("refused, case 7f3a91c2");
        assertThat(guest.pauses).isEmpty();
    }

    /// The host swaps cookies: the broker refuses another guest, and says so of that guest's key.
    @Test
    void aRefusalOfAnotherGuestIsNotBelieved() throws InterruptedException {
        TestGuest bad = new TestGuest(broker, "bad", new Pins("acme/prod", List.of(TestKeys.ROOT.publicKey()), 7));
        bad.initData = "bad = true\n";
        bad.attest();
        TestGuest.Exchange refused = bad.exchanges.get(bad.exchanges.size() - 1);
        int[] swaps = {0};
        TestGuest good = new TestGuest(request -> {
            if (!request.target().equals(AttestRequest.TARGET) || swaps[0]++ > 0) return broker.send(request);
            Request swapped = new Request(
                    "POST",
                    request.target(),
                    List.of(
                            new Header("Cookie", TestBroker.value(refused.request(), "Cookie")),
                            new Header(Header.NONCE, TestBroker.value(request, Header.NONCE))),
                    refused.request().body());
            return broker.send(swapped);
        });
        assertThat(good.attest()).isInstanceOf(Session.class);
        assertThat(good.pauses).hasSize(1);
    }

    @Test
    void aSignedAnswerThatCannotBeReadEnds() throws InterruptedException {
        broker.unreadable = true;
        assertThat(guest.attest()).isEqualTo(Ended.of(Reason.BAD_ANSWER));
        assertThat(guest.pauses).isEmpty();
    }

    @Test
    void triesFiveTimesAtGrowingIntervals() throws InterruptedException {
        TestGuest alone = new TestGuest(request -> {
            throw new IOException("unreachable");
        });
        assertThat(alone.attest()).isEqualTo(Ended.of(Reason.NO_ANSWER));
        assertThat(alone.pauses).hasSize(4);
        for (int i = 0; i < 4; i++) {
            assertThat(alone.pauses.get(i)).isBetween(1000L << i, (1000L << i) * 3 / 2);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Outcome.class,
            names = {"UNDECIDED", "BUSY"})
    void isPatientForTenMinutes(Outcome outcome) throws InterruptedException {
        broker.instead = new HashMap<>(Map.of(AttestRequest.TARGET, Collections.nCopies(100, outcome)));
        Ended ended = (Ended) guest.attest();
        assertThat(ended.code()).isEqualTo(outcome.code());
        long total = guest.pauses.stream().mapToLong(Long::longValue).sum();
        assertThat(total).isBetween(600_000L, 615_000L);

        TestBroker recovering = new TestBroker();
        recovering.instead = new HashMap<>(Map.of(AttestRequest.TARGET, Collections.nCopies(7, outcome)));
        TestGuest patient = new TestGuest(recovering);
        assertThat(patient.attest()).isInstanceOf(Session.class);
        assertThat(patient.pauses).hasSize(7);
    }

    @Test
    void survivesABrokerThatIsStarting() throws InterruptedException {
        int[] calls = {0};
        TestGuest early = new TestGuest(request -> {
            calls[0]++;
            if (calls[0] == 1) throw new IOException("connection refused");
            if (calls[0] == 2) return TestBroker.reply(502, Bytes.EMPTY, List.of());
            return broker.send(request);
        });
        assertThat(early.attest()).isInstanceOf(Session.class);
        assertThat(early.pauses).hasSize(2);
    }

    @Test
    void sendsNothingWithoutEvidence() throws InterruptedException {
        guest.hasEvidence = false;
        assertThat(guest.attest()).isEqualTo(Ended.of(Reason.NO_EVIDENCE));
        assertThat(guest.exchanges)
                .noneMatch(exchange -> exchange.request().target().equals("/kbs/v0/attest"));
    }

    @Test
    void timeOnlyRises() throws InterruptedException {
        Session session = guest.session();
        long before = guest.channel.timeFloor();
        broker.clock -= 1_000_000;
        assertThat(session.resources(TestGuest.WANTED)).isInstanceOf(Fetched.Released.class);
        assertThat(guest.channel.timeFloor()).isEqualTo(before);
    }
}
