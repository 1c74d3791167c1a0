package dev.cloister.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.Malformed;
import dev.cloister.machine.GuestSpec;
import dev.cloister.machine.Guests;
import dev.cloister.machine.Reason;
import dev.cloister.machine.Start;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// The sample web image, sealed in a home of its own and approved, to be started as often as a test likes: by the
/// command line, or past it with a specification that no command line gives.
final class WebGuest implements AutoCloseable {
    private final Home home;
    private final Path sealed;

    private WebGuest(Home home, Path sealed) {
        this.home = home;
        this.sealed = sealed;
    }

    static WebGuest protect() throws IOException, InterruptedException {
        Home home = Home.fresh();
        Path sealed = home.folder().resolve("web.sealed");
        home.cloister("protect", "oci:" + Sample.web(), "-o", sealed.toString(), "--emulated")
                .exits(0);
        return new WebGuest(home, sealed);
    }

    /// As [#protect], and started once under the name `good`, which [#spec] makes others from.
    static WebGuest startedOnce() throws IOException, InterruptedException {
        WebGuest web = protect();
        web.run("good").exits(0);
        web.home.cloister("stop", "--grace", "0", "good").exits(0);
        return web;
    }

    Home home() {
        return home;
    }

    /// `cloister run --detach` under this name.
    Ran run(String name, String... options) throws IOException, InterruptedException {
        return home.cloister(runWords(name, options));
    }

    String[] runWords(String name, String... options) {
        List<String> words = new ArrayList<>(List.of("run", "--detach", "--name", name));
        words.addAll(List.of(options));
        words.add(sealed.toString());
        return words.toArray(String[]::new);
    }

    Guests guests() {
        return new Guests(home.state().resolve("guests"));
    }

    /// What the command line last started `name` with, under another name: members changed are by their names in
    /// `guest.json`.
    GuestSpec spec(String name, String otherName, JsonObject changed) throws IOException, Malformed {
        Path file = home.state().resolve("guests").resolve(name).resolve("guest.json");
        SequencedMap<String, Json> members =
                new LinkedHashMap<>(((JsonObject) Json.parse("guest.json", Files.readAllBytes(file), 8)).members());
        members.putAll(changed.members());
        members.put("name", Json.text(otherName));
        Path kept = home.folder().resolve("initdata-" + name + ".img");
        if (!Files.exists(kept)) {
            Files.copy(home.state().resolve("guests").resolve(name).resolve("initdata.img"), kept);
        }
        members.put("initDataImage", Json.text(kept.toString()));
        return GuestSpec.fromJson(JsonFields.of("guest.json", new JsonObject(members)));
    }

    /// What boots may have another measurement than the shipped boot set's.
    void approve(String measurement) throws IOException, InterruptedException {
        home.cloister("approve", sealed.toString(), "--measurement", measurement)
                .exits(0);
    }

    Start start(GuestSpec spec) throws IOException, Malformed, InterruptedException {
        return guests().start(spec, stage -> {});
    }

    /// Why it does not start; says what to do, and leaves no process.
    Reason notStarted(GuestSpec spec) throws IOException, Malformed, InterruptedException {
        Start start = start(spec);
        assertThat(start).isInstanceOf(Start.NotStarted.class);
        Reason reason = ((Start.NotStarted) start).reason();
        assertThat(reason.remedy()).isNotEmpty();
        assertThat(home.processes(spec.name())).isEmpty();
        return reason;
    }

    /// A QEMU that is `real` with further arguments, which win over those given.
    Path qemu(String name, Path real, String arguments) throws IOException {
        Path script = Files.writeString(
                home.folder().resolve(name),
                "#!/bin/sh\n[ \"$1\" != --version ] || exec '" + real + "' --version\nexec '" + real + "' \"$@\" "
                        + arguments + "\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        return script;
    }

    @Override
    public void close() throws IOException {
        home.close();
    }
}
