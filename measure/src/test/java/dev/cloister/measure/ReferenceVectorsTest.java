package dev.cloister.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.JsonNull;
import dev.cloister.bytes.Malformed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The catalogue's launch digests of real firmware, whose last page is there: its tables are read, its pages
/// stand in by their digest.
class ReferenceVectorsTest {

    private static final Path VECTORS =
            Path.of(System.getProperty("cloister.vectors", "vectors")).resolve("snp-measure");

    @ParameterizedTest
    @CsvSource({"ovmf-amdsev-suffix, 9", "ovmf-x64-suffix, 2"})
    void launchDigests(String id, int expectedCases) throws IOException, Malformed {
        Path folder = folder(id);
        JsonFields vector = JsonFields.parse(id, Files.readAllBytes(folder.resolve("cases.json")), 8);
        byte[] lastPage = Files.readAllBytes(folder.resolve(vector.text("ovmf_file")));
        Firmware whole = Firmware.parse(lastPage, vector.hex("ovmf_launch_hash", 48));
        JsonFields metadata = vector.object("metadata");

        assertThat(whole.resetEip()).isEqualTo(Long.decode(metadata.text("reset_eip")));
        assertThat(whole.sections()).hasSize(metadata.array("sections").size());
        int index = 0;
        for (JsonFields section : metadata.objects("sections")) {
            Section got = whole.sections().get(index++);
            assertThat(got.gpa()).isEqualTo(Long.decode(section.text("gpa")));
            assertThat(got.sizeBytes()).isEqualTo(Long.decode(section.text("size")));
            assertThat(got.kind().number()).isEqualTo(section.number("type"));
        }
        int cases = 0;
        for (JsonFields entry : vector.objects("cases")) {
            cases++;
            assertThat(launch(whole, entry).digest()).isEqualTo(entry.hex("launch_digest", 48));
        }
        assertThat(cases).isEqualTo(expectedCases);
    }

    /// The block that was signed is not there; the author's signature needs none.
    @Test
    void idAuthentication() throws IOException, Malformed {
        byte[] raw = Files.readAllBytes(folder("id-block-virtee").resolve("test_auth_block.bin"));

        IdAuthentication parsed = IdAuthentication.parse(raw);

        assertThat(parsed.encode()).isEqualTo(Bytes.of(raw));
        assertThat(parsed.faults(IdBlock.of(Bytes.of(new byte[48]), 0)))
                .containsExactly(IdAuthentication.Fault.ID_BLOCK_SIGNATURE);
        assertThat(parsed.idKey().digest().hex())
                .isEqualTo(
                        "59fb2c686dfa4fef49f38339aa775c90051c28d57383ddc3baf3b5eb4b1496df3b0dbbdcbae5fe27677a644820773fe2");
        assertThat(parsed.author().orElseThrow().key().digest().hex())
                .isEqualTo(
                        "eed81169fb0cb5e0ec34794f128fd4e0c4a46f67c65a1adfa81fcb24bcc088c272369b7ffc3eb2b6af6a4284a1b36c5f");
    }

    private static SnpLaunch launch(Firmware firmware, JsonFields entry) throws Malformed {
        VcpuType type = VcpuType.named(entry.text("vcpu_type")).orElseThrow();
        assertThat(type.signature()).isEqualTo(Integer.decode(entry.text("vcpu_sig")));
        long features = Long.decode(entry.text("guest_features"));
        Vmm vmm = Vmm.valueOf(entry.text("vmm").toUpperCase(Locale.ROOT));
        int vcpus = (int) entry.number("vcpus");
        return new SnpLaunch(vmm, firmware, hashes(entry), type.signature(), vcpus, features);
    }

    private static Optional<KernelHashes> hashes(JsonFields entry) throws Malformed {
        Json cmdline = entry.value("cmdline");
        if (cmdline instanceof JsonNull) {
            return Optional.empty();
        }
        Bytes line = Digests.sha256(Bytes.utf8(entry.text("cmdline") + "\0"));
        return Optional.of(new KernelHashes(entry.hex("kernel_sha256", 32), entry.hex("initrd_sha256", 32), line));
    }

    private static Path folder(String id) {
        Path folder = VECTORS.resolve(id);
        if (!Files.isDirectory(folder)) {
            String reason = "no vectors at " + folder + "; set cloister.vectors";
            if (System.getenv("CI") != null) {
                fail(reason);
            }
            abort(reason);
        }
        return folder;
    }
}
