package dev.cloister.measure.sgx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Malformed;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

/// Known answers of MRENCLAVE and SIGSTRUCT, and what cannot be.
class SigStructTest {
    private static final Bytes MRENCLAVE =
            Bytes.hex("5224957a45ffb8a0422d95ec12b297ee897f43222d29f7b198ebbc8a23af634c");

    private final EnclaveIdentification known = identification(7, 3, LocalDate.of(2025, 1, 15));

    private static EnclaveIdentification identification(int isvProdId, int isvSvn, LocalDate date) {
        return EnclaveIdentification.of(
                MRENCLAVE,
                Bytes.hex("04000000000000000300000000000000"),
                Bytes.hex("ffffffffffffffff1bfff9ffffffffff"),
                isvProdId,
                isvSvn,
                date);
    }

    /// p = 3·2^1534 + 3797, q = 3·2^1534 + 2^1000 + 1471.
    private static RSAPrivateCrtKey key() throws GeneralSecurityException {
        BigInteger three = BigInteger.valueOf(3).shiftLeft(1534);
        return key(
                three.add(BigInteger.valueOf(3797)),
                three.add(BigInteger.ONE.shiftLeft(1000)).add(BigInteger.valueOf(1471)));
    }

    private static RSAPrivateCrtKey key(BigInteger p, BigInteger q) throws GeneralSecurityException {
        BigInteger e = BigInteger.valueOf(3);
        BigInteger p1 = p.subtract(BigInteger.ONE);
        BigInteger q1 = q.subtract(BigInteger.ONE);
        BigInteger d = e.modInverse(p1.multiply(q1));
        return (RSAPrivateCrtKey) KeyFactory.getInstance("RSA")
                .generatePrivate(
                        new RSAPrivateCrtKeySpec(p.multiply(q), e, d, p, q, d.mod(p1), d.mod(q1), q.modInverse(p)));
    }

    @Test
    void theKnownAnswer() throws GeneralSecurityException, Malformed {
        SigStruct signed = SigStruct.sign(known, key());
        assertThat(signed.mrSigner().hex())
                .isEqualTo("63a06e9b75b5c2fbdabaca293aefde3136e578274ccbbaf2a226fd823692bafe");
        assertThat(Digests.sha256(signed.signature()).hex())
                .isEqualTo("cae63703dba01c74203bd60c6425f82192bfc1786204cb6794d91c53aca03f31");
        assertThat(Digests.sha256(signed.q1()).hex())
                .isEqualTo("384c8d4d73dafd9a218a1274a8319626068f0cb4a2817874da1b692f9a08a9c9");
        assertThat(Digests.sha256(signed.q2()).hex())
                .isEqualTo("5a1774a56ffda18faeabfdbe4eb82689b8376986282b378cae4b9630125fa383");
        assertThat(Digests.sha256(signed.encode()).hex())
                .isEqualTo("c151e2b2a5e7f96d009fe1db107b4f009d19fd7761e026f4bc09c9ae5e89b0c5");
        assertThat(signed.faults()).isEmpty();
        assertThat(SigStruct.parse(signed.encode().array())).isEqualTo(signed);
        assertThat(signed.identification().day()).contains(LocalDate.of(2025, 1, 15));
    }

    @Test
    void otherKeysAreRefused() throws GeneralSecurityException {
        BigInteger small = BigInteger.valueOf(3).shiftLeft(1534).add(BigInteger.valueOf(3797));
        RSAPrivateCrtKey other = key(small, BigInteger.valueOf(0x10001));
        assertThatExceptionOfType(InvalidKeyException.class)
                .isThrownBy(() -> SigStruct.sign(known, other))
                .withMessageContaining("openssl genrsa -3 3072");
    }

    @Test
    void quotientsOfAnotherSignatureAreAFault() throws GeneralSecurityException {
        SigStruct good = SigStruct.sign(known, key());
        SigStruct swapped =
                new SigStruct(good.identification(), good.modulus(), good.signature(), good.q2(), good.q1());
        assertThat(swapped.faults()).containsExactly(SigStruct.Fault.QUOTIENTS);
        Bytes none = Bytes.of(new byte[384]);
        assertThat(new SigStruct(good.identification(), none, good.signature(), good.q1(), good.q2()).faults())
                .containsExactly(SigStruct.Fault.SIGNATURE, SigStruct.Fault.QUOTIENTS);
    }

    @Test
    void theExponentIsThree() throws GeneralSecurityException {
        byte[] other = SigStruct.sign(known, key()).encode().array();
        other[512] = 5;
        assertThatThrownBy(() -> SigStruct.parse(other)).hasMessageContaining("must be 3, is 5");
    }

    @Test
    void daysAreBinaryCodedDecimals() {
        EnclaveIdentification said = identification(0xffff, 0xffff, LocalDate.of(1987, 12, 31));
        assertThat(said.date()).isEqualTo(Bytes.hex("31128719"));
        assertThat(said.day()).contains(LocalDate.of(1987, 12, 31));
        assertThat(said.debug()).isFalse();
        assertThat(said.vendor()).isZero();
    }

