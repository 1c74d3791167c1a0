package dev.cloister.cli.doctor;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// What `/proc/cpuinfo` says of the first processor. The kernel names only flags that it has turned on.
record Cpu(String vendor, String model, Set<String> flags, long count) {

    private static final Pattern LINE = Pattern.compile("(?m)^([a-z_ ]+?)\\s*:[ \\t]*(.*)$");

    static Cpu of(String cpuinfo) {
        return new Cpu(
                field(cpuinfo, "vendor_id").orElse("unknown"),
                field(cpuinfo, "model name").orElse("unknown processor"),
                new HashSet<>(Arrays.asList(field(cpuinfo, "flags").orElse("").split(" "))),
                LINE.matcher(cpuinfo)
                        .results()
                        .filter(line -> line.group(1).equals("processor"))
                        .count());
    }

    private static Optional<String> field(String cpuinfo, String name) {
        return LINE.matcher(cpuinfo)
                .results()
                .filter(line -> line.group(1).equals(name))
                .map(line -> line.group(2).strip())
                .findFirst();
    }

    boolean has(String flag) {
        return flags.contains(flag);
    }

    boolean intel() {
        return vendor.equals("GenuineIntel");
    }

    /// Whether it can run virtual machines of its own (AMD's svm, Intel's vmx).
    boolean virtualizes() {
        return has("svm") || has("vmx");
    }

    boolean isVirtual() {
        return has("hypervisor");
    }
}
