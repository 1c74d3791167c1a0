package dev.cloister.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.Malformed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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
                .containsSequence("-accel", "tcg,thread=multi", "-cpu", "max,-erms,-fsrm")
                .contains("-no-reboot", "-nodefaults", "-no-user-config")
                .doesNotContain("-enable-kvm", "kvm", "-qmp");
    }

    @Test
    void severalProcessorsTakeTurns() throws IOException, Malformed {
        String one = new TestHost(dir).spec(dir.resolve("qemu")).toJson().compact();
        GuestSpec two = GuestSpec.fromJson(
                JsonFields.parse("spec", one.replace("\"cpus\":1", "\"cpus\":2").getBytes(StandardCharsets.UTF_8), 8));
        BootFiles boot = new BootFiles(Bytes.EMPTY, 0x810C00, "quiet");

        assertThat(new QemuCommand(two, boot, List.of("nc"), 4711).words())
                .containsSequence("-accel", "tcg,thread=single")
                .containsSequence("-smp", "2");
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

    @Test
    void onHardwareTheChipIsToldWhatItWillSign() throws IOException {
        List<String> words = snp(Optional.empty());

        assertThat(words)
                .containsSequence("-accel", "kvm", "-cpu", "EPYC-Milan")
                .contains(
                        "q35,hpet=off,smbus=off,sata=off,vmport=off,confidential-guest-support=sev0,memory-backend=ram0")
                .contains("memory-backend-memfd,id=ram0,size=512M,share=true")
                .contains("sev-snp-guest,id=sev0,cbitpos=51,reduced-phys-bits=1,policy=0x30000,kernel-hashes=on,"
                        + "host-data=AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")
                .containsSequence("-m", "512");
    }

    /// Nothing of the emulation is left: no port that plays a chip, no table put where the chip measures its own.
    @Test
    void onHardwareNothingIsEmulated() throws IOException {
        String line = String.join(" ", snp(Optional.empty()));

        assertThat(line).doesNotContain("psp", "loader", "tcg", "kernel-hashes.bin");
        assertThat(line).contains("name=cloister.log.0").contains("restrict=on").contains("serial=cloister-root");
    }

    @Test
    void anIdBlockGoesToTheChipAsItIs() throws IOException {
        byte[] block = new byte[96];
        block[88] = 0x1F;
        block[90] = 0x0B;
        byte[] authentication = new byte[4096];
        String without =
                String.join(" ", snp(Optional.of(new SignedIdBlock(Bytes.of(block), Bytes.of(authentication)))));
        authentication[0x880] = 2;
        SignedIdBlock signed = new SignedIdBlock(Bytes.of(block), Bytes.of(authentication));
        String with = String.join(" ", snp(Optional.of(signed)));

        assertThat(with)
                .contains(",policy=0xb001f,")
                .contains(",id-block=" + signed.block().base64() + ",id-auth="
                        + signed.authentication().base64() + ",author-key-enabled=on");
        assertThat(without).contains(",author-key-enabled=off");
    }

    private List<String> snp(Optional<SignedIdBlock> idBlock) throws IOException {
        GuestSpec spec = new TestHost(Files.createTempDirectory(dir, "host")).snp(dir.resolve("qemu"), idBlock);
        BootFiles boot = new BootFiles(Bytes.EMPTY, 0x810C00, "quiet");
        return new QemuCommand(spec, boot, List.of("nc"), 4711).words();
    }

    private List<String> words(List<String> netcat, PublishedPort... ports) throws IOException {
        GuestSpec spec = new TestHost(dir).spec(dir.resolve("qemu"), ports);
        BootFiles boot = new BootFiles(Bytes.EMPTY, 0x810C00, "console=ttyS0");
        return new QemuCommand(spec, boot, netcat, 4711).words();
    }
}
