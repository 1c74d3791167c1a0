package dev.cloister.cli.bootset;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.JsonText;
import dev.cloister.bytes.Malformed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// `manifest.json` of a boot set: its three files, its command lines, and everything that they follow from.
///
/// @param inputs what was fetched, and the JDK
/// @param recipes files of the folder `bootset`
/// @param agent the agent's jars
/// @param notLocked inputs that are not those of `bootset.lock`; empty: the measurement is the published one
/// @param key names all of the above; equal keys mean equal bytes
public record Manifest(
        List<BootFile> files,
        String kernelVersion,
        Cmdline cmdline,
        List<Input> inputs,
        List<Recipe> recipes,
        List<Jar> agent,
        List<NotLocked> notLocked,
        String key) {
    public static final String NAME = "manifest.json";

    private static final int MAX_DEPTH = 4;
    private static final int MAX_BYTES = 1 << 20;
    private static final int DIGEST_BYTES = 32;

    /// A file that boots.
    public record BootFile(String name, long sizeBytes, Bytes sha256) {}

    /// The kernel's command line in each profile.
    public record Cmdline(String emulated, String hardware) {}

    /// A package, a part of a source, or the JDK.
    ///
    /// @param kind deb (goes into the guest), tool (shapes the bytes, is not among them), orig, debian, jdk
    /// @param stages of the build that use it
    /// @param licences as the package's own copyright file names them; empty where it has no list
    public record Input(
            String name,
            String kind,
            List<String> stages,
            String version,
            long sizeBytes,
            Bytes sha256,
            List<String> licences) {}

    /// A recipe and the stage that it is for; one recipe may be for several.
    public record Recipe(String name, String stage, Bytes sha256) {}

    /// A program of the agent.
    public record Jar(String name, Bytes sha256) {}

    /// An input in another version than the lock's.
    public record NotLocked(String name, String version, String locked) {}

    public Manifest {
        files = List.copyOf(files);
        inputs = List.copyOf(inputs);
        recipes = List.copyOf(recipes);
        agent = List.copyOf(agent);
        notLocked = List.copyOf(notLocked);
    }

    /// Of a boot set's folder, or the manifest itself.
    public static Manifest read(Path place) throws IOException, Malformed {
        Path file = Files.isDirectory(place) ? place.resolve(NAME) : place;
        if (Files.size(file) > MAX_BYTES) {
            throw new Malformed(file.toString(), "", -1, "is longer than " + MAX_BYTES + " bytes, so no manifest");
        }
        return parse(Files.readAllBytes(file));
    }

    static Manifest parse(byte[] utf8) throws Malformed {
        JsonFields in = JsonFields.parse(NAME, utf8, MAX_DEPTH);
        in.number("format", 1, 1);
        JsonFields kernel = in.object("kernel");
        String version = kernel.text("version");
        List<BootFile> files = List.of(
                file(in.object("firmware"), "firmware.fd"),
                file(kernel, "vmlinuz"),
                file(in.object("initrd"), "initrd"));
        JsonFields cmdline = in.object("cmdline");
        Manifest manifest = new Manifest(
                files,
                version,
                new Cmdline(cmdline.text("emulated"), cmdline.text("hardware")),
                all(in, "inputs", Manifest::input),
                all(in, "recipes", Manifest::recipe),
                all(in, "agent", Manifest::jar),
                all(in, "notLocked", Manifest::notLocked),
                in.text("key"));
        cmdline.end();
        in.end();
        return manifest;
    }

    private interface Reading<T> {
        T of(JsonFields in) throws Malformed;
    }

    private static <T> List<T> all(JsonFields in, String name, Reading<T> reading) throws Malformed {
        List<T> all = new ArrayList<>();
        for (JsonFields item : in.objects(name)) {
            all.add(reading.of(item));
            item.end();
        }
        return all;
    }

    private static BootFile file(JsonFields in, String name) throws Malformed {
        BootFile file = new BootFile(name, in.number("size", 1, Integer.MAX_VALUE), in.hex("sha256", DIGEST_BYTES));
        in.end();
        return file;
    }

    private static Input input(JsonFields in) throws Malformed {
        return new Input(
                in.text("name"),
                in.text("kind"),
                List.of(in.text("stages").split(",")),
                in.text("version"),
                in.number("size", 1, Integer.MAX_VALUE),
                in.hex("sha256", DIGEST_BYTES),
                in.texts("licences"));
    }

    private static Recipe recipe(JsonFields in) throws Malformed {
        return new Recipe(in.text("name"), in.text("stage"), in.hex("sha256", DIGEST_BYTES));
    }

    private static Jar jar(JsonFields in) throws Malformed {
        return new Jar(in.text("name"), in.hex("sha256", DIGEST_BYTES));
    }

    private static NotLocked notLocked(JsonFields in) throws Malformed {
        return new NotLocked(in.text("name"), in.text("version"), in.text("locked"));
    }

    /// Every input is the lock's.
    public boolean locked() {
        return notLocked.isEmpty();
    }

    /// Members `locked` and `notLocked`, as `show` prints them.
    public Json notLockedJson() {
        return Json.array(notLocked.stream()
                .<Json>map(one -> Json.object()
                        .put("name", one.name())
                        .put("version", one.version())
                        .put("locked", one.locked())
                        .build())
                .toList());
    }

    /// Members name, size, sha256 of each file.
    public Json filesJson() {
        return Json.array(files.stream()
                .<Json>map(file -> Json.object()
                        .put("name", file.name())
                        .put("size", file.sizeBytes())
                        .put("sha256", file.sha256().hex())
                        .build())
                .toList());
    }

    static Json texts(List<String> texts) {
        return Json.array(texts.stream().<Json>map(JsonText::new).toList());
    }
}
