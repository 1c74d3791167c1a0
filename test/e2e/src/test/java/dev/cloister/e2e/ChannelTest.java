package dev.cloister.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Malformed;
import dev.cloister.emulator.EmulatedVendor;
import dev.cloister.emulator.Launch;
import dev.cloister.evidence.appraisal.TrustPolicy;
import dev.cloister.protocol.AttestRequest;
import dev.cloister.protocol.Header;
import dev.cloister.protocol.ResourcesRequest;
import dev.cloister.protocol.guest.Ended;
import dev.cloister.protocol.guest.Fetched;
import dev.cloister.protocol.guest.Request;
import dev.cloister.protocol.guest.Session;
import dev.cloister.protocol.guest.Wanted;
import dev.cloister.protocol.jose.Jwk;
import dev.cloister.workload.CloisterToml;
import dev.cloister.workload.InitData;
import dev.cloister.workload.PinnedKey;
import dev.cloister.workload.ResourcePath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Guests on an emulated chip against the real broker process, over HTTP, with a host between them. No VM.
class ChannelTest {
    private static final String KEY = "default/web/root-key";
    private static final String UNGUARDED = "default/web/forgotten";
    private static final List<Wanted> WANTED = List.of(new Wanted(KEY, 1));
    private static final Bytes MEASUREMENT = Digests.sha384(Bytes.utf8("boot set"));

    @TempDir
    private static Path folder;

    private static BrokerProcess broker;
    private static EmulatedVendor vendor;
    private static InitData initData;

