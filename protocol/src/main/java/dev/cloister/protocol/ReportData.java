package dev.cloister.protocol;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Json;
import dev.cloister.protocol.jose.Jwk;
import dev.cloister.protocol.jose.Symmetric;

/// What the report of a CPU says in its 64 bytes of report data (specs guest-broker-channel 6).
public final class ReportData {
    public static final int LENGTH = 64;

    private ReportData() {}

    /// SHA-384 of [#kbsText], followed by 16 zero bytes.
    public static Bytes kbs(String nonce, Jwk teeKey, String additionalEvidence) {
        return Digests.sha384(Bytes.utf8(kbsText(nonce, teeKey, additionalEvidence)))
                .padTo(LENGTH);
    }

    /// The same, for a guest.
    public static Bytes kbs(Symmetric symmetric, String nonce, Jwk teeKey, String additionalEvidence) {
        byte[] text = Bytes.utf8(kbsText(nonce, teeKey, additionalEvidence)).array();
        return symmetric.sha384(text).padTo(LENGTH);
    }

    /// The canonical JSON (RFC 8785) that KBS hashes.
    ///
    /// @param nonce the challenge's text
    /// @param additionalEvidence the message's text, empty for none
    public static String kbsText(String nonce, Jwk teeKey, String additionalEvidence) {
        return Json.object()
                .put("additional-evidence", additionalEvidence)
                .put("nonce", nonce)
                .put("tee-pubkey", teeKey.toTeeJson())
                .build()
                .canonical();
    }
}
