package dev.cloister.broker.token;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.JsonNull;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.Malformed;
import dev.cloister.protocol.jose.JdkP256;
import dev.cloister.protocol.jose.Jws;
import dev.cloister.protocol.jose.P256;
import dev.cloister.protocol.jose.SigningKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Issues this broker's tokens, and recognises them: JWTs by ES256, with a key that signs nothing else.
///
/// Their payload is an EAR with Trustee's claim names (specs kbs-protocol 10.1). Members that a client
/// would read otherwise are not used: there is no `nonce` at the top.
public final class TokenDesk {
    private static final String PROFILE = "tag:github.com,2024:confidential-containers/Trustee";
    private static final int MOST_CHARACTERS = 7 * 1024;
    private static final int DEPTH = 8;

    private final SigningKey key;
    private final String audience;
    private final String header;
    private final P256 p256 = new JdkP256();

    /// @param audience the issuer that tokens name
    public TokenDesk(SigningKey key, String audience) {
        this.key = key;
        this.audience = audience;
        this.header = header(key);
    }

    private static String header(SigningKey key) {
        return Json.object()
                .put("typ", "JWT")
                .put("alg", "ES256")
                .put("kid", key.publicKey().thumbprint())
                .put("jwk", jwk(key).build())
                .build()
                .compact();
    }

    private static JsonObject.Builder jwk(SigningKey key) {
        JsonObject.Builder jwk = Json.object().put("alg", "ES256");
        key.publicKey().toJson().members().forEach(jwk::put);
        return jwk;
    }

    /// The key that verifies tokens, as a JWK set (RFC 7517).
    public JsonObject keys() {
        JsonObject one = jwk(key).put("kid", key.publicKey().thumbprint())
                .put("use", "sig")
                .build();
        return Json.object().put("keys", Json.array(List.of(one))).build();
    }

    /// @param id of the attestation
    /// @param tee as messages spell it
    /// @param runtimeData what the evidence is over
    public String issue(
            String id, String tee, Appraised appraised, JsonObject runtimeData, Instant now, Instant expires) {
        JsonObject payload = Json.object()
                .put("eat_profile", PROFILE)
                .put("iat", now.getEpochSecond())
                .put(
                        "ear.verifier-id",
                        Json.object()
                                .put("developer", "https://cloister.dev")
                                .put("build", "broker 0.1.0")
                                .build())
                .put(
                        "submods",
                        Json.object()
                                .put("cpu0", submodule(tee, appraised, runtimeData))
                                .build())
                .put("exp", expires.getEpochSecond())
                .put("iss", audience)
                .put("jti", id)
                .put("cloister", ours(appraised))
                .build();
        return Jws.signEs256(key, header, Bytes.utf8(payload.compact()));
    }

    /// To be shown wherever the token is: whether hardware stands behind it.
    private JsonObject ours(Appraised appraised) {
        return switch (appraised) {
            case Appraised.OfHardware hardware ->
                Json.object()
                        .put("audience", audience)
                        .put("emulated", hardware.verified().emulated())
                        .put("trial", false)
                        .build();
            case Appraised.OfSample sample ->
                Json.object()
                        .put("audience", audience)
                        .put("emulated", false)
                        .put("trial", true)
                        .build();
        };
    }

    private static JsonObject submodule(String tee, Appraised appraised, JsonObject runtimeData) {
        TrustVector vector = switch (appraised) {
            case Appraised.OfHardware hardware -> TrustVector.of(hardware);
            case Appraised.OfSample sample -> TrustVector.OF_SAMPLE;
        };
        return Json.object()
                .put("ear.status", vector.status())
                .put("ear.trustworthiness-vector", vector.toJson())
                .put("ear.appraisal-policy-id", TrustVector.policy())
                .put("ear.veraison.annotated-evidence", annotated(tee, appraised, runtimeData))
                .build();
    }

    private static JsonObject annotated(String tee, Appraised appraised, JsonObject runtimeData) {
        JsonObject.Builder out = Json.object();
        switch (appraised) {
            case Appraised.OfHardware hardware ->
                out.put("init_data", hardware.initData().hex())
                        .put("init_data_claims", JsonNull.NULL)
                        .put("report_data", hardware.reportData().hex())
                        .put("runtime_data_claims", withoutDevices(runtimeData))
                        .put(tee, EarClaims.of(hardware.verified().evidence()));
            case Appraised.OfSample sample -> {
                sample.initData().ifPresent(digest -> out.put("init_data", digest.base64()));
                out.put("report_data", sample.reportData().base64())
                        .put("runtime_data_claims", withoutDevices(runtimeData))
                        .put(tee, Json.object().put("svn", sample.svn()).build());
            }
        }
        return out.build();
    }

    /// A device's evidence may be longer than any header line may be.
    private static JsonObject withoutDevices(JsonObject runtimeData) {
        JsonObject.Builder out = Json.object();
        runtimeData.members().forEach((name, value) -> {
            if (!name.equals("additional-evidence") || value.equals(Json.text(""))) {
                out.put(name, value);
            }
        });
        return out.build();
    }

    /// The attestation that a token names; empty when it is not a token of ours, or has ended. Key and
    /// algorithm are this broker's, never the token's.
    public Optional<String> attestation(String compact, Instant now) {
        try {
            Jws jws = Jws.parse("Token", compact, MOST_CHARACTERS);
            if (!jws.header().equals(Bytes.utf8(header)) || !jws.isSignedEs256(p256, key.publicKey())) {
                return Optional.empty();
            }
            JsonFields payload = JsonFields.parse("Token", jws.payload().array(), DEPTH);
            boolean live = now.getEpochSecond() < payload.number("exp");
            String id = payload.text("jti");
            return live ? Optional.of(id) : Optional.empty();
        } catch (Malformed foreign) {
            return Optional.empty();
        }
    }
}
