package dev.cloister.image;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Secret;
import dev.cloister.image.block.SealedBlob;
import dev.cloister.image.block.Xts;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Turns a file system into the blob that {@link SealedBlob} describes, and hashes it on the way.
final class BlobWriter {
    private static final int CHUNK = 16 * SealedBlob.BLOCK;
    private static final Pattern ROOT_HASH = Pattern.compile("(?m)^Root hash:\\s+([0-9a-f]{64})$");

    private final HostTool veritysetup;
    private final Progress progress;
    private final RunningSha256 digest = new RunningSha256();

    BlobWriter(HostTool veritysetup, Progress progress) {
        this.veritysetup = veritysetup;
        this.progress = progress;
    }

    /// @param digest SHA-256 of the whole blob
    record Written(SealedBlob form, Bytes verityRoot, Bytes digest) {}

    /// Deletes the file system as soon as its ciphertext is written.
    Written write(Path fileSystem, Secret key, Path blob) throws IOException {
        SealedBlob form = SealedBlob.forContent(Files.size(fileSystem));
        key.<IOException>lend(bytes -> encrypt(fileSystem, new Xts(bytes, SealedBlob.BLOCK), form, blob));
        Files.delete(fileSystem);
        Bytes root = hashTree(form, blob);
        finish(form, blob);
        return new Written(form, root, digest.soFar());
    }

    private void encrypt(Path fileSystem, Xts xts, SealedBlob form, Path blob) throws IOException {
        byte[] chunk = new byte[CHUNK];
        try (InputStream in = Files.newInputStream(fileSystem);
                OutputStream out = Files.newOutputStream(blob, StandardOpenOption.CREATE_NEW)) {
            for (long done = 0; done < form.dataBytes(); ) {
                int length = (int) Math.min(CHUNK, form.dataBytes() - done);
                int have = in.readNBytes(chunk, 0, length);
                Arrays.fill(chunk, have, length, (byte) 0);
                xts.encrypt(chunk, length, done / SealedBlob.BLOCK);
                out.write(chunk, 0, length);
                digest.add(chunk, 0, length);
                done += length;
                progress.at(Progress.Step.ENCRYPT, done, form.dataBytes());
            }
        }
    }

    private Bytes hashTree(SealedBlob form, Path blob) throws IOException {
        progress.at(Progress.Step.HASH_TREE, 0, form.dataBytes());
        String printed = veritysetup.run(List.of(
                "format",
                blob.toString(),
                blob.toString(),
                "--no-superblock",
                "--format=1",
                "--hash=sha256",
                "--data-block-size=" + SealedBlob.BLOCK,
                "--hash-block-size=" + SealedBlob.BLOCK,
                "--salt=" + SealedBlob.SALT.hex(),
                "--data-blocks=" + form.dataBlocks(),
                "--hash-offset=" + form.hashOffset()));
        Matcher root = ROOT_HASH.matcher(printed);
        long size = Files.size(blob);
        if (!root.find() || size != form.sizeBytes() - SealedBlob.BLOCK) {
            throw new IOException("veritysetup made no tree of the expected form: " + size + " bytes in all");
        }
        progress.at(Progress.Step.HASH_TREE, form.dataBytes(), form.dataBytes());
        return Bytes.hex(root.group(1));
    }

    /// Appends the trailer, hashes what lies behind the data, and brings all of it to the disk.
    private void finish(SealedBlob form, Path blob) throws IOException {
        try (FileChannel channel = FileChannel.open(blob, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(form.trailer()), channel.size());
            channel.position(form.hashOffset());
            InputStream tail = Channels.newInputStream(channel);
            byte[] block = new byte[CHUNK];
            for (int n = tail.read(block); n >= 0; n = tail.read(block)) {
                digest.add(block, 0, n);
            }
            channel.force(true);
        }
    }
}
