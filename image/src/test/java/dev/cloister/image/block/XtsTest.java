package dev.cloister.image.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class XtsTest {

    /// IEEE 1619-2018, annex B, vectors 10 to 14: number of the data unit, the ciphertext's first 32 bytes
    /// and its SHA-256, which libcrypto agrees with.
    @ParameterizedTest
    @CsvSource({
        "ff, 1c3b3a102f770386e4836c99e370cf9bea00803f5e482357a4ae12d414a3e63b,"
                + " e97e974fa393af794f7a4684395814cf820de60a01eaec677d87b452e316b364",
        "ffff, 77a31251618a15e6b92d1d66dffe7b50b50bad552305ba0217a610688eff7e11,"
                + " def4fad29e95dfe1a24b1ad4620f86d7be094cced5b19e0b121aa82d9e6baf98",
        "ffffff, e387aaa58ba483afa7e8eb469778317ecf4cf573aa9d4eac23f2cdf914e4e200,"
                + " 8bf44861a081dd660d91ce615b5cdfb4d5df9d72c3025c12e67cc0ae097fa5d5",
        "ffffffff, bf53d2dade78e822a4d949a9bc6766b01b06a8ef70d26748c6a7fc36d80ae4c5,"
                + " c706140a11affda7402234f5e6331eacbfeb687d8e80d83962691823bb3636f0",
        "ffffffffff, 64497e5a831e4a932c09be3e5393376daa599548b816031d224bbf50a818ed23,"
                + " afba71abc4e95b186d89a63a5437c1bafcfd1a18ca273970c534aba4f8d05282",
    })
    void knownAnswers(String unit, String first, String digest) {
        Bytes key = Bytes.hex("2718281828459045235360287471352662497757247093699959574966967627"
                + "3141592653589793238462643383279502884197169399375105820974944592");
        byte[] data = new byte[512];
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) i;
        }
        new Xts(key.array(), 512).encrypt(data, data.length, Long.parseLong(unit, 16));
        assertThat(Bytes.of(data, 0, 32)).isEqualTo(Bytes.hex(first));
        assertThat(Digests.sha256(data)).isEqualTo(Bytes.hex(digest));
    }

    /// 600 sectors of 4096 bytes from number 0, as dm-crypt numbers them: more than two batches of tweaks.
    /// The digest is that of libcrypto's AES-256-XTS, a call for each sector.
    @Test
    void sectorsAsDmCryptReadsThem() {
        byte[] data = sectors(600);
        new Xts(countingKey(), 4096).encrypt(data, data.length, 0);
        assertThat(Bytes.of(data, 0, 16)).isEqualTo(Bytes.hex("aa9fc37e8223b8caf71e4ac9f8d4916f"));
        assertThat(Bytes.of(data, 4096 * 599, 4096 * 599 + 16))
                .isEqualTo(Bytes.hex("33364e3c004e281de6fa34735adc6155"));
        assertThat(Digests.sha256(data))
                .isEqualTo(Bytes.hex("c6fffa0588fcc5900589d1411c2766a33025376bd52ab5aa3dfeeb031ec9c069"));
    }

    @Test
    void sectorsMayComeInAnyPortionsAndOrder() {
        byte[] whole = sectors(600);
        new Xts(countingKey(), 4096).encrypt(whole, whole.length, 0);
        Xts xts = new Xts(countingKey(), 4096);
        byte[] data = sectors(600);
        for (int sector : new int[] {511, 0, 255, 256, 599, 257}) {
            byte[] one = Bytes.of(data, sector * 4096, (sector + 1) * 4096).array();
            xts.encrypt(one, one.length, sector);
            assertThat(Bytes.of(one)).isEqualTo(Bytes.of(whole, sector * 4096, (sector + 1) * 4096));
        }
    }

    @Test
    void wrongSizesAreOurBug() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Xts(new byte[32], 4096));
        assertThatIllegalArgumentException().isThrownBy(() -> new Xts(new byte[64], 100));
        Xts xts = new Xts(new byte[64], 4096);
        assertThatIllegalArgumentException().isThrownBy(() -> xts.encrypt(new byte[5000], 5000, 0));
    }

    private static byte[] countingKey() {
        byte[] key = new byte[64];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) i;
        }
        return key;
    }

    private static byte[] sectors(int count) {
        byte[] data = new byte[4096 * count];
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) (i * 7 + i / 4096);
        }
        return data;
    }
}
