package dev.cloister.protocol;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;

/// KBS's error body (specs kbs-protocol 6). To guests it tells a code and a case number and nothing else
/// (specs guest-broker-channel 7).
///
/// @param name of the error, without its URL
public record KbsError(String name, String detail) {
    public static final int CASE_LENGTH = 8;
    private static final String TYPE = "https://github.com/confidential-containers/kbs/errors/";

    /// @param caseNumber 8 lower-case hex digits, under which the owner finds the reasons
    public static KbsError of(Outcome outcome, String caseNumber) {
        if (!isCase(caseNumber)) throw new IllegalArgumentException("not a case number: " + caseNumber);
        return new KbsError("AttestationError", outcome.code() + ", case " + caseNumber);
    }

    public Bytes body() {
        return Bytes.utf8(Json.object()
                .put("type", TYPE + name)
                .put("detail", detail)
                .build()
                .compact());
    }

    public static boolean isCase(String text) {
        if (text.length() != CASE_LENGTH) return false;
        for (int i = 0; i < CASE_LENGTH; i++) {
            char c = text.charAt(i);
            if (!(c >= '0' && c <= '9' || c >= 'a' && c <= 'f')) return false;
        }
        return true;
    }

    /// Empty if the body is not byte for byte that of [#of] with some case number.
    public static String caseNumber(Outcome outcome, Bytes body) {
        int end = body.length() - "\"}".length();
        if (end < CASE_LENGTH) return "";
        StringBuilder digits = new StringBuilder();
        for (int i = end - CASE_LENGTH; i < end; i++) digits.append((char) body.at(i));
        String number = digits.toString();
        return isCase(number) && of(outcome, number).body().equals(body) ? number : "";
    }
}
