package dev.cloister.cli;

import dev.cloister.bytes.Malformed;
import dev.cloister.machine.Guest;
import dev.cloister.machine.Guests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// `--rm`: a guest that is to be forgotten when it has ended. A mark in its folder tells whoever sees it next, as the
/// command that started it may be gone by then.
final class Forgotten {
    private static final String MARK = "remove-when-ended";

    private Forgotten() {}

    static void when(Guest guest) throws IOException {
        Files.writeString(mark(guest), "");
    }

    static boolean isMarked(Guest guest) {
        return Files.exists(mark(guest));
    }

    /// Forgets the marked guests that have ended.
    static void sweep(Guests guests) throws IOException, Malformed {
        for (Guest guest : guests.list()) {
            if (guest.phase().ended() && isMarked(guest)) {
                guests.remove(guest.spec().name());
            }
        }
    }

    private static Path mark(Guest guest) {
        return guest.folder().resolve(MARK);
    }
}
