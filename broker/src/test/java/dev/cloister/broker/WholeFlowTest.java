package dev.cloister.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.broker.FakeVendor.Launch;
import dev.cloister.broker.log.LogFile;
import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.JsonFields;
import dev.cloister.evidence.Endorsements;
import dev.cloister.evidence.Evidence;
import dev.cloister.evidence.TrustAnchors;
import dev.cloister.evidence.Verifier;
import dev.cloister.evidence.appraisal.Appraisal;
import dev.cloister.evidence.appraisal.ReferenceValues;
import dev.cloister.evidence.appraisal.TrustPolicy;
import dev.cloister.evidence.appraisal.Verdict;
import dev.cloister.evidence.snp.CertificateTable;
import dev.cloister.evidence.snp.SnpReport;
import dev.cloister.protocol.Resource;
import dev.cloister.protocol.guest.Fetched;
import dev.cloister.protocol.guest.GuestChannel;
import dev.cloister.protocol.guest.Session;
import dev.cloister.protocol.guest.Wanted;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFlowTest {
    @TempDir
    Path folder;

    private Home home;

    @BeforeEach
    void open() throws Exception {
        home = new Home(folder);
        home.protect();
    }

    @AfterEach
    void close() throws Exception {
        home.close();
    }

    @Test
    void aTrustedGuestGetsItsKey() throws Exception {
        try (GuestChannel guest = home.guest();
                Session session = attest(guest)) {
            assertThat(session.activation()).hasSize(26);
            assertThat(session.ttlSeconds()).isEqualTo(3_600);
            assertThat(texts(session.resources(List.of(new Wanted(Home.KEY_PATH, 1)))))
                    .containsExactly(Home.KEY_PATH + " 1 correct horse");
            home.store(Home.KEY_PATH, "battery staple");
            assertThat(texts(session.resources(List.of(new Wanted(Home.KEY_PATH, 2)))))
                    .containsExactly(Home.KEY_PATH + " 2 battery staple");
            assertThat(guest.timeFloor()).isEqualTo(Home.NOW.getEpochSecond());
        }
    }

    @Test
    void whatItWasJudgedByCanBeJudgedAgain() throws Exception {
        try (GuestChannel guest = home.guest();
                Session session = attest(guest)) {
            session.resources(List.of(new Wanted(Home.KEY_PATH, 1)));
            Bytes digest = home.initData().digest();
            Home.Got got = home.owner("GET", "/cloister/v1/activations?initData=" + digest.hex(), "");
            JsonFields record = JsonFields.parse(
                            "records",
                            Bytes.utf8("{\"all\":" + got.text() + "}").array(),
                            16)
                    .objects("all")
                    .getFirst();
            assertThat(record.text("activation")).isEqualTo(session.activation());
            assertThat(record.text("verdict")).isEqualTo("trusted");
            assertThat(record.flag("emulated")).isTrue();
            assertThat(record.array("checks")).hasSizeGreaterThan(20);

            Evidence.Snp evidence = new Evidence.Snp(
                    SnpReport.parse(record.hex("reportHex").array()),
                    CertificateTable.parse(record.base64("certificatesBase64").array()));
            Bytes reportData =
                    Digests.sha384(Bytes.utf8(record.text("runtimeData"))).padTo(64);
            assertThat(Digests.sha256(Bytes.utf8(record.text("initData")))).isEqualTo(digest);
            JsonFields policy = record.object("releasePolicy");
            TrustPolicy trust = TrustPolicy.fromJson(policy.value("trustPolicy"));
            Verdict again = Appraisal.appraise(
                    new Verifier(TrustAnchors.amd().plus(trust.roots()))
                            .verify(
                                    evidence,
                                    Endorsements.in(evidence.certificates()),
                                    Instant.parse(record.text("time"))),
                    trust,
                    new ReferenceValues(
                            Set.of(policy.objects("measurements").getFirst().hex("digest")),
                            Set.of(policy.objects("initData").getFirst().hex("digest")),
                            reportData));
            assertThat(again).isInstanceOf(Verdict.Trusted.class);

            JsonFields release = record.objects("releases").getFirst();
            assertThat(release.text("path")).isEqualTo(Home.KEY_PATH);
            assertThat(release.number("version")).isEqualTo(1);
        }
    }

    @Test
    void everythingThatMattersIsInTheAuditLog() throws Exception {
        try (GuestChannel guest = home.guest();
                Session session = attest(guest)) {
            session.resources(List.of(new Wanted(Home.KEY_PATH, 1)));
            JsonFields log = home.owner("GET", "/cloister/v1/audit", "").json();
            assertThat(log.flag("intact")).isTrue();
            List<JsonFields> entries = log.objects("entries");
            assertThat(entries.stream().map(WholeFlowTest::kind))
                    .containsExactly("resource-stored", "release-policy-stored", "activation", "release");
            assertThat(home.owner("GET", "/cloister/v1/audit?after=3", "")
                            .json()
                            .flag("intact"))
                    .isTrue();
        }
    }

    @Test
    void aSessionOutlivesARestartOfTheBroker() throws Exception {
        try (GuestChannel guest = home.guest();
                Session session = attest(guest)) {
            home.restart();
            assertThat(texts(session.resources(List.of(new Wanted(Home.KEY_PATH, 1)))))
                    .hasSize(1);
        }
    }

    @Test
    void freshEvidenceForTheSameKeyContinuesTheActivation() throws Exception {
        try (GuestChannel guest = home.guest();
                Session session = attest(guest)) {
            String activation = session.activation();
            home.clock.advance(Duration.ofMinutes(30));
            assertThat(session.renew()).isSameAs(session);
            assertThat(session.activation()).isEqualTo(activation);
            home.clock.advance(Duration.ofMinutes(59));
            assertThat(texts(session.resources(List.of(new Wanted(Home.KEY_PATH, 1)))))
                    .hasSize(1);
        }
    }

    @Test
    void aLeaseThatRanOutIsRenewedByTheGuestItself() throws Exception {
        try (GuestChannel guest = home.guest();
                Session session = attest(guest)) {
            home.clock.advance(Duration.ofMinutes(61));
            assertThat(home.broker().idle()).isPositive();
            assertThat(texts(session.resources(List.of(new Wanted(Home.KEY_PATH, 1)))))
                    .hasSize(1);
            assertThat(home.broker().idle()).isZero();
        }
    }

    @Test
    void severalResourcesComeInOneAnswer() throws Exception {
        home.store("default/password/db", "p");
        home.policy(
                "default/password/db",
                Home.TRUST,
                List.of(Home.MEASUREMENT),
                List.of(home.initData().digest()));
        try (GuestChannel guest = home.guest();
                Session session = attest(guest)) {
            assertThat(texts(session.resources(
                            List.of(new Wanted("default/password/db", 1), new Wanted(Home.KEY_PATH, 1)))))
                    .containsExactly("default/password/db 1 p", Home.KEY_PATH + " 1 correct horse");
        }
    }

    @Test
    void everyLogLineAboutEmulatedEvidenceSaysSo() throws Exception {
        Path file = folder.resolve("broker.log");
        try (LogFile log = LogFile.install(file)) {
            RawGuest guest = new RawGuest(home).opened();
            guest.attest(
                    guest.body(Launch.of(Bytes.of(new byte[48]), home.initData().digest())));
            guest.opened().activated();
            guest.resources(1, Home.KEY_PATH);
            guest.resources(2, "no/such/thing");
            guest.resources(1, Home.KEY_PATH);
            log.flush();
        }
        List<String> lines = Files.readAllLines(file);
        assertThat(lines)
                .hasSize(5)
                .allSatisfy(line -> assertThat(
                                JsonFields.parse("line", Bytes.utf8(line).array(), 1)
                                        .text("message"))
                        .startsWith("EMULATED "));
    }

    @Test
    void noSecretLiesInTheFilesInTheClear() throws Exception {
        try (GuestChannel guest = home.guest();
                Session session = attest(guest)) {
            session.resources(List.of(new Wanted(Home.KEY_PATH, 1)));
            try (Stream<Path> files = Files.walk(home.folder())) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                            .as(file.toString())
                            .doesNotContain("correct horse")
                            .doesNotContain(Bytes.utf8("correct horse").base64())
                            .doesNotContain(Bytes.utf8("correct horse").base64Url());
                }
            }
        }
    }

    private Session attest(GuestChannel guest) throws Exception {
        return (Session) guest.attest(Home.chip(home.launch()), home.initData().text());
    }

    private static String kind(JsonFields entry) {
        try {
            return entry.text("kind");
        } catch (dev.cloister.bytes.Malformed bad) {
            throw new AssertionError(bad);
        }
    }

    static List<String> texts(Fetched fetched) {
        assertThat(fetched).isInstanceOf(Fetched.Released.class);
        try (Fetched.Released released = (Fetched.Released) fetched) {
            return released.resources().stream().map(WholeFlowTest::text).toList();
        }
    }

    private static String text(Resource resource) {
        return resource.path() + " " + resource.version() + " "
                + resource.content().use(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }
}
