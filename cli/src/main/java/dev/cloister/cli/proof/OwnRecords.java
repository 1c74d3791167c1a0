package dev.cloister.cli.proof;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.Malformed;
import dev.cloister.cli.home.Home;
import dev.cloister.cli.home.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// What this home's owner has approved, by init-data: kept at home, so that a proof can be held against the
/// owner's own word when no broker is at hand. A proof file says such things too, and is not believed.
public final class OwnRecords {
    private static final int MAX_DEPTH = 16;

    private OwnRecords() {}

    /// Keeps the policy under each init-data that it approves.
    public static void keep(Home home, ReleasePolicy policy) throws IOException {
        Files.createDirectories(folder(home));
        for (ReleasePolicy.Approved approved : policy.initData()) {
            WholeFile.write(file(home, approved.digest()), policy.toJson().pretty());
        }
    }

    public static Optional<ReleasePolicy> find(Home home, Bytes initData) throws IOException, Malformed {
        Path file = file(home, initData);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        return Optional.of(
                ReleasePolicy.fromJson(JsonFields.parse(file.toString(), Files.readAllBytes(file), MAX_DEPTH)));
    }

    private static Path folder(Home home) {
        return home.state().resolve("approved");
    }

    private static Path file(Home home, Bytes initData) {
        return folder(home).resolve(initData.hex() + ".json");
    }
}
