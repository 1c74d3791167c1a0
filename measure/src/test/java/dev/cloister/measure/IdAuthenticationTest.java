package dev.cloister.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.ECPrivateKeySpec;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the reader of ID authentication information refuses, or leaves to the signatures.
class IdAuthenticationTest {
    private static final IdBlock BLOCK = IdBlock.of(Bytes.of(new byte[48]), IdBlock.DEFAULT_POLICY);

    private static byte[] good = new byte[0];

    @BeforeAll
    static void sign() throws GeneralSecurityException {
        good = IdAuthentication.sign(BLOCK, key(3), key(5)).encode().array();
    }

    private static PrivateKey key(int scalar) throws GeneralSecurityException {
        return KeyFactory.getInstance("EC")
                .generatePrivate(new ECPrivateKeySpec(BigInteger.valueOf(scalar), P384.CURVE));
    }

    @Test
    void otherLengthsAreRefused() {
        for (int length = 0; length <= IdAuthentication.LENGTH + 1; length++) {
            byte[] cut = Arrays.copyOf(good, length);
            if (length != IdAuthentication.LENGTH) {
                assertThatThrownBy(() -> IdAuthentication.parse(cut)).isInstanceOf(Malformed.class);
            }
        }
    }

    /// Every bit counts: a changed one is refused when read, but for those of the two signatures' numbers, which
    /// a sixteenth of them shows to be faults.
    @Test
    void everyChangedBitIsRefusedOrAFault() {
        int refused = 0;
        int faults = 0;
        for (int bit = 0; bit < good.length * 8; bit++) {
            byte[] flipped = good.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            try {
                IdAuthentication parsed = IdAuthentication.parse(flipped);
                assertThat(bit / 8).matches(IdAuthenticationTest::inSignature);
                if (bit % 16 == 3) {
                    assertThat(parsed.faults(BLOCK)).hasSize(1);
                }
                faults++;
            } catch (Malformed e) {
                refused++;
            }
        }
        assertThat(faults).isEqualTo(4 * 48 * 8);
        assertThat(refused).isEqualTo(4096 * 8 - 4 * 48 * 8);
    }

    private static boolean inSignature(int at) {
        int inside = at >= 0x680 ? at - 0x680 : at - 0x40;
        return inside >= 0 && inside < 48 || inside >= 72 && inside < 120;
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
                    0x000, 02, 'IdAuthentication.id_key_algo at 0x0: must be 1 (ECDSA P-384 with SHA-384), is 2'
                    0x004, 00, 'IdAuthentication.auth_key_algo at 0x4: must be 1 (ECDSA P-384 with SHA-384), is 0'
                    0x008, 01, 'IdAuthentication.reserved at 0x8: must be zero, is 0x1'
                    0x070, 01, 'IdAuthentication.id_block_sig.r.padding at 0x70: must be zero, is 0x1'
                    0x0d0, 01, 'IdAuthentication.id_block_sig.reserved at 0xd0: must be zero, is 0x1'
                    0x240, 01, 'IdAuthentication.id_key.curve at 0x240: must be 2 (P-384), is 1'
                    0x244, 00, 'IdAuthentication.id_key.qx at 0x244: with qy is not a point of P-384'
                    0x880, 00, 'IdAuthentication.author_key.curve at 0x880: must be 2 (P-384), is 0'
                    0xc84, 01, 'IdAuthentication.reserved at 0xc84: must be zero, is 0x1'
                    """)
    void refusalsNameFieldAndOffset(String at, String bytes, String message) {
        byte[] changed = good.clone();
        TestFirmware.put(changed, Integer.decode(at), Bytes.hex(bytes));

        assertThatThrownBy(() -> IdAuthentication.parse(changed))
                .isInstanceOf(Malformed.class)
                .hasMessage(message);
    }

    @Test
    void signaturesOutOfRangeAreFaults() throws Malformed {
        Bytes order = Bytes.of(P384.CURVE.getOrder().toByteArray());
        Bytes tooLarge = order.slice(order.length() - 48, order.length());
        Bytes zero = Bytes.of(new byte[48]);
        IdAuthentication parsed = IdAuthentication.parse(good);
        Bytes fine = parsed.signature().slice(0, 48);
        for (Bytes signature : new Bytes[] {zero.concat(fine), fine.concat(zero), tooLarge.concat(fine)}) {
            assertThat(new IdAuthentication(signature, parsed.idKey(), parsed.author()).faults(BLOCK))
                    .containsExactly(IdAuthentication.Fault.ID_BLOCK_SIGNATURE);
        }
    }
}
