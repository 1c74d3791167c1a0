package dev.cloister.agent;

import dev.cloister.agent.container.Programs;
import dev.cloister.bytes.Bytes;
import dev.cloister.protocol.jose.Jwk;
import dev.cloister.protocol.jose.P256;
import dev.cloister.workload.CloisterToml;
import dev.cloister.workload.InitData;
import dev.cloister.workload.InitDataDevice;
import dev.cloister.workload.PinnedKey;
import dev.cloister.workload.ResourcePath;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/// A booted guest as folders and files: device nodes are files, the initrd's programs are scripts that write
/// down how they were called and do what the agent waits for.
final class FakeMachine {
    static final Bytes ROOT_HASH = Bytes.hex("0c".repeat(32));
    static final String KEY_PATH = "default/image/key";
    static final long DATA_BLOCKS = 2;

    private static final String NOTE = """
            #!/bin/sh
            here=$(dirname "$0")/..
            echo "$(basename "$0") $*" >>"$here/calls"
            """;

    private static final String SH = NOTE + """
            [ "$3" = mounts ] || exit 0
            mkdir "$4/lower" "$4/root"
            cp "$here/image/config.json" "$4/lower/config.json"
            cp -r "$here/image/rootfs/." "$4/root"
            """;

    private static final String CRUN = NOTE + """
            [ "$1" != kill ] || { touch "$here/killed"; exit 0; }
            for word; do case $word in --pid-file=*) echo 1 >"${word#--pid-file=}" ;; esac; done
            . "$here/container"
            """;

    private final Path root;

    FakeMachine(Path root) throws IOException {
        this.root = root;
        for (String folder :
                List.of("dev", "sys/class/block", "sys/class/virtio-ports", "proc", "run", "bin", "image/rootfs/etc")) {
            Files.createDirectories(root.resolve(folder));
        }
        Files.writeString(root.resolve("proc/uptime"), "4.25 0.10\n");
        Files.writeString(
                root.resolve("image/rootfs/etc/passwd"),
                "root:x:0:0::/root:/bin/sh\nweb:x:" + otherUser() + ":33::/www:/bin/sh\n");
        Files.writeString(root.resolve("image/config.json"), """
                {"architecture":"amd64","os":"linux","config":{"User":"web","Env":["A=b"],"Entrypoint":["/bin/httpd"],
                "Cmd":["-f"],"WorkingDir":"/www"},"rootfs":{"type":"layers","diff_ids":[]}}""");
        program("veritysetup", NOTE);
        program("cryptsetup", NOTE + "cat >\"$here/key\"\n");
        program("sh", SH);
        program("crun", CRUN);
        container("echo hello; echo oops >&2; exit 3");
    }

    /// Only root can give a file away; for everybody else the container's user is whoever runs this.
    private int otherUser() throws IOException {
        int me = (int) Files.getAttribute(root, "unix:uid");
        return me == 0 ? 33 : me;
    }

    Places places() {
        return new Places(file("dev"), file("sys"), file("proc"), file("run/cloister"));
    }

    Programs programs() {
        return new Programs(root.resolve("bin") + "/");
    }

    File file(String name) {
        return root.resolve(name).toFile();
    }

    /// What the programs were called with, a line each.
    String calls() throws IOException {
        Path calls = root.resolve("calls");
        return Files.exists(calls) ? Files.readString(calls) : "";
    }

    /// What the container does, as a shell's words.
    FakeMachine container(String script) throws IOException {
        Files.writeString(root.resolve("container"), script + "\n");
        return this;
    }

    FakeMachine failing(String program) throws IOException {
        program(program, NOTE + "echo \"no such thing as $1\" >&2; exit 1\n");
        return this;
    }

    FakeMachine disk(String name, byte[] content) throws IOException {
        Files.write(root.resolve("dev").resolve(name), content);
        Files.write(root.resolve("sys/class/block").resolve(name), new byte[0]);
        return this;
    }

    /// A device node of this guest that is another file.
    FakeMachine port(String node, String name, File behind) throws IOException {
        Files.createSymbolicLink(root.resolve("dev").resolve(node), behind.toPath());
        Path entry = root.resolve("sys/class/virtio-ports").resolve(node);
        Files.createDirectory(entry);
        Files.writeString(entry.resolve("name"), name + "\n");
        return this;
    }

    FakeMachine initData(InitData initData) throws IOException {
        return disk("vda", InitDataDevice.encode(initData));
    }

    FakeMachine sealedRoot() throws IOException {
        return disk("vdb", sealedRootDisk(DATA_BLOCKS, 1));
    }

    static byte[] sealedRootDisk(long dataBlocks, long treeBlocks) {
        ByteBuffer disk = ByteBuffer.allocate((int) ((dataBlocks + treeBlocks + 1) * 4096))
                .order(ByteOrder.LITTLE_ENDIAN);
        int last = disk.capacity() - 4096;
        disk.put(last, Bytes.utf8("cloister-root/1\n").array());
        disk.putLong(last + 16, dataBlocks);
        return disk.array();
    }

    static CloisterToml cloister(StubBroker broker, P256.PrivateKey owner) {
        Jwk root = broker.rootKey();
        return CloisterToml.of(
                new CloisterToml.Broker(
                        broker.url(), StubBroker.AUDIENCE, 1, 7, List.of(new PinnedKey(root.x(), root.y()))),
                new CloisterToml.Root(ROOT_HASH, new ResourcePath(KEY_PATH)),
                new PinnedKey(owner.publicKey().x(), owner.publicKey().y()));
    }

    private void program(String name, String text) throws IOException {
        Path file = root.resolve("bin").resolve(name);
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
