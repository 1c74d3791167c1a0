package dev.cloister.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.Malformed;
import dev.cloister.bytes.Secret;
import dev.cloister.evidence.appraisal.TrustPolicy;
import dev.cloister.protocol.Header;
import dev.cloister.protocol.guest.Reply;
import dev.cloister.protocol.guest.Request;
import dev.cloister.protocol.jose.Jwk;
import dev.cloister.protocol.jose.Jws;
import dev.cloister.protocol.jose.SigningKey;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// Whoever has the admin key of a broker, at that broker. Anybody else may use [#send] alone.
final class Owner implements AutoCloseable {
    private final Path adminKey;
    private final String url;
    private final HttpClient http = HttpClient.newHttpClient();

    private Owner(Path adminKey, String url) {
        this.adminKey = adminKey;
        this.url = url;
    }

    /// Of the broker that serves this folder now.
    static Owner of(Path home) throws IOException, Malformed {
        byte[] run = Files.readAllBytes(home.resolve("broker/run.json"));
        return new Owner(
                home.resolve("broker/admin.key"),
                JsonFields.parse("run.json", run, 2).text("url"));
    }

    Jwk rootKey() throws IOException, InterruptedException, Malformed {
        Request ask = new Request("GET", "/cloister/v1/identity", List.of(), Bytes.EMPTY);
        return Jwk.parse(json(send(ask)).objects("rootKeys").getFirst());
    }

    void store(String path, String content) throws IOException, InterruptedException, Malformed {
        assertThat(owner("POST", "/kbs/v0/resource/" + path, content).status()).isEqualTo(200);
    }

    /// The release policy of one resource.
    void guard(String path, TrustPolicy trust, Bytes measurement, Bytes initData)
            throws IOException, InterruptedException, Malformed {
        Json body = Json.object()
                .put("trustPolicy", trust.toJson())
                .put("measurements", approved(measurement))
                .put("initData", approved(initData))
                .build();
        assertThat(owner("PUT", "/cloister/v1/release-policies/" + path, body.compact())
                        .status())
                .isEqualTo(200);
    }

    private static Json approved(Bytes digest) {
        return Json.array(List.of(
                Json.object().put("digest", digest.hex()).put("source", "test").build()));
    }

    /// The codes of what was found under a case number.
    List<String> findings(String caseNumber) throws IOException, InterruptedException, Malformed {
        List<String> codes = new ArrayList<>();
        for (JsonFields finding :
                json(owner("GET", "/cloister/v1/cases/" + caseNumber, "")).objects("findings")) {
            codes.add(finding.text("code"));
        }
        return codes;
    }

    private Reply owner(String method, String target, String body) throws IOException, InterruptedException, Malformed {
        Bytes claims = Bytes.utf8(
                "{\"role\":\"admin\",\"exp\":" + Instant.now().plusSeconds(60).getEpochSecond() + "}");
        String token = Jws.signEs256(adminKey(), "{\"alg\":\"ES256\",\"typ\":\"JWT\"}", claims);
        Header bearer = new Header("Authorization", "Bearer " + token);
        return send(new Request(method, target, List.of(bearer), Bytes.utf8(body)));
    }

    private SigningKey adminKey() throws IOException, Malformed {
        String pem = Files.readString(adminKey);
        byte[] der = Base64.getDecoder().decode(pem.replaceAll("-----[A-Z ]+-----|\\s", ""));
        Jwk point = new Jwk(Bytes.of(der, 74, 106), Bytes.of(der, 106, 138));
        return SigningKey.load(Secret.of(der), point);
    }

    /// One request as it is.
    Reply send(Request request) throws IOException, InterruptedException {
        HttpRequest.Builder out = HttpRequest.newBuilder(URI.create(url + request.target()))
                .timeout(Duration.ofSeconds(20))
                .method(
                        request.method(),
                        BodyPublishers.ofByteArray(request.body().array()));
        request.headers().forEach(header -> out.header(header.name(), header.value()));
        HttpResponse<byte[]> in = http.send(out.build(), BodyHandlers.ofByteArray());
        List<Header> headers = new ArrayList<>();
        in.headers().map().forEach((name, values) -> values.forEach(value -> headers.add(new Header(name, value))));
        return new Reply(in.statusCode(), headers, Bytes.of(in.body()));
    }

    private static JsonFields json(Reply reply) throws Malformed {
        return JsonFields.parse("answer", reply.body().array(), 16);
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
