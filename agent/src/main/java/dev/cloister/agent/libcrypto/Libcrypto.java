package dev.cloister.agent.libcrypto;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.cloister.protocol.jose.Crypto;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/// `libcrypto.so.3`, loaded once; calls go by the function's C name.
public final class Libcrypto {
    private static final String LIBRARY = "libcrypto.so.3";

    /// OPENSSL_INIT_NO_LOAD_CONFIG and OPENSSL_INIT_NO_ATEXIT (`openssl/crypto.h`): no configuration file is
    /// read.
    private static final long INIT_OPTIONS = 0x80L | 0x80000L;

    private final SymbolLookup functions;
    private final MethodHandle call;

    @SuppressWarnings("restricted")
    private Libcrypto(SymbolLookup functions) {
        this.functions = functions;
        this.call = Linker.nativeLinker()
                .downcallHandle(FunctionDescriptor.of(
                        JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));
    }

    /// Empty where this system has no such library.
    @SuppressWarnings("restricted")
    public static Optional<Libcrypto> load() {
        SymbolLookup functions;
        try {
            functions = SymbolLookup.libraryLookup(LIBRARY, Arena.global());
        } catch (IllegalArgumentException absent) {
            return Optional.empty();
        }
        Libcrypto loaded = new Libcrypto(functions);
        if (!loaded.succeeds("OPENSSL_init_crypto", INIT_OPTIONS, 0, 0, 0, 0, 0)) {
            throw new IllegalStateException("libcrypto does not start");
        }
        return Optional.of(loaded);
    }

    /// All that the channel needs, by this library.
    public Crypto crypto() {
        return new Crypto(new LibcryptoP256(this), new LibcryptoSymmetric(this));
    }

    /// Calls a function of at most six integer or pointer arguments; the rest are zeros.
    long call(String function, long a, long b, long c, long d, long e, long f) {
        try {
            return (long) call.invokeExact(address(function), a, b, c, d, e, f);
        } catch (RuntimeException | Error e2) {
            throw e2;
        } catch (Throwable unexpected) {
            throw new IllegalStateException("call of " + function, unexpected);
        }
    }

    /// For functions that return an `int`: its 32 bits, whatever the rest of the register holds.
    int callInt(String function, long a, long b, long c, long d, long e, long f) {
        return (int) call(function, a, b, c, d, e, f);
    }

    /// For functions that return 1 when all is well.
    boolean succeeds(String function, long a, long b, long c, long d, long e, long f) {
        return callInt(function, a, b, c, d, e, f) == 1;
    }

    /// For constructors: a null pointer means out of memory or a call that cannot be, both beyond repair.
    long make(String function, long a, long b, long c, long d) {
        long made = call(function, a, b, c, d, 0, 0);
        if (made == 0) {
            throw new IllegalStateException(function + " gave nothing");
        }
        return made;
    }

    /// For calls on our own values that have no reason to fail.
    void must(String function, long a, long b, long c, long d, long e, long f) {
        if (!succeeds(function, a, b, c, d, e, f)) {
            throw new IllegalStateException(function + " failed");
        }
    }

    /// Destructors and others whose result says nothing.
    void run(String function, long a, long b) {
        call(function, a, b, 0, 0, 0, 0);
    }

    private MemorySegment address(String function) {
        Optional<MemorySegment> address = functions.find(function);
        if (address.isEmpty()) {
            throw new IllegalStateException(LIBRARY + " has no " + function);
        }
        return address.get();
    }
}
