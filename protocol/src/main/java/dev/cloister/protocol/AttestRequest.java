package dev.cloister.protocol;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.JsonNull;
import dev.cloister.bytes.Malformed;
import dev.cloister.protocol.jose.Jwk;

/// Body of `POST /kbs/v0/attest` (specs kbs-protocol 3.3).
///
/// @param initData the text, empty for none
/// @param primaryEvidence of the CPU, in KBS's JSON for the kind of evidence
/// @param additionalEvidence of devices, a text that is hashed as it is; empty for none
public record AttestRequest(
        String initData, String nonce, Jwk teeKey, Json primaryEvidence, String additionalEvidence) {
    public static final String TARGET = "/kbs/v0/attest";
    public static final int MAX_BYTES = 2 * 1024 * 1024;

    public Bytes body() {
        Json init = initData.isEmpty()
                ? JsonNull.NULL
                : Json.object().put("format", "toml").put("body", initData).build();
        Json runtime = Json.object()
                .put("nonce", nonce)
                .put("tee-pubkey", teeKey.toTeeJson())
                .build();
        Json evidence = Json.object()
                .put("primary_evidence", primaryEvidence)
                .put("additional_evidence", additionalEvidence)
                .build();
        return Bytes.utf8(Json.object()
                .put("init-data", init)
                .put("runtime-data", runtime)
                .put("tee-evidence", evidence)
                .build()
                .compact());
    }

    public static AttestRequest parse(byte[] body) throws Malformed {
        if (body.length > MAX_BYTES) {
            throw new Malformed("AttestRequest", "", -1, "is longer than " + MAX_BYTES + " bytes");
        }
        JsonFields in = JsonFields.parse("AttestRequest", body, 8);
        String initData = in.optionalObject("init-data").isPresent() ? initData(in.object("init-data")) : "";
        JsonFields runtime = in.object("runtime-data");
        String nonce = runtime.text("nonce");
        Jwk teeKey = Jwk.parseTee(runtime.object("tee-pubkey"));
        runtime.end();
        JsonFields evidence = in.object("tee-evidence");
        Json primary = evidence.value("primary_evidence");
        String additional = evidence.text("additional_evidence");
        evidence.end();
        in.end();
        return new AttestRequest(initData, nonce, teeKey, primary, additional);
    }

    private static String initData(JsonFields in) throws Malformed {
        if (!in.text("format").equals("toml")) throw in.bad("format", "must be toml");
        String text = in.text("body");
        if (text.isEmpty()) throw in.bad("body", "is empty");
        in.end();
        return text;
    }

    /// What the report data of this request's evidence has to be.
    public Bytes reportData() {
        return ReportData.kbs(nonce, teeKey, additionalEvidence);
    }
}
