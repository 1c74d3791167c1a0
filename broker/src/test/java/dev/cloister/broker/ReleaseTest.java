package dev.cloister.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.JsonFields;
import dev.cloister.evidence.appraisal.TrustPolicy;
import dev.cloister.protocol.Resource;
import dev.cloister.protocol.ResourcesRequest;
import dev.cloister.protocol.guest.Ended;
import dev.cloister.protocol.guest.GuestChannel;
import dev.cloister.protocol.guest.Session;
import dev.cloister.protocol.guest.Wanted;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Each resource by its own release policy, as it is at that moment.
class ReleaseTest {
    private static final String OTHER = "default/password/db";

    @TempDir
    Path folder;

    private Home home;
    private RawGuest guest;

    @BeforeEach
    void open() throws Exception {
        home = new Home(folder);
        home.protect();
        guest = new RawGuest(home).opened();
        guest.activated();
    }

    @AfterEach
    void close() throws Exception {
        home.close();
    }

    @Test
    void aResourceWithoutPolicyIsDeniedAsOneThatDoesNotExist() throws Exception {
        home.store(OTHER, "p");
        assertThat(guest.inside(guest.resources(1, OTHER), OTHER)).isEqualTo("denied");
        assertThat(guest.inside(guest.resources(2, "no/such/thing"), "no/such/thing"))
                .isEqualTo("denied");
        assertThat(guest.inside(guest.resources(3, "not a path"), "not a path")).isEqualTo("denied");
        assertThat(lastFinding().text("code")).isEqualTo("bad-path");
        home.policy(
                "no/such/thing",
                Home.TRUST,
                List.of(Home.MEASUREMENT),
                List.of(home.initData().digest()));
        assertThat(guest.inside(guest.resources(4, "no/such/thing"), "no/such/thing"))
                .isEqualTo("denied");
        assertThat(lastFinding().text("code")).isEqualTo("no-resource");
    }

    @Test
    void moreThanAnAnswerHoldsIsDenied() throws Exception {
        String[] paths = {"large/one/1", "large/one/2", "large/one/3"};
        for (String path : paths) {
            home.store(path, "x".repeat(Resource.MAX_BYTES));
            home.policy(
                    path,
                    Home.TRUST,
                    List.of(Home.MEASUREMENT),
                    List.of(home.initData().digest()));
        }
        assertThat(guest.inside(guest.resources(1, paths), paths)).isEqualTo("denied");
        assertThat(lastFinding().text("code")).isEqualTo("too-large");
        assertThat(releases()).isZero();
    }

    @Test
    void oneDenialDeniesAll() throws Exception {
        home.store(OTHER, "p");
        assertThat(guest.inside(guest.resources(1, Home.KEY_PATH, OTHER), Home.KEY_PATH, OTHER))
                .isEqualTo("denied");
        assertThat(releases()).isZero();
    }

    @Test
    void aDenialLooksLikeAnyOtherAnswer() throws Exception {
        Home.Got yes = guest.resources(1, Home.KEY_PATH);
        Home.Got no = guest.resources(2, OTHER);
        assertThat(no.status()).isEqualTo(yes.status()).isEqualTo(200);
        assertThat(no.outcome()).isEqualTo("ok");
        assertThat(no.body().length()).isEqualTo(yes.body().length());
    }

    @Test
    void aChangedPolicyHoldsAtOnce() throws Exception {
        assertThat(guest.inside(guest.resources(1, Home.KEY_PATH), Home.KEY_PATH))
                .isEqualTo("items");
        home.policy(
                Home.KEY_PATH, Home.TRUST, List.of(), List.of(home.initData().digest()));
        assertThat(guest.inside(guest.resources(2, Home.KEY_PATH), Home.KEY_PATH))
                .isEqualTo("denied");
        home.policy(
                Home.KEY_PATH,
                TrustPolicy.strict1(),
                List.of(Home.MEASUREMENT),
                List.of(home.initData().digest()));
        assertThat(guest.inside(guest.resources(3, Home.KEY_PATH), Home.KEY_PATH))
                .isEqualTo("denied");
        assertThat(releases()).isEqualTo(1);
    }

