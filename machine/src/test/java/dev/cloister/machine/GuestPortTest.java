package dev.cloister.machine;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
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
        try (RollingLog log = new RollingLog(file, 1 << 20, 1);
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

    @Test
    void aFullLogKeepsItsHeadAndItsNewestLines() throws IOException {
        Path file = dir.resolve("log.jwe");
        try (RollingLog log = new RollingLog(file, 1_000, 1)) {
            write(log, "{\"header\":1}\n");
            for (int i = 0; i < 500; i++) {
                write(log, i + ".record\n");
            }
        }
        String text = Files.readString(file);
        assertThat(text.length()).isLessThanOrEqualTo(1_000);
        assertThat(text).startsWith("{\"header\":1}\n").endsWith("499.record\n");
        assertThat(text.lines().skip(1)).allMatch(line -> line.matches("\\d+\\.record"));
    }

    @Test
    void aFullLogOfOneEndlessLineStaysBounded() throws IOException {
        Path file = dir.resolve("console.log");
        try (RollingLog log = new RollingLog(file, 1_000, 0)) {
            for (int i = 0; i < 100; i++) {
                write(log, "x".repeat(300));
            }
        }
        assertThat(Files.size(file)).isLessThanOrEqualTo(1_000);
    }

    private static void write(RollingLog log, String text) throws IOException {
        log.write(text.getBytes(US_ASCII), text.length());
    }

    private static SocketChannel connect(Path socket) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(socket));
        return channel;
    }
}
