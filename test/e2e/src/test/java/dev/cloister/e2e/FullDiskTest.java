package dev.cloister.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A disk that is full, at whatever a command writes: one sentence, 69, nothing half made, and the same command does
/// its work when there is room again.
@Timeout(60 * 60)
class FullDiskTest {
    private static final long ROOM = 400 << 20;

    private Home home;
    private Path place;
    private SmallDisk disk;
    private Path sample;

    @BeforeEach
    void mount() throws Exception {
        sample = Sample.web();
        home = Home.fresh();
        place = Files.createDirectory(home.folder().resolve("disk"));
        disk = SmallDisk.at(place);
        disk.inside("mkdir " + place + "/tmp");
        home.behind(disk.prefix())
                .with("XDG_STATE_HOME", place.toString())
                .with("TMPDIR", place + "/tmp")
                .with("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + place + "/tmp");
    }

    @AfterEach
    void unmount() throws IOException {
        home.endBroker();
        disk.close();
        home.close();
    }

    private String[] protect() {
        return new String[] {"protect", "oci:" + sample, "-o", place + "/web.sealed", "--emulated"};
    }

    /// With room for a broker and not for the image; with room for neither; then for a secret.
    @Test
    void nothingIsHalfMadeAndTheSameCommandWorksAfterwards() throws Exception {
        fails(300_000, protect());
        fails(2_000_000, protect());
        disk.holds(ROOM);
        home.cloister(protect()).exits(0);

        disk.inside("head -c 1000000 /dev/zero >" + place + "/secret");
        disk.holdsMore(200_000);
        String[] set = {"secret", "set", "kbs:///web/large/1", place + "/secret"};
        home.cloister(set).exits(69).saysWhatToDo();
        disk.holds(ROOM);
        home.cloister(set).exits(0);
    }

    /// The guest's files, a proof and a broker's start, of one guest that runs in the end.
    @Test
    void aGuestAndItsProof() throws Exception {
        disk.holds(ROOM);
        home.cloister(protect()).exits(0);
        String[] run = {"run", "--detach", "--name", "web", place + "/web.sealed"};
        disk.holdsMore(0);
        home.cloister(run).exits(69).saysWhatToDo();
        disk.holdsMore(20_000_000);
        home.cloister(run).exits(69).saysWhatToDo();
        assertThat(home.processes("qemu")).isEmpty();
        disk.holds(ROOM);
        home.cloister(run).exits(0);

        disk.holdsMore(0);
        home.cloister("verify", "web").exits(69).saysWhatToDo();
        assertThat(left("proof.json")).isEmpty();
        disk.holds(ROOM);
        home.cloister("verify", "web").exits(0);
        home.cloister("stop", "--rm", "--grace", "0", "web").exits(0);
    }

    @Test
    void aSampleAndABroker() throws Exception {
        disk.holds(ROOM);
        Path cache = place.resolve("cache");
        disk.inside("mkdir -p " + cache + "/cloister && cd " + cache + "/cloister && for each in " + Home.cache()
                + "/*; do [ \"${each##*/}\" = samples ] || [ \"${each##*/}\" = lock ] || ln -s \"$each\" .; done");
        home.with("XDG_CACHE_HOME", cache.toString());
        disk.holdsMore(300_000);
        home.cloister("sample", "web").exits(69).saysWhatToDo();
        assertThat(left("index.json")).isEmpty();
        disk.holds(ROOM);
        home.cloister("sample", "web").exits(0);

        disk.holdsMore(100_000);
        home.cloister("broker", "serve", "--listen", "127.0.0.1:0")
                .exits(69)
                .says("cloister: the broker: ")
                .saysWhatToDo();
    }

    /// From nothing to enough for all of it.
    @Test
    @Tag("nightly")
    void protectWithEverySizeOfDisk() throws Exception {
        for (long bytes = 16_384; bytes < 8_000_000; bytes = bytes * 5 / 4) {
            System.out.println("a disk of " + bytes + " bytes");
            disk.holds(bytes);
            Ran ran = home.cloister(protect());
            if (ran.exit() == 0) {
                assertThat(bytes).isGreaterThan(2_000_000);
                return;
            }
            ran.exits(69).saysWhatToDo();
            tidy();
            disk.holds(ROOM);
            home.cloister(protect()).exits(0);
            home.endBroker();
            disk.inside("rm -rf " + place + "/web.sealed " + place + "/cloister");
        }
        throw new AssertionError("it never had enough");
    }

    private void fails(long bytes, String... command) throws Exception {
        disk.holds(bytes);
        home.cloister(command).exits(69).saysWhatToDo();
        tidy();
    }

    /// Neither the sealed image nor any folder in which it was made, nor a temporary file.
    private void tidy() throws IOException {
        assertThat(left("web.sealed")).isEmpty();
        assertThat(left(".protecting")).isEmpty();
        assertThat(left(".new")).isEmpty();
        assertThat(left("cloister-")).isEmpty();
    }

    private List<Path> left(String part) throws IOException {
        try (Stream<Path> files = Files.walk(disk.seen())) {
            return files.filter(file -> file.getFileName().toString().contains(part))
                    .toList();
        }
    }
}
