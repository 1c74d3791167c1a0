package dev.cloister.cli.bootset;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonObject;
import dev.cloister.cli.bootset.Manifest.BootFile;
import dev.cloister.cli.bootset.Manifest.Input;
import dev.cloister.cli.bootset.Manifest.Jar;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// The bill of materials of a boot set, CycloneDX 1.6 (ECMA-424) in JSON: the files that boot as one component of
/// their own each, what they are made of as components, and the tools that made them under `metadata.tools`.
///
/// It follows from the manifest alone, so equal sets have equal bills; there is no time in it.
public final class Sbom {
    public static final String NAME = "sbom.cdx.json";

    private Sbom() {}

    public static JsonObject of(Manifest manifest) {
        List<Json> components = new ArrayList<>();
        List<Json> tools = new ArrayList<>();
        for (BootFile file : manifest.files()) {
            components.add(component("file", file.name(), "", file.sha256())
                    .put("bom-ref", file.name())
                    .build());
        }
        for (Input input : manifest.inputs()) {
            (isTool(input) ? tools : components).add(json(input));
        }
        for (Jar jar : manifest.agent()) {
            components.add(component("library", jar.name(), "", jar.sha256())
                    .put("bom-ref", "agent/" + jar.name())
                    .put("licenses", licences(List.of("Apache-2.0")))
                    .build());
        }
        return Json.object()
                .put("bomFormat", "CycloneDX")
                .put("specVersion", "1.6")
                .put("serialNumber", "urn:uuid:" + UUID.nameUUIDFromBytes(utf8(manifest.key())))
                .put("version", 1)
                .put("metadata", metadata(manifest, tools))
                .put("components", Json.array(components))
                .put("dependencies", Json.array(dependencies(manifest)))
                .build();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Json metadata(Manifest manifest, List<Json> tools) {
        return Json.object()
                .put(
                        "component",
                        component("firmware", "cloister-boot-set", manifest.key(), digest(manifest))
                                .put("bom-ref", "boot-set")
                                .build())
                .put("tools", Json.object().put("components", Json.array(tools)).build())
                .build();
    }

    /// Of the three files' digests, in the manifest's order.
    private static Bytes digest(Manifest manifest) {
        return Digests.sha256(manifest.files().stream().map(BootFile::sha256).toArray(Bytes[]::new));
    }

    private static boolean isTool(Input input) {
        return input.kind().equals("tool");
    }

    private static Json json(Input input) {
        JsonObject.Builder json = component(
                        input.kind().equals("jdk") ? "platform" : "library",
                        input.name(),
                        input.version(),
                        input.sha256())
                .put("bom-ref", reference(input));
        switch (input.kind()) {
            case "deb", "tool" -> json.put("purl", purl(input) + "?arch=amd64");
            case "orig", "debian" -> json.put("purl", purl(input) + "?arch=source");
            default -> {
                // The JDK is this host's, of no package registry.
            }
        }
        if (!input.licences().isEmpty()) {
            json.put("licenses", licences(input.licences()));
        }
        return json.build();
    }

    private static String reference(Input input) {
        return input.kind() + "/" + input.name();
    }

    /// Package URL, type deb: the version's `+` and `:` are escaped, as its specification asks.
    private static String purl(Input input) {
        return "pkg:deb/debian/" + input.name().replace("+", "%2B") + "@"
                + input.version().replace("+", "%2B").replace(":", "%3A");
    }

    private static JsonObject.Builder component(String type, String name, String version, Bytes sha256) {
        JsonObject.Builder json = Json.object().put("type", type).put("name", name);
        if (!version.isEmpty()) {
            json.put("version", version);
        }
        return json.put(
                "hashes",
                Json.array(List.of(Json.object()
                        .put("alg", "SHA-256")
                        .put("content", sha256.hex())
                        .build())));
    }

    /// By name: Debian's names are not all SPDX's.
    private static Json licences(List<String> names) {
        return Json.array(names.stream()
                .<Json>map(name -> Json.object()
                        .put("license", Json.object().put("name", name).build())
                        .build())
                .toList());
    }

    /// The set is its three files; each of them is made of the inputs whose stages it comes from.
    private static List<Json> dependencies(Manifest manifest) {
        List<Json> all = new ArrayList<>();
        all.add(dependency(
                "boot-set", manifest.files().stream().map(BootFile::name).toList()));
        all.add(dependency("firmware.fd", made(manifest, List.of("firmware"))));
        all.add(dependency("vmlinuz", made(manifest, List.of("kernel"))));
        List<String> initrd = new ArrayList<>(made(manifest, List.of("kernel", "jre", "tree", "initrd")));
        manifest.agent().forEach(jar -> initrd.add("agent/" + jar.name()));
        all.add(dependency("initrd", initrd));
        return all;
    }

    private static List<String> made(Manifest manifest, List<String> stages) {
        return manifest.inputs().stream()
                .filter(input -> !isTool(input) && input.stages().stream().anyMatch(stages::contains))
                .map(Sbom::reference)
                .toList();
    }

    private static Json dependency(String of, List<String> on) {
        return Json.object().put("ref", of).put("dependsOn", Manifest.texts(on)).build();
    }
}
