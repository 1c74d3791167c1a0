package dev.cloister.cli;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import dev.cloister.machine.Backend;
import dev.cloister.machine.GuestSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The files that a guest leaves in its folder when it has ended.
final class EndedGuest {
    private EndedGuest() {}

    /// @param home the folder that `--home` names
    /// @return the guest's folder
    static Path in(Path home, String name, Path bootSet) throws IOException {
        Path state = home.resolve("state").toAbsolutePath();
        Path folder = Files.createDirectories(state.resolve("guests").resolve(name));
        GuestSpec spec = new GuestSpec(
                name,
                1,
                1024,
                List.of(),
                state.resolve("blob"),
                folder.resolve("initdata.img"),
                Bytes.EMPTY.padTo(32),
                bootSet.toAbsolutePath(),
                state.resolve("qemu"),
                new Backend.Emulated(state.resolve("emulator")),
                "http://127.0.0.1:8743");
        Files.writeString(folder.resolve("guest.json"), spec.toJson().compact());
        Files.writeString(
                folder.resolve("status.json"),
                Json.object()
                        .put("phase", "finished")
                        .put("processes", Json.array(List.of()))
                        .put("stages", Json.array(List.of()))
                        .put("measurement", "")
                        .put("reportId", "")
                        .put("startedAtMillis", 0)
                        .put("cpuMillis", 0)
                        .build()
                        .compact());
        return folder;
    }
}
