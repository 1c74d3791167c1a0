package dev.cloister.agent.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.agent.FakeChip;
import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.Evidence;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Over a folder in configfs's place; what it cannot show is the kernel's own answer to a folder being made.
class TsmReportsTest {
    private static final Bytes DATA = Bytes.hex("d4".repeat(64));
    private static final FakeChip CHIP = FakeChip.of(Bytes.hex("01".repeat(32)));

    @TempDir
    Path folder;

    private Path entry;

    @BeforeEach
    void aReportThatTheKernelAnswered() throws IOException {
        entry = folder.resolve("tsm/report/cloister");
        Files.createDirectories(entry);
        write("provider", "sev_guest\n");
        write("generation", "2\n");
        write("privlevel", "");
        write("privlevel_floor", "0\n");
        write("inblob", "");
        Files.write(entry.resolve("outblob"), CHIP.report(DATA));
        Files.write(entry.resolve("auxblob"), CHIP.certificates());
    }

    @Test
    void reportAndCertificatesAreReadForTheHighestPrivilege() throws Exception {
        Evidence.Snp evidence = new TsmEntry(entry.toFile()).report(DATA);
        assertThat(evidence.report().reportData()).isEqualTo(DATA);
        assertThat(evidence.certificates().entries()).hasSize(4);
        assertThat(entry.resolve("inblob")).hasBinaryContent(DATA.array());
        assertThat(entry.resolve("privlevel")).hasContent("0");
    }

    @Test
    void aHostThatDeliversNoCertificatesIsFine() throws Exception {
        write("auxblob", "");
        assertThat(new TsmEntry(entry.toFile()).report(DATA).certificates().entries())
                .isEmpty();
    }

    @Test
    void anotherWriterIsNoticed() throws IOException {
        for (String generation : new String[] {"0\n", "1\n", "3\n", ""}) {
            write("generation", generation);
            assertThatThrownBy(() -> new TsmEntry(entry.toFile()).report(DATA))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("another program");
        }
    }

    @Test
    void aKernelBehindSomebodyElsesCodeGivesNoReports() throws IOException {
        for (String floor : new String[] {"1\n", "2\n", "3\n", "", "00\n", "-0\n", "zero"}) {
            write("privlevel_floor", floor);
            assertThatThrownBy(() -> new TsmEntry(entry.toFile()).report(DATA))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("VMPL 0");
            assertThat(entry.resolve("inblob")).isEmptyFile();
        }
    }

    @Test
    void aDriverWithoutCertificatesIsFine() throws Exception {
        Files.delete(entry.resolve("auxblob"));
        assertThat(new TsmEntry(entry.toFile()).report(DATA).certificates().entries())
                .isEmpty();
    }

    /// Whatever stands in a file's place: reading ends, and nothing is believed.
    @Test
    void hostileFilesEndInAReason() throws IOException {
        for (String name : new String[] {"provider", "privlevel_floor", "generation", "outblob", "auxblob"}) {
            Path file = entry.resolve(name);
            byte[] before = Files.readAllBytes(file);
            Files.delete(file);
            Files.createSymbolicLink(file, Path.of("/dev/zero"));
            assertThatThrownBy(() -> new TsmEntry(entry.toFile()).report(DATA))
                    .as("%s without end", name)
                    .isInstanceOf(IOException.class);
            Files.delete(file);
            Files.createDirectory(file);
            assertThatThrownBy(() -> new TsmEntry(entry.toFile()).report(DATA))
                    .as("%s a folder", name)
                    .isInstanceOf(IOException.class);
            Files.delete(file);
            Files.write(file, before);
        }
        for (String provider : new String[] {"", "sev_guest2", "sev", "sev_guest\0", "SEV_GUEST"}) {
            write("provider", provider);
            assertThatThrownBy(() -> new TsmEntry(entry.toFile()).report(DATA)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aTableThatPointsOutsideItselfIsMalformed() throws IOException {
        byte[] table = CHIP.certificates();
        table[19] = 0x7F;
        Files.write(entry.resolve("auxblob"), table);
        assertThatThrownBy(() -> new TsmEntry(entry.toFile()).report(DATA)).isInstanceOf(Malformed.class);
    }

    @Test
    void driversOfOtherHardwareAreNotMistakenForThisOne() throws IOException {
        write("provider", "tdx_guest\n");
        assertThatThrownBy(() -> new TsmEntry(entry.toFile()).report(DATA))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("tdx_guest");
    }

    @Test
    void reportsAndTablesThatAreTooLongAreRefused() throws IOException {
        Files.write(entry.resolve("auxblob"), new byte[(64 << 10) + 1]);
        assertThatThrownBy(() -> new TsmEntry(entry.toFile()).report(DATA)).hasMessageContaining("auxblob");
        write("auxblob", "");
        Files.write(entry.resolve("outblob"), new byte[FakeChip.REPORT_BYTES + 1]);
        assertThatThrownBy(() -> new TsmEntry(entry.toFile()).report(DATA)).hasMessageContaining("outblob");
        Files.write(entry.resolve("outblob"), new byte[FakeChip.REPORT_BYTES - 1]);
        assertThatThrownBy(() -> new TsmEntry(entry.toFile()).report(DATA)).isInstanceOf(Malformed.class);
    }

    @Test
    void aKernelWithoutTheInterfaceHasNoDriver() throws IOException {
        assertThat(TsmReports.find(folder.resolve("none").toFile())).isEmpty();
    }

    @Test
    void aKernelThatMakesTheFolderHasADriver() throws IOException {
        Path other = Files.createDirectories(folder.resolve("other/tsm/report"));
        assertThat(TsmReports.find(folder.resolve("other").toFile())).isPresent();
        assertThat(other).isEmptyDirectory();
    }

    /// Only "no such device" leads to the emulated chip's port.
    @Test
    void anyOtherFailureIsNotTakenForAMissingDriver() {
        assertThatThrownBy(() -> TsmReports.find(folder.toFile())).isInstanceOf(FileAlreadyExistsException.class);
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(entry.resolve(name), text);
    }
}
