package dev.cloister.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// The small web image: busybox, quicker to seal than the demo's nginx.
final class Sample {
    private static final Duration LIMIT = Duration.ofMinutes(30);

    private Sample() {}

    /// Its OCI layout in the cache, made where there is none.
    static Path web() throws IOException, InterruptedException {
        Path layout = Home.cache().resolve("samples/web");
        if (!Files.exists(layout.resolve("index.json"))) {
            try (Home home = Home.fresh()) {
                home.start("sample", "web").end(LIMIT).exits(0);
            }
        }
        assertThat(layout.resolve("index.json")).exists();
        return layout;
    }
}
