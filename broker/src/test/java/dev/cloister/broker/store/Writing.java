package dev.cloister.broker.store;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;

/// A process that writes until it is killed, and says each write when it is done.
final class Writing {
    private Writing() {}

    public static void main(String[] words) throws IOException {
        try (Database database = Database.open(Path.of(words[0]))) {
            for (long n = 1; ; n++) {
                long version = n;
                database.write(rows -> rows.change(
                        "insert into release_policy (path, version, stored, document) values (?, ?, ?, ?)",
                        "a/b/c",
                        version,
                        Instant.EPOCH,
                        "x".repeat(2000)));
                System.out.println(n);
            }
        }
    }
}
