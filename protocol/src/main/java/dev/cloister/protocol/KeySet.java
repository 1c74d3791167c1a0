package dev.cloister.protocol;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.Malformed;
import dev.cloister.protocol.jose.Crypto;
import dev.cloister.protocol.jose.Jwk;
import dev.cloister.protocol.jose.Jws;
import dev.cloister.protocol.jose.SigningKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A broker's statement keys, signed by a root key (specs guest-broker-channel 2.3).
///
/// @param issuedAt seconds since 1970
/// @param keys 1 to 8 that sign statements
/// @param tokenKeys up to 8 that sign tokens
public record KeySet(String audience, long epoch, long issuedAt, List<Jwk> keys, List<Jwk> tokenKeys) {
    public static final int MAX_LENGTH = 8192;
    private static final String TYPE = "cloister-keys+jwt";
    private static final int MAX_KEYS = 8;

    public KeySet {
        keys = List.copyOf(keys);
        tokenKeys = List.copyOf(tokenKeys);
        if (keys.isEmpty() || keys.size() > MAX_KEYS || tokenKeys.size() > MAX_KEYS) {
            throw new IllegalArgumentException("1 to 8 statement keys, up to 8 token keys");
        }
    }

    /// Where a broker serves it.
    public static String target(String audience) {
        return "/kbs/v0/cloister/keys?audience=" + audience;
    }

    public String sign(SigningKey root) {
        String payload = Json.object()
                .put("v", 1)
                .put("iss", audience)
                .put("epoch", epoch)
                .put("iat", issuedAt)
                .put("keys", array(keys))
                .put("token", array(tokenKeys))
                .build()
                .compact();
        String header = Jws.es256Header(TYPE, root.publicKey().thumbprint());
        return Jws.signEs256(root, header, Bytes.utf8(payload));
    }

    /// Only what one of these root keys signed, for this audience.
    public static KeySet verify(Crypto crypto, List<Jwk> roots, String audience, String compact) throws Malformed {
        Jws jws = Jws.parse("KeySet", compact, MAX_LENGTH);
        Optional<String> kid = jws.kid(TYPE);
        if (kid.isEmpty()) throw new Malformed("KeySet", "header", -1, "is not that of a key set");
        boolean signed = false;
        for (Jwk root : roots) {
            if (root.thumbprint(crypto.symmetric()).equals(kid.get())) signed = jws.isSignedEs256(crypto.p256(), root);
        }
        if (!signed) throw new Malformed("KeySet", "signature", -1, "is not of a pinned root key");
        KeySet set = parse(jws.payload());
        if (!set.audience().equals(audience)) throw new Malformed("KeySet", "iss", -1, "is another audience");
        return set;
    }

    private static KeySet parse(Bytes payload) throws Malformed {
        JsonFields in = JsonFields.parse("KeySet", payload.array(), 3);
        in.number("v", 1, 1);
        List<Jwk> keys = keys(in, "keys");
        if (keys.isEmpty()) throw in.bad("keys", "needs at least one key");
        KeySet set = new KeySet(
                in.text("iss"),
                in.number("epoch", 0, Long.MAX_VALUE),
                in.number("iat", 0, Long.MAX_VALUE),
                keys,
                keys(in, "token"));
        in.end();
        return set;
    }

    private static List<Jwk> keys(JsonFields in, String name) throws Malformed {
        List<Jwk> keys = new ArrayList<>();
        for (JsonFields key : in.objects(name)) {
            if (keys.size() == MAX_KEYS) throw in.bad(name, "more than " + MAX_KEYS + " keys");
            keys.add(Jwk.parse(key));
        }
        return keys;
    }

    private static Json array(List<Jwk> keys) {
        List<Json> items = new ArrayList<>();
        for (Jwk key : keys) items.add(key.toJson());
        return Json.array(items);
    }
}
