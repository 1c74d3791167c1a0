package dev.cloister.e2e;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/// A boot set whose guest ends its own agent: the shipped one, and behind its initrd a second one (newc, as the kernel
/// documents it) with another `/init`. It has a measurement of its own, which its owner would have to approve.
final class OtherInit {
    private static final String RECIPE = "bootset/init";
    private static final String AGENT = "/jre/bin/java ";
    private static final int MODE = 0100755;

    private OtherInit() {}

    /// The agent gets signal 9 when it has said that it reached this stage; with `""`, as soon as it runs.
    static Path killingItsAgent(Path bootSet, Path folder, String stage) throws IOException {
        String init = Files.readString(Home.CHECKOUT.resolve(RECIPE));
        int from = init.indexOf("\n" + AGENT) + 1;
        int to = init.indexOf("\ncode=$?", from);
        if (from == 0 || to < 0) {
            throw new IOException(RECIPE + " starts its agent in another way than this test knows");
        }
        String starts = init.substring(from, to);
        String kills = stage.isEmpty()
                ? starts + " &\nkill -9 $!\nwait $!"
                : "/bin/busybox mkfifo /run/said\n" + starts + " >/run/said &\nagent=$!\n"
                        + "while read -r line; do\n  echo \"$line\"\n  case $line in *\" stage " + stage
                        + " \"*) kill -9 $agent ;; esac\ndone </run/said\nwait $agent";
        return with(bootSet, folder, init.substring(0, from) + kills + init.substring(to));
    }

    private static Path with(Path bootSet, Path folder, String init) throws IOException {
        Files.createDirectory(folder);
        for (String name : new String[] {"firmware.fd", "vmlinuz", "busybox"}) {
            Files.createSymbolicLink(folder.resolve(name), bootSet.resolve(name));
        }
        Path initrd = Files.copy(bootSet.resolve("initrd"), folder.resolve("initrd"));
        long before = Files.size(initrd);
        try (OutputStream out = Files.newOutputStream(initrd, StandardOpenOption.APPEND)) {
            // A length of 0 ends the first one, which is packed in pieces (LZ4, as the kernel reads it).
            out.write(new byte[(int) (4 + (-before & 3))]);
            out.write(archive(init.getBytes(StandardCharsets.UTF_8)));
        }
        Bytes old = Digests.sha256(bootSet.resolve("initrd"));
        String manifest = Files.readString(bootSet.resolve("manifest.json"));
        Files.writeString(
                folder.resolve("manifest.json"),
                manifest.replace(old.hex(), Digests.sha256(initrd).hex())
                        .replace("\"size\": " + before, "\"size\": " + Files.size(initrd)));
        return folder;
    }

    private static byte[] archive(byte[] init) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        entry(out, "init", MODE, init);
        entry(out, "TRAILER!!!", 0, new byte[0]);
        return out.toByteArray();
    }

    private static void entry(ByteArrayOutputStream out, String name, int mode, byte[] content) throws IOException {
        StringBuilder head = new StringBuilder("070701");
        int[] fields = {1, mode, 0, 0, 1, 0, content.length, 0, 0, 0, 0, name.length() + 1, 0};
        for (int field : fields) {
            head.append(String.format(Locale.ROOT, "%08X", field));
        }
        out.write((head + name + "\0").getBytes(StandardCharsets.US_ASCII));
        out.write(new byte[-out.size() & 3]);
        out.write(content);
        out.write(new byte[-out.size() & 3]);
    }
}
