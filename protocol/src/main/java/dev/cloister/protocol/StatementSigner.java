package dev.cloister.protocol;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonObject;
import dev.cloister.protocol.jose.Jwk;
import dev.cloister.protocol.jose.Jws;
import dev.cloister.protocol.jose.SigningKey;

/// The broker's voice: signs what it answers to which request (specs guest-broker-channel 4.1).
public final class StatementSigner {
    public static final String TYPE = "cloister-answer+jwt";

    private final SigningKey key;
    private final String audience;
    private final String header;

    public StatementSigner(SigningKey key, String audience) {
        this.key = key;
        this.audience = audience;
        this.header = Jws.es256Header(TYPE, key.publicKey().thumbprint());
    }

    /// Value of the header `Cloister-Statement` for an answer that is not attributed to a TEE key.
    ///
    /// @param issuedAt seconds since 1970
    public String sign(Asked asked, long issuedAt, Outcome outcome, Bytes answerBody) {
        return sign(claims(asked, issuedAt, outcome, answerBody).build());
    }

    /// The same, for a request that the broker attributes to this TEE key.
    public String sign(Asked asked, long issuedAt, Outcome outcome, Bytes answerBody, Jwk teeKey) {
        return sign(claims(asked, issuedAt, outcome, answerBody)
                .put("jkt", teeKey.thumbprint())
                .build());
    }

    private JsonObject.Builder claims(Asked asked, long issuedAt, Outcome outcome, Bytes answerBody) {
        return Json.object()
                .put("v", 1)
                .put("iss", audience)
                .put("iat", issuedAt)
                .put("gn", asked.nonce())
                .put("htm", asked.method())
                .put("htu", asked.target())
                .put("rqd", asked.bodyDigest().base64Url())
                .put("rsd", Digests.sha384(answerBody).base64Url())
                .put("out", outcome.code());
    }

    private String sign(JsonObject payload) {
        return Jws.signEs256(key, header, Bytes.utf8(payload.compact()));
    }
}
