package dev.cloister.cli.home;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonArray;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.Malformed;
import dev.cloister.bytes.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;

/// A broker as its owner talks to it: admin paths with a bearer token, JSON both ways.
///
/// Whatever cannot be reached or answers with an error is an `IOException` that says which request failed and
/// how.
public final class BrokerClient {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int MAX_DEPTH = 16;
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;

    private final String url;
    private final Optional<PrivateKey> adminKey;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();

    public BrokerClient(String url, Optional<PrivateKey> adminKey) {
        this.url = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        this.adminKey = adminKey;
    }

    /// The same client, where its way ends at another address.
    public BrokerClient at(String other) {
        return new BrokerClient(other, adminKey);
    }

    public String url() {
        return url;
    }

    /// Whether this home holds the broker's admin key, and so is its owner's.
    public boolean isAdmin() {
        return adminKey.isPresent();
    }

    /// What lets another program administer, for as long as a token lives; empty where this home is not the owner's.
    public Optional<String> token() {
        return adminKey.map(key -> AdminToken.sign(key, Instant.now()));
    }

    public boolean isReady() {
        try {
            return send(request("/healthz").timeout(Duration.ofSeconds(2)).GET())
                            .statusCode()
                    == OK;
        } catch (IOException e) {
            return false;
        }
    }

    /// Whether the broker takes this home's key for its owner's.
    boolean isAdmitted() throws IOException {
        return ask("/cloister/v1/audit?after=" + Long.MAX_VALUE / 10, "GET", BodyPublishers.noBody())
                        .statusCode()
                == OK;
    }

    public JsonObject identity() throws IOException, Malformed {
        return object(expect("/cloister/v1/identity", "GET", BodyPublishers.noBody()));
    }

    /// Stores a resource; the bytes are wiped here when sent.
    public void storeResource(String path, Secret value) throws IOException {
        byte[] body = value.use(byte[]::clone);
        try {
            expect("/kbs/v0/resource/" + path, "POST", BodyPublishers.ofByteArray(body));
        } finally {
            java.util.Arrays.fill(body, (byte) 0);
        }
    }

    public void storeReleasePolicy(String path, JsonObject policy) throws IOException {
        expect("/cloister/v1/release-policies/" + path, "PUT", json(policy));
    }

    public JsonObject releasePolicy(String path) throws IOException, Malformed {
        return object(expect("/cloister/v1/release-policies/" + path, "GET", BodyPublishers.noBody()));
    }

    /// Empty where nobody has said yet who may have it.
    public Optional<JsonObject> findReleasePolicy(String path) throws IOException, Malformed {
        HttpResponse<String> response = ask("/cloister/v1/release-policies/" + path, "GET", BodyPublishers.noBody());
        return response.statusCode() == NOT_FOUND ? Optional.empty() : Optional.of(object(good(response, "GET", path)));
    }

    /// Whether anything is stored there.
    public boolean holds(String path) throws IOException {
        HttpResponse<String> response = ask("/cloister/v1/resources/" + path, "GET", BodyPublishers.noBody());
        if (response.statusCode() == NOT_FOUND) {
            return false;
        }
        good(response, "GET", path);
        return true;
    }

    public void approveInitData(String path, Bytes digest, String source) throws IOException {
        JsonObject body =
                Json.object().put("digest", digest.hex()).put("source", source).build();
        expect("/cloister/v1/release-policies/" + path + "/init-data", "POST", json(body));
    }

    /// Approves one more launch digest for a path, or gives it another end.
    public void approveMeasurement(String path, JsonObject measurement) throws IOException {
        expect("/cloister/v1/release-policies/" + path + "/measurements", "POST", json(measurement));
    }

    /// Newest first.
    public Json activations(Bytes initData) throws IOException, Malformed {
        return parse(expect("/cloister/v1/activations?initData=" + initData.hex(), "GET", BodyPublishers.noBody()));
    }

    public JsonObject refusal(String number) throws IOException, Malformed {
        return object(expect("/cloister/v1/cases/" + number, "GET", BodyPublishers.noBody()));
    }

    /// Says who may ask for a resource.
    ///
    /// @return the version of the release policy that came of it
    public long admit(String path, List<String> clients) throws IOException, Malformed {
        JsonObject body = Json.object()
                .put("clients", Json.array(clients.stream().map(Json::text).toList()))
                .build();
        String answer = expect("/cloister/v1/release-policies/" + path + "/clients", "PUT", json(body));
        return object(answer).fields("broker answer").number("version");
    }

    /// The newest refusals, newest first.
    public JsonArray decisions() throws IOException, Malformed {
        if (parse(expect("/v1/decisions", "GET", BodyPublishers.noBody())) instanceof JsonArray all) {
            return all;
        }
        throw new Malformed("broker answer", "body", 0, "not a JSON array");
    }

    public JsonObject decision(String number) throws IOException, Malformed {
        return object(expect("/v1/decisions/" + number, "GET", BodyPublishers.noBody()));
    }

    private String expect(String path, String method, BodyPublisher body) throws IOException {
        return good(ask(path, method, body), method, path);
    }

    private HttpResponse<String> ask(String path, String method, BodyPublisher body) throws IOException {
        HttpRequest.Builder request = request(path).method(method, body);
        adminKey.ifPresent(key -> request.header("Authorization", "Bearer " + AdminToken.sign(key, Instant.now())));
        return send(request);
    }

    private String good(HttpResponse<String> response, String method, String path) throws IOException {
        if (response.statusCode() / 100 != 2) {
            throw new IOException("the broker at " + url + " answered " + response.statusCode() + " to " + method + " "
                    + path + ": " + firstLine(response.body()));
        }
        return response.body();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path)).timeout(TIMEOUT);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for the broker at " + url, e);
        } catch (SSLHandshakeException e) {
            throw new IOException(
                    "whoever answers at " + url
                            + " shows no certificate that this machine trusts for it, so nothing was"
                            + " sent there; if it is the broker, let Java trust its authority (JAVA_TOOL_OPTIONS,"
                            + " -Djavax.net.ssl.trustStore=FILE)",
                    e);
        } catch (IOException e) {
            throw new IOException("the broker at " + url + " cannot be reached; `cloister broker serve` starts one", e);
        }
    }

    private static BodyPublisher json(Json body) {
        return BodyPublishers.ofString(body.compact());
    }

    private static Json parse(String body) throws Malformed {
        return Json.parse("broker answer", body.getBytes(StandardCharsets.UTF_8), MAX_DEPTH);
    }

    private static JsonObject object(String body) throws Malformed {
        if (parse(body) instanceof JsonObject object) {
            return object;
        }
        throw new Malformed("broker answer", "body", 0, "not a JSON object");
    }

    private static String firstLine(String body) {
        String line = body.lines().findFirst().orElse("");
        return line.length() > 300 ? line.substring(0, 300) + "…" : line;
    }
}
