package dev.cloister.cli.home;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.bytes.Secret;
import dev.cloister.protocol.jose.JdkP256;
import dev.cloister.protocol.jose.Jwk;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/// P-256, P-384 and RSA keys in files of mode 0600: the private key as PKCS#8 in PEM, and behind it the public key
/// (SubjectPublicKeyInfo in PEM) where the file is ours.
public final class KeyFiles {
    private static final int MAX_BYTES = 4096;
    private static final Set<PosixFilePermission> OTHERS = PosixFilePermissions.fromString("---rwxrwx");

    private KeyFiles() {}

    public static PrivateKey readPrivate(Path file) throws IOException, Malformed {
        return privateKey(file, text(file), 256);
    }

    /// A P-384 key, from a file that nobody but its owner may read.
    public static PrivateKey readP384(Path file) throws IOException, Malformed {
        return privateKey(file, guarded(file), 384);
    }

    /// An RSA key, from a file that nobody but its owner may read.
    public static RSAPrivateCrtKey readRsa(Path file) throws IOException, Malformed {
        byte[] der = block(file, guarded(file), "PRIVATE KEY");
        try {
            if (KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der))
                    instanceof RSAPrivateCrtKey key) {
                return key;
            }
        } catch (GeneralSecurityException e) {
            // Said below, as for a key without its primes.
        } finally {
            Arrays.fill(der, (byte) 0);
        }
        throw new Malformed(file.toString(), "private key", -1, "not an RSA key in PKCS#8");
    }

    private static String guarded(Path file) throws IOException, Malformed {
        String text = text(file);
        if (!Collections.disjoint(Files.getPosixFilePermissions(file), OTHERS)) {
            throw new IOException(file + ": others than its owner may read or write this key; chmod 600 it");
        }
        if (text.contains("-----BEGIN EC PRIVATE KEY-----") || text.contains("-----BEGIN RSA PRIVATE KEY-----")) {
            throw new Malformed(
                    file.toString(), "private key", -1, "not PKCS#8; `openssl pkcs8 -topk8 -nocrypt` makes it so");
        }
        return text;
    }

    /// A file that [#create] made.
    public static JdkP256.Key read(Path file) throws IOException, Malformed {
        String text = text(file);
        Jwk publicKey;
        try {
            publicKey = jwk((ECPublicKey) KeyFactory.getInstance("EC")
                    .generatePublic(new X509EncodedKeySpec(block(file, text, "PUBLIC KEY"))));
        } catch (GeneralSecurityException e) {
            throw new Malformed(file.toString(), "public key", -1, "not a P-256 key");
        }
        try (Secret pkcs8 = Secret.of(block(file, text, "PRIVATE KEY"))) {
            return new JdkP256().load(pkcs8, publicKey);
        }
    }

    /// A new key pair in `file`: written beside and linked, so never half there, and never in place of another
    /// one. `FileAlreadyExistsException` when somebody was quicker.
    public static Jwk create(Path file) throws IOException {
        KeyPair pair = generate("secp256r1");
        writeNew(file, pair);
        return jwk((ECPublicKey) pair.getPublic());
    }

    /// The public key in a file that [#create] made, as a PEM block of its own.
    public static String publicPem(Path file) throws IOException, Malformed {
        return pem("PUBLIC KEY", block(file, text(file), "PUBLIC KEY"));
    }

    /// As [#create], on P-384.
    public static PrivateKey createP384(Path file) throws IOException {
        KeyPair pair = generate("secp384r1");
        writeNew(file, pair);
        return pair.getPrivate();
    }

    /// As [#create], for RSA: 3072 bits and exponent 3, as makers of enclaves have.
    public static RSAPrivateCrtKey createRsa(Path file) throws IOException {
        KeyPair pair;
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(new RSAKeyGenParameterSpec(3072, RSAKeyGenParameterSpec.F0));
            pair = generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has RSA", e);
        }
        writeNew(file, pair);
        return (RSAPrivateCrtKey) pair.getPrivate();
    }

    private static void writeNew(Path file, KeyPair pair) throws IOException {
        String text = pem("PRIVATE KEY", pair.getPrivate().getEncoded())
                + pem("PUBLIC KEY", pair.getPublic().getEncoded());
        Path parent = Objects.requireNonNullElse(file.toAbsolutePath().getParent(), file);
        if (!Files.isDirectory(parent)) {
            throw new NoSuchFileException(parent + ": there is no such folder");
        }
        Path beside = Files.createTempFile(
                parent, ".key", "", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(beside, text);
            Files.createLink(file, beside);
        } finally {
            Files.deleteIfExists(beside);
        }
    }

    private static Jwk jwk(ECPublicKey key) {
        return new Jwk(
                coordinate(key.getW().getAffineX()), coordinate(key.getW().getAffineY()));
    }

    private static Bytes coordinate(BigInteger value) {
        byte[] bytes = value.toByteArray();
        byte[] fixed = new byte[Jwk.COORDINATE_BYTES];
        int length = Math.min(bytes.length, Jwk.COORDINATE_BYTES);
        System.arraycopy(bytes, bytes.length - length, fixed, Jwk.COORDINATE_BYTES - length, length);
        return Bytes.of(fixed);
    }

    private static String text(Path file) throws IOException, Malformed {
        if (Files.size(file) > MAX_BYTES) {
            throw new Malformed(file.toString(), "", -1, "more than " + MAX_BYTES + " bytes");
        }
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }

    private static PrivateKey privateKey(Path file, String text, int bits) throws Malformed {
        byte[] der = block(file, text, "PRIVATE KEY");
        try {
            PrivateKey key = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
            if (key instanceof ECPrivateKey ec && ec.getParams().getOrder().bitLength() == bits) {
                return key;
            }
        } catch (GeneralSecurityException e) {
            // Said below, as for a key on another curve.
        } finally {
            Arrays.fill(der, (byte) 0);
        }
        throw new Malformed(file.toString(), "private key", -1, "not a PKCS#8 key on curve P-" + bits);
    }

    private static byte[] block(Path file, String text, String kind) throws Malformed {
        String begin = "-----BEGIN " + kind + "-----";
        int from = text.indexOf(begin);
        int to = text.indexOf("-----END " + kind + "-----");
        if (from < 0 || to < from) {
            throw new Malformed(file.toString(), kind.toLowerCase(Locale.ROOT), -1, "no PEM block " + kind);
        }
        try {
            return Base64.getMimeDecoder().decode(text.substring(from + begin.length(), to));
        } catch (IllegalArgumentException e) {
            throw new Malformed(file.toString(), kind.toLowerCase(Locale.ROOT), -1, "not base64");
        }
    }

    private static String pem(String kind, byte[] der) {
        return "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END " + kind + "-----\n";
    }

    private static KeyPair generate(String curve) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(curve));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + curve, e);
        }
    }
}
