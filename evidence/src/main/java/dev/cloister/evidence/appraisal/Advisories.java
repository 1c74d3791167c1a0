package dev.cloister.evidence.appraisal;

import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.Malformed;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Intel's advisories by id, each with a day: of evidence those that are open, with the day that the answer
/// is for; of a policy those that are allowed, each with the last day on which it is.
public record Advisories(SortedMap<String, LocalDate> days) {
    /// None at all.
    public static final Advisories NONE = new Advisories(Map.of());

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final int MAX = 256;

    public Advisories {
        days = Collections.unmodifiableSortedMap(new TreeMap<>(days));
    }

    public Advisories(Map<String, LocalDate> days) {
        this(new TreeMap<>(days));
    }

    static Advisories open(Collection<String> ids, Instant at) {
        SortedMap<String, LocalDate> days = new TreeMap<>();
        ids.forEach(id -> days.put(id, at.atZone(ZoneOffset.UTC).toLocalDate()));
        return new Advisories(days);
    }

    /// Whether each of the others is among these, and its day not behind the day here.
    boolean cover(Advisories others) {
        return others.days.entrySet().stream()
                .allMatch(open ->
                        days.containsKey(open.getKey()) && !open.getValue().isAfter(days.get(open.getKey())));
    }

    static Advisories read(JsonFields in, String member) throws Malformed {
        JsonFields each = in.object(member);
        SortedMap<String, LocalDate> days = new TreeMap<>();
        for (String id : each.names()) {
            if (!ID.matcher(id).matches() || days.size() == MAX) {
                throw in.bad(member, "must be up to " + MAX + " ids such as INTEL-SA-00615, each with its last day");
            }
            try {
                days.put(id, LocalDate.parse(each.text(id)));
            } catch (DateTimeException e) {
                throw each.bad(id, "must be a day as in 2027-01-31");
            }
        }
        return new Advisories(days);
    }

    Json write() {
        JsonObject.Builder out = Json.object();
        days.forEach((id, day) -> out.put(id, day.toString()));
        return out.build();
    }

    @Override
    public String toString() {
        if (days.isEmpty()) {
            return "none";
        }
        return String.join(
                ", ",
                days.entrySet().stream()
                        .map(each -> each.getKey() + " (" + each.getValue() + ")")
                        .toList());
    }
}
