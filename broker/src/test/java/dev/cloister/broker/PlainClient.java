package dev.cloister.broker;

import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.crypto.ECDHDecrypter;
import com.nimbusds.jose.crypto.RSADecrypter;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.cloister.broker.FakeVendor.Launch;
import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonNull;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.SnpJson;
import dev.cloister.protocol.Header;
import java.io.IOException;

/// A guest as CoCo's clients are, seen on the wire (specs kbs-observed 6): no nonce, no proof, a cookie;
/// the answer is opened by another implementation of JOSE than the broker's.
final class PlainClient {
    private final Home home;
    private final JWK teeKey;
    String cookie = "";
    String nonce = "";

    private PlainClient(Home home, JWK teeKey) {
        this.home = home;
        this.teeKey = teeKey;
    }

    static PlainClient of(Home home, String kind) throws Exception {
        return new PlainClient(
                home,
                kind.equals("RSA")
                        ? new RSAKeyGenerator(2048).generate()
                        : new ECKeyGenerator(Curve.parse(kind)).generate());
    }

    static PlainClient of(Home home) throws Exception {
        return of(home, "P-256");
    }

    /// In the order of the real client.
    JsonObject teeKeyJson() {
        return switch (teeKey) {
            case ECKey ec ->
                Json.object()
                        .put("kty", "EC")
                        .put("crv", ec.getCurve().getName())
                        .put("alg", "ECDH-ES+A256KW")
                        .put("x", ec.getX().toString())
                        .put("y", ec.getY().toString())
                        .build();
            case RSAKey rsa ->
                Json.object()
                        .put("kty", "RSA")
                        .put("alg", "RSA-OAEP-256")
                        .put("n", rsa.getModulus().toString())
                        .put("e", rsa.getPublicExponent().toString())
                        .build();
            default -> throw new AssertionError(teeKey);
        };
    }

    Home.Got auth(String tee) throws IOException, Malformed {
        String body = "{\"version\":\"0.4.0\",\"tee\":\"" + tee
                + "\",\"extra-params\":{\"supported-hash-algorithms\":[\"sha256\",\"sha384\",\"sha512\",\"sm3\"]}}";
        Home.Got got =
                home.send("POST", "/kbs/v0/auth", Bytes.utf8(body), new Header("Content-Type", "application/json"));
        if (got.status() == 200) {
            String line = got.header("Set-Cookie");
            cookie = line.substring(0, line.indexOf(';'));
            nonce = got.json().text("nonce");
        }
        return got;
    }

    PlainClient opened(String tee) throws IOException, Malformed {
        auth(tee);
        return this;
    }

    /// 48 bytes.
    Bytes digest(String additional) {
        return Digests.sha384(Bytes.utf8(Json.object()
                .put("tee-pubkey", teeKeyJson())
                .put("nonce", nonce)
                .put("additional-evidence", additional)
                .build()
                .canonical()));
    }

    Bytes deviceDigest() {
        return Digests.sha384(Bytes.utf8(Json.object()
                .put("tee-pubkey", teeKeyJson())
                .put("nonce", nonce)
                .build()
                .canonical()));
    }

    /// Body of `/attest`.
    ///
    /// @param initData empty for none
    Bytes body(String initData, Json evidence, String additional) {
        Json init = initData.isEmpty()
                ? JsonNull.NULL
                : Json.object().put("format", "toml").put("body", initData).build();
        return Bytes.utf8(Json.object()
                .put("init-data", init)
                .put(
                        "runtime-data",
                        Json.object()
                                .put("nonce", nonce)
                                .put("tee-pubkey", teeKeyJson())
                                .build())
                .put(
                        "tee-evidence",
                        Json.object()
                                .put("primary_evidence", evidence)
                                .put("additional_evidence", additional)
                                .build())
                .build()
                .compact());
    }

    Bytes snpBody(Launch launch) {
        return snpBody(launch, "");
    }

    Bytes snpBody(Launch launch, String initData) {
        Bytes reportData = digest("").padTo(64);
        return body(initData, SnpJson.write(Home.VENDOR.report(launch, reportData), Home.VENDOR.table(true)), "");
    }

    Json sample(Bytes digest) {
        return Json.object().put("report_data", digest.base64()).put("svn", "1").build();
    }

    Bytes sampleBody(String initData) {
        return body(initData, sample(digest("")), "");
    }

    Home.Got attest(Bytes body) throws IOException {
        return home.send(
                "POST",
                "/kbs/v0/attest",
                body,
                new Header("Content-Type", "application/json"),
                new Header("Cookie", cookie));
    }

    Home.Got get(String path) throws IOException {
        return home.send("GET", "/kbs/v0/resource/" + path, Bytes.EMPTY, new Header("Cookie", cookie));
    }

    /// Passport model.
    Home.Got get(String path, String token) throws IOException {
        return home.send(
                "GET", "/kbs/v0/resource/" + path, Bytes.EMPTY, new Header("Authorization", "Bearer " + token));
    }

    String open(Home.Got got) throws Exception {
        var jwe = got.json();
        JWEObject object = JWEObject.parse(String.join(
                ".",
                jwe.text("protected"),
                jwe.text("encrypted_key"),
                jwe.text("iv"),
                jwe.text("ciphertext"),
                jwe.text("tag")));
        object.decrypt(
                switch (teeKey) {
                    case ECKey ec -> new ECDHDecrypter(ec);
                    case RSAKey rsa -> new RSADecrypter(rsa);
                    default -> throw new AssertionError(teeKey);
                });
        return object.getPayload().toString();
    }
}
