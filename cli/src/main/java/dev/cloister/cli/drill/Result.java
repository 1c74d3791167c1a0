package dev.cloister.cli.drill;

import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonNumber;
import dev.cloister.cli.drill.attack.Brief;
import dev.cloister.cli.drill.attack.Outcome;

/// An attack that was tried.
public record Result(Brief brief, Outcome outcome, double seconds) {

    /// It ended in the documented state for the documented reason.
    public boolean asDocumented() {
        return outcome.ending().equals(brief.documented());
    }

    Json toJson() {
        return Json.object()
                .put("id", brief.id())
                .put("title", brief.title())
                .put("state", outcome.ending().state().word())
                .put("by", outcome.ending().by())
                .put("expectedBy", brief.documented().by())
                .put("seconds", JsonNumber.of(Math.round(seconds * 100) / 100.0))
                .build();
    }
}