    @BeforeAll
    static void protect() throws IOException, InterruptedException, Malformed {
        broker = new BrokerProcess(folder);
        vendor = EmulatedVendor.open(folder.resolve("vendor"));
        initData = initData(KEY);
        broker.owner().store(KEY, "correct horse");
        broker.owner().store(UNGUARDED, "battery staple");
        broker.owner().guard(KEY, ours(), MEASUREMENT, initData.digest());
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    private static TrustPolicy ours() {
        return TrustPolicy.strict1().withRoots(vendor.root()).named("ours");
    }

    private static InitData initData(String keyPath) throws IOException, InterruptedException, Malformed {
        Jwk root = broker.owner().rootKey();
        PinnedKey pinned = new PinnedKey(root.x(), root.y());
        return InitData.write(CloisterToml.of(
                new CloisterToml.Broker("http://10.0.2.100:80", BrokerProcess.AUDIENCE, 1, 0, List.of(pinned)),
                new CloisterToml.Root(Digests.sha256(Bytes.utf8("root")), new ResourcePath(keyPath)),
                pinned));
    }

    private static TestGuest guest() throws IOException, InterruptedException, Malformed {
        return guest(vendor, initData);
    }

    private static TestGuest guest(EmulatedVendor chipVendor, InitData reported)
            throws IOException, InterruptedException, Malformed {
        Launch launch = new Launch(MEASUREMENT, reported.digest(), Launch.PLAIN_POLICY);
        return new TestGuest(broker, chipVendor, launch, reported.text());
    }

    private static String first(Fetched fetched) {
        assertThat(fetched).isInstanceOf(Fetched.Released.class);
        try (var released = (Fetched.Released) fetched) {
            return released.resources().getFirst().content().use(bytes -> new String(bytes, StandardCharsets.UTF_8));
        }
    }

    @Test
    void aTrustedGuestGetsItsKeyEvenFromABrokerThatWasKilledMeanwhile() throws Exception {
        try (TestGuest guest = guest();
                Session session = guest.session()) {
            assertThat(first(session.resources(WANTED))).isEqualTo("correct horse");
            broker.kill();
            broker.start();
            String activation = session.activation();
            assertThat(first(session.resources(WANTED))).isEqualTo("correct horse");
            assertThat(session.activation()).isEqualTo(activation);
        }
    }

    @Test
    void replayedEvidenceIsRefused() throws Exception {
        try (TestGuest earlier = guest();
                TestGuest guest = guest()) {
            earlier.session().close();
            AttestRequest sent =
                    AttestRequest.parse(earlier.requests.getLast().body().array());
            Ended end = guest.replaying(sent.primaryEvidence()).refused();
            assertThat(broker.owner().findings(end.caseNumber())).containsExactly("wrong-report-data");
        }
    }

    @Test
    void anAnswerToSomebodyElsesChallengeIsRefused() throws Exception {
        try (TestGuest other = guest();
                TestGuest guest = guest()) {
            other.session().close();
            Bytes foreign = other.requests.getLast().body();
            guest.through(onAttest(request -> with(request, foreign))).refused();
            assertThat(TestGuest.outcome(guest.replies.getLast())).isEqualTo("session");
        }
    }

    @Test
    void aChallengeWithoutSessionIsRefused() throws Exception {
        try (TestGuest guest = guest()) {
            guest.through(onAttest(request -> without(request, "Cookie"))).refused();
            assertThat(TestGuest.outcome(guest.replies.getLast())).isEqualTo("session");
        }
    }

    @Test
    void aMissingNonceIsRefused() throws Exception {
        try (TestGuest guest = guest()) {
            guest.through(onAttest(ChannelTest::withoutNonce)).refused();
            assertThat(TestGuest.outcome(guest.replies.getLast())).isEqualTo("session");
        }
    }

    @Test
    void initDataThatTheHardwareDoesNotReportIsRefused() throws Exception {
        Launch launch = new Launch(MEASUREMENT, initData.digest(), Launch.PLAIN_POLICY);
        try (TestGuest guest =
                new TestGuest(broker, vendor, launch, initData(UNGUARDED).text())) {
            assertThat(guest.refused().code()).isEqualTo("invalid");
        }
    }

    @Test
    void initDataThatTheOwnerDidNotApproveIsRefused() throws Exception {
        InitData changed = InitData.write(initData.cloister()
                .withSecrets(List.of(new CloisterToml.WantedSecret(new ResourcePath(UNGUARDED), "more", 1))));
        try (TestGuest guest = guest(vendor, changed)) {
            Ended end = guest.refused();
            assertThat(end.code()).isEqualTo("refused");
            assertThat(broker.owner().findings(end.caseNumber())).containsExactly("unknown-init-data");
        }
    }

    @Test
    void anUnknownMeasurementIsRefused() throws Exception {
        Launch launch = new Launch(Digests.sha384(Bytes.utf8("mine")), initData.digest(), Launch.PLAIN_POLICY);
        try (TestGuest guest = new TestGuest(broker, vendor, launch, initData.text())) {
            assertThat(broker.owner().findings(guest.refused().caseNumber())).containsExactly("unknown-measurement");
        }
    }

    @Test
    void aGuestThatCanBeDebuggedIsRefused() throws Exception {
        Launch launch = new Launch(MEASUREMENT, initData.digest(), Launch.PLAIN_POLICY | 1L << 19);
        try (TestGuest guest = new TestGuest(broker, vendor, launch, initData.text())) {
            assertThat(broker.owner().findings(guest.refused().caseNumber())).containsExactly("debug-allowed");
        }
    }

    @Test
    void theEmulatedRootIsRefusedUnderStrict1() throws Exception {
        InitData strict = initData("default/strict/root-key");
        broker.owner().store("default/strict/root-key", "never");
        broker.owner().guard("default/strict/root-key", TrustPolicy.strict1(), MEASUREMENT, strict.digest());
        try (TestGuest guest = guest(vendor, strict)) {
            assertThat(broker.owner().findings(guest.refused().caseNumber())).containsExactly("unaccepted-root");
        }
    }

    @Test
    void anotherRootOfTheSameNameIsRefused(@TempDir Path elsewhere) throws Exception {
        EmulatedVendor other = EmulatedVendor.open(elsewhere.resolve("vendor"));
        assertThat(other.root()).isNotEqualTo(vendor.root());
        try (TestGuest guest = guest(other, initData)) {
            assertThat(broker.owner().findings(guest.refused().caseNumber())).containsExactly("unknown-root");
        }
    }

    @Test
    void aResourceThatNobodyGuardsGoesToNobody() throws Exception {
        try (TestGuest guest = guest();
                Session session = guest.session()) {
            Fetched fetched = session.resources(List.of(new Wanted(UNGUARDED, 1)));
            assertThat(fetched)
                    .isInstanceOfSatisfying(
                            Fetched.Denied.class,
                            denied -> assertThat(denied.code()).isEqualTo("denied"));
        }
        try (TestGuest guest = guest(vendor, initData(UNGUARDED))) {
            assertThat(guest.refused().code()).isEqualTo("refused");
        }
    }

    @Test
    void aStolenCookieAndARepeatedProofGiveNothing() throws Exception {
        try (TestGuest victim = guest();
                Session session = victim.session();
                TestGuest thief = guest();
                Session other = thief.session()) {
            assertThat(first(session.resources(WANTED))).isEqualTo("correct horse");
            Request asked = victim.requests.getLast();
            assertThat(asked.target()).isEqualTo(ResourcesRequest.TARGET);

            assertThat(TestGuest.outcome(broker.owner().send(asked))).isEqualTo("session");
            assertThat(broker.owner().send(without(asked, Header.PROOF)).status())
                    .isBetween(400, 499);

            int before = thief.replies.size();
            thief.through(request ->
                    request.target().equals(ResourcesRequest.TARGET) ? withCookieOf(request, asked) : request);
            other.resources(WANTED);
            assertThat(TestGuest.outcome(thief.replies.get(before))).isEqualTo("session");
        }
    }

    private static UnaryOperator<Request> onAttest(UnaryOperator<Request> change) {
        return request -> request.target().equals(AttestRequest.TARGET) ? change.apply(request) : request;
    }

    private static Request with(Request request, Bytes body) {
        return new Request(request.method(), request.target(), request.headers(), body);
    }

    private static Request without(Request request, String name) {
        List<Header> headers = request.headers().stream()
                .filter(header -> !header.name().equalsIgnoreCase(name))
                .toList();
        return new Request(request.method(), request.target(), headers, request.body());
    }

    private static Request withCookieOf(Request request, Request victims) {
        List<Header> headers = new ArrayList<>(without(request, "Cookie").headers());
        victims.headers().stream()
                .filter(header -> header.name().equalsIgnoreCase("Cookie"))
                .forEach(headers::add);
        return new Request(request.method(), request.target(), headers, request.body());
    }

    private static Request withoutNonce(Request request) {
        try {
            String text = new String(request.body().array(), StandardCharsets.UTF_8);
            String nonce = AttestRequest.parse(request.body().array()).nonce();
            return with(request, Bytes.utf8(text.replace(nonce, "")));
        } catch (Malformed bug) {
            throw new AssertionError(bug);
        }
    }
}
