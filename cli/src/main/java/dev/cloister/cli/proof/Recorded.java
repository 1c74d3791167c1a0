package dev.cloister.cli.proof;

import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.Malformed;
import java.util.ArrayList;
import java.util.List;

/// One start of a guest in the broker's records: its proof, and what was released to it.
public record Recorded(Proof proof, List<Release> releases) {
    public Recorded {
        releases = List.copyOf(releases);
    }

    public static Recorded of(String guest, JsonFields activation) throws Malformed {
        return new Recorded(Proof.ofActivation(guest, activation), Release.all(activation));
    }

    /// One resource that left the broker, encrypted to the guest's key.
    public record Release(String path, long version, String time) {
        static List<Release> all(JsonFields activation) throws Malformed {
            List<Release> releases = new ArrayList<>();
            for (JsonFields item : activation.objects("releases")) {
                releases.add(new Release(item.text("path"), item.number("version"), item.text("time")));
            }
            return releases;
        }
    }
}
