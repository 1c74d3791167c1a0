package dev.cloister.cli.drill.attack;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// A debugger on the guest: GDB's remote serial protocol ("Debugging with GDB", appendix E), as far as it takes to read
/// registers and memory, at QEMU's end of it. The guest stands still meanwhile.
public final class Gdb implements AutoCloseable {
    private static final int MOST_BYTES = 1 << 16;

    private final SocketChannel channel;
    private final InputStream in;

    private Gdb(SocketChannel channel) {
        this.channel = channel;
        this.in = Channels.newInputStream(channel);
    }

    static Gdb attach(Path socket) throws IOException {
        Gdb gdb = new Gdb(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
        gdb.ask("?");
        return gdb;
    }

    /// All of one CPU's, as QEMU packs them; RAX is the first.
    public Bytes registers() throws IOException, Malformed {
        return Bytes.parseHex("gdb", "registers", ask("g"));
    }

    /// @param address in the guest's physical memory
    public Bytes memory(long address, int bytes) throws IOException, Malformed {
        ask("Qqemu.PhyMemMode:1");
        return Bytes.parseHex("gdb", "memory", ask("m" + Long.toHexString(address) + "," + Integer.toHexString(bytes)));
    }

    /// One packet and its answer: `$TEXT#SUM`, where SUM is the sum of the text's bytes modulo 256 in hexadecimal, and
    /// a `+` for each that arrived well.
    private String ask(String text) throws IOException {
        int sum = text.chars().sum() & 0xff;
        send("$" + text + "#" + String.format("%02x", sum));
        int at = next();
        while (at != '$') {
            at = next();
        }
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        for (at = next(); at != '#'; at = next()) {
            answer.write(at);
            if (answer.size() > MOST_BYTES) {
                throw new IOException("QEMU's debugger says more than it may");
            }
        }
        next();
        next();
        send("+");
        String said = answer.toString(StandardCharsets.US_ASCII);
        if (said.isEmpty() || said.matches("E[0-9a-f]{2}")) {
            throw new IOException("QEMU's debugger refuses " + text);
        }
        return said;
    }

    private int next() throws IOException {
        int next = in.read();
        if (next < 0) {
            throw new IOException("QEMU's debugger has ended");
        }
        return next;
    }

    private void send(String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /// Lets the guest go on.
    @Override
    public void close() throws IOException {
        try (channel) {
            ask("D");
        }
    }
}
