package dev.cloister.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.broker.FakeVendor.Launch;
import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.JsonFields;
import dev.cloister.evidence.appraisal.Rule;
import dev.cloister.evidence.appraisal.SnpRules;
import dev.cloister.evidence.appraisal.TrustPolicy;
import dev.cloister.evidence.snp.CertificateTable;
import dev.cloister.protocol.AttestRequest;
import dev.cloister.protocol.Header;
import dev.cloister.protocol.jose.Jwk;
import dev.cloister.protocol.jose.SigningKey;
import dev.cloister.workload.InitData;
import dev.cloister.workload.WorkloadPolicy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Everything that `/attest` says no to: the code that the guest hears, and the reason that the owner finds.
class RefusalTest {
    @TempDir
    Path folder;

    private Home home;
    private RawGuest guest;
    private String initData;
    private Launch good;

    @BeforeEach
    void open() throws Exception {
        home = new Home(folder);
        home.protect();
        guest = new RawGuest(home).opened();
        initData = home.initData().text();
        good = home.launch();
    }

    @AfterEach
    void close() throws Exception {
        home.close();
    }

    private static CertificateTable table() {
        return Home.VENDOR.table(true);
    }

    @Test
    void anUnknownMeasurement() throws Exception {
        Launch other = Launch.of(Digests.sha384(Bytes.utf8("other")), good.hostData());
        said("refused", "B7", "unknown-measurement", guest.body(other));
    }

    @Test
    void initDataThatNobodyApproved() throws Exception {
        InitData changed = InitData.write(home.initData()
                .cloister()
                .withSecrets(List.of())
                .withWorkload(new WorkloadPolicy(WorkloadPolicy.Exec.DENY, WorkloadPolicy.Logs.OWNER, List.of())));
        Launch launch = Launch.of(Home.MEASUREMENT, changed.digest());
        said("refused", "B7", "unknown-init-data", guest.body(launch, changed.text(), table()));
    }

    @Test
    void debugAndForeignPrivilegeLevel() throws Exception {
        Launch debug = new Launch(Home.MEASUREMENT, good.hostData(), Launch.DEBUG, 0);
        said("refused", "B7", "debug-allowed", guest.body(debug));
        guest.opened();
        said("refused", "B7", "wrong-vmpl", guest.body(new Launch(Home.MEASUREMENT, good.hostData(), Launch.USUAL, 1)));
    }

    @Test
    void everyFindingIsThereAtOnce() throws Exception {
        Launch bad = new Launch(Digests.sha384(Bytes.utf8("x")), good.hostData(), Launch.DEBUG, 2);
        JsonFields found = caseOf(guest.attest(guest.body(bad)));
        assertThat(found.objects("findings"))
                .extracting(f -> f.text("code"))
                .containsExactlyInAnyOrder("unknown-measurement", "debug-allowed", "wrong-vmpl");
        assertThat(found.objects("findings")).allSatisfy(f -> {
            assertThat(f.text("expected")).isNotEmpty();
            assertThat(f.text("got")).isNotEmpty();
        });
    }

    @Test
    void aResourceWithoutReleasePolicy() throws Exception {
        try (Home empty = new Home(folder.resolve("empty"))) {
            empty.store(Home.KEY_PATH, "correct horse");
            home.close();
            home = empty;
            // Its root is known through the policy of another path.
            empty.policy("default/other/key", Home.TRUST, List.of(), List.of());
            guest = new RawGuest(empty).opened();
            said("refused", "B7", "no-release-policy", guest.body(empty.launch()));
        }
    }

    @Test
    void emulatedEvidenceUnderAPolicyForHardware() throws Exception {
        home.policy(Home.KEY_PATH, TrustPolicy.strict1(), List.of(Home.MEASUREMENT), List.of(good.hostData()));
        JsonFields found = said("invalid", "B4", "unknown-root", guest.body(good));
        assertThat(found.flag("emulated")).isTrue();
        assertThat(found.objects("findings").getFirst().text("sentence")).startsWith("EMULATED evidence");
        // Once another path names that root, the evidence is looked at, and this path's own policy refuses.
        home.policy("default/other/key", Home.TRUST, List.of(), List.of());
        said("refused", "B7", "unaccepted-root", guest.body(good));
    }

