package dev.cloister.cli;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.Malformed;
import dev.cloister.cli.bundle.BundleReader;
import dev.cloister.cli.bundle.BundleWriter;
import dev.cloister.cli.bundle.Collected;
import dev.cloister.cli.bundle.Contents;
import dev.cloister.cli.bundle.Item;
import dev.cloister.cli.bundle.Loading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `cloister bundle`: what a machine without network needs, in one file.
@Command(
        name = "bundle",
        description = "carry everything that building and running needs to a machine without network",
        footer = {"", "Example: cloister bundle create cloister.bundle"})
final class BundleCommand {
    private static final String MADE = "made";

    @ParentCommand
    private Main main;

    @Spec
    private CommandSpec spec;

    @Command(
            name = "create",
            description =
                    "write all inputs of this checkout to FILE: JDK, Maven libraries, Debian packages and sources",
            footer = {
                "",
                "Equal inputs give equal bytes. Nothing in it is secret, and nothing in it was built here.",
                "",
                "Example: cloister bundle create cloister.bundle"
            })
    int create(
            @Parameters(paramLabel = "FILE", description = "where the bundle goes; it must not be there yet") Path file,
            @Option(names = "--without-jdk", description = "leave the JDK out: the other machine has one of its own")
                    boolean withoutJdk)
            throws IOException, Malformed {
        if (Files.exists(file)) {
            throw usage("create", file + " exists already; remove it, or choose another name");
        }
        Workspace workspace = main.workspace();
        Screen screen = workspace.screen();
        Collected collected = collect(workspace, withoutJdk);
        Contents contents = collected.contents();
        Bytes digest;
        try (WorkFolder work = new WorkFolder(file);
                Screen.Step step = screen.step("writing " + file)) {
            digest = BundleWriter.write(
                    work.resolve(MADE),
                    contents,
                    collected.sources(),
                    (done, total) -> step.progressOfBytes("", done, total));
            work.publish(MADE, file);
            step.result(Sizes.text(Files.size(file)));
        }
        if (screen.json()) {
            screen.json(Json.object()
                    .put("file", file.toString())
                    .put("bytes", Files.size(file))
                    .put("sha256", digest.hex())
                    .put("kinds", kinds(contents))
                    .build()
                    .pretty());
            return Exit.DONE;
        }
        say(screen, file, Files.size(file), digest, contents);
        screen.say("On the other machine, in a clone of the same commit:");
        screen.say("  ./cloister bundle load --sha256 " + digest.hex() + " " + file.getFileName());
        return Exit.DONE;
    }

    private Collected collect(Workspace workspace, boolean withoutJdk) throws IOException, Malformed {
        Screen screen = workspace.screen();
        Path libraries = workspace.install().libraries();
        if (!Files.isDirectory(libraries)) {
            throw new IOException("there is no " + libraries + "; start this command through ./cloister");
        }
        Collected collected = new Collected();
        Path files = workspace.home().cache().resolve("files");
        for (String line : workspace.bootSets().lockedInputs()) {
            collected.addLocked(line, files);
        }
        try (Screen.Step _ = screen.step("looking at the libraries" + (withoutJdk ? "" : " and the JDK"))) {
            collected.addRepository(libraries);
            if (!withoutJdk) {
                collected.addJdk(
                        Path.of(System.getProperty("java.home")),
                        Runtime.version().toString());
            }
        }
        return collected;
    }

