package dev.cloister.protocol;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.Malformed;

/// Answer to [AuthRequest].
///
/// @param nonce standard base64 of 32 bytes; hashed as this text
public record Challenge(String nonce) {
    private static final int NONCE_BYTES = 32;

    public static Challenge of(Bytes nonce) {
        if (nonce.length() != NONCE_BYTES) throw new IllegalArgumentException("a nonce has 32 bytes");
        return new Challenge(nonce.base64());
    }

    /// For a guest that offered the channel.
    public Bytes channelBody() {
        Json extra = Json.object()
                .put("cloister", Json.object().put("version", 1).build())
                .build();
        return Bytes.utf8(Json.object()
                .put("nonce", nonce)
                .put("extra-params", extra)
                .build()
                .compact());
    }

    /// For any other client of KBS.
    public Bytes plainBody() {
        return Bytes.utf8(Json.object()
                .put("nonce", nonce)
                .put("extra-params", "")
                .build()
                .compact());
    }

    /// As our agent reads it: version 1 of the channel and SHA-384, nothing else.
    public static Challenge parse(Bytes body) throws Malformed {
        JsonFields in = JsonFields.parse("Challenge", body.array(), 3);
        String nonce = in.text("nonce");
        if (in.base64("nonce").length() != NONCE_BYTES) throw in.bad("nonce", "must be 32 bytes");
        JsonFields extra = in.object("extra-params");
        if (extra.has("selected-hash-algorithm")
                && !extra.text("selected-hash-algorithm").equals(AuthRequest.HASH)) {
            throw extra.bad("selected-hash-algorithm", "must be " + AuthRequest.HASH);
        }
        JsonFields channel = extra.object("cloister");
        channel.number("version", 1, 1);
        channel.end();
        extra.end();
        in.end();
        return new Challenge(nonce);
    }
}
