package dev.cloister.cli.doctor;

import dev.cloister.machine.HostTools;
import dev.cloister.machine.host.KvmTrial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Where the doctor looks.
///
/// @param root `/`, or a folder with `proc`, `sys` and `dev`
/// @param cache folder of this home's cache; fetched programs lie there, and the answer of the last trial
/// @param packages `bootset/packages`: a Debian package and its reason a line
/// @param programs finds a program by its name
/// @param trial runs a guest under KVM with this QEMU
/// @param javaVersion such as `25.0.3`
/// @param asRoot whether this user is root
public record Surroundings(
        Path root,
        Path cache,
        Path packages,
        Function<String, Optional<Path>> programs,
        Trial trial,
        String javaVersion,
        boolean asRoot) {

    /// A guest that is started under KVM to see whether it runs.
    @FunctionalInterface
    public interface Trial {
        KvmTrial.Outcome run(Path qemu) throws IOException, InterruptedException;
    }

    /// This host.
    public static Surroundings here(Path cache, Path bootSetRecipes) {
        return new Surroundings(
                Path.of("/"),
                cache,
                bootSetRecipes.resolve("packages"),
                HostTools::find,
                qemu -> KvmTrial.run(qemu, KvmTrial.LIMIT),
                System.getProperty("java.version"),
                System.getProperty("user.name").equals("root"));
    }

    boolean exists(String file) {
        return Files.exists(root.resolve(file));
    }

    /// May this user open it for reading and writing?
    boolean opens(String file) {
        return Files.isReadable(root.resolve(file)) && Files.isWritable(root.resolve(file));
    }

    /// Empty where it is missing or may not be read.
    String text(String file) {
        try {
            return Files.readString(root.resolve(file)).strip();
        } catch (IOException e) {
            return "";
        }
    }

    /// The first of these programs that there is.
    Optional<Path> program(List<String> names) {
        return names.stream().map(programs).flatMap(Optional::stream).findFirst();
    }
}
