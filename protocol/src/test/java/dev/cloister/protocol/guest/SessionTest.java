package dev.cloister.protocol.guest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.bytes.Bytes;
import dev.cloister.protocol.Outcome;
import dev.cloister.protocol.Resource;
import dev.cloister.protocol.ResourcesRequest;
import dev.cloister.protocol.guest.Ended.Reason;
import dev.cloister.protocol.jose.TestKeys;
import java.io.IOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SessionTest {
    private final TestBroker broker = new TestBroker();

    @Test
    void fetchesInTheOrderAskedFor() throws InterruptedException {
        TestGuest guest = new TestGuest(broker);
        try (Session session = guest.session();
                Fetched.Released released = (Fetched.Released) session.resources(TestGuest.WANTED)) {
            assertThat(released.resources()).extracting(Resource::path).containsExactly("default/image/key", "a/b/c");
            assertThat(released.resources()).extracting(Resource::version).containsExactly(3L, 1L);
            assertThat(content(released.resources().get(0))).isEqualTo(TestKeys.range(0xc0, 0xe0));
            assertThat(content(released.resources().get(1))).isEqualTo(Bytes.utf8("correct horse"));
            assertThat(released.resources().get(1)).hasToString("Resource(a/b/c, version 1, Secret(13 bytes))");
        }
    }

    @Test
    void takesLargeAndEmptyResources() throws InterruptedException {
        broker.resources.put("large/a/b", Bytes.of(new byte[Resource.MAX_BYTES]));
        broker.resources.put("empty/a/b", Bytes.EMPTY);
        broker.versions.put("large/a/b", 1L);
        broker.versions.put("empty/a/b", 1L);
        Session session = new TestGuest(broker).session();
        Fetched.Released released =
                (Fetched.Released) session.resources(List.of(new Wanted("large/a/b", 1), new Wanted("empty/a/b", 1)));
        assertThat(released.resources().get(0).content().length()).isEqualTo(Resource.MAX_BYTES);
        assertThat(released.resources().get(1).content().length()).isZero();
    }

    @Test
    void denialAndReleaseLookAlike() throws InterruptedException {
        TestGuest guest = new TestGuest(broker);
        Session session = guest.session();
        assertThat(session.resources(List.of(new Wanted("no/such/thing", 1))))
                .isEqualTo(new Fetched.Denied("denied", "00000001"));
        Reply denied = last(guest);
        assertThat(session.resources(List.of(new Wanted("a/b/c", 1)))).isInstanceOf(Fetched.Released.class);
        assertThat(last(guest).status()).isEqualTo(denied.status());
        assertThat(last(guest).body().length()).isEqualTo(denied.body().length());
    }

    @Test
    void revocationEnds() throws InterruptedException {
        TestGuest guest = new TestGuest(broker);
        Session session = guest.session();
        broker.revoked = true;
        assertThat(session.resources(TestGuest.WANTED)).isEqualTo(new Ended(Reason.REVOKED, "00000002"));
        assertThat(session.renew()).isEqualTo(new Ended(Reason.REFUSED, "7f3a91c2"));
    }

    @Test
    void refusesVersionsBelowEitherFloor() throws InterruptedException {
        Session session = new TestGuest(broker).session();
        assertThat(session.resources(List.of(new Wanted("default/image/key", 4))))
                .isEqualTo(Ended.of(Reason.OLD_RESOURCE));
        assertThat(session.resources(List.of(new Wanted("default/image/key", 3))))
                .isInstanceOf(Fetched.Released.class);
        broker.versions.put("default/image/key", 2L);
        assertThat(session.resources(List.of(new Wanted("default/image/key", 1))))
                .isEqualTo(Ended.of(Reason.OLD_RESOURCE));
    }

    @Test
    void aForgottenSessionIsRenewed() throws InterruptedException {
        TestGuest guest = new TestGuest(broker);
        Session session = guest.session();
        broker.forgetSessions();
        assertThat(session.resources(TestGuest.WANTED)).isInstanceOf(Fetched.Released.class);
        assertThat(session.activation()).isEqualTo("A2");
        assertThat(guest.evidenceAsked).isEqualTo(2);
    }

    @Test
    void aLostAnswerIsAskedForAgainUnderTheNextNumber() throws InterruptedException {
        boolean[] lost = {false};
        TestGuest guest = new TestGuest(request -> {
            Reply reply = broker.send(request);
            if (request.target().equals(ResourcesRequest.TARGET) && !lost[0]) {
                lost[0] = true;
                throw new IOException("cut");
            }
            return reply;
        });
        Session session = guest.session();
        assertThat(session.resources(TestGuest.WANTED)).isInstanceOf(Fetched.Released.class);
        assertThat(broker.releases).isEqualTo(2);
        assertThat(guest.pauses).hasSize(1);
    }

    @Test
    void givesUpAfterFiveAttempts() throws InterruptedException {
        TestGuest guest = new TestGuest(broker);
        Session session = guest.session();
        broker.instead = new HashMap<>(Map.of(ResourcesRequest.TARGET, Collections.nCopies(5, Outcome.SESSION)));
        assertThat(session.resources(TestGuest.WANTED)).isEqualTo(new Ended(Reason.SESSION, "7f3a91c2"));
        assertThat(guest.pauses).hasSize(4);
    }

    private static Reply last(TestGuest guest) {
        return guest.exchanges.get(guest.exchanges.size() - 1).reply();
    }

    private static Bytes content(Resource resource) {
        return resource.content().use(Bytes::of);
    }
}
