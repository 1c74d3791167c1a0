package dev.cloister.broker.kbs;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.Malformed;
import dev.cloister.bytes.Secret;
import dev.cloister.protocol.jose.Crypto;
import dev.cloister.protocol.jose.Jwe;
import dev.cloister.protocol.jose.Jwk;

/// What most clients have, and the agent.
record P256TeeKey(Jwk key) implements TeeKey {
    private static final Crypto CRYPTO = Crypto.jdk();

    static P256TeeKey parse(JsonFields in) throws Malformed {
        Bytes x = in.base64Url("x");
        Bytes y = in.base64Url("y");
        if (x.length() != Jwk.COORDINATE_BYTES || y.length() != Jwk.COORDINATE_BYTES) {
            throw in.bad("x", "and y must be " + Jwk.COORDINATE_BYTES + " bytes each");
        }
        Jwk key = new Jwk(x, y);
        if (!key.isPoint()) {
            throw in.bad("x", "and y are not a point of P-256");
        }
        return new P256TeeKey(key);
    }

    @Override
    public JsonObject json() {
        return key.toTeeJson();
    }

    @Override
    public String thumbprintText() {
        return key.toJson().canonical();
    }

    @Override
    public JsonObject seal(Secret plaintext) {
        try {
            return Jwe.seal(CRYPTO, key, plaintext).toJson();
        } catch (Malformed impossible) {
            throw new IllegalStateException("a key that was found to be a point", impossible);
        }
    }
}
