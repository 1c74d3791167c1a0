package dev.cloister.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.x509.Certificate;
import java.util.List;
import org.junit.jupiter.api.Test;

class IntelCertificatesTest {
    private static final List<Certificate> ROOTS = IntelCertificates.all().stream()
            .filter(IntelCertificates::isShippedRoot)
            .toList();

    /// A verifier takes it as found out.
    @Test
    void bothRootsThatShipSignedThemselves() {
        assertThat(ROOTS).hasSize(2);
        for (Certificate root : ROOTS) {
            assertThat(root.names(root)).isTrue();
            assertThat(Signatures.jdk().madeByP256(root.signed(), root)).isTrue();
        }
    }

    @Test
    void theRestAndARootWithOneBitChangedAreNot() throws Malformed {
        assertThat(IntelCertificates.all()).hasSizeGreaterThan(2);
        DcapVerdicts verdicts = new DcapVerdicts(Memory.EVERYTHING, Signatures.jdk());
        for (Certificate root : ROOTS) {
            byte[] der = root.der().array();
            der[der.length - 1] ^= 1;
            Certificate changed = Certificate.parse("root", Bytes.of(der));
            assertThat(IntelCertificates.isShippedRoot(changed)).isFalse();
            assertThat(verdicts.made(root, root)).isTrue();
            assertThat(verdicts.made(changed, changed)).isFalse();
        }
    }
}
