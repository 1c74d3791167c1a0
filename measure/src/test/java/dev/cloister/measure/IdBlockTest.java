package dev.cloister.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECPrivateKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Known answers of specs/snp-launch-measurement.md 9.3, and what is signed must verify.
class IdBlockTest {
    private static final Bytes LAUNCH_DIGEST =
            base64("B28FLQi9p6cAqipgjFyqawDrrSl7bWioWkWx5mmlWLZ+G5HShKMB/mPE+gdQRn7t");

    @Test
    void knownBlock() throws Malformed {
        IdBlock block = IdBlock.of(LAUNCH_DIGEST, IdBlock.DEFAULT_POLICY);

        assertThat(block.encode().base64())
                .isEqualTo("B28FLQi9p6cAqipgjFyqawDrrSl7bWioWkWx5mmlWLZ+G5HShKMB/mPE+gdQRn7tAAAAAAAAAAAAAAAAAAAAAAAAAA"
                        + "AAAAAAAAAAAAAAAAABAAAAAAAAAAAAAwAAAAAA");
        assertThat(IdBlock.parse(block.encode().array())).isEqualTo(block);
    }

    @Test
    void everyFieldHasItsPlace() throws Malformed {
        Bytes family = Bytes.hex("000102030405060708090a0b0c0d0e0f");
        Bytes image = Bytes.hex("101112131415161718191a1b1c1d1e1f");
        IdBlock block = new IdBlock(LAUNCH_DIGEST, family, image, 0xFFFF_FFFEL, 0x8000_0000_0003_0001L);
        Bytes raw = block.encode();

        assertThat(raw.slice(0x30, 0x40)).isEqualTo(family);
        assertThat(raw.slice(0x40, 0x50)).isEqualTo(image);
        assertThat(raw.slice(0x50, 0x60).hex()).isEqualTo("01000000feffffff0100030000000080");
        assertThat(IdBlock.parse(raw.array())).isEqualTo(block);
    }

    @Test
    void blocksOfAnotherFormAreRefused() {
        byte[] good = IdBlock.of(LAUNCH_DIGEST, 0).encode().array();
        for (int length = 0; length <= IdBlock.LENGTH + 1; length++) {
            byte[] cut = Arrays.copyOf(good, length);
            if (length != IdBlock.LENGTH) {
                assertThatThrownBy(() -> IdBlock.parse(cut)).isInstanceOf(Malformed.class);
            }
        }
        good[0x50] = 2;
        assertThatThrownBy(() -> IdBlock.parse(good))
                .isInstanceOf(Malformed.class)
                .hasMessage("IdBlock.version at 0x50: must be 1, is 2");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
                    1, 01ce77b697886b46c6e363a9d02bbee2506e4b21ca4b3085f35f20e4cf66ac780e01e38aad53f973cbcea56e59a7b382
                    2, 0fa1181994e8fe9a2411a51bf9ef0c2f7a9680bd1601a913bfd32b095bc0ce0d3a18a18aee8e7e4acca9040f9d3269a8
                    """)
    void knownKeyDigests(int scalar, String digest) throws GeneralSecurityException {
        assertThat(IdKey.of(privateKey(BigInteger.valueOf(scalar))).digest().hex())
                .isEqualTo(digest);
    }

    @Test
    void publicKeysAreFoundFromPrivateOnes() throws GeneralSecurityException {
        for (int i = 0; i < 20; i++) {
            KeyPair pair = pair("secp384r1");
            assertThat(IdKey.of(pair.getPrivate())).isEqualTo(IdKey.of((ECPublicKey) pair.getPublic()));
        }
    }

    @Test
    void otherKeysSignNothing() throws GeneralSecurityException {
        IdBlock block = IdBlock.of(LAUNCH_DIGEST, IdBlock.DEFAULT_POLICY);
        PrivateKey p256 = pair("secp256r1").getPrivate();
        KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
        rsa.initialize(1024);
        PrivateKey rsaKey = rsa.generateKeyPair().getPrivate();
        PrivateKey good = pair("secp384r1").getPrivate();

        assertThatThrownBy(() -> IdKey.of(p256)).isInstanceOf(InvalidKeyException.class);
        assertThatThrownBy(() -> IdAuthentication.sign(block, p256)).isInstanceOf(InvalidKeyException.class);
        assertThatThrownBy(() -> IdAuthentication.sign(block, rsaKey)).isInstanceOf(InvalidKeyException.class);
        assertThatThrownBy(() -> IdAuthentication.sign(block, good, p256)).isInstanceOf(InvalidKeyException.class);
    }

    @Test
    void whatIsSignedVerifies() throws GeneralSecurityException, Malformed {
        IdBlock block = IdBlock.of(LAUNCH_DIGEST, IdBlock.DEFAULT_POLICY);
        KeyPair id = pair("secp384r1");
        KeyPair author = pair("secp384r1");

        IdAuthentication alone = IdAuthentication.sign(block, id.getPrivate());
        IdAuthentication both = IdAuthentication.sign(block, id.getPrivate(), author.getPrivate());

        assertThat(alone.faults(block)).isEmpty();
        assertThat(alone.author()).isEmpty();
        assertThat(alone.idKey()).isEqualTo(IdKey.of((ECPublicKey) id.getPublic()));
        assertThat(both.faults(block)).isEmpty();
        assertThat(both.author().orElseThrow().key()).isEqualTo(IdKey.of((ECPublicKey) author.getPublic()));
        assertThat(IdAuthentication.parse(alone.encode().array())).isEqualTo(alone);
        assertThat(IdAuthentication.parse(both.encode().array())).isEqualTo(both);
        assertThat(both.encode().length()).isEqualTo(IdAuthentication.LENGTH);
    }

    @Test
    void anotherBlockOrKeyIsAFault() throws GeneralSecurityException {
        IdBlock block = IdBlock.of(LAUNCH_DIGEST, IdBlock.DEFAULT_POLICY);
        PrivateKey id = pair("secp384r1").getPrivate();
        PrivateKey author = pair("secp384r1").getPrivate();
        IdAuthentication good = IdAuthentication.sign(block, id, author);
        IdAuthentication.Author by = good.author().orElseThrow();
        IdKey other = IdKey.of(pair("secp384r1").getPrivate());

        assertThat(good.faults(IdBlock.of(LAUNCH_DIGEST, 0x30001)))
                .containsExactly(IdAuthentication.Fault.ID_BLOCK_SIGNATURE);
        assertThat(new IdAuthentication(
                                good.signature(),
                                good.idKey(),
                                Optional.of(new IdAuthentication.Author(by.signature(), other)))
                        .faults(block))
                .containsExactly(IdAuthentication.Fault.ID_KEY_SIGNATURE);
        assertThat(new IdAuthentication(good.signature(), other, good.author()).faults(block))
                .containsExactly(IdAuthentication.Fault.ID_BLOCK_SIGNATURE, IdAuthentication.Fault.ID_KEY_SIGNATURE);
    }

    static KeyPair pair(String curve) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        return generator.generateKeyPair();
    }

    private static PrivateKey privateKey(BigInteger scalar) throws GeneralSecurityException {
        return KeyFactory.getInstance("EC").generatePrivate(new ECPrivateKeySpec(scalar, P384.CURVE));
    }

    private static Bytes base64(String text) {
        return Bytes.of(Base64.getDecoder().decode(text));
    }
}