    @Test
    void evidenceIsVerifiedAsOfNow() throws Exception {
        home.clock.advance(Duration.ofDays(30).minusMinutes(30));
        guest.opened();
        guest.activated();
        assertThat(guest.inside(guest.resources(1, Home.KEY_PATH), Home.KEY_PATH))
                .isEqualTo("items");
        // The lease lasts, but the revocation list has run out since.
        home.clock.advance(Duration.ofMinutes(31));
        assertThat(guest.inside(guest.resources(2, Home.KEY_PATH), Home.KEY_PATH))
                .isEqualTo("denied");
    }

    /// The old boot set goes at a stated moment; the broker's clock decides.
    @Test
    void aMeasurementIsAcceptedOnlyUntilItsEnd() throws Exception {
        Instant end = home.clock.instant().plus(Duration.ofMinutes(10));
        approveMeasurement(end.toString());
        assertThat(guest.inside(guest.resources(1, Home.KEY_PATH), Home.KEY_PATH))
                .isEqualTo("items");
        home.clock.advance(Duration.ofMinutes(10).minusSeconds(1));
        assertThat(guest.inside(guest.resources(2, Home.KEY_PATH), Home.KEY_PATH))
                .isEqualTo("items");
        home.clock.advance(Duration.ofSeconds(1));
        assertThat(guest.inside(guest.resources(3, Home.KEY_PATH), Home.KEY_PATH))
                .isEqualTo("denied");
        JsonFields finding = lastFinding();
        assertThat(finding.text("code")).isEqualTo("measurement-ended");
        assertThat(finding.text("sentence")).contains("accepted only until " + end);
        // A guest that attests now is refused as well, with the same reason for the owner.
        guest.opened();
        assertThat(guest.attest(guest.body(home.launch())).outcome()).isEqualTo("refused");
        assertThat(lastFinding().text("code")).isEqualTo("measurement-ended");
    }

    @Test
    void anEndCanBeMovedAndTakenAway() throws Exception {
        approveMeasurement(home.clock.instant().minusSeconds(1).toString());
        assertThat(guest.inside(guest.resources(1, Home.KEY_PATH), Home.KEY_PATH))
                .isEqualTo("denied");
        assertThat(post("{\"digest\":\"" + Home.MEASUREMENT.hex() + "\",\"source\":\"again\"}"))
                .isEqualTo(200);
        assertThat(guest.inside(guest.resources(2, Home.KEY_PATH), Home.KEY_PATH))
                .isEqualTo("items");
    }

    /// The command line for emulated hardware has the kernel's defences off, so a policy that accepts both kinds of
    /// evidence must not take its measurement from a real chip, nor the other way round.
    @Test
    void aMeasurementCountsOnlyForTheHardwareThatItWasMadeFor() throws Exception {
        String measurement = "{\"digest\":\"" + Home.MEASUREMENT.hex() + "\",\"source\":\"s\",\"profile\":";
        assertThat(post(measurement + "\"hardware\"}")).isEqualTo(200);
        assertThat(guest.inside(guest.resources(1, Home.KEY_PATH), Home.KEY_PATH))
                .isEqualTo("denied");
        assertThat(lastFinding().text("code")).isEqualTo("unknown-measurement");
        assertThat(post(measurement + "\"emulated\"}")).isEqualTo(200);
        assertThat(guest.inside(guest.resources(2, Home.KEY_PATH), Home.KEY_PATH))
                .isEqualTo("items");
        assertThat(post(measurement + "\"both\"}")).isEqualTo(400);
    }

    @Test
    void anEndThatIsNoTimeIsNamed() throws Exception {
        for (String bad : List.of("", "tomorrow", "2026-12-31", "2026-12-31T00:00:00")) {
            assertThat(post("{\"digest\":\"" + Home.MEASUREMENT.hex() + "\",\"source\":\"s\",\"until\":\"" + bad
                            + "\"}"))
                    .as(bad)
                    .isEqualTo(400);
        }
        assertThat(post("{\"digest\":\"00\",\"source\":\"s\"}")).isEqualTo(400);
        assertThat(home.owner(
                                "POST",
                                "/cloister/v1/release-policies/no/such/thing/measurements",
                                "{\"digest\":\"" + Home.MEASUREMENT.hex() + "\",\"source\":\"s\"}")
                        .status())
                .isEqualTo(404);
    }

