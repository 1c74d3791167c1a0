package dev.cloister.image.sample;

import dev.cloister.bytes.Bytes;
import java.io.IOException;
import java.nio.file.Path;

/// The image that a drill protects: busybox that writes a page with a digest of its secret, the guest's time and
/// what it reached of the guest's devices, sends the secret itself to its output, and serves the page on port 80.
public final class AttackedSample {
    /// Name of the secret that it wants.
    public static final String SECRET = "canary";

    private static final String SCRIPT = """
            b=/bin/busybox
            $b mkdir -p /tmp/www
            reached=nothing
            for port in /sys/class/virtio-ports/*; do
              numbers=$($b cat $port/dev 2>/dev/null) || continue
              $b mknod /tmp/port c ${numbers%%:*} ${numbers##*:} 2>/dev/null || continue
              ( : </tmp/port ) 2>/dev/null && reached=${port##*/}
              $b rm /tmp/port
            done
            for tsm in /sys/kernel/config/tsm /dev/sev-guest /dev/vport0p1; do
              [ ! -e $tsm ] || reached=$tsm
            done
            {
              echo "secret $($b sha256sum </run/secrets/canary | $b cut -c1-64)"
              echo "time $($b date -u +%s)"
              echo "reached $reached"
            } >/tmp/www/index.html
            $b cat /run/secrets/canary /label
            exec $b httpd -f -p 80 -h /tmp/www
            """;

    private AttackedSample() {}

    /// `debs` as [WebSample#build] takes it; `outLayout` becomes an OCI layout with one image.
    ///
    /// @param label makes an image of another content
    public static void build(Path debs, Path outLayout, String label) throws IOException {
        LayerTree tree = new LayerTree();
        for (String name : new String[] {"bin", "dev", "proc", "run", "sys"}) {
            tree.folder(name, 0755);
        }
        tree.folder("tmp", 01777);
        tree.file("bin/busybox", 0755, WebSample.busybox(WebSample.deb(debs)));
        tree.file("serve", 0644, Bytes.utf8(SCRIPT));
        tree.file("label", 0644, Bytes.utf8(label + "\n"));
        SampleLayout.write(outLayout, tree.tar(), "/bin", "/bin/busybox", "sh", "/serve");
    }
}
