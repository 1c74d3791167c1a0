package dev.cloister.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cloister.bytes.Malformed;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The public tool sev-snp-measure, where it is installed, says the same of the same files.
class SevSnpMeasureToolTest {

    private static final String TOOL = "sev-snp-measure";

    @TempDir
    private Path dir;

    @BeforeEach
    void toolIsThere() {
        boolean found = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder).resolve(TOOL)));
        assumeTrue(found, TOOL + " is not on the PATH");
    }

    @Test
    void syntheticFirmware() throws IOException, InterruptedException, Malformed {
        compare(Files.write(dir.resolve("firmware"), TestFirmware.synthetic()));
    }

    /// `-Dcloister.firmware=FILE` compares on a firmware that was built.
    @Test
    void builtFirmware() throws IOException, InterruptedException, Malformed {
        String file = System.getProperty("cloister.firmware", "");
        assumeTrue(!file.isEmpty(), "no firmware named by -Dcloister.firmware");
        compare(Path.of(file));
    }

    private void compare(Path image) throws IOException, InterruptedException, Malformed {
        Path kernel = Files.write(dir.resolve("kernel"), new byte[20_000]);
        Path initrd = Files.writeString(dir.resolve("initrd"), "some initrd");
        String cmdline = "console=ttyS0 quiet panic=-1";
        Firmware firmware = Firmware.parse(Files.readAllBytes(image));
        KernelHashes hashes = KernelHashes.of(kernel, Optional.of(initrd), cmdline);
        for (int vcpus : new int[] {1, 2, 8}) {
            String answer = run(List.of(
                    TOOL,
                    "--mode",
                    "snp",
                    "--vcpus",
                    Integer.toString(vcpus),
                    "--vcpu-type",
                    "EPYC-Milan",
                    "--guest-features",
                    "0x1",
                    "--ovmf",
                    image.toString(),
                    "--kernel",
                    kernel.toString(),
                    "--initrd",
                    initrd.toString(),
                    "--append",
                    cmdline));
            SnpLaunch launch = SnpLaunch.directBoot(firmware, hashes, VcpuType.EPYC_MILAN, vcpus);
            assertThat(launch.digest().hex()).isEqualTo(answer);
        }
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(new ArrayList<>(command))
                .redirectErrorStream(true)
                .start();
        String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(process.waitFor()).as(answer).isZero();
        return answer;
    }
}
