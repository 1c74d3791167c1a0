package dev.cloister.machine;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/// Starts a keeper that outlives us: in a session of its own (setsid), so that it does not end with our terminal,
/// without core dumps, with files for its owner alone, and with the same Java and the same modules that run here.
final class KeeperProcess {

    private static final String PREPARE = "ulimit -c 0; umask 077; exec \"$@\"";

    private KeeperProcess() {}

    static Process start(GuestFolder folder) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command(folder.path()));
        builder.directory(folder.path().toFile());
        builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        builder.redirectErrorStream(true);
        builder.redirectOutput(folder.keeperLog().toFile());
        return builder.start();
    }

    private static List<String> command(Path folder) {
        List<String> words = new ArrayList<>(List.of("/bin/sh", "-c", PREPARE, "sh"));
        HostTools.find("setsid").ifPresent(setsid -> words.add(setsid.toString()));
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // It lives as long as the guest and does little: a small heap, which gives back what the start took.
        Collections.addAll(words, "-XX:+UseSerialGC", "-XX:-ShrinkHeapInSteps", "-Xms8m", "-Xmx128m");
        Collections.addAll(words, "-XX:TieredStopAtLevel=1");
        Collections.addAll(words, "-XX:-UsePerfData", "-XX:+DisableAttachMechanism");
        Collections.addAll(words, program());
        Collections.addAll(words, "--state", folder.toString());
        return words;
    }

    /// By modules where we run so, by class path where we do not (tests).
    private static String[] program() {
        String main = Keeper.class.getName();
        String modulePath = System.getProperty("jdk.module.path", "");
        return modulePath.isEmpty()
                ? new String[] {"-cp", absolute(System.getProperty("java.class.path")), main}
                : new String[] {"-p", absolute(modulePath), "-m", "dev.cloister.machine/" + main};
    }

    private static String absolute(String searchPath) {
        return String.join(
                File.pathSeparator,
                Stream.of(searchPath.split(File.pathSeparator))
                        .map(entry -> Path.of(entry).toAbsolutePath().toString())
                        .toList());
    }
}
