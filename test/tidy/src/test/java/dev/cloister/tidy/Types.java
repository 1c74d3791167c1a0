package dev.cloister.tidy;

import java.lang.classfile.Attributes;
import java.lang.classfile.constantpool.ClassEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What a type of ours may be called and what it may be.
final class Types {
    /// Words for "I did not decide".
    private static final List<String> VAGUE = List.of(
            "Manager", "Helper", "Util", "Utils", "Impl", "Processor", "Handler", "Info", "Data", "Wrapper", "Context");

    /// Names that a specification gives; what is about one of them may end with it.
    private static final Set<String> GIVEN = Set.of("InitData", "ReportData", "HostData", "PlatformInfo", "TcbInfo");

    private static final double PUBLIC_BUDGET = 0.40;

    private Types() {}

    static List<String> vagueNames(List<Compiled> classes) {
        List<String> complaints = new ArrayList<>();
        for (Compiled type : classes) {
            String name = type.simpleName();
            for (String ending : VAGUE) {
                if (name.endsWith(ending) && GIVEN.stream().noneMatch(name::endsWith)) {
                    complaints.add(type.name() + ": \"" + ending + "\" says nothing");
                }
            }
        }
        return complaints;
    }

    /// Records compare arrays by identity, and an array can hold a secret that nobody wipes.
    static List<String> arraysInRecords(List<Compiled> classes) {
        List<String> complaints = new ArrayList<>();
        for (Compiled type : classes) {
            type.model().findAttribute(Attributes.record()).ifPresent(record -> {
                for (var component : record.components()) {
                    if (component.descriptor().stringValue().equals("[B")) {
                        complaints.add(type.name() + "." + component.name().stringValue()
                                + " is a byte[]; use Bytes or Secret");
                    }
                }
            });
        }
        return complaints;
    }

    /// There are four ways to fail, and only one of them is an exception of ours.
    static List<String> exceptions(List<Compiled> classes) {
        Map<String, String> parents = classes.stream()
                .filter(type -> type.model().superclass().isPresent())
                .collect(Collectors.toMap(Compiled::name, Types::parent, (one, _) -> one));
        return parents.keySet().stream()
                .sorted()
                .filter(name -> !name.equals("dev.cloister.bytes.Malformed"))
                .filter(name -> isThrowable(name, parents))
                .map(name -> name + " is an exception type; only Malformed is")
                .toList();
    }

    private static String parent(Compiled type) {
        return type.model()
                .superclass()
                .map(ClassEntry::asInternalName)
                .orElse("")
                .replace('/', '.');
    }

    private static boolean isThrowable(String name, Map<String, String> parents) {
        String top = name;
        while (parents.containsKey(top)) {
            top = parents.get(top);
        }
        try {
            return Throwable.class.isAssignableFrom(Class.forName(top, false, Types.class.getClassLoader()));
        } catch (ClassNotFoundException _) {
            return top.endsWith("Exception") || top.endsWith("Error");
        }
    }

    /// For review, not a gate: which modules show more of themselves than the budget, and by how much.
    static List<String> publicShare(List<Compiled> classes) {
        Map<String, List<Compiled>> modules = classes.stream()
                .filter(type -> !type.isModuleDescriptor() && !type.simpleName().isEmpty())
                .collect(Collectors.groupingBy(Compiled::module, TreeMap::new, Collectors.toList()));
        List<String> report = new ArrayList<>();
        modules.forEach((module, types) -> {
            long open = types.stream().filter(Compiled::isPublic).count();
            if (open > PUBLIC_BUDGET * types.size()) {
                report.add("%s: %d of %d types are public".formatted(module, open, types.size()));
            }
        });
        return report;
    }

    /// For review: packages that hold more than one concept, by their size.
    static List<String> crowdedPackages(List<Compiled> classes, int cap) {
        return classes.stream()
                .filter(type -> !type.isModuleDescriptor() && !type.name().contains("$"))
                .collect(Collectors.groupingBy(Compiled::packageName, TreeMap::new, Collectors.counting()))
                .entrySet()
                .stream()
                .filter(count -> count.getValue() > cap)
                .map(count -> count.getKey() + " has " + count.getValue() + " types")
                .toList();
    }
}
