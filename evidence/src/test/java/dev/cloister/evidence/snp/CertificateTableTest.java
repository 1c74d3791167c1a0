package dev.cloister.evidence.snp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.Vectors;
import dev.cloister.evidence.snp.CertificateTable.Entry;
import dev.cloister.evidence.snp.CertificateTable.Kind;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CertificateTableTest {
    private static final CertificateTable SAMPLE = CertificateTable.of(
            Entry.of(Kind.ARK, Bytes.hex("ab".repeat(25))),
            Entry.of(Kind.VCEK, Bytes.hex("cd".repeat(7))),
            Entry.of(Kind.ASK, Bytes.EMPTY),
            new Entry(UUID.fromString("ecae0c0f-9502-43b1-afa2-0ae2e0d565b6"), Bytes.hex("0800000001020304")));

    @Test
    void entryIsTheOneOfTheSpecification() {
        Bytes encoded = SAMPLE.encode();
        assertThat(encoded.slice(0, 24)).hasToString("c0b406a4a803495297433fb6014cd0ae" + "78000000" + "19000000");
    }

    @Test
    void readsWhatItWrites() throws Malformed {
        assertThat(CertificateTable.parse(SAMPLE.encode().array())).isEqualTo(SAMPLE);
        assertThat(CertificateTable.EMPTY.encode()).isEqualTo(Bytes.EMPTY);
        assertThat(CertificateTable.parse(new byte[0])).isEqualTo(CertificateTable.EMPTY);
        assertThat(CertificateTable.parse(new byte[24])).isEqualTo(CertificateTable.EMPTY);
        assertThat(CertificateTable.parse(new byte[4096])).isEqualTo(CertificateTable.EMPTY);
    }

    @Test
    void findsByKind() {
        assertThat(SAMPLE.find(Kind.VCEK)).contains(Bytes.hex("cd".repeat(7)));
        assertThat(SAMPLE.find(Kind.CRL)).isEmpty();
        assertThat(SAMPLE.entries().getFirst().kind()).contains(Kind.ARK);
        assertThat(SAMPLE.entries().getLast().kind()).isEmpty();
        Entry second = Entry.of(Kind.ASK, Bytes.hex("01"));
        assertThat(CertificateTable.of(second, second).all(Kind.ASK)).hasSize(2);
    }

    @Test
    void everyTruncationIsRefused() {
        byte[] good = SAMPLE.encode().array();
        for (int length = 1; length < good.length; length++) {
            byte[] part = Arrays.copyOf(good, length);
            assertThatExceptionOfType(Malformed.class)
                    .as("first %d bytes", length)
                    .isThrownBy(() -> CertificateTable.parse(part));
        }
    }

    @Test
    void bytesBehindMustBeZero() throws Malformed {
        byte[] padded = Arrays.copyOf(SAMPLE.encode().array(), 4096);
        assertThat(CertificateTable.parse(padded)).isEqualTo(SAMPLE);
        padded[4000] = 1;
        assertThatThrownBy(() -> CertificateTable.parse(padded))
                .hasMessage("CertificateTable at 0xfa0: a byte that no entry points to");
    }

    /// A flip in a blob is another blob (its certificate's signature is checked later); any other is refused,
    /// or another table, and never a wild pointer. The one exception: where an empty blob begins means
    /// nothing.
    @Test
    void everyFlippedBitIsSeen() {
        byte[] bytes = SAMPLE.encode().array();
        int offsetOfEmptyBlob = 2 * 24 + 16;
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            if (bit / 8 >= offsetOfEmptyBlob && bit / 8 < offsetOfEmptyBlob + 4) {
                continue;
            }
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
            try {
                assertThat(CertificateTable.parse(bytes)).isNotEqualTo(SAMPLE);
            } catch (Malformed refused) {
                assertThat(refused).hasMessageStartingWith("CertificateTable");
            }
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
        }
    }

    @Test
    void pointersStayInside() {
        byte[] intoTheList = SAMPLE.encode().array();
        intoTheList[16] = 0x10;
        assertThatThrownBy(() -> CertificateTable.parse(intoTheList)).hasMessageContaining("into the list of entries");
        byte[] behind = SAMPLE.encode().array();
        behind[23] = (byte) 0xff;
        assertThatThrownBy(() -> CertificateTable.parse(behind)).hasMessageContaining("outside of");
        byte[] lastEntry = SAMPLE.encode().array();
        lastEntry[4 * 24 + 20] = 1;
        assertThatThrownBy(() -> CertificateTable.parse(lastEntry)).hasMessageContaining("last entry must be zero");
    }

    @Test
    void sizesAreBounded() {
        assertThatThrownBy(() -> CertificateTable.parse(new byte[(1 << 18) + 1]))
                .hasMessageContaining("at most");
        Entry[] many = new Entry[65];
        Arrays.fill(many, Entry.of(Kind.ARK, Bytes.EMPTY));
        byte[] table = CertificateTable.of(many).encode().array();
        assertThatThrownBy(() -> CertificateTable.parse(table)).hasMessageContaining("more than 64 entries");
    }

    @Test
    void readsTablesOfRealHosts() throws Malformed {
        Bytes pem = Vectors.file("snp/genoa-v3-ghcb-certtable/auxblob.bin");
        CertificateTable table = CertificateTable.parse(pem.array());
        assertThat(table.find(Kind.VCEK)).isPresent();
        assertThat(table.find(Kind.ASK)).isPresent();
        Bytes vlek = Vectors.file("snp/milan-v3-vlek-certtable-vlek-only/auxblob.bin");
        assertThat(CertificateTable.parse(vlek.array()).find(Kind.VLEK)).isPresent();
    }
}
