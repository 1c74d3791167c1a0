package dev.cloister.measure;

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
    private final int family;
    private final int model;
    private final int stepping;

    VcpuType(List<String> qemuNames, int family, int model, int stepping) {
        this.qemuNames = qemuNames;
        this.family = family;
        this.model = model;
        this.stepping = stepping;
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

    public String qemuName() {
        return qemuNames.get(0);
    }

    /// CPUID leaf 1, EAX, composed as AMD's APM volume 3, CPUID Fn0000_0001 says. All models here are above family
    /// 15.
    public int signature() {
        int extendedFamily = family - 15;
        return extendedFamily << 20 | model >> 4 << 16 | 15 << 8 | (model & 15) << 4 | stepping;
    }
}