    @Test
    void anyRootMeansAnyOfTheVendors() throws Exception {
        TrustPolicy any =
                TrustPolicy.strict1().with(SnpRules.ROOT, new Rule.Anything<>()).named("any-root");
        home.policy(Home.KEY_PATH, any, List.of(Home.MEASUREMENT), List.of(good.hostData()));
        home.policy("default/other/key", Home.TRUST, List.of(), List.of());
        said("refused", "B7", "unaccepted-root", guest.body(good));
    }

    /// The list that a host sends along does not stand in for the owner's own, which may revoke.
    @Test
    void theOwnersEndorsementsOutOfReach() throws Exception {
        Path own = folder.resolve("own");
        Files.createDirectory(own);
        home.close();
        try (Home other = new Home(folder.resolve("other"), "--endorsements", own.toString())) {
            home = other;
            other.protect();
            guest = new RawGuest(other).opened();
            Files.delete(own);
            said(
                    "undecided",
                    "B4",
                    "out-of-reach",
                    guest.body(other.launch(), other.initData().text(), table()));
        }
    }

    @Test
    void noRevocationListOrAnOldOne() throws Exception {
        JsonFields found =
                said("undecided", "B4", "no-revocation-list", guest.body(good, initData, Home.VENDOR.table(false)));
        assertThat(found.flag("emulated")).isTrue();
        home.clock.advance(Duration.ofDays(31));
        guest.opened();
        said("undecided", "B4", "stale-revocation-list", guest.body(good));
    }

    @Test
    void evidenceThatWasMadeForAnotherChallenge() throws Exception {
        Bytes recorded = guest.body(good);
        RawGuest replay = new RawGuest(home).opened();
        String text = new String(recorded.array(), StandardCharsets.UTF_8);
        said("session", "B2", "foreign-nonce", replay, recorded);
        said("invalid", "B5", "wrong-report-data", replay, Bytes.utf8(text.replace(guest.nonce, replay.nonce)));
    }

    @Test
    void evidenceOfAnotherKey() throws Exception {
        AttestRequest mine = AttestRequest.parse(guest.body(good).array());
        Jwk other = SigningKey.generate().publicKey();
        AttestRequest stolen = new AttestRequest(initData, guest.nonce, other, mine.primaryEvidence(), "");
        said("invalid", "B5", "wrong-report-data", stolen.body());
    }

    @Test
    void aChangedReport() throws Exception {
        String text = new String(guest.body(good).array(), StandardCharsets.UTF_8);
        said("invalid", "B4", "malformed", Bytes.utf8(text.replace("\"vmpl\":0", "\"vmpl\":9")));
        said("invalid", "B4", "bad-signature", Bytes.utf8(text.replace("\"guest_svn\":0", "\"guest_svn\":1")));
    }

    @Test
    void strangersWriteNoAuditEntries() throws Exception {
        int before = audited();
        said("invalid", "B2", "malformed", Bytes.EMPTY);
        String text = new String(guest.body(good).array(), StandardCharsets.UTF_8);
        said("invalid", "B4", "bad-signature", Bytes.utf8(text.replace("\"guest_svn\":0", "\"guest_svn\":1")));
        said("undecided", "B4", "no-revocation-list", guest.body(good, initData, Home.VENDOR.table(false)));
        RawGuest replay = new RawGuest(home).opened();
        said("invalid", "B5", "wrong-report-data", replay, Bytes.utf8(text.replace(guest.nonce, replay.nonce)));
        assertThat(audited()).isEqualTo(before);
        said("invalid", "B6", "malformed", guest.body(good, initData + "\n", table()));
        assertThat(audited()).isEqualTo(before + 1);
    }

    @Test
    void nothingIsSaidOfEvidenceThatWasNotVerified() throws Exception {
        JsonFields found =
                said("undecided", "B4", "no-certificate", guest.body(good, initData, CertificateTable.EMPTY));
        assertThat(found.has("emulated")).isFalse();
    }

    private int audited() throws Exception {
        return home.owner("GET", "/cloister/v1/audit", "")
                .json()
                .objects("entries")
                .size();
    }

