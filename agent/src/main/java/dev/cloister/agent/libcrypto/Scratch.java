package dev.cloister.agent.libcrypto;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/// Native memory for the arguments and results of one operation: filled from the start, wiped at the end.
///
/// A direct buffer and not a segment's own accessors, whose first use costs more than the operation. Java
/// checks the bounds of what is put and got; that libcrypto stays inside what was reserved follows from the
/// lengths passed to it.
final class Scratch implements AutoCloseable {
    private static final int ALIGNMENT = 16;

    private final ByteBuffer memory;
    private final long base;
    private int used;

    /// Room for `bytes` of content in at most eight pieces.
    Scratch(int bytes) {
        this.memory = ByteBuffer.allocateDirect(bytes + 8 * ALIGNMENT);
        this.base = MemorySegment.ofBuffer(memory).address();
    }

    /// The address of a copy.
    long put(byte[] content) {
        long address = reserve(content.length);
        memory.put((int) (address - base), content);
        return address;
    }

    /// The address of `length` zero bytes.
    long reserve(int length) {
        int at = (used + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        if (length > memory.capacity() - at) {
            throw new IllegalStateException("scratch of " + memory.capacity() + " bytes is full");
        }
        used = at + length;
        return base + at;
    }

    byte[] get(long address, int length) {
        byte[] content = new byte[length];
        memory.get((int) (address - base), content);
        return content;
    }

    /// Wipes everything that was put or reserved.
    @Override
    public void close() {
        memory.put(0, new byte[used]);
        used = 0;
    }
}
