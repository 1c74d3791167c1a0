package dev.cloister.broker.kbs;

import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.Malformed;

/// Body of `POST /kbs/v0/auth` of any client (specs kbs-protocol 3.1). Members that KBS does not have are
/// passed over, as KBS itself does; `extra-params` has to be there and may be anything.
///
/// @param version not yet looked at
/// @param tee not yet looked at
record AuthMessage(String version, String tee) {
    private static final int DEPTH = 8;

    static AuthMessage parse(byte[] body) throws Malformed {
        JsonFields in = JsonFields.parse("Request", body, DEPTH);
        in.value("extra-params");
        return new AuthMessage(in.text("version"), in.text("tee"));
    }
}
