package dev.cloister.machine;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class GuestPortTest {

    @TempDir
    private Path dir;

    @Test
    void logGoesToItsFileToTheLastByte() throws IOException, InterruptedException {
        Path socket = dir.resolve("log.sock");
        Path file = dir.resolve("log.jwe");
        try (CappedLog log = new CappedLog(file, 1 << 20);
                GuestPort port = GuestPort.open(socket, log::write)) {
            try (SocketChannel qemu = connect(socket)) {
                qemu.write(ByteBuffer.wrap("{\"header\":1}\n0.abc\n".getBytes(US_ASCII)));
                qemu.write(ByteBuffer.wrap("1.def\n".getBytes(US_ASCII)));
            }
            port.drain(10_000);
            assertThat(Files.readString(file)).isEqualTo("{\"header\":1}\n0.abc\n1.def\n");
            assertThat(Files.exists(socket)).isFalse();
        }
    }

    @Test
    void controlTakesLinesOnceQemuIsThere() throws IOException, InterruptedException {
        Path socket = dir.resolve("control.sock");
        try (GuestPort port = GuestPort.open(socket, (content, length) -> {})) {
            assertThat(port.send("signal TERM")).as("nobody there").isFalse();
            try (SocketChannel qemu = connect(socket)) {
                while (!port.send("signal TERM")) {
                    Thread.sleep(5);
                }
                ByteBuffer got = ByteBuffer.allocate(64);
                qemu.read(got);
                assertThat(new String(got.array(), 0, got.position(), US_ASCII)).isEqualTo("signal TERM\n");
            }
        }
    }

    @Test
    void closingLeavesNoSocket() throws IOException {
        Path socket = dir.resolve("x.sock");
        GuestPort.open(socket, (content, length) -> {}).close();
        assertThat(Files.exists(socket)).isFalse();
    }

    /// Often, as closing may meet a connection that is just being accepted.
    @Test
    void closingEndsTheConnection() throws IOException {
        for (int i = 0; i < 200; i++) {
            Path socket = dir.resolve("used" + i + ".sock");
            GuestPort port = GuestPort.open(socket, (content, length) -> {});
            try (SocketChannel qemu = connect(socket)) {
                port.close();
                assertThat(hasEnded(qemu)).isTrue();
            }
            assertThat(Files.exists(socket)).isFalse();
        }
    }

    private static boolean hasEnded(SocketChannel qemu) throws IOException {
        try {
            return qemu.read(ByteBuffer.allocate(1)) < 0;
        } catch (SocketException e) {
            return true; // reset
        }
    }

    private static SocketChannel connect(Path socket) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(socket));
        return channel;
    }
}
