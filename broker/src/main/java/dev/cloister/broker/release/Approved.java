package dev.cloister.broker.release;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.Malformed;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A digest that an owner approved, in the owner's words where it is from. A measurement may count for one kind of
/// evidence only, and until a moment: an old boot set goes, an image stays what it is.
///
/// @param profile what the guest was made for; empty: it counts for any evidence that the trust policy accepts
/// @param until the moment from which it is approved no more; empty: no such moment was set
public record Approved(Bytes digest, String source, Optional<Profile> profile, Optional<Instant> until) {
    private static final int MAX_SOURCE = 1024;

    /// Of a launch digest or MRTD, and of an MRENCLAVE.
    private static final List<Integer> MEASUREMENT_BYTES = List.of(48, 32);

    /// Which kernel command line was measured. The one for emulated hardware leaves the kernel's defences off, so a
    /// real chip that vouches for it vouches for less than the owner means.
    public enum Profile {
        EMULATED,
        HARDWARE;

        private static Profile parse(JsonFields in, String text) throws Malformed {
            return switch (text) {
                case "emulated" -> EMULATED;
                case "hardware" -> HARDWARE;
                default -> throw in.bad("profile", "must be emulated or hardware");
            };
        }

        private String word() {
            return this == EMULATED ? "emulated" : "hardware";
        }
    }

    /// A digest and its source, nothing else.
    static Approved parse(JsonFields in, int length) throws Malformed {
        return parse(in, List.of(length), Optional.empty(), Optional.empty());
    }

    /// A digest that may have members `profile` and `until`, such as `2026-12-31T00:00:00Z`.
    static Approved parseMeasurement(JsonFields in) throws Malformed {
        Optional<String> profile = in.optionalText("profile");
        Optional<String> until = in.optionalText("until");
        return parse(
                in,
                MEASUREMENT_BYTES,
                profile.isEmpty() ? Optional.empty() : Optional.of(Profile.parse(in, profile.get())),
                until.isEmpty() ? Optional.empty() : Optional.of(instant(in, until.get())));
    }

    private static Approved parse(
            JsonFields in, List<Integer> lengths, Optional<Profile> profile, Optional<Instant> until) throws Malformed {
        Bytes digest = in.hex("digest");
        if (!lengths.contains(digest.length())) {
            String wanted = lengths.getFirst() + " bytes" + (lengths.size() > 1 ? ", or 32 for an enclave" : "");
            throw in.bad("digest", "must be " + wanted + ", is " + digest.length());
        }
        String source = in.text("source");
        if (source.length() > MAX_SOURCE) {
            throw in.bad("source", "has " + source.length() + " characters, at most " + MAX_SOURCE);
        }
        in.end();
        return new Approved(digest, source, profile, until);
    }

    private static Instant instant(JsonFields in, String text) throws Malformed {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw in.bad("until", "must be a time such as 2026-12-31T00:00:00Z");
        }
    }

    /// Whether it counts for evidence that emulated hardware gave, or did not give.
    boolean isFor(boolean emulated) {
        return profile.isEmpty() || (profile.get() == Profile.EMULATED) == emulated;
    }

    /// Its end excluded.
    boolean holds(Instant at) {
        return until.isEmpty() || at.isBefore(until.get());
    }

    Json toJson() {
        var json = Json.object().put("digest", digest.hex()).put("source", source);
        profile.ifPresent(one -> json.put("profile", one.word()));
        until.ifPresent(end -> json.put("until", end.toString()));
        return json.build();
    }
}
