package dev.cloister.measure.sgx;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Cursor;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Malformed;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.interfaces.RSAKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.RSAPublicKeySpec;
import java.util.EnumSet;
import java.util.Set;

/// SIGSTRUCT: what the maker of an enclave says about it, signed by RSA-3072 with exponent 3 (Intel SDM
/// volume 3D, table "SIGSTRUCT"). Parsing proves nothing; [#faults] says whether the signature holds.
///
/// @param modulus 384 bytes, little-endian, as `signature`, `q1` and `q2`
/// @param q1 with `q2` what lets the processor check the signature without dividing
public record SigStruct(EnclaveIdentification identification, Bytes modulus, Bytes signature, Bytes q1, Bytes q2) {
    /// Bytes of it.
    public static final int SIZE = 1808;

    private static final String STRUCTURE = "SIGSTRUCT";
    private static final int KEY_SIZE = 384;
    private static final int KEY_BITS = 3072;
    private static final int RESERVED = 12;
    private static final BigInteger THREE = BigInteger.valueOf(3);

    /// What does not hold.
    public enum Fault {
        SIGNATURE("bad-signature", "the key in it has not signed it"),
        QUOTIENTS("wrong-quotients", "Q1 and Q2 are not those of its signature, so that no processor takes it");

        private final String code;
        private final String sentence;

        Fault(String code, String sentence) {
            this.code = code;
            this.sentence = sentence;
        }

        /// For programs, kebab-case.
        public String code() {
            return code;
        }

        /// For people.
        public String sentence() {
            return sentence;
        }
    }

    public SigStruct {
        for (Bytes number : new Bytes[] {modulus, signature, q1, q2}) {
            if (number.length() != KEY_SIZE) {
                throw new IllegalArgumentException("a number has " + KEY_SIZE + " bytes, not " + number.length());
            }
        }
    }

    /// Fields in the table's order; reserved bytes are zero, the exponent is 3.
    public static SigStruct parse(byte[] content) throws Malformed {
        Cursor in = Cursor.littleEndian(STRUCTURE, content);
        Cursor first = in.sub("first", EnclaveIdentification.FIRST_SIZE); // 0
        Bytes modulus = in.bytes("modulus", KEY_SIZE); // 128
        long exponent = in.u32("exponent"); // 512
        if (exponent != 3) {
            throw in.bad("exponent", "must be 3, is " + exponent);
        }
        Bytes signature = in.bytes("signature", KEY_SIZE); // 516
        Cursor second = in.sub("second", EnclaveIdentification.SECOND_SIZE); // 900
        in.zeros("reserved", RESERVED); // 1028
        Bytes q1 = in.bytes("q1", KEY_SIZE); // 1040
        Bytes q2 = in.bytes("q2", KEY_SIZE); // 1424
        in.end(); // 1808
        return new SigStruct(EnclaveIdentification.parse(first, second), modulus, signature, q1, q2);
    }

    /// Signed by a key of 3072 bits with exponent 3. `InvalidKeyException`: not such a key.
    public static SigStruct sign(EnclaveIdentification identification, RSAPrivateCrtKey key)
            throws InvalidKeyException {
        BigInteger n = key.getModulus();
        if (n.bitLength() != KEY_BITS || !key.getPublicExponent().equals(THREE)) {
            throw new InvalidKeyException("an enclave's key has 3072 bits and the exponent 3, this one has "
                    + n.bitLength() + " and " + key.getPublicExponent() + ": openssl genrsa -3 3072 makes one");
        }
        try {
            Signature signer = Signature.getInstance("SHA256withRSA");
            signer.initSign(key);
            signer.update(identification.encode().array());
            BigInteger s = new BigInteger(1, signer.sign());
            return new SigStruct(identification, little(n), little(s), little(q1(s, n)), little(q2(s, n)));
        } catch (GeneralSecurityException e) {
            throw new InvalidKeyException(e);
        }
    }

    /// SHA-256 of the modulus as it stands here.
    public Bytes mrSigner() {
        return Digests.sha256(modulus);
    }

    /// What a SIGSTRUCT of this key has as {@link #mrSigner()}.
    public static Bytes mrSigner(RSAKey key) {
        return Digests.sha256(little(key.getModulus()));
    }

    /// Empty if the key in it signed it, and a processor can check that.
    public Set<Fault> faults() {
        Set<Fault> faults = EnumSet.noneOf(Fault.class);
        BigInteger n = big(modulus);
        BigInteger s = big(signature);
        if (!isSigned(n)) {
            faults.add(Fault.SIGNATURE);
        }
        boolean usable = n.signum() > 0 && s.compareTo(n) < 0;
        if (!usable || !big(q1).equals(q1(s, n)) || !big(q2).equals(q2(s, n))) {
            faults.add(Fault.QUOTIENTS);
        }
        return faults;
    }

    private boolean isSigned(BigInteger n) {
        if (n.bitLength() != KEY_BITS) {
            return false;
        }
        try {
            Signature verifier = Signature.getInstance("SHA256withRSA");
            verifier.initVerify(KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(n, THREE)));
            verifier.update(identification.encode().array());
            return verifier.verify(reversed(signature.array()));
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static BigInteger q1(BigInteger s, BigInteger n) {
        return s.multiply(s).divide(n);
    }

    private static BigInteger q2(BigInteger s, BigInteger n) {
        return s.multiply(s).mod(n).multiply(s).divide(n);
    }

    public Bytes encode() {
        Bytes signed = identification.encode();
        int half = EnclaveIdentification.FIRST_SIZE;
        return signed.slice(0, half)
                .concat(modulus)
                .concat(Bytes.hex("03000000"))
                .concat(signature)
                .concat(signed.slice(half, signed.length()))
                .concat(Bytes.of(new byte[RESERVED]))
                .concat(q1)
                .concat(q2);
    }

    private static BigInteger big(Bytes little) {
        return new BigInteger(1, reversed(little.array()));
    }

    private static Bytes little(BigInteger number) {
        byte[] big = number.toByteArray();
        byte[] out = new byte[KEY_SIZE];
        for (int i = 0; i < big.length && i < KEY_SIZE; i++) {
            out[i] = big[big.length - 1 - i];
        }
        return Bytes.of(out);
    }

    private static byte[] reversed(byte[] bytes) {
        byte[] out = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            out[i] = bytes[bytes.length - 1 - i];
        }
        return out;
    }
}
