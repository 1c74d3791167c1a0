package dev.cloister.evidence.dcap;

import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.Malformed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// From which security version on a quoting enclave or a TDX module has a status.
public record IsvLevel(int isvSvn, Instant tcbDate, TcbStatus status, List<String> advisories) {
    private static final int MAX_SVN = 0xffff;

    public IsvLevel {
        advisories = List.copyOf(advisories);
    }

    /// Highest first.
    static List<IsvLevel> read(JsonFields in) throws Malformed {
        List<IsvLevel> levels = new ArrayList<>();
        for (JsonFields level : Documents.levels(in)) {
            levels.add(new IsvLevel(
                    (int) level.object("tcb").number("isvsvn", 0, MAX_SVN),
                    Documents.instant(level, "tcbDate"),
                    Documents.status(level, TcbStatus::isOfParts),
                    Documents.advisories(level)));
        }
        levels.sort(Comparator.comparingInt(IsvLevel::isvSvn).reversed());
        return List.copyOf(levels);
    }

    /// The highest that a version reaches.
    static Optional<IsvLevel> of(List<IsvLevel> levels, int isvSvn) {
        return levels.stream().filter(level -> level.isvSvn <= isvSvn).findFirst();
    }
}
