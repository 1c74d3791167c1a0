package dev.cloister.cli;

import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.Malformed;
import dev.cloister.cli.bootset.Manifest;
import dev.cloister.machine.BootSet;
import dev.cloister.measure.VcpuType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// What `cloister bootset show` tells of one set: its files, whether its inputs are the lock's, its measurements.
record ShownBootSet(BootSet set, Manifest manifest, List<Measured> measured) {

    record Measured(BootSet.Profile profile, int cpus, VcpuType type, String hex) {}

    static ShownBootSet of(BootSet set, Manifest manifest, List<Integer> counts, VcpuType type)
            throws IOException, Malformed {
        List<Measured> measured = new ArrayList<>();
        for (BootSet.Profile profile : BootSet.Profile.values()) {
            for (int cpus : counts) {
                measured.add(new Measured(
                        profile,
                        cpus,
                        type,
                        set.measurement(profile, cpus, type).hex()));
            }
        }
        return new ShownBootSet(set, manifest, measured);
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("Boot set " + manifest.key() + " in " + set.folder());
        lines.add(
                manifest.locked()
                        ? "  lock       every input is the lock's: whoever builds these sources gets these measurements"
                        : "  lock       not every input is the lock's, so these are other measurements than the"
                                + " published ones:");
        manifest.notLocked()
                .forEach(one ->
                        lines.add("             " + one.name() + " " + one.version() + " instead of " + one.locked()));
        List<List<String>> files = new ArrayList<>();
        manifest.files()
                .forEach(file -> files.add(List.of(
                        "  " + file.name(),
                        Long.toString(file.sizeBytes()),
                        "sha256:" + file.sha256().hex())));
        lines.addAll(Table.lines(files));
        lines.add("  kernel     " + manifest.kernelVersion());
        lines.add("  emulated   " + manifest.cmdline().emulated());
        lines.add("  hardware   " + manifest.cmdline().hardware());
        lines.add("Measurements on vCPUs of type " + measured.getFirst().type().qemuName() + ":");
        lines.addAll(Table.lines(measured.stream()
                .map(one -> List.of("  " + one.profile().word(), Integer.toString(one.cpus()), one.hex()))
                .toList()));
        return lines;
    }

    private static Json json(Measured one) {
        return Json.object()
                .put("profile", one.profile().word())
                .put("cpus", one.cpus())
                .put("vcpuType", one.type().qemuName())
                .put("measurement", one.hex())
                .build();
    }

    JsonObject toJson() {
        return Json.object()
                .put("folder", set.folder().toString())
                .put("key", manifest.key())
                .put("locked", manifest.locked())
                .put("notLocked", manifest.notLockedJson())
                .put("files", manifest.filesJson())
                .put("kernelVersion", manifest.kernelVersion())
                .put(
                        "cmdline",
                        Json.object()
                                .put("emulated", manifest.cmdline().emulated())
                                .put("hardware", manifest.cmdline().hardware())
                                .build())
                .put(
                        "measurements",
                        Json.array(measured.stream().map(ShownBootSet::json).toList()))
                .build();
    }
}
