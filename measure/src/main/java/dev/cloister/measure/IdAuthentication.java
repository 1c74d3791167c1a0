package dev.cloister.measure;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Cursor;
import dev.cloister.bytes.Malformed;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/// The ID authentication information of SNP_LAUNCH_FINISH (AMD 56860): who signed an ID block, and who vouches
/// for the signer. Parsing proves nothing; [#faults] says whether the signatures hold.
///
/// @param signature by the ID key over the ID block: r, then s, 48 bytes each, big-endian
/// @param author who signed the ID key; without one the guest is started with `author-key-enabled=off`
public record IdAuthentication(Bytes signature, IdKey idKey, Optional<Author> author) {

    /// The author's key and its signature over the ID key, as in the record above.
    public record Author(Bytes signature, IdKey key) {
        public Author {
            checkLength(signature);
        }
    }

    /// Which signature does not hold.
    public enum Fault {
        ID_BLOCK_SIGNATURE("the ID key has not signed this ID block"),
        ID_KEY_SIGNATURE("the author key has not signed this ID key");

        private final String sentence;

        Fault(String sentence) {
            this.sentence = sentence;
        }

        public String sentence() {
            return sentence;
        }
    }

    /// Length in bytes of [#encode()].
    public static final int LENGTH = 4096;

    private static final String STRUCTURE = "IdAuthentication";
    private static final int ECDSA_P384_SHA384 = 1;
    private static final int SIGNATURE_LENGTH = 512;
    private static final int ID_BLOCK_SIG = 0x040;
    private static final int ID_KEY = 0x240;
    private static final int ID_KEY_SIG = 0x680;
    private static final int AUTHOR_KEY = 0x880;

    public IdAuthentication {
        checkLength(signature);
    }

    private static void checkLength(Bytes signature) {
        if (signature.length() != 2 * P384.COORDINATE_LENGTH) {
            throw new IllegalArgumentException("a P-384 signature has 96 bytes, not " + signature.length());
        }
    }

    /// Signed by the ID key alone. `InvalidKeyException`: not a P-384 key.
    public static IdAuthentication sign(IdBlock block, PrivateKey idKey) throws InvalidKeyException {
        IdKey key = IdKey.of(idKey);
        return new IdAuthentication(P384.sign(idKey, block.encode()), key, Optional.empty());
    }

    /// Signed by the ID key, which the author's key signs. `InvalidKeyException`: not P-384 keys.
    public static IdAuthentication sign(IdBlock block, PrivateKey idKey, PrivateKey authorKey)
            throws InvalidKeyException {
        IdAuthentication own = sign(block, idKey);
        IdKey author = IdKey.of(authorKey);
        Bytes signature = P384.sign(authorKey, own.idKey.encode());
        return new IdAuthentication(own.signature, own.idKey, Optional.of(new Author(signature, author)));
    }

    /// Refused: another length than 4096 bytes, other algorithms than P-384 with SHA-384, keys that are none,
    /// and anything in reserved bytes. There is no author where signature and key are zeros.
    public static IdAuthentication parse(byte[] information) throws Malformed {
        Cursor in = Cursor.littleEndian(STRUCTURE, information);
        algorithm(in, "id_key_algo");
        algorithm(in, "auth_key_algo");
        in.zeros("reserved", ID_BLOCK_SIG - in.offset());
        Bytes signature = signature(in.sub("id_block_sig", SIGNATURE_LENGTH));
        IdKey idKey = IdKey.parse(in.sub("id_key", IdKey.LENGTH), ID_KEY, STRUCTURE + ".id_key");
        in.zeros("reserved", ID_KEY_SIG - in.offset());
        Optional<Author> author = author(in, information);
        in.zeros("reserved", LENGTH - in.offset());
        in.end();
        return new IdAuthentication(signature, idKey, author);
    }

    private static Optional<Author> author(Cursor in, byte[] information) throws Malformed {
        Cursor signature = in.sub("id_key_sig", SIGNATURE_LENGTH);
        Cursor key = in.sub("author_key", IdKey.LENGTH);
        if (Bytes.of(information, ID_KEY_SIG, in.offset()).isZero()) {
            return Optional.empty();
        }
        return Optional.of(new Author(signature(signature), IdKey.parse(key, AUTHOR_KEY, STRUCTURE + ".author_key")));
    }

    private static void algorithm(Cursor in, String field) throws Malformed {
        int at = in.offset();
        long number = in.u32(field);
        if (number != ECDSA_P384_SHA384) {
            throw new Malformed(STRUCTURE, field, at, "must be 1 (ECDSA P-384 with SHA-384), is " + number);
        }
    }

    private static Bytes signature(Cursor in) throws Malformed {
        Bytes r = component(in, "r");
        Bytes s = component(in, "s");
        in.zeros("reserved", SIGNATURE_LENGTH - 2 * IdKey.FIELD_LENGTH);
        in.end();
        return r.concat(s);
    }

    /// 48 bytes little-endian and 24 zeros, turned big-endian.
    private static Bytes component(Cursor in, String field) throws Malformed {
        Bytes little = in.bytes(field, P384.COORDINATE_LENGTH);
        in.zeros(field + ".padding", IdKey.FIELD_LENGTH - P384.COORDINATE_LENGTH);
        return Bytes.of(IdKey.reversed(little.array()));
    }

    /// Empty when the ID key signed this block and the author, if there is one, the ID key: what the chip's
    /// firmware checks of them.
    public Set<Fault> faults(IdBlock block) {
        Set<Fault> faults = EnumSet.noneOf(Fault.class);
        if (!P384.verifies(idKey.point(), block.encode(), signature)) {
            faults.add(Fault.ID_BLOCK_SIGNATURE);
        }
        if (author.isPresent() && !P384.verifies(author.get().key.point(), idKey.encode(), author.get().signature)) {
            faults.add(Fault.ID_KEY_SIGNATURE);
        }
        return faults;
    }

    /// 4096 bytes.
    public Bytes encode() {
        ByteBuffer out = ByteBuffer.allocate(LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(ECDSA_P384_SHA384); // 0x00 ID_KEY_ALGO
        out.putInt(ECDSA_P384_SHA384); // 0x04 AUTH_KEY_ALGO
        put(out, ID_BLOCK_SIG, signature);
        out.put(ID_KEY, idKey.encode().array());
        author.ifPresent(by -> {
            put(out, ID_KEY_SIG, by.signature);
            out.put(AUTHOR_KEY, by.key.encode().array());
        });
        return Bytes.of(out.array());
    }

    private static void put(ByteBuffer out, int at, Bytes signature) {
        out.put(at, IdKey.reversed(signature.slice(0, 48).array()));
        out.put(at + IdKey.FIELD_LENGTH, IdKey.reversed(signature.slice(48, 96).array()));
    }
}
