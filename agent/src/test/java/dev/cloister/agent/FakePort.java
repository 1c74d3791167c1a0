package dev.cloister.agent;

import java.io.File;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;

/// A device node that answers, as a virtio-serial port does: the far end of a pseudo-terminal in raw mode.
final class FakePort implements AutoCloseable {
    private static final int TERMIOS_BYTES = 128;
    private static final int READ_WRITE = 2;
    private static final int NOT_CONTROLLING = 0x100;

    private final Arena arena = Arena.ofShared();
    private final MethodHandle call;
    private final long near;
    private final long far;
    private final File node;
    private final AtomicBoolean closed = new AtomicBoolean();

    @SuppressWarnings("restricted")
    FakePort() throws IOException {
        call = Linker.nativeLinker()
                .downcallHandle(FunctionDescriptor.of(
                        ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));
        near = number("posix_openpt", READ_WRITE | NOT_CONTROLLING, 0, 0);
        if (near < 0 || number("grantpt", near, 0, 0) != 0 || number("unlockpt", near, 0, 0) != 0) {
            throw new IOException("no pseudo-terminal");
        }
        MemorySegment name = arena.allocate(64);
        number("ptsname_r", near, name.address(), 64);
        node = new File(name.getString(0));
        far = number("open", name.address(), READ_WRITE | NOT_CONTROLLING, 0);
        MemorySegment settings = arena.allocate(TERMIOS_BYTES);
        number("tcgetattr", far, settings.address(), 0);
        number("cfmakeraw", settings.address(), 0, 0);
        number("tcsetattr", far, 0, settings.address());
    }

    File node() {
        return node;
    }

    /// Answers each request of `length` bytes, in a thread of its own.
    FakePort answering(int length, UnaryOperator<byte[]> answer) {
        Thread.ofPlatform().daemon().start(() -> {
            while (!closed.get()) {
                byte[] request = read(length);
                if (request.length == length) {
                    write(answer.apply(request));
                }
            }
        });
        return this;
    }

    private byte[] read(int length) {
        MemorySegment buffer = arena.allocate(length);
        int have = 0;
        while (have < length) {
            long n = number("read", near, buffer.address() + have, length - have);
            if (n <= 0) {
                closed.set(true);
                return new byte[0];
            }
            have += (int) n;
        }
        return buffer.toArray(ValueLayout.JAVA_BYTE);
    }

    private void write(byte[] content) {
        int done = 0;
        while (done < content.length) {
            MemorySegment rest =
                    arena.allocateFrom(ValueLayout.JAVA_BYTE, Arrays.copyOfRange(content, done, content.length));
            long n = number("write", near, rest.address(), rest.byteSize());
            if (n <= 0) {
                return;
            }
            done += (int) n;
        }
    }

    /// The numbers of the C library are ints here, and lengths far below 2^31.
    private long number(String function, long a, long b, long c) {
        try {
            MemorySegment address =
                    Linker.nativeLinker().defaultLookup().find(function).orElseThrow();
            return (int) (long) call.invokeExact(address, a, b, c);
        } catch (Throwable e) {
            throw new IllegalStateException(function, e);
        }
    }

    @Override
    public void close() {
        if (!closed.getAndSet(true)) {
            number("close", far, 0, 0);
            number("close", near, 0, 0);
        }
    }
}
