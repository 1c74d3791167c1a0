package dev.cloister.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.Malformed;
import dev.cloister.protocol.AttestRequest;
import dev.cloister.protocol.AuthRequest;
import dev.cloister.protocol.AuthRequest.Offer;
import dev.cloister.protocol.Header;
import dev.cloister.protocol.KeySet;
import dev.cloister.protocol.ResourcesRequest;
import dev.cloister.protocol.guest.Ended;
import dev.cloister.protocol.guest.GuestChannel;
import dev.cloister.protocol.jose.Crypto;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Sessions, proofs and what a host between guest and broker can do with them.
class SessionTest {
    @TempDir
    Path folder;

    private Home home;
    private RawGuest guest;

    @BeforeEach
    void open() throws Exception {
        home = new Home(folder);
        home.protect();
        guest = new RawGuest(home).opened();
    }

    @AfterEach
    void close() throws Exception {
        home.close();
    }

    @Test
    void theSameRequestGetsTheSameAnswerUnderANewStatement() throws Exception {
        Bytes body = guest.body(home.launch());
        Home.Got first = guest.attest(body);
        Home.Got again = guest.attest(body);
        assertThat(first.outcome()).isEqualTo("ok");
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.header(Header.STATEMENT)).isNotEqualTo(first.header(Header.STATEMENT));
        assertThat(attestations()).isEqualTo(1);
    }

    @Test
    void anotherRequestOnAnAnsweredChallengeDoesNot() throws Exception {
        guest.activated();
        assertThat(guest.attest(guest.body(home.launch())).outcome()).isEqualTo("session");
        assertThat(attestations()).isEqualTo(1);
    }

    @Test
    void aRefusalIsRepeatedToo() throws Exception {
        home.policy(Home.KEY_PATH, Home.TRUST, List.of(), List.of());
        Bytes body = guest.body(home.launch());
        Home.Got first = guest.attest(body);
        assertThat(first.outcome()).isEqualTo("refused");
        assertThat(guest.attest(body).body()).isEqualTo(first.body());
        assertThat(guest.attest(guest.body(home.launch())).outcome()).isEqualTo("session");
    }

    @Test
    void theSameRequestManyTimesAtOnceIsOneActivation() throws Exception {
        Bytes body = guest.body(home.launch());
        ConcurrentLinkedQueue<String> outcomes = new ConcurrentLinkedQueue<>();
        List<Thread> threads = IntStream.range(0, 4)
                .mapToObj(i -> Thread.ofVirtual().start(() -> {
                    try {
                        outcomes.add(guest.attest(body).outcome());
                    } catch (Exception failed) {
                        outcomes.add(failed.toString());
                    }
                }))
                .toList();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(outcomes).hasSize(4).contains("ok").isSubsetOf("ok", "session");
        assertThat(attestations()).isEqualTo(1);
    }

    @Test
    void aProofCountsOnce() throws Exception {
        guest.activated();
        Bytes body = new ResourcesRequest(List.of(Home.KEY_PATH)).body();
        String second = guest.proof(body, 2);
        assertThat(guest.inside(guest.resources(body, second), Home.KEY_PATH)).isEqualTo("items");
        assertThat(guest.resources(body, second).outcome()).isEqualTo("session");
        assertThat(guest.resources(1, Home.KEY_PATH).outcome()).isEqualTo("session");
        assertThat(guest.inside(guest.resources(3, Home.KEY_PATH), Home.KEY_PATH))
                .isEqualTo("items");
    }

    @Test
    void twoHoldersOfOneSessionKeyEndTheActivation() throws Exception {
        guest.activated();
        assertThat(guest.inside(guest.resources(1, Home.KEY_PATH), Home.KEY_PATH))
                .isEqualTo("items");
        Home.Got fork = guest.resources(1, Home.KEY_PATH);
        assertThat(fork.outcome()).isEqualTo("ok");
        assertThat(guest.inside(fork, Home.KEY_PATH)).isEqualTo("revoked");
        assertThat(guest.inside(guest.resources(2, Home.KEY_PATH), Home.KEY_PATH))
                .isEqualTo("revoked");
        JsonFields entry = home.owner("GET", "/cloister/v1/audit", "").json().objects("entries").stream()
                .filter(one -> kind(one).equals("fork"))
                .findFirst()
                .orElseThrow();
        assertThat(entry.object("document").flag("emulated")).isTrue();
        guest.opened();
        assertThat(guest.attest(guest.body(home.launch())).outcome()).isEqualTo("refused");
    }

    @Test
    void aProofIsForOneRequest() throws Exception {
        guest.activated();
        Bytes body = new ResourcesRequest(List.of(Home.KEY_PATH)).body();
        Bytes other = new ResourcesRequest(List.of("default/other/key")).body();
        assertThat(guest.resources(other, guest.proof(body, 1)).outcome()).isEqualTo("session");
        String proof = guest.proof(body, 1);
        for (int i = 0; i < proof.length(); i += 11) {
            char changed = proof.charAt(i) == 'A' ? 'B' : 'A';
            String forged = proof.substring(0, i) + changed + proof.substring(i + 1);
            assertThat(guest.resources(body, forged).outcome())
                    .as("character %d", i)
                    .isNotEqualTo("ok");
        }
        assertThat(guest.inside(guest.resources(body, proof), Home.KEY_PATH)).isEqualTo("items");
    }

    @Test
    void aStolenCookieIsWorthNothing() throws Exception {
        guest.activated();
        RawGuest thief = new RawGuest(home);
        thief.cookie = guest.cookie;
        assertThat(thief.resources(1, Home.KEY_PATH).outcome()).isEqualTo("session");
        Bytes body = new ResourcesRequest(List.of(Home.KEY_PATH)).body();
        Home.Got bare = home.send("POST", ResourcesRequest.TARGET, body, new Header("Cookie", guest.cookie));
        assertThat(bare.status()).isEqualTo(401);
        assertThat(bare.outcome()).isEqualTo("unsigned");
        Home.Got noProof = home.send(
                "POST",
                ResourcesRequest.TARGET,
                body,
                new Header("Cookie", guest.cookie),
                new Header(Header.NONCE, RawGuest.fresh()));
        assertThat(noProof.outcome()).isEqualTo("session");
        assertThat(home.send(
                                "GET",
                                "/kbs/v0/resource/" + Home.KEY_PATH,
                                Bytes.EMPTY,
                                new Header("Cookie", guest.cookie))
                        .text())
                .contains("TokenNotFound");
    }

    @Test
    void aNewSessionEndsTheOldSessionKey() throws Exception {
        String activation = guest.activated();
        String oldCookie = guest.cookie;
        var oldKey = guest.sessionKey;
        guest.opened();
        assertThat(guest.activated()).isEqualTo(activation);
        guest.cookie = oldCookie;
        guest.sessionKey = oldKey;
        assertThat(guest.resources(1, Home.KEY_PATH).outcome()).isEqualTo("session");
    }

    @Test
    void swappedCookiesRefuseNobody() throws Exception {
        RawGuest bad = new RawGuest(home).opened();
        Bytes mine = guest.body(home.launch());
        String cookie = guest.cookie;
        guest.cookie = bad.cookie;
        assertThat(guest.attest(mine).outcome()).isEqualTo("session");
        guest.cookie = cookie;
        assertThat(guest.attest(mine).outcome()).isEqualTo("ok");
    }

    @Test
    void statementsAreSentExactlyWhenAskedFor() throws Exception {
        Bytes offer = AuthRequest.channel("snp", "home").body();
        assertThat(home.send("POST", AuthRequest.TARGET, offer).outcome()).isEqualTo("unsigned");
        assertThat(home.send("POST", AuthRequest.TARGET, offer, new Header(Header.NONCE, "short"))
                        .outcome())
                .isEqualTo("unsigned");
        Home.Got twice = home.send(
                "POST",
                AuthRequest.TARGET,
                offer,
                new Header(Header.NONCE, RawGuest.fresh()),
                new Header(Header.NONCE, RawGuest.fresh()));
        assertThat(twice.outcome()).isEqualTo("unsigned");
        assertThat(home.send(
                                "POST",
                                AttestRequest.TARGET,
                                guest.body(home.launch()),
                                new Header("Cookie", guest.cookie))
                        .outcome())
                .isEqualTo("unsigned");
    }

    @Test
    void whatAnOfferMayBe() throws Exception {
        assertThat(auth(new AuthRequest("0.4.0", "snp", new Offer.Channel(List.of(2L, 1L), "home"))))
                .isEqualTo("ok");
        assertThat(auth(new AuthRequest("0.4.0", "snp", new Offer.Channel(List.of(2L), "home"))))
                .isEqualTo("version");
        assertThat(auth(new AuthRequest("0.3.0", "snp", new Offer.Channel(List.of(1L), "home"))))
                .isEqualTo("version");
        assertThat(auth(new AuthRequest("0.4.0", "snp", new Offer.PlainKbs()))).isEqualTo("version");
        assertThat(auth(new AuthRequest("0.4.0", "tdx", new Offer.Channel(List.of(1L), "home"))))
                .isEqualTo("invalid");
        assertThat(auth(new AuthRequest("0.4.0", "snp", new Offer.Channel(List.of(1L), "acme"))))
                .isEqualTo("unsigned");
    }

    @Test
    void anOfferIsShort() throws Exception {
        Bytes offer = AuthRequest.channel("s".repeat(5_000), "home").body();
        assertThat(home.send("POST", AuthRequest.TARGET, offer, new Header(Header.NONCE, RawGuest.fresh()))
                        .status())
                .isEqualTo(413);
        Bytes paths = Bytes.utf8(" ".repeat(64 * 1024 + 1));
        assertThat(guest.resources(paths, "x").status()).isEqualTo(413);
    }

    private String auth(AuthRequest request) throws Exception {
        return home.send("POST", AuthRequest.TARGET, request.body(), new Header(Header.NONCE, RawGuest.fresh()))
                .outcome();
    }

    @Test
    void theKeySetIsSignedByTheRootKey() throws Exception {
        Home.Got got = home.send("GET", KeySet.target("home"), Bytes.EMPTY);
        KeySet keys = KeySet.verify(
                Crypto.jdk(),
                List.of(home.root()),
                "home",
                new String(got.body().array(), StandardCharsets.US_ASCII));
        assertThat(keys.epoch()).isEqualTo(1);
        assertThat(keys.keys()).hasSize(1).doesNotContain(home.root());
        assertThat(home.send("GET", KeySet.target("acme"), Bytes.EMPTY).status())
                .isEqualTo(404);
    }

    @Test
    void aHostThatAnswersInTheBrokersPlaceIsNotBelieved() throws Exception {
        try (Home other = new Home(folder.resolve("other"));
                GuestChannel channel = home.guest(other.transport())) {
            other.protect();
            assertThat(channel.attest(Home.chip(home.launch()), home.initData().text()))
                    .isInstanceOfSatisfying(
                            Ended.class, end -> assertThat(end.code()).isEqualTo("not-authentic"));
        }
    }

    private long attestations() throws Exception {
        return kinds().stream().filter("activation"::equals).count();
    }

    private List<String> kinds() throws Exception {
        return home.owner("GET", "/cloister/v1/audit", "").json().objects("entries").stream()
                .map(SessionTest::kind)
                .toList();
    }

    private static String kind(JsonFields entry) {
        try {
            return entry.text("kind");
        } catch (Malformed bad) {
            throw new AssertionError(bad);
        }
    }
}
