package dev.cloister.image;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.bytes.Secret;
import dev.cloister.image.block.SealedBlob;
import dev.cloister.image.block.Xts;
import dev.cloister.image.flatten.Flattened;
import dev.cloister.image.flatten.Tree;
import dev.cloister.image.tar.Attributes;
import dev.cloister.image.tar.TarEntry;
import dev.cloister.image.tar.TarWriter;
import dev.cloister.workload.ResourcePath;
import dev.cloister.workload.SealedRoot;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// Makes a sealed root of an image, without root, loop devices or a container engine.
///
/// 1. The layers are laid over each other and come out as one sorted archive, `/config.json` before `/rootfs`.
/// 2. `tar2sqfs` makes a file system of it.
/// 3. It is encrypted, sector by sector.
/// 4. `veritysetup` hashes the ciphertext into a tree behind it; the trailer closes the blob.
/// 5. Blob, descriptor and manifest become an OCI layout, which takes the wanted name in one step.
///
/// Equal images and keys give equal blobs, given the same versions of the two programs.
public final class Sealer {
    static final String CONFIG = "config.json";
    static final String ROOT = "rootfs";

    private final Tools tools;
    private final Progress progress;

    /// The two programs of the host.
    record Tools(HostTool tar2sqfs, HostTool veritysetup) {
        static Tools onThisHost() throws IOException {
            return new Tools(
                    HostTool.find("tar2sqfs", "squashfs-tools-ng"), HostTool.find("veritysetup", "cryptsetup-bin"));
        }

        List<SealedRoot.Tool> versions() throws IOException {
            return List.of(
                    new SealedRoot.Tool("tar2sqfs", tar2sqfs.version()),
                    new SealedRoot.Tool("veritysetup", veritysetup.version()));
        }
    }

    Sealer(Tools tools, Progress progress) {
        this.tools = tools;
        this.progress = progress;
    }

    /// `key` has 64 bytes and is stored by the caller under `keyPath`; a key is for one seal. `outFolder` may
    /// be absent, empty, or a sealed root, which is replaced. A program that is missing or fails is an
    /// `IOException` whose message says which; an image that is corrupt is `Malformed`. Either leaves nothing
    /// behind.
    public static Sealed seal(Image image, Secret key, Path outFolder, ResourcePath keyPath, Progress progress)
            throws IOException, Malformed {
        return new Sealer(Tools.onThisHost(), progress).seal(image, key, outFolder, keyPath);
    }

    Sealed seal(Image image, Secret key, Path outFolder, ResourcePath keyPath) throws IOException, Malformed {
        if (key.length() != Xts.KEY_BYTES) {
            throw new IllegalArgumentException("a key of " + key.length() + " bytes");
        }
        Path target = outFolder.toAbsolutePath().normalize();
        if (!SealedArtifact.isReplaceable(target)) {
            throw new FileAlreadyExistsException(outFolder + " exists and is not a sealed image: name another folder");
        }
        Files.createDirectories(target.getParent());
        Path work = Files.createTempDirectory(target.getParent(), "." + target.getFileName() + ".sealing");
        try {
            return seal(image, key, target, keyPath, work);
        } finally {
            delete(work);
        }
    }

    private Sealed seal(Image image, Secret key, Path target, ResourcePath keyPath, Path work)
            throws IOException, Malformed {
        Path packed = work.resolve("root.squashfs");
        List<String> remarks = pack(image, packed, work);
        BlobWriter writer = new BlobWriter(tools.veritysetup(), progress);
        BlobWriter.Written blob = writer.write(packed, key, work.resolve("blob"));
        SealedRoot root = new SealedRoot(
                blob.verityRoot(),
                SealedBlob.SALT,
                blob.form().dataBytes(),
                blob.form().hashOffset(),
                keyPath,
                new SealedRoot.Source(image.reference().text(), image.manifestDigest()),
                tools.versions());
        return new Sealed(root, publish(target, root, work.resolve("blob"), blob.digest(), work), remarks);
    }

    /// Steps 1 and 2.
    private List<String> pack(Image image, Path packed, Path work) throws IOException, Malformed {
        try (Tree tree = Flattener.flatten(image, work, progress);
                HostTool.Running tar2sqfs = tools.tar2sqfs()
                        .start(List.of(
                                "--no-skip",
                                "-q",
                                "-f",
                                "-j",
                                "2",
                                "-c",
                                "zstd",
                                "-X",
                                "level=1",
                                packed.toString()))) {
            try {
                write(image.config().raw(), tree.flattened(), tar2sqfs);
            } catch (IOException e) {
                // A closed pipe is explained by what the program said.
                finish(tar2sqfs, work, tree.flattened().contentBytes());
                throw e;
            }
            finish(tar2sqfs, work, tree.flattened().contentBytes());
            return tree.droppedXattrs().stream()
                    .map(dropped -> dropped.entries() + (dropped.entries() == 1 ? " entry loses" : " entries lose")
                            + " the attribute " + dropped.name())
                    .toList();
        }
    }

    /// It calls a full disk an I/O error.
    private static void finish(HostTool.Running tar2sqfs, Path work, long contentBytes) throws IOException {
        try {
            tar2sqfs.finish();
        } catch (IOException e) {
            long room = Files.getFileStore(work).getUsableSpace();
            if (room >= contentBytes) {
                throw e;
            }
            throw new IOException(
                    String.format(
                            Locale.ROOT,
                            "the image's file system does not fit: the disk of %s has only %.1f MB left",
                            work,
                            Math.floor(room / 1e5) / 10),
                    e);
        }
    }

    private void write(Bytes config, Flattened tree, HostTool.Running tar2sqfs) throws IOException {
        long total = tree.contentBytes();
        try (TarWriter tar =
                new TarWriter(new BufferedOutputStream(tar2sqfs.process().getOutputStream(), 1 << 16))) {
            tar.add(TarEntry.file(CONFIG, Attributes.ofRoot(0444), config.length()));
            tar.write(config.array());
            tree.writeTo(tar, ROOT, done -> progress.at(Progress.Step.PACK, done, total));
        }
        progress.at(Progress.Step.PACK, total, total);
    }

    /// Step 5: a new folder is made whole and renamed; in an existing one the index changes last.
    private static Path publish(Path target, SealedRoot root, Path blob, Bytes digest, Path work) throws IOException {
        if (Files.exists(target)) {
            return SealedArtifact.write(target, root, blob, digest);
        }
        Path layout = work.resolve("layout");
        Path written = SealedArtifact.write(layout, root, blob, digest);
        Files.move(layout, target);
        return target.resolve(layout.relativize(written));
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
