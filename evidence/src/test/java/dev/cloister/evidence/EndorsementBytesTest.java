package dev.cloister.evidence;

import static dev.cloister.evidence.MadeUpVendor.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.x509.Certificate;
import dev.cloister.evidence.x509.Pem;
import dev.cloister.evidence.x509.RevocationList;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Certificates and lists byte by byte: none may change unseen.
class EndorsementBytesTest {
    private static final MadeUpVendor VENDOR = new MadeUpVendor();

    private static Certificate root() throws Malformed {
        return Certificate.parse("root", VENDOR.ark());
    }

    @Test
    void noBitOfAListChangesUnseen() throws Malformed {
        Certificate root = root();
        byte[] list = VENDOR.list(NOW.minusSeconds(60), NOW.plusSeconds(60), 7).array();
        assertThat(RevocationList.parse("list", Bytes.of(list)).isSignedBy(root))
                .isTrue();
        for (int at = 0; at < list.length; at++) {
            list[at] ^= (byte) (1 << at % 8);
            try {
                assertThat(RevocationList.parse("list", Bytes.of(list)).isSignedBy(root))
                        .as("byte %d", at)
                        .isFalse();
            } catch (Malformed refused) {
                assertThat(refused).hasMessageStartingWith("list");
            }
            list[at] ^= (byte) (1 << at % 8);
        }
    }

    @Test
    void noBitOfACertificateChangesUnseen() throws Malformed {
        Certificate issuer = Certificate.parse("issuer", VENDOR.ask());
        byte[] vek = VENDOR.vek().array();
        assertThat(Certificate.parse("vek", Bytes.of(vek)).isSignedBy(issuer)).isTrue();
        for (int at = 0; at < vek.length; at++) {
            vek[at] ^= (byte) (1 << at % 8);
            try {
                assertThat(Certificate.parse("vek", Bytes.of(vek)).isSignedBy(issuer))
                        .as("byte %d", at)
                        .isFalse();
            } catch (Malformed refused) {
                assertThat(refused).hasMessageStartingWith("vek");
            }
            vek[at] ^= (byte) (1 << at % 8);
        }
    }

    @Test
    void everyOtherLengthIsRefused() {
        byte[] list = VENDOR.list(NOW.minusSeconds(60), NOW.plusSeconds(60)).array();
        byte[] vek = VENDOR.vek().array();
        for (int length = 0; length <= vek.length + 1; length++) {
            Bytes wrong = Bytes.of(Arrays.copyOf(vek, length));
            if (length != vek.length) {
                assertThatExceptionOfType(Malformed.class).isThrownBy(() -> Certificate.parse("vek", wrong));
            }
        }
        for (int length = 0; length <= list.length + 1; length++) {
            Bytes wrong = Bytes.of(Arrays.copyOf(list, length));
            if (length != list.length) {
                assertThatExceptionOfType(Malformed.class).isThrownBy(() -> RevocationList.parse("list", wrong));
            }
        }
    }

    @Test
    void aListKnowsItsTimesAndSerials() throws Malformed {
        RevocationList list =
                RevocationList.parse("list", VENDOR.list(NOW.minusSeconds(60), NOW.plusSeconds(60), 7, 300));
        assertThat(list.isFreshAt(NOW.minusSeconds(60))).isTrue();
        assertThat(list.isFreshAt(NOW.plusSeconds(60))).isTrue();
        assertThat(list.isFreshAt(NOW.minusSeconds(61))).isFalse();
        assertThat(list.isFreshAt(NOW.plusSeconds(61))).isFalse();
        assertThat(list.revokedAt(BigInteger.valueOf(7))).contains(NOW.minusSeconds(61));
        assertThat(list.revokedAt(BigInteger.valueOf(300))).isPresent();
        assertThat(list.revokedAt(BigInteger.valueOf(8))).isEmpty();
    }

