package dev.cloister.cli;

import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.Malformed;
import dev.cloister.cli.home.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;

/// What the demo has still to do, and how long that will take: as long as it took in this home the last time, else
/// as long as it takes on two idle cores.
final class DemoPlan {
    private static final String STRUCTURE = "demo times";
    private static final long MAX_SECONDS = 100_000;

    /// A step of the demo. The first two are alternatives and are done once; later the cache has what they make.
    enum Part {
        BUILD("boot set", 190, "building what boots in the guest, once: firmware, kernel, initrd"),
        REBUILD("boot set", 40, "building what boots in the guest, with the firmware that is there"),
        IMAGE("sample image", 2, "making an image of nginx from Debian's packages"),
        PROTECT("protect", 4, "the owner's step: the image is sealed, its key goes to the broker"),
        RUN("run", 11, "the host's step: a confidential VM starts, proves itself, gets the key, opens the image"),
        FETCH("fetch", 1, "asking nginx for its page"),
        VERIFY("verify", 1, "anybody's step: the evidence is checked once more");

        private final String word;
        private final int usualSeconds;
        private final String sentence;

        Part(String word, int usualSeconds, String sentence) {
            this.word = word;
            this.usualSeconds = usualSeconds;
            this.sentence = sentence;
        }

        String word() {
            return word;
        }
    }

    private final Path file;
    private final Map<Part, Long> before = new EnumMap<>(Part.class);
    private final EnumSet<Part> left;
    private final int all;

    private DemoPlan(Path file, EnumSet<Part> left) {
        this.file = file;
        this.left = left;
        this.all = left.size();
    }

    /// @param file where an earlier demo left its times; one that cannot be read says nothing
    /// @param built what once had to be built is there
    /// @param firmware the longest part of that, at least, is there
    static DemoPlan of(Path file, boolean built, boolean firmware) throws IOException {
        EnumSet<Part> left = EnumSet.range(Part.IMAGE, Part.VERIFY);
        if (!built) {
            left.add(firmware ? Part.REBUILD : Part.BUILD);
        }
        DemoPlan plan = new DemoPlan(file, left);
        if (Files.exists(file)) {
            try {
                plan.remember(JsonFields.parse(STRUCTURE, Files.readAllBytes(file), 2));
            } catch (Malformed anotherForm) {
                plan.before.clear();
            }
        }
        return plan;
    }

    private void remember(JsonFields in) throws Malformed {
        for (Part part : Part.values()) {
            if (in.has(part.name())) {
                before.put(part, in.number(part.name(), 1, MAX_SECONDS));
            }
        }
    }

    boolean has(Part part) {
        return left.contains(part);
    }

    /// How long it will take, at the start.
    String announcement() {
        EnumSet<Part> later = EnumSet.range(Part.IMAGE, Part.VERIFY);
        return left.equals(later)
                ? "This takes about " + words(seconds(left)) + "."
                : "This takes about " + words(seconds(left)) + ", most of it for what is built once; later about "
                        + words(seconds(later)) + ".";
    }

    /// The line above a step: which, and what is left.
    String heading(Part part) {
        return "[" + (all - left.size() + 1) + "/" + all + "] " + part.word + ": " + part.sentence + "; about "
                + words(seconds(left)) + " left";
    }

    void done(Part part, double seconds) {
        left.remove(part);
        before.put(part, Math.clamp(Math.round(seconds), 1L, MAX_SECONDS));
    }

    /// For the next demo.
    void keep() throws IOException {
        JsonObject.Builder json = Json.object();
        before.forEach((part, seconds) -> json.put(part.name(), seconds));
        WholeFile.write(file, json.build().pretty() + "\n");
    }

    private long seconds(Collection<Part> parts) {
        return parts.stream()
                .mapToLong(part -> before.getOrDefault(part, (long) part.usualSeconds))
                .sum();
    }

    /// From two minutes on in half minutes.
    static String words(long seconds) {
        if (seconds < 120) {
            return seconds + " s";
        }
        long halves = Math.round(seconds / 30.0);
        return halves / 2 + (halves % 2 == 0 ? "" : ".5") + " minutes";
    }
}
