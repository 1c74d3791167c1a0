package dev.cloister.cli.drill.attack;

import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.Malformed;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// QEMU's monitor (QMP), which whoever starts QEMU can have.
public final class Monitor implements AutoCloseable {
    private static final int DEPTH = 8;

    private final SocketChannel channel;
    private final BufferedReader in;

    private Monitor(SocketChannel channel) {
        this.channel = channel;
        this.in = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
    }

    static Monitor open(Path socket) throws IOException, Malformed {
        Monitor monitor = new Monitor(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
        monitor.execute(Json.object().put("execute", "qmp_capabilities").build());
        return monitor;
    }

    /// A command as a person types it, and what a person reads then.
    public String ask(String command) throws IOException, Malformed {
        return execute(Json.object()
                        .put("execute", "human-monitor-command")
                        .put(
                                "arguments",
                                Json.object().put("command-line", command).build())
                        .build())
                .text("return");
    }

    /// Has QEMU take a debugger there, and attaches one.
    public Gdb debugger(Path socket) throws IOException, Malformed {
        String said = ask("gdbserver unix:" + socket + ",server=on,wait=off");
        if (!said.contains("Waiting for gdb")) {
            throw new IOException("QEMU's monitor: " + said.strip());
        }
        return Gdb.attach(socket);
    }

    private JsonFields execute(Json command) throws IOException, Malformed {
        ByteBuffer text = ByteBuffer.wrap((command.compact() + "\n").getBytes(StandardCharsets.UTF_8));
        while (text.hasRemaining()) {
            channel.write(text);
        }
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            JsonFields answer = JsonFields.parse("QMP", line.getBytes(StandardCharsets.UTF_8), DEPTH);
            if (answer.has("error")) {
                throw new IOException("QEMU's monitor refuses " + command.compact());
            }
            if (answer.has("return")) {
                return answer;
            }
        }
        throw new IOException("QEMU's monitor has ended");
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