    @Test
    void initDataThatTheHardwareDoesNotReport() throws Exception {
        said("invalid", "B6", "malformed", guest.body(good, initData + "\n", table()));
        said("invalid", "B6", "malformed", guest.body(good, "", table()));
        Launch none = Launch.of(Home.MEASUREMENT, Bytes.of(new byte[32]));
        said("invalid", "B6", "malformed", guest.body(none, initData, table()));
    }

    @Test
    void initDataThatNamesAnotherBroker() throws Exception {
        InitData audience = Home.initData("acme/prod", home.root());
        said("invalid", "B6", "malformed", guest.body(launch(audience), audience.text(), table()));
        InitData root = Home.initData("home", SigningKey.generate().publicKey());
        said("invalid", "B6", "malformed", guest.body(launch(root), root.text(), table()));
    }

    private static Launch launch(InitData initData) {
        return Launch.of(Home.MEASUREMENT, initData.digest());
    }

    @Test
    void aKeyThatIsNoPoint() throws Exception {
        Jwk none = new Jwk(Bytes.hex("01".repeat(32)), Bytes.hex("02".repeat(32)));
        said("invalid", "B3", "malformed", guest.body(good, initData, table(), none));
    }

    @Test
    void aBodyThatIsNotStrict() throws Exception {
        String text = new String(guest.body(good).array(), StandardCharsets.UTF_8);
        said("invalid", "B2", "malformed", Bytes.utf8(text.replaceFirst("\\{", "{\"x\":1,")));
        said("invalid", "B2", "malformed", Bytes.utf8(text.substring(1)));
        said("invalid", "B2", "malformed", Bytes.EMPTY);
    }

    @Test
    void aSessionThatIsUnknownOrRanOut() throws Exception {
        Bytes body = guest.body(good);
        home.clock.advance(Duration.ofMinutes(5));
        said("session", "B1", "no-session", body);
        guest.cookie = "kbs-session-id=" + "0".repeat(32);
        said("session", "B1", "no-session", body);
        guest.cookie = "";
        said("session", "B1", "no-session", body);
    }

    @Test
    void aSixthAttempt() throws Exception {
        for (int i = 0; i < 5; i++) {
            said("invalid", "B2", "malformed", Bytes.EMPTY);
        }
        said("session", "B1", "attempts", guest.body(good));
    }

    @Test
    void aSessionThatWasNotOpenedForTheChannel() throws Exception {
        Home.Got plain = home.send(
                "POST", "/kbs/v0/auth", Bytes.utf8("{\"version\":\"0.4.0\",\"tee\":\"snp\",\"extra-params\":\"\"}"));
        guest.cookie = plain.header("Set-Cookie").split(";")[0];
        guest.nonce = plain.json().text("nonce");
        said("session", "B1", "no-session", guest.body(good));
    }

    @Test
    void answersDifferInCodeAndCaseOnly() throws Exception {
        Home.Got one = guest.attest(guest.body(Launch.of(Digests.sha384(Bytes.utf8("other")), good.hostData())));
        Home.Got two = new RawGuest(home).opened().attest(Bytes.EMPTY);
        assertThat(one.text())
                .matches("\\{\"type\":\"https://github.com/confidential-containers/kbs/errors/"
                        + "AttestationError\",\"detail\":\"refused, case [0-9a-f]{8}\"}");
        assertThat(two.text()).matches(".*\"detail\":\"invalid, case [0-9a-f]{8}\"}");
        assertThat(names(one)).isEqualTo(names(two));
    }

    private static List<String> names(Home.Got got) {
        return got.headers().stream().map(Header::name).sorted().toList();
    }

    private JsonFields said(String outcome, String step, String code, Bytes body) throws Exception {
        return said(outcome, step, code, guest, body);
    }

    private JsonFields said(String outcome, String step, String code, RawGuest who, Bytes body) throws Exception {
        Home.Got got = who.attest(body);
        assertThat(got.outcome()).isEqualTo(outcome);
        JsonFields found = caseOf(got);
        assertThat(found.text("outcome")).isEqualTo(outcome);
        assertThat(found.text("step")).isEqualTo(step);
        assertThat(found.objects("findings")).extracting(f -> f.text("code")).contains(code);
        return found;
    }

    private JsonFields caseOf(Home.Got got) throws Exception {
        String detail = got.json().text("detail");
        String number = detail.substring(detail.length() - 8);
        return home.owner("GET", "/cloister/v1/cases/" + number, "").json();
    }
}
