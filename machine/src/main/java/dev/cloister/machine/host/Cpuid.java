package dev.cloister.machine.host;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// One leaf of CPUID, as the kernel's module `cpuid` shows it to root: 16 bytes at the leaf's number in
/// `/dev/cpu/0/cpuid`.
record Cpuid(int eax, int ebx) {

    /// Fn8000_001F, encrypted memory (APM vol. 3, E.4.17).
    static final long ENCRYPTED_MEMORY = 0x8000_001FL;

    private static final int SNP_BIT = 4;
    private static final int REGISTERS = 16;

    boolean hasSnp() {
        return (eax >>> SNP_BIT & 1) == 1;
    }

    /// Empty where the file is missing, may not be read or is too short.
    static Optional<Cpuid> read(Path root, long leaf) {
        ByteBuffer registers = ByteBuffer.allocate(REGISTERS).order(ByteOrder.LITTLE_ENDIAN);
        try (SeekableByteChannel file = Files.newByteChannel(root.resolve("dev/cpu/0/cpuid"))) {
            file.position(leaf);
            if (file.read(registers) < REGISTERS) {
                return Optional.empty();
            }
        } catch (IOException e) {
            return Optional.empty();
        }
        return Optional.of(new Cpuid(registers.getInt(0), registers.getInt(4)));
    }
}
