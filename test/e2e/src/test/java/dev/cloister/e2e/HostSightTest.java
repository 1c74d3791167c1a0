package dev.cloister.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.cloister.cli.drill.sight.Canary;
import dev.cloister.cli.drill.sight.Encoding;
import dev.cloister.cli.drill.sight.Holdings;
import dev.cloister.cli.drill.sight.Sight;
import dev.cloister.cli.drill.sight.Sighting;
import dev.cloister.cli.drill.sight.View;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What the host can see of a guest that runs: neither image nor secret, in nothing that the host holds; and both in
/// the
/// memory of an emulated guest, so that everyone sees that the search finds what is there, and what hardware adds.
class HostSightTest {
    private static final long LEAST_MAPPING = 256L << 20;
    private static final int ATTEMPTS = 60;

    /// It has the canary of the image in its own text, reads its secret, and writes both down.
    private static final String SCRIPT = """
            image=%s
            secret=$(cat /run/secrets/db)
            while :; do echo "$image $secret"; busybox sleep 5; done
            """;

    private final Canary imageCanary = Canary.fresh("image");
    private final Canary secretCanary = Canary.fresh("secret");

    @Test
    void nothingButMemory() throws Exception {
        try (Home home = Home.fresh();
                Sight sight = new Sight(List.of(imageCanary, secretCanary))) {
            Path packets = home.folder().resolve("packets.pcap");
            home.with("PATH", qemuThatWritesDown(home, packets) + ":" + System.getenv("PATH"));
            Path temporary = Files.createDirectory(home.folder().resolve("temporary"));
            home.with("TMPDIR", temporary.toString());
            home.cloister(
                            "run",
                            "--detach",
                            "--name",
                            "seen",
                            "--memory",
                            "512Mi",
                            protect(home).toString())
                    .exits(0);

            List<ProcessHandle> qemu = home.processes("virtio-net-pci");
            assertThat(qemu).hasSize(1);
            View memory = memory(sight, qemu.getFirst().pid());
            assertThat(memory.sightings())
                    .extracting(Sighting::canary, Sighting::encoding)
                    .as("what an emulated guest's memory shows")
                    .contains(tuple("image", Encoding.RAW), tuple("secret", Encoding.RAW));
            System.out.println("memory: " + memory.sentence());

            assertThat(Files.size(packets)).as("packets taken down").isGreaterThan(1000);
            seesNothing(sight, home);
            kill(qemu.getFirst());
            seesNothing(sight, home);
            home.cloister("stop", "--rm", "seen");
            seesNothing(sight, home);
        } finally {
            imageCanary.close();
            secretCanary.close();
        }
    }

    /// Everything of this home, the broker's files too, and whatever lies about of QEMU's or Java's.
    private static void seesNothing(Sight sight, Home home) throws IOException {
        List<Long> processes =
                home.processes("").stream().map(ProcessHandle::pid).toList();
        View view = sight.of(new Holdings(List.of(home.folder()), Set.of(), processes));
        assertThat(view.sightings()).as(view.sentence()).isEmpty();
        assertThat(view.files()).isGreaterThan(10);
        assertThat(view.processes()).isPositive();
        System.out.println(view.sentence() + "; not looked at: " + view.notLookedAt());
    }

    /// As a host ends a program to get a picture of it.
    private static void kill(ProcessHandle qemu) throws IOException, InterruptedException {
        new ProcessBuilder("sh", "-c", "kill -SEGV " + qemu.pid()).start().waitFor();
        qemu.onExit().join();
    }

    /// The container has started when `run` returns, its script may still be on its way.
    private static View memory(Sight sight, long qemu) throws IOException, InterruptedException {
        View view = sight.ofMemory(qemu, LEAST_MAPPING);
        for (int i = 0; i < ATTEMPTS && seen(view) < 2; i++) {
            Thread.sleep(500);
            view = sight.ofMemory(qemu, LEAST_MAPPING);
        }
        return view;
    }

    private static long seen(View view) {
        return view.sightings().stream().map(Sighting::canary).distinct().count();
    }

    /// The owner's own copies of image and secret are gone when the guest starts.
    private Path protect(Home home) throws IOException, InterruptedException {
        Path image = ShellImage.make(home.folder().resolve("image"), SCRIPT.formatted(imageCanary.text()));
        Path secret = home.folder().resolve("secret.txt");
        secretCanary.value().lend(content -> Files.write(secret, content));
        Path sealed = home.folder().resolve("seen.sealed");
        home.cloister("protect", "oci:" + image, "-o", sealed.toString(), "--emulated", "--secret", "db=" + secret)
                .exits(0);
        Files.delete(secret);
        try (Stream<Path> files = Files.walk(image)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
        return sealed;
    }

    /// A folder for PATH, whose QEMU takes down every packet of the guest's network device.
    private static Path qemuThatWritesDown(Home home, Path packets) throws IOException, InterruptedException {
        Process recipe = new ProcessBuilder(
                        Home.CHECKOUT.resolve("bootset/build").toString(),
                        "--cache",
                        Home.cache().toString(),
                        "--print-qemu")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String real = new String(recipe.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(recipe.waitFor()).isZero();
        Path folder = Files.createDirectory(home.folder().resolve("bin"));
        Path script = Files.writeString(folder.resolve("qemu-system-x86_64"), """
                #!/bin/sh
                [ "$1" != --version ] || exec '%s' --version
                exec '%s' "$@" -object filter-dump,id=dump,netdev=net,maxlen=65535,file='%s'
                """.formatted(real, real, packets));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        return folder;
    }
}
