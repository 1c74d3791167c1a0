package dev.cloister.tidy;

import java.lang.classfile.Attributes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Who may use whom: the table of the design's section 3, and the claims that are read from it.
final class Arrows {
    private static final Map<String, Set<String>> MAY_USE = Map.ofEntries(
            Map.entry("bytes", Set.of()),
            Map.entry("evidence", Set.of("bytes")),
            Map.entry("measure", Set.of("bytes", "evidence")),
            Map.entry("protocol", Set.of("bytes", "evidence")),
            Map.entry("workload", Set.of("bytes")),
            Map.entry("image", Set.of("bytes", "workload")),
            Map.entry("picture", Set.of("bytes", "evidence", "workload")),
            Map.entry("policy", Set.of("bytes", "evidence")),
            Map.entry("emulator", Set.of("bytes", "evidence", "measure")),
            Map.entry("agent", Set.of("bytes", "evidence", "protocol", "workload")),
            Map.entry("machine", Set.of("bytes", "measure", "emulator", "workload")),
            Map.entry("broker", Set.of("bytes", "evidence", "measure", "protocol", "policy", "picture", "workload")),
            Map.entry("operator", Set.of("workload", "protocol")),
            Map.entry("guest", Set.of("bytes", "evidence", "protocol")),
            Map.entry(
                    "cli",
                    Set.of(
                            "bytes",
                            "evidence",
                            "measure",
                            "protocol",
                            "workload",
                            "image",
                            "picture",
                            "policy",
                            "emulator",
                            "agent",
                            "machine",
                            "guest")));

    /// Part of what runs in the guest: nothing but `java.base` is linked into its image.
    private static final Set<String> BASE_ONLY = Set.of("bytes", "evidence", "protocol", "workload", "agent");

    /// Usable from any JVM program, or drawn into everything: the JDK and nothing else.
    private static final Set<String> JDK_ONLY = Set.of("measure", "picture");

    private Arrows() {}

    /// A module uses only what the design lets it use.
    static List<String> unknown(List<Compiled> classes) {
        List<String> complaints = new ArrayList<>();
        for (Compiled type : named(classes)) {
            Set<String> allowed = MAY_USE.get(type.module());
            if (allowed == null) {
                complaints.add(type.name() + ": the design has no module " + type.module());
                continue;
            }
            for (String used : type.references()) {
                String module = Compiled.moduleOf(used);
                if (!module.equals(type.module()) && !allowed.contains(module)) {
                    complaints.add(type.name() + " uses " + used + ": no arrow " + type.module() + " -> " + module);
                }
            }
        }
        return complaints;
    }

    /// Descriptors require no module that the design keeps away.
    static List<String> descriptors(List<Compiled> classes) {
        List<String> complaints = new ArrayList<>();
        for (Compiled type : classes) {
            if (!type.isModuleDescriptor()) continue;
            var descriptor = type.model().findAttribute(Attributes.module()).orElseThrow();
            String module = descriptor.moduleName().name().stringValue().substring(Compiled.ROOT.length());
            for (var required : descriptor.requires()) {
                String name = required.requires().name().stringValue();
                if (!mayRequire(module, name)) {
                    complaints.add(module + " requires " + name);
                }
            }
        }
        return complaints;
    }

    private static boolean mayRequire(String module, String required) {
        if (required.startsWith(Compiled.ROOT)) {
            return MAY_USE.getOrDefault(module, Set.of()).contains(required.substring(Compiled.ROOT.length()));
        }
        if (BASE_ONLY.contains(module)) return required.equals("java.base");
        return !JDK_ONLY.contains(module) || required.startsWith("java.") || required.startsWith("jdk.");
    }

    /// Packages point one way. A cycle is told once, with the classes that close it.
    static List<String> cycles(List<Compiled> classes) {
        Map<String, Map<String, String>> uses = new TreeMap<>();
        for (Compiled type : named(classes)) {
            var edges = uses.computeIfAbsent(type.packageName(), name -> new TreeMap<>());
            for (String used : type.references()) {
                String to = Compiled.packageOf(used);
                if (!to.equals(type.packageName())) {
                    edges.putIfAbsent(to, type.name() + " uses " + used);
                }
            }
        }
        List<String> complaints = new ArrayList<>();
        Set<String> told = new TreeSet<>();
        for (String start : uses.keySet()) {
            Set<String> round = new TreeSet<>();
            for (String other : reach(start, uses)) {
                if (reach(other, uses).contains(start)) round.add(other);
            }
            if (!round.isEmpty() && told.add(round.toString())) {
                complaints.add("packages in a cycle: " + edgesWithin(round, uses));
            }
        }
        return complaints;
    }

    private static Set<String> reach(String start, Map<String, Map<String, String>> uses) {
        Set<String> seen = new LinkedHashSet<>();
        List<String> next = new ArrayList<>(uses.getOrDefault(start, Map.of()).keySet());
        while (!next.isEmpty()) {
            String name = next.removeLast();
            if (seen.add(name)) next.addAll(uses.getOrDefault(name, Map.of()).keySet());
        }
        return seen;
    }

    private static List<String> edgesWithin(Set<String> round, Map<String, Map<String, String>> uses) {
        List<String> edges = new ArrayList<>();
        for (String from : round) {
            uses.getOrDefault(from, Map.of()).forEach((to, why) -> {
                if (round.contains(to)) edges.add(why);
            });
        }
        return edges;
    }

    /// The agent cannot judge evidence.
    static List<String> agentAppraises(List<Compiled> classes) {
        return using(classes, Set.of("agent", "guest"), "dev.cloister.evidence.appraisal.");
    }

    /// What starts machines and what talks to the cluster never hold a secret.
    static List<String> secretsOutside(List<Compiled> classes) {
        return using(classes, Set.of("machine", "operator"), "dev.cloister.bytes.Secret");
    }

    private static List<String> using(List<Compiled> classes, Set<String> modules, String prefix) {
        List<String> complaints = new ArrayList<>();
        for (Compiled type : named(classes)) {
            for (String used : type.references()) {
                if (modules.contains(type.module()) && used.startsWith(prefix)) {
                    complaints.add(type.name() + " uses " + used);
                }
            }
        }
        return complaints;
    }

    /// The broker touches no device.
    static List<String> brokerDevices(List<Compiled> classes) {
        List<String> complaints = new ArrayList<>();
        for (Compiled type : named(classes)) {
            for (String text : type.strings()) {
                if (type.module().equals("broker") && (text.startsWith("/dev/") || text.startsWith("/sys/"))) {
                    complaints.add(type.name() + " names " + text);
                }
            }
        }
        return complaints;
    }

    private static List<Compiled> named(List<Compiled> classes) {
        return classes.stream().filter(type -> !type.isModuleDescriptor()).toList();
    }
}
