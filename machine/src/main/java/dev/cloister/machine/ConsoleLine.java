package dev.cloister.machine;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What one line of the serial console says. Firmware, kernel and agent all write there, and one may cut in on
/// another, so a line is searched and not matched whole.
sealed interface ConsoleLine {

    /// `cloister: stage NAME SECONDS`
    record StageReached(String name) implements ConsoleLine {}

    /// `cloister: end CODE SENTENCE`
    record End(String code, String sentence) implements ConsoleLine {}

    /// The firmware's refusal; `table` where it was given no hashes.
    record Refused(String blob) implements ConsoleLine {}

    /// dm-verity's last words.
    record ImageCorrupted() implements ConsoleLine {}

    record Panic(String text) implements ConsoleLine {}

    record Other(String text) implements ConsoleLine {}

    Pattern STAGE = Pattern.compile("cloister: stage ([a-z][a-z-]{0,40})(?: |$)");
    Pattern END = Pattern.compile("cloister: end ([a-z][a-z-]{0,40}) (.+)");
    Pattern REFUSED = Pattern.compile("BOOT REFUSED: (kernel|initrd|cmdline|shim|machine|acpi)");
    String NOTHING_TO_BOOT = "No bootable option";
    String PANIC = "Kernel panic - not syncing: ";
    String VERITY = "dm-verity device corrupted";

    static ConsoleLine of(String cleanLine) {
        Matcher stage = STAGE.matcher(cleanLine);
        if (stage.find()) {
            return new StageReached(stage.group(1));
        }
        Matcher end = END.matcher(cleanLine);
        if (end.find() && !end.group(1).equals(Stage.CONTAINER_ENDED)) {
            return new End(end.group(1), end.group(2));
        }
        Matcher refused = REFUSED.matcher(cleanLine);
        if (refused.find()) {
            return new Refused(refused.group(1));
        }
        if (cleanLine.contains(NOTHING_TO_BOOT)) {
            return new Refused("table");
        }
        int panic = cleanLine.indexOf(PANIC);
        if (panic >= 0) {
            String text = cleanLine.substring(panic + PANIC.length());
            return text.contains(VERITY) ? new ImageCorrupted() : new Panic(text);
        }
        return new Other(cleanLine);
    }
}