    @Test
    void theVendorsListNamesItsFirstGenoaIssuer() throws Malformed {
        RevocationList list = RevocationList.parse("list", Vectors.file("snp/neg-genoa-ask-revoked/ark-genoa.crl.der"));
        Certificate root = Certificate.parse("root", Vectors.file("roots/amd/genoa-ark.der"));
        Certificate old = Certificate.parse("old", Vectors.file("snp/neg-genoa-ask-revoked/ask-old.der"));
        Certificate current = Certificate.parse("new", Vectors.file("snp/neg-genoa-ask-revoked/ask-current.der"));
        assertThat(list.isSignedBy(root)).isTrue();
        assertThat(old.isSignedBy(root)).isTrue();
        assertThat(current.isSignedBy(root)).isTrue();
        assertThat(list.revokedAt(old.serial())).isPresent();
        assertThat(list.revokedAt(current.serial())).isEmpty();
    }

    @Test
    void aMadeUpVendorSignsNothingOfAnother() throws Malformed {
        Certificate milan = Certificate.parse("root", Vectors.file("roots/amd/milan-ark.der"));
        assertThat(RevocationList.parse("list", VENDOR.list(NOW, NOW)).isSignedBy(milan))
                .isFalse();
        assertThat(Certificate.parse("ask", VENDOR.ask()).isSignedBy(milan)).isFalse();
    }

    /// The keys that are pinned are those of the catalogue, and every certificate of the module chains to its
    /// root.
    @ParameterizedTest
    @CsvSource({
        "milan,9f056bee44377e29308cb5ffa895bdfb62d18881fa6bed8d6f075b0204089cb9",
        "genoa,429a69c9422aa258ee4d8db5fcda9c6470ef15f8cd5a9cebd6cbc7d90b863831",
        "turin,4f125410563a2ab9a50356f9243f6fe0b6f73de98603f53f90339c70e9d7ad08",
    })
    void pinnedRoots(String line, String fingerprint) throws Malformed {
        RootFingerprint pinned = RootFingerprint.parse("sha256:" + fingerprint);
        assertThat(TrustAnchors.amdRoots()).hasSize(3).contains(pinned);
        List<Certificate> own = TrustAnchors.amd().certificates().stream()
                .filter(certificate ->
                        certificate.commonName().toLowerCase(Locale.ROOT).endsWith(line))
                .toList();
        assertThat(own).hasSize(3);
        Certificate root = own.getFirst();
        assertThat(root.keyFingerprint()).hasToString(fingerprint);
        assertThat(own)
                .allSatisfy(
                        certificate -> assertThat(certificate.isSignedBy(root)).isTrue());
        assertThat(own).allMatch(Certificate::mayIssue);
    }

    @Test
    void pemIsUnwrapped() throws Malformed {
        Bytes der = VENDOR.ask();
        String block = "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der.array())
                + "\n-----END CERTIFICATE-----\n";
        assertThat(Pem.unwrap("t", Bytes.utf8(block))).containsExactly(der);
        assertThat(Pem.unwrap("t", Bytes.utf8(block + block))).containsExactly(der, der);
        assertThat(Pem.unwrap("t", Bytes.utf8(block + "\0\0"))).containsExactly(der);
        assertThat(Pem.unwrap("t", der)).containsExactly(der);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-----BEGIN ",
                "-----BEGIN CERTIFICATE-----",
                "-----BEGIN CERTIFICATE-----\nAAAA",
                "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CRL-----",
                "-----BEGIN CERTIFICATE-----\nA*AA\n-----END CERTIFICATE-----",
            })
    void brokenPemIsRefused(String text) {
        Bytes content = Bytes.of(text.getBytes(StandardCharsets.US_ASCII));
        assertThatExceptionOfType(Malformed.class).isThrownBy(() -> Pem.unwrap("t", content));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "sha256:", "sha256:00", "sha1:00", "sha256:zz", "SHA256:00"})
    void brokenFingerprintsAreRefused(String text) {
        assertThatExceptionOfType(Malformed.class).isThrownBy(() -> RootFingerprint.parse(text));
    }
}
