package dev.cloister.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Folders as others leave them.
class FolderEndorsementsTest {
    private static final MadeUpVendor VENDOR = new MadeUpVendor();

    @TempDir
    private Path folder;

    private String answer() throws Malformed {
        Evidence.Snp evidence = new Evidence.Snp(VENDOR.report(), dev.cloister.evidence.snp.CertificateTable.EMPTY);
        Verification<Evidence.Snp> answer = new Verifier(TrustAnchors.amd().plus(MadeUpVendor.root()))
                .verify(evidence, Endorsements.folder(folder), MadeUpVendor.NOW);
        return answer instanceof Verification.Verified<?> ? "verified" : answer.toString();
    }

    private void put(String name, Bytes content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, content.array());
    }

    private Bytes list() {
        return VENDOR.freshList().content();
    }

    /// `vcek`, the chip, then a name that tells the TCB.
    @Test
    void aStoreOfTrustees() throws IOException, Malformed {
        put("ark.der", VENDOR.ark());
        put("ask.der", VENDOR.ask());
        put("ark.crl", list());
        assertThat(answer()).contains("NoCertificate");
        put("vcek/" + MadeUpVendor.CHIP.hex() + "/bl04_tee00_snp24_ucode219_vcek.der", VENDOR.vek());
        assertThat(answer()).isEqualTo("verified");
    }

    @Test
    void anotherChipsFolderIsNotRead() throws IOException, Malformed {
        put("ark.der", VENDOR.ark());
        put("ask.der", VENDOR.ask());
        put("ark.crl", list());
        put("vcek/" + "00".repeat(64) + "/vcek.der", VENDOR.vek());
        assertThat(answer()).contains("NoCertificate");
    }

    @Test
    void listsAsHexDigits() throws IOException, Malformed {
        put("chain.pem", pem(VENDOR.vek()).concat(pem(VENDOR.ask())).concat(pem(VENDOR.ark())));
        for (String digits : new String[] {list().hex(), list().hex().toUpperCase(Locale.ROOT) + "\n"}) {
            put("ark.crl", Bytes.utf8(digits));
            assertThat(answer()).isEqualTo("verified");
        }
        put("ark.crl", Bytes.utf8(list().hex() + "0"));
        assertThat(answer()).contains("NoRevocationList");
        put("ark.crl", Bytes.EMPTY);
        assertThat(answer()).contains("NoRevocationList");
    }

    private static Bytes pem(Bytes der) {
        return Bytes.utf8("-----BEGIN CERTIFICATE-----\n" + der.base64() + "\n-----END CERTIFICATE-----\n");
    }
}
