package dev.cloister.protocol;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.Malformed;
import dev.cloister.bytes.Secret;
import dev.cloister.protocol.jose.Crypto;
import dev.cloister.protocol.jose.Jwe;
import dev.cloister.protocol.jose.Jwk;
import dev.cloister.protocol.jose.P256;
import dev.cloister.protocol.jose.Plaintext;
import dev.cloister.protocol.jose.Symmetric;

/// What an attestation that was accepted is answered with: the activation and its session key, sealed to the TEE key.
public final class SessionGrant implements AutoCloseable {
    public static final int KEY_BYTES = 32;
    private static final String STRUCTURE = "SessionGrant";
    private static final long MAX_SECONDS = 366L * 24 * 3600;

    private final String activation;
    private final Secret key;
    private final long ttlSeconds;
    private final long graceSeconds;
    private final String token;

    /// Takes over the key.
    public SessionGrant(String activation, Secret key, long ttlSeconds, long graceSeconds, String token) {
        if (key.length() != KEY_BYTES) throw new IllegalArgumentException("a session key has 32 bytes");
        this.activation = activation;
        this.key = key;
        this.ttlSeconds = ttlSeconds;
        this.graceSeconds = graceSeconds;
        this.token = token;
    }

    public String activation() {
        return activation;
    }

    public Secret key() {
        return key;
    }

    /// Lease, counted from the moment of sending.
    public long ttlSeconds() {
        return ttlSeconds;
    }

    public long graceSeconds() {
        return graceSeconds;
    }

    /// For relying parties; worth nothing without the TEE key.
    public String token() {
        return token;
    }

    /// The body of the answer to [AttestRequest].
    public Bytes seal(Crypto crypto, Jwk teeKey) throws Malformed {
        try (Secret plaintext = plaintext()) {
            return body(Jwe.seal(crypto, teeKey, plaintext));
        }
    }

    static Bytes body(Jwe session) {
        Json inner = Json.object().put("session", session.toJson()).build();
        return Bytes.utf8(Json.object().put("cloister", inner).build().compact());
    }

    Secret plaintext() {
        try (Plaintext out = new Plaintext()) {
            return out.add("{\"activation\":")
                    .addText(activation)
                    .add(",\"key\":\"")
                    .addBase64Url(key)
                    .add("\",\"lease\":{\"ttl\":" + ttlSeconds + ",\"grace\":" + graceSeconds + "},\"token\":")
                    .addText(token)
                    .padded();
        }
    }

    /// The guest's reading of that body.
    public static SessionGrant open(Bytes body, Symmetric symmetric, P256.PrivateKey teeKey) throws Malformed {
        JsonFields in = JsonFields.parse(STRUCTURE, body.array(), 3);
        JsonFields cloister = in.object("cloister");
        Jwe session = Jwe.parse(cloister.object("session"));
        cloister.end();
        in.end();
        try (Secret plaintext = session.open(symmetric, teeKey)) {
            return parse(plaintext);
        }
    }

    static SessionGrant parse(Secret plaintext) throws Malformed {
        JsonFields in = Plaintext.parse(STRUCTURE, plaintext, 2);
        in.text("pad");
        String activation = in.text("activation");
        JsonFields lease = in.object("lease");
        long ttl = lease.number("ttl", 1, MAX_SECONDS);
        long grace = lease.number("grace", 0, MAX_SECONDS);
        lease.end();
        String token = in.text("token");
        Secret key = Secret.fromBase64Url(STRUCTURE, "key", in.text("key"));
        in.end();
        if (key.length() != KEY_BYTES) throw in.bad("key", "must be " + KEY_BYTES + " bytes, is " + key.length());
        return new SessionGrant(activation, key, ttl, grace, token);
    }

    @Override
    public void close() {
        key.close();
    }
}
