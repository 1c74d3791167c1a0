package dev.cloister.cli.evidence;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFlag;
import dev.cloister.bytes.JsonNull;
import dev.cloister.bytes.JsonNumber;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.JsonText;
import dev.cloister.evidence.Evidence;
import dev.cloister.evidence.SgxClaims;
import dev.cloister.evidence.SnpClaims;
import dev.cloister.evidence.TdxClaims;
import dev.cloister.evidence.Verification.Verified;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What a report says, for programs and for people. It is worth what its verification says.
final class Claims {
    private Claims() {}

    /// With `emulated`, which is not the report's word but the chain's: true or false of the root that it
    /// ends in, null if it ends in none. Of a quote that is genuine with `established`, what the verifier
    /// found besides.
    static JsonObject of(Answer answer) {
        JsonObject.Builder out = Json.object();
        claims(answer).members().forEach(out::put);
        boolean rooted = answer.links().size() == 3;
        return out.put("emulated", rooted ? Json.flag(answer.emulated()) : JsonNull.NULL)
                .build();
    }

    @SuppressWarnings("unchecked") // a quote's verification is about that quote
    private static JsonObject claims(Answer answer) {
        return switch (answer.question().evidence()) {
            case Evidence.Sgx _
            when answer.verification() instanceof Verified<?> yes -> SgxClaims.of((Verified<Evidence.Sgx>) yes);
            case Evidence.Tdx _
            when answer.verification() instanceof Verified<?> yes -> TdxClaims.of((Verified<Evidence.Tdx>) yes);
            case Evidence evidence -> of(evidence);
        };
    }

    static JsonObject of(Evidence evidence) {
        return switch (evidence) {
            case Evidence.Snp snp -> SnpClaims.of(snp.report());
            case Evidence.Sgx sgx -> SgxClaims.of(sgx.quote());
            case Evidence.Tdx tdx -> TdxClaims.of(tdx.quote());
        };
    }

    /// One line a field, for people; zeros are said in words.
    static List<List<String>> rows(Evidence evidence) {
        List<List<String>> rows = new ArrayList<>();
        of(evidence).members().forEach((name, value) -> rows.add(List.of(name, shown(value))));
        return rows;
    }

    private static String shown(Json value) {
        return switch (value) {
            case JsonText text -> text(text.value());
            case JsonNumber number -> number.literal();
            case JsonFlag flag -> flag.value() ? "yes" : "no";
            case JsonNull _ -> "not in this version of the report";
            case JsonObject object -> object(object.members());
            case Json other -> other.compact();
        };
    }

    private static String text(String text) {
        boolean long_ = text.length() >= 32;
        return long_ && Bytes.hex(text).isZero() ? "all zero (" + text.length() / 2 + " bytes)" : text;
    }

    /// Flags that are set by name, other members with their values.
    private static String object(Map<String, Json> members) {
        List<String> parts = new ArrayList<>();
        members.forEach((name, value) -> {
            if (!(value instanceof JsonFlag flag)) {
                parts.add(name + " " + shown(value));
            } else if (flag.value()) {
                parts.add(name);
            }
        });
        return String.join(", ", parts);
    }
}