    @Command(
            name = "load",
            description = "check what is in FILE, all of it, and put it where building and running look for it",
            footer = {
                "",
                "Whoever made the bundle made the programs that build and run here: take it from somebody whom you trust"
                        + " with that, and hold it against the SHA-256 that `create` printed there.",
                "",
                "Example: cloister bundle load cloister.bundle"
            })
    int load(
            @Parameters(paramLabel = "FILE", description = "what `bundle create` made") Path file,
            @Option(
                            names = "--sha256",
                            paramLabel = "HEX",
                            description = "refuse a bundle with another SHA-256 than this")
                    String wanted)
            throws IOException, Malformed {
        if (wanted != null && !wanted.matches("[0-9a-f]{64}")) {
            throw usage("load", "--sha256 needs 64 hex digits, as `bundle create` prints them, not " + wanted);
        }
        Workspace workspace = main.workspace();
        Screen screen = workspace.screen();
        Path cache = workspace.home().cache();
        for (Path left : WorkFolder.abandoned(cache)) {
            SealedPlace.delete(left);
        }
        Bytes digest;
        Contents contents;
        try (BundleReader bundle = BundleReader.open(file);
                WorkFolder work = new WorkFolder(cache.resolve("bundle"))) {
            contents = bundle.contents();
            Loading loading = new Loading(cache, work.resolve(""));
            try (Screen.Step step = screen.step("checking " + file)) {
                digest = loading.check(bundle, (done, total) -> step.progressOfBytes("", done, total));
                step.result(Sizes.text(Files.size(file)));
            }
            if (wanted != null && !digest.hex().equals(wanted)) {
                screen.problem(file + " is whole, but it is another bundle than the one that you asked for: its SHA-256"
                        + " is " + digest.hex());
                screen.remedy("get the right one, or ask whoever made it for its SHA-256 again");
                return Exit.REFUSED;
            }
            loading.publish(contents);
        }
        if (screen.json()) {
            screen.json(Json.object()
                    .put("folder", cache.toString())
                    .put("sha256", digest.hex())
                    .put("kinds", kinds(contents))
                    .build()
                    .pretty());
            return Exit.DONE;
        }
        say(screen, file, Files.size(file), digest, contents);
        screen.say("Loaded into " + cache + ". Everything builds and runs without network now: ./cloister demo");
        return Exit.DONE;
    }

    @Command(
            name = "show",
            description = "list what is in FILE, each file with version, size and SHA-256; they are not checked",
            footer = {"", "Example: cloister bundle show cloister.bundle"})
    int show(@Parameters(paramLabel = "FILE", description = "what `bundle create` made") Path file)
            throws IOException, Malformed {
        Screen screen = main.screen();
        Contents contents;
        try (BundleReader bundle = BundleReader.open(file)) {
            contents = bundle.contents();
        }
        if (screen.json()) {
            screen.json(Json.object()
                    .put("file", file.toString())
                    .put("bytes", Files.size(file))
                    .put("kinds", kinds(contents))
                    .put(
                            "items",
                            Json.array(contents.items().stream()
                                    .map(BundleCommand::json)
                                    .toList()))
                    .build()
                    .pretty());
            return Exit.DONE;
        }
        List<List<String>> rows = new ArrayList<>();
        for (Item item : contents.items()) {
            rows.add(List.of(
                    item.kind().word(),
                    item.name(),
                    item.version(),
                    Sizes.text(item.size()),
                    item.sha256().hex()));
        }
        Table.lines(rows).forEach(screen::say);
        say(screen, file, Files.size(file), Digests.sha256(file), contents);
        return Exit.DONE;
    }

    private static void say(Screen screen, Path file, long bytes, Bytes digest, Contents contents) {
        screen.say("Bundle: " + file + ", " + Sizes.text(bytes));
        screen.say("  SHA-256  " + digest.hex());
        for (Item.Kind kind : Item.Kind.values()) {
            List<Item> some = of(contents, kind);
            if (!some.isEmpty()) {
                screen.say("  " + words(kind) + ": " + some.size() + " files, "
                        + Sizes.text(some.stream().mapToLong(Item::size).sum()));
            }
        }
    }

    private static String words(Item.Kind kind) {
        return switch (kind) {
            case JDK -> "JDK";
            case MAVEN -> "Maven libraries of the build";
            case DEB -> "Debian packages for guest, QEMU and samples";
            case TOOL -> "Debian packages of compilers and tools";
            case ORIG -> "sources of the firmware";
            case DEBIAN -> "Debian's changes to them";
        };
    }

    private static List<Item> of(Contents contents, Item.Kind kind) {
        return contents.items().stream().filter(item -> item.kind() == kind).toList();
    }

    private static Json kinds(Contents contents) {
        List<Json> kinds = new ArrayList<>();
        for (Item.Kind kind : Item.Kind.values()) {
            List<Item> some = of(contents, kind);
            kinds.add(Json.object()
                    .put("kind", kind.word())
                    .put("files", some.size())
                    .put("bytes", some.stream().mapToLong(Item::size).sum())
                    .build());
        }
        return Json.array(kinds);
    }

    private static Json json(Item item) {
        return Json.object()
                .put("kind", item.kind().word())
                .put("name", item.name())
                .put("version", item.version())
                .put("bytes", item.size())
                .put("sha256", item.sha256().hex())
                .build();
    }

    private ParameterException usage(String command, String sentence) {
        return new ParameterException(spec.commandLine().getSubcommands().get(command), sentence);
    }
}
