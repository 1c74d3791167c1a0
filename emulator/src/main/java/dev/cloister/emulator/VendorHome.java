package dev.cloister.emulator;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.bytes.Secret;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Set;

/// The folder of one emulated vendor: `lock`, and `vendor/` with keys (PKCS #8), certificates (DER) and the chip's
/// id. It is made whole or not at all: written beside, renamed when complete, by one process at a time.
final class VendorHome {

    private static final String STRUCTURE = "EmulatedVendor";
    private static final String UNFINISHED = "new-";
    private static final String ARK_KEY = "ark.key";
    private static final String ARK = "ark.der";
    private static final String ASK_KEY = "ask.key";
    private static final String ASK = "ask.der";
    private static final String VCEK_KEY = "vcek.key";
    private static final String VCEK = "vcek.der";
    private static final String CHIP_ID = "chip-id";
    private static final int MAX_FILE_BYTES = 16 << 10;
    private static final Bytes CHIP_ID_PREFIX = Bytes.utf8("EMULATED");
    private static final Object ONE_THREAD = new Object();

    private final Path vendor;

    private VendorHome(Path vendor) {
        this.vendor = vendor;
    }

    static VendorHome open(Path dir) throws IOException {
        Files.createDirectories(dir);
        Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwx------"));
        Path vendor = dir.resolve("vendor");
        synchronized (ONE_THREAD) {
            try (FileChannel file = create(dir.resolve("lock"), StandardOpenOption.CREATE);
                    FileLock lock = file.lock()) {
                if (lock.isValid() && !Files.isDirectory(vendor, LinkOption.NOFOLLOW_LINKS)) {
                    removeUnfinished(dir);
                    make(dir, vendor);
                }
            }
        }
        return new VendorHome(vendor);
    }

    /// What a process left that ended while it made the folder.
    private static void removeUnfinished(Path dir) throws IOException {
        try (DirectoryStream<Path> unfinished = Files.newDirectoryStream(dir, UNFINISHED + "*")) {
            for (Path folder : unfinished) {
                try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
                    for (Path file : files) {
                        Files.delete(file);
                    }
                }
                Files.delete(folder);
            }
        }
    }

    private static void make(Path dir, Path vendor) throws IOException {
        Path beside = Files.createTempDirectory(
                dir, UNFINISHED, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Instant now = Instant.now();
        SecureRandom random = new SecureRandom();
        byte[] chipId = new byte[64];
        random.nextBytes(chipId);
        System.arraycopy(CHIP_ID_PREFIX.array(), 0, chipId, 0, CHIP_ID_PREFIX.length());

        KeyPair ark = ChipKeys.newRsa4096();
        KeyPair ask = ChipKeys.newRsa4096();
        KeyPair vcek = ChipKeys.newP384();
        write(beside, ARK, Certificates.ark(ark.getPublic(), ark.getPrivate(), serial(random), now));
        write(beside, ASK, Certificates.ask(ask.getPublic(), ark.getPrivate(), serial(random), now));
        write(beside, CHIP_ID, Bytes.of(chipId));
        ChipTcb tcb = ChipTcb.SHIPPED;
        write(beside, VCEK, Certificates.vcek(vcek.getPublic(), ask.getPrivate(), tcb, Bytes.of(chipId), now));
        writeKey(beside, ARK_KEY, ark.getPrivate());
        writeKey(beside, ASK_KEY, ask.getPrivate());
        writeKey(beside, VCEK_KEY, vcek.getPrivate());
        Files.move(beside, vendor, StandardCopyOption.ATOMIC_MOVE);
    }

    private static BigInteger serial(SecureRandom random) {
        return new BigInteger(63, random).setBit(62);
    }

    private static void writeKey(Path dir, String name, PrivateKey key) throws IOException {
        try (Secret pkcs8 = Secret.of(key.getEncoded())) {
            pkcs8.lend(bytes -> write(dir.resolve(name), bytes));
        }
    }

    private static void write(Path dir, String name, Bytes content) throws IOException {
        write(dir.resolve(name), content.array());
    }

    private static void write(Path file, byte[] content) throws IOException {
        try (FileChannel channel = create(file, StandardOpenOption.CREATE_NEW)) {
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
    }

    private static FileChannel create(Path file, StandardOpenOption how) throws IOException {
        return FileChannel.open(
                file,
                Set.of(how, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    Bytes ark() throws IOException, Malformed {
        return Bytes.of(read(ARK));
    }

    Bytes ask() throws IOException, Malformed {
        return Bytes.of(read(ASK));
    }

    Bytes vcek() throws IOException, Malformed {
        return Bytes.of(read(VCEK));
    }

    Bytes chipId() throws IOException, Malformed {
        Bytes id = Bytes.of(read(CHIP_ID));
        if (id.length() != 64) {
            throw new Malformed(STRUCTURE, CHIP_ID, -1, "must be 64 bytes, is " + id.length());
        }
        return id;
    }

    PrivateKey arkKey() throws IOException, Malformed {
        return key("RSA", ARK_KEY);
    }

    PrivateKey vcekKey() throws IOException, Malformed {
        return key("EC", VCEK_KEY);
    }

    private PrivateKey key(String algorithm, String name) throws IOException, Malformed {
        try (Secret pkcs8 = Secret.of(read(name))) {
            return ChipKeys.read(algorithm, name, pkcs8);
        }
    }

    private byte[] read(String name) throws IOException, Malformed {
        Path file = vendor.resolve(name);
        if (Files.size(file) > MAX_FILE_BYTES) {
            throw new Malformed(STRUCTURE, name, -1, "is larger than " + MAX_FILE_BYTES + " bytes");
        }
        return Files.readAllBytes(file);
    }
}
