package dev.cloister.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.bytes.Bytes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QemuCommandTest {

    @TempDir
    private Path dir;

    @Test
    void theGuestHasNoOtherWayOut() throws IOException {
        List<String> words =
                words(List.of("/set/busybox", "nc"), new PublishedPort(8080, 80), new PublishedPort(8443, 443));

        assertThat(words)
                .containsOnlyOnce(
                        "user,id=net,restrict=on,hostfwd=tcp:127.0.0.1:8080-:80,hostfwd=tcp:127.0.0.1:8443-:443,"
                                + "guestfwd=tcp:10.0.2.100:80-cmd:/set/busybox nc 127.0.0.1 4711")
                .contains("tcg,thread=multi", "-no-reboot", "-nodefaults", "-no-user-config")
                .doesNotContain("-enable-kvm", "kvm", "-qmp");
    }

    @Test
    void hashesGoWhereTheFirmwareLooks() throws IOException {
        assertThat(words(List.of("nc"))).contains("loader,file=kernel-hashes.bin,addr=0x810c00,force-raw=on");
    }

    @Test
    void disksAreReadOnlyAndPortsHaveTheirNames() throws IOException {
        String line = String.join(" ", words(List.of("nc")));

        assertThat(line)
                .contains("readonly=on,file=" + dir.resolve("root.img"))
                .contains("drive=root,serial=cloister-root")
                .contains("drive=initdata,serial=cloister-initdata")
                .contains("name=psp.0")
                .contains("name=cloister.log.0")
                .contains("name=cloister.control.0");
        assertThat(line.split("-drive ")).hasSize(3);
        assertThat(line.split("readonly=on")).hasSize(3);
    }

    @Test
    void namesCannotAddOptions() throws IOException {
        List<String> words = words(List.of("/odd dir,x/it's/busybox", "nc"));

        assertThat(words).anyMatch(word -> word.endsWith("-cmd:'/odd dir,,x/it'\\''s/busybox' nc 127.0.0.1 4711"));
    }

    private List<String> words(List<String> netcat, PublishedPort... ports) throws IOException {
        GuestSpec spec = new TestHost(dir).spec(dir.resolve("qemu"), ports);
        BootFiles boot = new BootFiles(Bytes.EMPTY, 0x810C00, "console=ttyS0");
        return new QemuCommand(spec, boot, netcat, 4711).words();
    }
}
