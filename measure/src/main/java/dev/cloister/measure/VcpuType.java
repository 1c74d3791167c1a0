package dev.cloister.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The virtual CPU models whose signature (CPUID leaf 1, EAX) enters the launch measurement, by QEMU's names.
public enum VcpuType {
    EPYC(List.of("EPYC", "EPYC-v1", "EPYC-v2", "EPYC-v3", "EPYC-v4", "EPYC-IBPB"), 23, 1, 2),
    EPYC_ROME(List.of("EPYC-Rome", "EPYC-Rome-v1", "EPYC-Rome-v2", "EPYC-Rome-v3"), 23, 49, 0),
    EPYC_MILAN(List.of("EPYC-Milan", "EPYC-Milan-v1", "EPYC-Milan-v2"), 25, 1, 1),
    EPYC_GENOA(List.of("EPYC-Genoa", "EPYC-Genoa-v1"), 25, 17, 0),
    EPYC_TURIN(List.of("EPYC-Turin"), 26, 0, 0);

    private final List<String> qemuNames;
    private final int signature;

    VcpuType(List<String> qemuNames, int family, int model, int stepping) {
        this.qemuNames = qemuNames;
        this.signature = signature(family, model, stepping);
    }

    /// The type that QEMU knows under this name; versions that do not differ in the signature share one type.
    public static Optional<VcpuType> named(String qemuName) {
        for (VcpuType type : values()) {
            if (type.qemuNames.contains(qemuName)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /// Every name that [#named] knows.
    public static List<String> names() {
        List<String> names = new ArrayList<>();
        for (VcpuType type : values()) {
            names.addAll(type.qemuNames);
        }
        return names;
    }

    /// CPUID leaf 1, EAX, of any processor, composed as AMD's APM volume 3, CPUID Fn0000_0001 says: family 0 to
    /// 270, model 0 to 255, stepping 0 to 15; below family 15 the model ends at 15.
    public static int signature(int family, int model, int stepping) {
        boolean extended = family >= 15;
        if (family < 0 || family > 15 + 255 || model < 0 || model > (extended ? 255 : 15)) {
            throw new IllegalArgumentException("no processor of family " + family + ", model " + model);
        }
        if (stepping < 0 || stepping > 15) {
            throw new IllegalArgumentException("stepping is 0 to 15, not " + stepping);
        }
        int extendedFamily = extended ? family - 15 : 0;
        int baseFamily = extended ? 15 : family;
        return extendedFamily << 20 | model >> 4 << 16 | baseFamily << 8 | (model & 15) << 4 | stepping;
    }

    public String qemuName() {
        return qemuNames.get(0);
    }

    /// CPUID leaf 1, EAX.
    public int signature() {
        return signature;
    }
}
