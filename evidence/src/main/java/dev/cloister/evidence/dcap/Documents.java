package dev.cloister.evidence.dcap;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.Malformed;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// What Intel's signed documents have in common (PCS API version 4).
final class Documents {
    private static final int MAX_LEVELS = 256;
    private static final int MAX_ADVISORIES = 256;
    private static final long MAX_NUMBER = 1 << 20;
    private static final Pattern ADVISORY = Pattern.compile("[A-Za-z0-9._-]{1,64}");

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
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw in.bad(name, "must be a time in UTC");
        }
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
            if (!ADVISORY.matcher(advisory).matches()) {
                throw in.bad("advisoryIDs", "must be ids of advisories such as INTEL-SA-00615");
            }
        }
        if (advisories.size() > MAX_ADVISORIES) {
            throw in.bad("advisoryIDs", "are more than " + MAX_ADVISORIES);
        }
        return new ArrayList<>(advisories);
    }

    static int evaluationNumber(JsonFields in) throws Malformed {
        return (int) in.number("tcbEvaluationDataNumber", 0, MAX_NUMBER);
    }

    /// In either case: Intel serves the same number in both.
    static Bytes hex(JsonFields in, String name, int length) throws Malformed {
        String text = in.text(name).toLowerCase(Locale.ROOT);
        if (text.length() != 2 * length || !text.matches("[0-9a-f]*")) {
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