    private void approveMeasurement(String until) throws Exception {
        assertThat(post("{\"digest\":\"" + Home.MEASUREMENT.hex() + "\",\"source\":\"old\",\"until\":\"" + until
                        + "\"}"))
                .isEqualTo(200);
        JsonFields shown = home.owner("GET", "/cloister/v1/release-policies/" + Home.KEY_PATH, "")
                .json()
                .objects("measurements")
                .getFirst();
        assertThat(shown.text("until")).isEqualTo(until);
    }

    private int post(String body) throws Exception {
        return home.owner("POST", "/cloister/v1/release-policies/" + Home.KEY_PATH + "/measurements", body)
                .status();
    }

    private JsonFields lastFinding() throws Exception {
        JsonFields last = home.owner("GET", "/cloister/v1/audit", "")
                .json()
                .objects("entries")
                .getLast();
        return home.owner("GET", "/cloister/v1/cases/" + last.object("document").text("case"), "")
                .json()
                .objects("findings")
                .getFirst();
    }

    @Test
    void whyItWasDeniedIsInTheCase() throws Exception {
        home.policy(
                Home.KEY_PATH, Home.TRUST, List.of(), List.of(home.initData().digest()));
        guest.resources(1, Home.KEY_PATH);
        JsonFields last = home.owner("GET", "/cloister/v1/audit", "")
                .json()
                .objects("entries")
                .getLast();
        assertThat(last.text("kind")).isEqualTo("not-released");
        assertThat(lastFinding().text("code")).isEqualTo("unknown-measurement");
    }

    @Test
    void theGuestRefusesAnOlderVersionThanItsFloor() throws Exception {
        try (GuestChannel channel = home.guest();
                Session session = (Session)
                        channel.attest(Home.chip(home.launch()), home.initData().text())) {
            assertThat(session.resources(List.of(new Wanted(Home.KEY_PATH, 2))))
                    .isInstanceOfSatisfying(
                            Ended.class, end -> assertThat(end.code()).isEqualTo("old-resource"));
        }
    }

    @Test
    void aRequestThatIsNotStrictIsInvalid() throws Exception {
        Bytes body = Bytes.utf8("{\"paths\":[]}");
        assertThat(guest.resources(body, guest.proof(body, 1)).outcome()).isEqualTo("invalid");
        Bytes more = Bytes.utf8("{\"paths\":[\"a/b/c\"],\"x\":1}");
        assertThat(guest.resources(more, guest.proof(more, 1)).outcome()).isEqualTo("invalid");
    }

    @Test
    void aSealedResourceThatWasMovedToAnotherPathDoesNotOpen() throws Exception {
        home.store(OTHER, "p");
        try (var connection = DriverManager.getConnection(
                        "jdbc:sqlite:" + home.folder().resolve("broker.db"));
                var statement = connection.createStatement()) {
            statement.execute("update resource set sealed = (select sealed from resource where path = '" + OTHER
                    + "') where path = '" + Home.KEY_PATH + "'");
        }
        Bytes body = new ResourcesRequest(List.of(Home.KEY_PATH)).body();
        Home.Got got = guest.resources(body, guest.proof(body, 1));
        assertThat(got.status()).isEqualTo(503);
        assertThat(got.text()).isEmpty();
    }

    private long releases() throws Exception {
        String records = home.owner(
                        "GET",
                        "/cloister/v1/activations?initData="
                                + home.initData().digest().hex(),
                        "")
                .text();
        return JsonFields.parse(
                        "records", Bytes.utf8("{\"all\":" + records + "}").array(), 16)
                .objects("all")
                .getFirst()
                .array("releases")
                .size();
    }
}
