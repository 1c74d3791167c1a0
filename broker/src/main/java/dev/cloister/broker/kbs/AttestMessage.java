package dev.cloister.broker.kbs;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.Malformed;
import java.util.Optional;

/// Body of `POST /kbs/v0/attest` of any client (specs kbs-protocol 3.3). Unknown members are passed over;
/// those that are known have one form.
///
/// @param nonce the challenge as its text
/// @param primary evidence of the CPU, in KBS's JSON for its kind
/// @param additional evidence of devices: JSON in a text, which is hashed as it is; empty for none
record AttestMessage(Optional<PlainInitData> initData, String nonce, TeeKey teeKey, Json primary, String additional) {
    private static final int DEPTH = 8;
    private static final int MAX_NONCE = 256;

    static AttestMessage parse(byte[] body) throws Malformed {
        JsonFields in = JsonFields.parse("Attestation", body, DEPTH);
        Optional<JsonFields> initData = in.optionalObject("init-data");
        JsonFields runtime = in.object("runtime-data");
        String nonce = runtime.text("nonce");
        if (nonce.length() > MAX_NONCE) {
            throw runtime.bad("nonce", "has more than " + MAX_NONCE + " characters");
        }
        TeeKey teeKey = TeeKey.parse(runtime.object("tee-pubkey"));
        JsonFields evidence = in.object("tee-evidence");
        return new AttestMessage(
                initData.isPresent() ? Optional.of(initData(initData.get())) : Optional.empty(),
                nonce,
                teeKey,
                evidence.value("primary_evidence"),
                evidence.text("additional_evidence"));
    }

    private static PlainInitData initData(JsonFields in) throws Malformed {
        if (!in.text("format").equals("toml")) {
            throw in.bad("format", "must be toml");
        }
        return PlainInitData.parse(in.text("body"));
    }

    /// What the CPU's evidence is over, before it is hashed (specs kbs-protocol 3.4).
    JsonObject runtimeData() {
        return Json.object()
                .put("additional-evidence", additional)
                .put("nonce", nonce)
                .put("tee-pubkey", teeKey.json())
                .build();
    }

    /// What the evidence of a device is over.
    JsonObject deviceRuntimeData() {
        return Json.object()
                .put("nonce", nonce)
                .put("tee-pubkey", teeKey.json())
                .build();
    }

    /// SHA-384 of the canonical form (RFC 8785): 48 bytes. The algorithm is the one that clients take when
    /// none is selected, and none is.
    static Bytes digest(JsonObject runtimeData) {
        return Digests.sha384(Bytes.utf8(runtimeData.canonical()));
    }
}
