package dev.cloister.cli.drill.sight;

import java.util.ArrayList;
import java.util.List;

/// A stretch of a process's memory, as `/proc/PID/maps` has it (proc(5)).
record Mapping(long from, long to, boolean writable) {

    static List<Mapping> of(List<String> lines) {
        List<Mapping> all = new ArrayList<>();
        for (String line : lines) {
            String[] words = line.split(" ", 3);
            String[] bounds = words[0].split("-", 2);
            // Addresses of the kernel's own page have the highest bit.
            if (bounds[0].length() < 16) {
                boolean writable = words[1].startsWith("rw");
                all.add(new Mapping(Long.parseLong(bounds[0], 16), Long.parseLong(bounds[1], 16), writable));
            }
        }
        return all;
    }
}
