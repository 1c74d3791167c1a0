package dev.cloister.evidence;

import static dev.cloister.evidence.DerWriter.bits;
import static dev.cloister.evidence.DerWriter.integer;
import static dev.cloister.evidence.DerWriter.join;
import static dev.cloister.evidence.DerWriter.octets;
import static dev.cloister.evidence.DerWriter.oid;
import static dev.cloister.evidence.DerWriter.sequence;
import static dev.cloister.evidence.DerWriter.set;
import static dev.cloister.evidence.DerWriter.time;
import static dev.cloister.evidence.DerWriter.utf8;
import static dev.cloister.evidence.DerWriter.value;
import static dev.cloister.evidence.DerWriter.yes;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// RA-TLS certificates for tests, over quotes of {@link MadeUpIntel}. Its fields are what a test changes.
public final class MadeUpRatls {
    public static final Instant NOW = MadeUpIntel.NOW;
    public static final String DICE = "2.23.133.5.4.9";
    public static final String GRAMINE = "0.6.9.42.840.113741.1337.6";
    public static final String MEANT = "1.2.840.113741.1337.6";

    /// Made once: their making takes time.
    public static final KeyPair P256 = pair("EC", 256);

    public static final KeyPair P384 = pair("EC", 384);
    public static final KeyPair RSA = pair("RSA", 2048);

    public KeyPair key = P256;
    public KeyPair signer;
    public String algorithm = "SHA256withECDSA";
    public Bytes algorithmDer = sequence(oid("1.2.840.10045.4.3.2"));
    public boolean td;
    public String oid = DICE;
    /// From the key to the claims.
    public UnaryOperator<Bytes> claims = MadeUpRatls::claims;
    /// From the key to what the report data of a bare quote is over.
    public UnaryOperator<Bytes> bound = key -> key;
    /// What becomes of report data.
    public UnaryOperator<Bytes> reportData = data -> data;
    /// What becomes of the extension's content.
    public UnaryOperator<Bytes> content = content -> content;
    public Bytes moreExtensions = Bytes.EMPTY;
    public boolean critical;
    public Instant from = NOW.minusSeconds(100);
    public Instant until = NOW.plusSeconds(100);
    /// At its offset in the enclave's report, in hex.
    public String flags = "05";

    private MadeUpRatls() {}

    public static MadeUpRatls with(Consumer<MadeUpRatls> change) {
        MadeUpRatls made = new MadeUpRatls();
        change.accept(made);
        return made;
    }

    public static KeyPair pair() {
        return pair("EC", 256);
    }

    public static KeyPair pair(String algorithm, int size) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(size);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /// The least: the SHA-256 of the key.
    public static Bytes claims(Bytes key) {
        return claims("820158" + "20" + Digests.sha256(key));
    }

    /// With this `hash-entry`, in hex, of up to 255 bytes.
    public static Bytes claims(String entry) {
        return Bytes.hex("a16b7075626b65792d6861736858%02x".formatted(entry.length() / 2) + entry);
    }

    /// CBOR's byte string.
    public static Bytes byteString(Bytes content) {
        return Bytes.hex("59%04x".formatted(content.length())).concat(content);
    }

    public static Verifier verifier() {
        return MadeUpIntel.verifier();
    }

    public static RootFingerprint root() {
        return MadeUpIntel.root();
    }

    /// All that Intel signs.
    public static Endorsements endorsements(boolean td) {
        return new MadeUpIntel(td, false).endorsements();
    }

    public Bytes subjectPublicKeyInfo() {
        return Bytes.of(key.getPublic().getEncoded());
    }

    private Bytes quote(Bytes over) {
        MadeUpIntel made = new MadeUpIntel(td, false);
        if (!td) {
            MadeUpIntel.put(made.body, 48, flags);
        }
        Bytes data = reportData.apply(Digests.sha256(over).padTo(64));
        MadeUpIntel.put(made.body, td ? 520 : 320, data.hex());
        return made.quote();
    }

    private Bytes evidence() {
        if (!oid.equals(DICE)) {
            return content.apply(quote(bound.apply(subjectPublicKeyInfo())));
        }
        Bytes map = claims.apply(subjectPublicKeyInfo());
        return content.apply(join(Bytes.hex("d9ea6082"), byteString(quote(map)), byteString(map)));
    }

    /// Of the extension with the evidence.
    public static Bytes contentOf(MadeUpRatls made) {
        return made.evidence();
    }

    /// The certificate.
    public Bytes der() {
        Bytes name = sequence(set(sequence(oid("2.5.4.3"), utf8("RATLS"))));
        Bytes extension = sequence(DerWriter.oid(oid), critical ? yes() : Bytes.EMPTY, octets(evidence()));
        Bytes body = sequence(
                value(0xa0, integer(2)),
                integer(1),
                algorithmDer,
                name,
                sequence(time(from), time(until)),
                name,
                subjectPublicKeyInfo(),
                value(0xa3, sequence(extension, moreExtensions)));
        Bytes signature = Curve256.sign(algorithm, signer == null ? key : signer, body);
        return sequence(body, algorithmDer, bits(signature));
    }

    public static Bytes extension(String oid, boolean critical, Bytes content) {
        return sequence(DerWriter.oid(oid), critical ? yes() : Bytes.EMPTY, octets(content));
    }

    public static Bytes algorithm(String oid, boolean withNull) {
        return sequence(DerWriter.oid(oid), withNull ? Bytes.hex("0500") : Bytes.EMPTY);
    }
}
