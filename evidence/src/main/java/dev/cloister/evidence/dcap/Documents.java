package dev.cloister.evidence.dcap;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.Malformed;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;

/// What Intel's signed documents have in common (PCS API version 4).
final class Documents {
    private static final int MAX_LEVELS = 256;
    private static final int MAX_ADVISORIES = 256;
    private static final long MAX_NUMBER = 1 << 20;
    private static final int MAX_ADVISORY = 64;
    private static final String PLAIN_TIME = "0000-00-00T00:00:00Z";

    private Documents() {}

    static List<JsonFields> levels(JsonFields in) throws Malformed {
        List<JsonFields> levels = in.objects("tcbLevels");
        if (levels.isEmpty() || levels.size() > MAX_LEVELS) {
            throw in.bad("tcbLevels", "must be 1 to " + MAX_LEVELS + ", are " + levels.size());
        }
        return levels;
    }

    static Instant instant(JsonFields in, String name) throws Malformed {
        String text = in.text(name);
        try {
            return isPlain(text) ? plain(text) : Instant.parse(text);
        } catch (DateTimeException e) {
            throw in.bad(name, "must be a time in UTC");
        }
    }

    /// As Intel writes it, `2026-03-19T09:51:36Z`: a tenth of the time of the general form.
    private static Instant plain(String text) {
        return LocalDateTime.of(
                        number(text, 0, 4),
                        number(text, 5, 2),
                        number(text, 8, 2),
                        number(text, 11, 2),
                        number(text, 14, 2),
                        number(text, 17, 2))
                .toInstant(ZoneOffset.UTC);
    }

    private static boolean isPlain(String text) {
        boolean plain = text.length() == PLAIN_TIME.length();
        for (int i = 0; plain && i < PLAIN_TIME.length(); i++) {
            char c = text.charAt(i);
            plain = PLAIN_TIME.charAt(i) == '0' ? c >= '0' && c <= '9' : c == PLAIN_TIME.charAt(i);
        }
        return plain;
    }

    private static int number(String text, int from, int digits) {
        int number = 0;
        for (int i = from; i < from + digits; i++) {
            number = 10 * number + text.charAt(i) - '0';
        }
        return number;
    }

    /// One of those that the document may give.
    static TcbStatus status(JsonFields in, Predicate<TcbStatus> mayBe) throws Malformed {
        return TcbStatus.of(in.text("tcbStatus"))
                .filter(mayBe)
                .orElseThrow(() -> in.bad("tcbStatus", "is a status that is unknown here"));
    }

    static List<String> advisories(JsonFields in) throws Malformed {
        List<String> advisories = in.optionalArray("advisoryIDs").isPresent() ? in.texts("advisoryIDs") : List.of();
        for (String advisory : advisories) {
            if (!isAdvisory(advisory)) {
                throw in.bad("advisoryIDs", "must be ids of advisories such as INTEL-SA-00615");
            }
        }
        if (advisories.size() > MAX_ADVISORIES) {
            throw in.bad("advisoryIDs", "are more than " + MAX_ADVISORIES);
        }
        return new ArrayList<>(advisories);
    }

    private static boolean isAdvisory(String text) {
        boolean good = !text.isEmpty() && text.length() <= MAX_ADVISORY;
        for (int i = 0; good && i < text.length(); i++) {
            char c = text.charAt(i);
            good = c >= 'A' && c <= 'Z'
                    || c >= 'a' && c <= 'z'
                    || c >= '0' && c <= '9'
                    || c == '.'
                    || c == '_'
                    || c == '-';
        }
        return good;
    }

    static int evaluationNumber(JsonFields in) throws Malformed {
        return (int) in.number("tcbEvaluationDataNumber", 0, MAX_NUMBER);
    }

    /// In either case: Intel serves the same number in both.
    static Bytes hex(JsonFields in, String name, int length) throws Malformed {
        String text = in.text(name);
        boolean good = text.length() == 2 * length;
        for (int i = 0; good && i < text.length(); i++) {
            good = HexFormat.isHexDigit(text.charAt(i));
        }
        if (!good) {
            throw in.bad(name, "must be " + 2 * length + " hex digits");
        }
        return Bytes.hex(text);
    }

    /// Whether `value` is `wanted` in all bits of `mask`; all of one length.
    static boolean isUnder(Bytes mask, Bytes value, Bytes wanted) {
        int differences = 0;
        for (int i = 0; i < value.length(); i++) {
            differences |= (value.at(i) & mask.at(i)) ^ wanted.at(i);
        }
        return differences == 0;
    }
}
