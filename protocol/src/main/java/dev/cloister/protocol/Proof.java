package dev.cloister.protocol;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.Secret;
import dev.cloister.protocol.jose.Jws;
import dev.cloister.protocol.jose.Symmetric;

/// A guest's proof that a request is its own (specs guest-broker-channel 4.2).
///
/// @param sequence counts from 1 in a session
public record Proof(Asked asked, long sequence) {
    static final String TYPE = "cloister-request+jwt";
    static final long MAX_SEQUENCE = (1L << 53) - 1;

    public Proof {
        if (sequence < 1 || sequence > MAX_SEQUENCE) throw new IllegalArgumentException("sequence " + sequence);
    }

    /// Value of the header `Cloister-Proof`.
    public String sign(Symmetric symmetric, Secret sessionKey) {
        String payload = Json.object()
                .put("gn", asked.nonce())
                .put("htm", asked.method())
                .put("htu", asked.target())
                .put("rqd", asked.bodyDigest().base64Url())
                .put("seq", sequence)
                .build()
                .compact();
        return Jws.signHs256(symmetric, sessionKey, Jws.hs256Header(TYPE), Bytes.utf8(payload));
    }
}
