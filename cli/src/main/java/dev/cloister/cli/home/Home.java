package dev.cloister.cli.home;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/// Where state and caches of one user live: the platform's places (XDG Base Directory), or `DIR/state` and
/// `DIR/cache` under `--home DIR`. State is for its owner alone (0700).
public record Home(Path state, Path cache) {

    /// All in one folder.
    public static Home in(Path directory) {
        Path absolute = directory.toAbsolutePath().normalize();
        return new Home(absolute.resolve("state"), absolute.resolve("cache"));
    }

    /// Where the platform keeps such things.
    public static Home of(Map<String, String> environment) {
        Path user = Path.of(environment.getOrDefault("HOME", "."));
        return new Home(
                place(environment, "XDG_STATE_HOME", user.resolve(".local/state"))
                        .resolve("cloister"),
                place(environment, "XDG_CACHE_HOME", user.resolve(".cache")).resolve("cloister"));
    }

    private static Path place(Map<String, String> environment, String variable, Path otherwise) {
        String value = environment.getOrDefault(variable, "");
        return value.startsWith("/") ? Path.of(value) : otherwise;
    }

    /// Makes both folders; state with mode 0700.
    public Home create() throws IOException {
        Files.createDirectories(cache);
        if (Files.isDirectory(state)) {
            Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwx------"));
        } else {
            Files.createDirectories(state.getParent());
            Files.createDirectories(
                    state, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        return this;
    }

    public Path guests() {
        return state.resolve("guests");
    }

    public Path emulator() {
        return state.resolve("emulator");
    }

    /// The broker makes its own folder `broker` in there.
    public Path brokerParent() {
        return state;
    }

    public Path broker() {
        return state.resolve("broker");
    }

    /// With which this home administers brokers elsewhere.
    public Path adminKey() {
        return state.resolve("admin.key");
    }

    public Path ownerKey() {
        return state.resolve("owner.key");
    }
}
