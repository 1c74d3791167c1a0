package dev.cloister.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.broker.FakeVendor.Launch;
import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.Malformed;
import dev.cloister.bytes.Secret;
import dev.cloister.evidence.SnpJson;
import dev.cloister.evidence.appraisal.TrustPolicy;
import dev.cloister.evidence.snp.CertificateTable;
import dev.cloister.protocol.Header;
import dev.cloister.protocol.guest.EvidenceSource;
import dev.cloister.protocol.guest.GuestChannel;
import dev.cloister.protocol.guest.NonceSource;
import dev.cloister.protocol.guest.Pins;
import dev.cloister.protocol.guest.Reply;
import dev.cloister.protocol.guest.Request;
import dev.cloister.protocol.guest.Transport;
import dev.cloister.protocol.jose.Crypto;
import dev.cloister.protocol.jose.Jwk;
import dev.cloister.protocol.jose.Jws;
import dev.cloister.protocol.jose.SigningKey;
import dev.cloister.workload.CloisterToml;
import dev.cloister.workload.InitData;
import dev.cloister.workload.PinnedKey;
import dev.cloister.workload.ResourcePath;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// A broker serving over HTTP, its owner, and a guest on a chip of {@link FakeVendor}; enough for a whole flow.
final class Home implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-11-24T08:00:00Z");
    static final Bytes MEASUREMENT = Digests.sha384(Bytes.utf8("boot set"));
    static final String KEY_PATH = "default/web/root-key";
    static final FakeVendor VENDOR = vendor();
    static final TrustPolicy TRUST =
            TrustPolicy.strict1().withRoots(VENDOR.fingerprint()).named("emulated-here");

    final TestClock clock = new TestClock(NOW);
    private final Path folder;
    private final List<String> options;
    private final HttpClient http = HttpClient.newHttpClient();
    private Broker broker;
    private SigningKey admin;

    /// One answer.
    record Got(int status, List<Header> headers, Bytes body) {
        JsonFields json() throws Malformed {
            return JsonFields.parse("answer", body.array(), 16);
        }

        String text() {
            return new String(body.array(), StandardCharsets.UTF_8);
        }

        String header(String name) {
            return headers.stream()
                    .filter(header -> header.name().equalsIgnoreCase(name))
                    .map(Header::value)
                    .findFirst()
                    .orElse("");
        }

        /// What the statement says; not checked here.
        String outcome() throws Malformed {
            String statement = header(Header.STATEMENT);
            return statement.isEmpty()
                    ? "unsigned"
                    : JsonFields.parse(
                                    "s",
                                    Jws.parse("s", statement, 4096).payload().array(),
                                    2)
                            .text("out");
        }
    }

    /// @param more options of the broker
    Home(Path folder, String... more) throws IOException, Malformed {
        this.folder = Files.createDirectories(folder);
        this.options = new ArrayList<>(List.of("--home", folder.toString(), "--listen", "127.0.0.1:0"));
        options.addAll(List.of(more));
        open();
    }

    private static FakeVendor vendor() {
        try {
            return new FakeVendor(NOW);
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    private void open() throws IOException, Malformed {
        Options parsed = ((Options.Parsed.Good) Options.parse(options)).options();
        broker = Broker.start(parsed, folder, clock);
        admin = readAdminKey(folder.resolve("admin.key"));
    }

    /// As the owner's tools read it.
    private static SigningKey readAdminKey(Path file) throws IOException, Malformed {
        byte[] der = Base64.getDecoder().decode(Files.readString(file).replaceAll("-----[A-Z ]+-----|\\s", ""));
        Jwk point = new Jwk(Bytes.of(der, 74, 106), Bytes.of(der, 106, 138));
        return SigningKey.load(Secret.of(der), point);
    }

    void restart() throws IOException, Malformed {
        broker.close();
        open();
    }

    Path folder() {
        return folder;
    }

    Broker broker() {
        return broker;
    }

    Got send(String method, String target, Bytes body, Header... headers) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + broker.port() + target))
                .method(method, BodyPublishers.ofByteArray(body.array()));
        for (Header header : headers) {
            request.header(header.name(), header.value());
        }
        try {
            HttpResponse<byte[]> response = http.send(request.build(), BodyHandlers.ofByteArray());
            List<Header> lines = new ArrayList<>();
            response.headers().map().forEach((name, values) -> values.forEach(v -> lines.add(new Header(name, v))));
            return new Got(response.statusCode(), lines, Bytes.of(response.body()));
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
    }

    /// As the owner.
    Got owner(String method, String target, String body) throws IOException {
        return owner(method, target, Bytes.utf8(body));
    }

    Got owner(String method, String target, Bytes body) throws IOException {
        long end = clock.instant().getEpochSecond() + 300;
        String input = Bytes.utf8("{\"alg\":\"ES256\",\"typ\":\"JWT\"}").base64Url() + "."
                + Bytes.utf8("{\"role\":\"admin\",\"exp\":" + end + "}").base64Url();
        String token = input + "." + admin.sign(Bytes.utf8(input).array()).base64Url();
        return send(method, target, body, new Header("Authorization", "Bearer " + token));
    }

    void store(String path, String secret) throws IOException {
        assertThat(owner("POST", "/kbs/v0/resource/" + path, secret).status()).isEqualTo(200);
    }

    void policy(String path, TrustPolicy trust, List<Bytes> measurements, List<Bytes> initData) throws IOException {
        Json body = Json.object()
                .put("trustPolicy", trust.toJson())
                .put("measurements", approved(measurements))
                .put("initData", approved(initData))
                .build();
        Got got = owner("PUT", "/cloister/v1/release-policies/" + path, body.compact());
        assertThat(got.status()).as(got.text()).isEqualTo(200);
    }

    /// Says in which ways guests may ask for it, beside the channel.
    void admit(String path, String... words) throws IOException {
        List<Json> clients = new ArrayList<>(List.of(Json.text("channel")));
        List.of(words).forEach(word -> clients.add(Json.text(word)));
        Json body = Json.object().put("clients", Json.array(clients)).build();
        Got got = owner("PUT", "/cloister/v1/release-policies/" + path + "/clients", body.compact());
        assertThat(got.status()).as(got.text()).isEqualTo(200);
    }

    private static Json approved(List<Bytes> digests) {
        return Json.array(digests.stream()
                .map(digest -> Json.object()
                        .put("digest", digest.hex())
                        .put("source", "test")
                        .build())
                .toList());
    }

    /// Root key and policy for the usual guest.
    void protect() throws IOException, Malformed {
        store(KEY_PATH, "correct horse");
        policy(KEY_PATH, TRUST, List.of(MEASUREMENT), List.of(initData().digest()));
    }

    /// What the owner pins: this broker, the usual root key.
    InitData initData() throws IOException, Malformed {
        return initData("home", root());
    }

    static InitData initData(String audience, Jwk root) {
        return InitData.write(CloisterToml.of(
                new CloisterToml.Broker(
                        "http://10.0.2.100:80", audience, 1, 0, List.of(new PinnedKey(root.x(), root.y()))),
                new CloisterToml.Root(Bytes.hex("0c".repeat(32)), new ResourcePath(KEY_PATH)),
                new PinnedKey(root.x(), root.y())));
    }

    Jwk root() throws IOException, Malformed {
        JsonFields identity = send("GET", "/cloister/v1/identity", Bytes.EMPTY).json();
        return Jwk.parse(identity.objects("rootKeys").getFirst());
    }

    Launch launch() throws IOException, Malformed {
        return Launch.of(MEASUREMENT, initData().digest());
    }

    /// The chip under a guest.
    static EvidenceSource chip(Launch launch) {
        return chip(launch, VENDOR.table(true));
    }

    static EvidenceSource chip(Launch launch, CertificateTable table) {
        return new EvidenceSource() {
            @Override
            public String tee() {
                return "snp";
            }

            @Override
            public Json primary(Bytes reportData) {
                return SnpJson.write(VENDOR.report(launch, reportData), table);
            }
        };
    }

    /// The guest's own end of the channel, over HTTP. It never really waits.
    GuestChannel guest() throws IOException, Malformed {
        return guest(transport());
    }

    GuestChannel guest(Transport transport) throws IOException, Malformed {
        Pins pins = new Pins("home", List.of(root()), 0);
        return new GuestChannel(transport, pins, Crypto.jdk(), NonceSource.system(), milliseconds -> {});
    }

    Transport transport() {
        return (Request request) -> {
            Got got = send(
                    request.method(),
                    request.target(),
                    request.body(),
                    request.headers().toArray(Header[]::new));
            return new Reply(got.status(), got.headers(), got.body());
        };
    }

    @Override
    public void close() throws IOException {
        http.close();
        broker.close();
    }
}
