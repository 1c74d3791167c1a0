package dev.cloister.cli.bootset;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonObject;
import dev.cloister.cli.bootset.Manifest.BootFile;
import dev.cloister.cli.bootset.Manifest.Input;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// Why two boot sets measure differently: which of the measured parts differ, and what they were made from that
/// differs. Parts and causes are joined by the stages of the build, which each cause names.
///
/// @param parts firmware.fd, vmlinuz, initrd, and the command line of each profile
/// @param causes inputs, recipes and programs that are not the same on both sides
public record Comparison(List<Part> parts, List<Cause> causes) {
    private static final String EMULATED = "cmdline emulated";
    private static final String HARDWARE = "cmdline hardware";
    private static final String FIRMWARE = "firmware.fd";
    private static final String KERNEL = "vmlinuz";
    private static final String INITRD = "initrd";
    private static final String NONE = "none";

    /// What each stage of the build has a hand in.
    private static final Map<String, List<String>> MADE_BY = Map.of(
            "firmware", List.of(FIRMWARE),
            "kernel", List.of(KERNEL, INITRD),
            "jre", List.of(INITRD),
            "tree", List.of(INITRD),
            "initrd", List.of(INITRD),
            "assemble", List.of(EMULATED, HARDWARE));

    /// Something that is measured, on either side: a digest, or a text.
    public record Part(String name, String a, String b) {
        public boolean same() {
            return a.equals(b);
        }
    }

    /// Something that the parts are made from, in the words of a reader.
    ///
    /// @param kind input, recipe, agent
    /// @param a version, or the start of a digest; `none` where this side has no such thing
    /// @param parts that follow from it
    public record Cause(String kind, String name, String a, String b, List<String> parts) {}

    public Comparison {
        parts = List.copyOf(parts);
        causes = List.copyOf(causes);
    }

    public static Comparison of(Manifest a, Manifest b) {
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < a.files().size(); i++) {
            BootFile file = a.files().get(i);
            parts.add(new Part(
                    file.name(), file.sha256().hex(), b.files().get(i).sha256().hex()));
        }
        parts.add(new Part(EMULATED, a.cmdline().emulated(), b.cmdline().emulated()));
        parts.add(new Part(HARDWARE, a.cmdline().hardware(), b.cmdline().hardware()));
        List<Cause> causes = new ArrayList<>();
        causes.addAll(causes("input", inputs(a), inputs(b)));
        causes.addAll(causes("recipe", recipes(a), recipes(b)));
        causes.addAll(causes("agent", agent(a), agent(b)));
        return new Comparison(parts, causes);
    }

    /// One thing on one side: how a reader names its state, what tells it from another, and where it goes.
    private record Origin(String shown, String identity, List<String> stages) {}

    /// A kernel package has its version in its name; here it has none, so that two versions meet.
    private static Map<String, Origin> inputs(Manifest manifest) {
        Map<String, Origin> all = new TreeMap<>();
        for (Input input : manifest.inputs()) {
            String name = input.name().replaceFirst("^linux-image-[0-9].*", "linux-image");
            all.put(
                    name + " " + input.kind(),
                    new Origin(input.version(), input.sha256().hex(), input.stages()));
        }
        return all;
    }

    private static Map<String, Origin> recipes(Manifest manifest) {
        Map<String, Origin> all = new TreeMap<>();
        manifest.recipes()
                .forEach(recipe -> all.merge(
                        recipe.name(),
                        new Origin(shortly(recipe.sha256()), recipe.sha256().hex(), List.of(recipe.stage())),
                        Comparison::joined));
        return all;
    }

    private static Origin joined(Origin one, Origin other) {
        List<String> stages = new ArrayList<>(one.stages());
        stages.addAll(other.stages());
        return new Origin(one.shown(), one.identity(), stages);
    }

    private static Map<String, Origin> agent(Manifest manifest) {
        Map<String, Origin> all = new TreeMap<>();
        manifest.agent()
                .forEach(jar -> all.put(
                        jar.name(),
                        new Origin(shortly(jar.sha256()), jar.sha256().hex(), List.of("initrd"))));
        return all;
    }

    private static String shortly(Bytes digest) {
        return digest.hex().substring(0, 12);
    }

    private static List<Cause> causes(String kind, Map<String, Origin> a, Map<String, Origin> b) {
        TreeSet<String> names = new TreeSet<>(a.keySet());
        names.addAll(b.keySet());
        List<Cause> causes = new ArrayList<>();
        Origin nothing = new Origin(NONE, "", List.of());
        for (String name : names) {
            Origin left = a.getOrDefault(name, nothing);
            Origin right = b.getOrDefault(name, nothing);
            if (!left.identity().equals(right.identity())) {
                TreeSet<String> parts = new TreeSet<>();
                joined(left, right).stages().forEach(stage -> parts.addAll(MADE_BY.getOrDefault(stage, List.of())));
                causes.add(new Cause(kind, name, left.shown(), right.shown(), List.copyOf(parts)));
            }
        }
        return causes;
    }

    /// The causes that this part follows from.
    public List<Cause> causesOf(Part part) {
        return causes.stream()
                .filter(cause -> cause.parts().contains(part.name()))
                .toList();
    }

    /// Whether guests of this profile measure the same, whatever their processors.
    public boolean sameMeasurement(String profile) {
        return parts.stream()
                .filter(part ->
                        !part.name().startsWith("cmdline ") || part.name().endsWith(profile))
                .allMatch(Part::same);
    }

    public boolean same() {
        return parts.stream().allMatch(Part::same);
    }

    /// For a reader: each part, and under each that differs what it follows from.
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (Part part : parts) {
            lines.add((part.same() ? "  same     " : "  differs  ") + part.name());
            if (part.same()) {
                continue;
            }
            List<Cause> why = causesOf(part);
            why.forEach(cause -> lines.add(
                    "             " + cause.kind() + " " + cause.name() + ": " + cause.a() + " -> " + cause.b()));
            if (why.isEmpty()) {
                lines.add("             nothing that it was made from differs, so the build did not repeat itself");
            }
        }
        return lines;
    }

    public JsonObject toJson() {
        return Json.object()
                .put("same", same())
                .put(
                        "measurements",
                        Json.object()
                                .put("emulated", sameMeasurement("emulated"))
                                .put("hardware", sameMeasurement("hardware"))
                                .build())
                .put("parts", Json.array(parts.stream().map(Comparison::json).toList()))
                .put("causes", Json.array(causes.stream().map(Comparison::json).toList()))
                .build();
    }

    private static Json json(Part part) {
        return Json.object()
                .put("name", part.name())
                .put("a", part.a())
                .put("b", part.b())
                .put("same", part.same())
                .build();
    }

    private static Json json(Cause cause) {
        return Json.object()
                .put("kind", cause.kind())
                .put("name", cause.name())
                .put("a", cause.a())
                .put("b", cause.b())
                .put("parts", Manifest.texts(cause.parts()))
                .build();
    }
}