    @Test
    void fieldsHaveTheirLengths() {
        for (int field = 0; field < 8; field++) {
            int wrong = field;
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> withOneByteMoreIn(wrong))
                    .withMessageContaining(" bytes, not ");
        }
        assertThat(withOneByteMoreIn(8).isvSvn()).isZero();
        for (int number : new int[] {-1, 0x10000}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> identification(number, 0, LocalDate.of(2025, 1, 15)))
                    .withMessageContaining("from 0 to 65535");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> identification(0, number, LocalDate.of(2025, 1, 15)))
                    .withMessageContaining("from 0 to 65535");
        }
    }

    private static EnclaveIdentification withOneByteMoreIn(int field) {
        Bytes[] parts = new Bytes[8];
        int[] lengths = {4, 4, 4, 16, 16, 16, 32, 16};
        for (int i = 0; i < parts.length; i++) {
            parts[i] = Bytes.of(new byte[lengths[i] + (i == field ? 1 : 0)]);
        }
        return new EnclaveIdentification(
                0, parts[0], 0, parts[1], parts[2], 0, 0, parts[3], parts[4], parts[5], parts[6], parts[7], 0, 0);
    }

    /// What is not used, and what may stand in each field.
    @Test
    void reservedBytesAreZeroAndTheRestIsKept() throws GeneralSecurityException, Malformed {
        byte[] good = SigStruct.sign(known, key()).encode().array();
        for (int reserved : new int[] {44, 127, 910, 911, 992, 1007, 1028, 1039}) {
            byte[] changed = good.clone();
            changed[reserved] = 1;
            assertThatThrownBy(() -> SigStruct.parse(changed)).hasMessageContaining("reserved at 0x");
        }
        for (int constant : new int[] {0, 15, 24, 39}) {
            byte[] changed = good.clone();
            changed[constant] ^= (byte) 0x80;
            assertThatThrownBy(() -> SigStruct.parse(changed)).hasMessageContaining("must be 0");
        }
        for (int kept : new int[] {16, 40, 900, 904, 908, 909, 912, 928, 944, 960, 1008, 1024, 1026}) {
            byte[] changed = good.clone();
            changed[kept] ^= 1;
            SigStruct parsed = SigStruct.parse(changed);
            assertThat(parsed.encode()).isEqualTo(Bytes.of(changed));
            assertThat(parsed.faults()).containsExactly(SigStruct.Fault.SIGNATURE);
        }
    }

    @Test
    void numbersHaveTheirLength() throws GeneralSecurityException {
        SigStruct good = SigStruct.sign(known, key());
        Bytes small = Bytes.of(new byte[383]);
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new SigStruct(good.identification(), good.modulus(), good.signature(), good.q1(), small))
                .withMessage("a number has 384 bytes, not 383");
        assertThat(SigStruct.mrSigner(key())).isEqualTo(good.mrSigner());
    }

    /// A signature is below the modulus, and a modulus of fewer bits is no key of a maker's.
    @Test
    void aSignatureIsANumberBelowTheModulus() throws GeneralSecurityException {
        SigStruct good = SigStruct.sign(known, key());
        SigStruct equal = new SigStruct(good.identification(), good.modulus(), good.modulus(), good.q1(), good.q2());
        assertThat(equal.faults()).containsExactly(SigStruct.Fault.SIGNATURE, SigStruct.Fault.QUOTIENTS);
        byte[] half = good.modulus().array();
        half[383] = 0x7f;
        SigStruct shorter =
                new SigStruct(good.identification(), Bytes.of(half), good.signature(), good.q1(), good.q2());
        assertThat(shorter.faults()).contains(SigStruct.Fault.SIGNATURE);
        for (SigStruct.Fault fault : SigStruct.Fault.values()) {
            assertThat(fault.code()).matches("[a-z]+-[a-z]+");
            assertThat(fault.sentence()).isNotBlank();
        }
    }

    @Test
    void mrEnclaveOfNextToNothing() {
        MrEnclave digest = new MrEnclave(0x2000, 1);
        assertThat(digest.value().hex()).isEqualTo("9e197c8837c6d65632dbdd59cd7df4f1a25b68d8e4e5eb6ca3b20b05311fecb8");
        digest.zeros(0, MrEnclave.REGULAR | MrEnclave.READ | MrEnclave.WRITE);
        assertThat(digest.value().hex()).isEqualTo("1f2cf80bd03ffd8bfac33f7cba128aff511c3af666b93bb66e7ef718418bdade");
    }

    @Test
    void whatCannotBeAnEnclave() {
        assertThatIllegalArgumentException().isThrownBy(() -> new MrEnclave(0x3000, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new MrEnclave(0x1000, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new MrEnclave(0x2000, 0));
        assertThat(new MrEnclave(0x2000, 1).unmeasured(0x1000, MrEnclave.TCS).value())
                .isNotEqualTo(new MrEnclave(0x2000, 1).value());
        for (long offset : new long[] {-0x1000, 1, 0x2000}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new MrEnclave(0x2000, 1).unmeasured(offset, MrEnclave.TCS));
        }
    }
}
