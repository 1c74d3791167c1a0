package dev.cloister.agent;

import dev.cloister.agent.container.Programs;
import dev.cloister.agent.libcrypto.Libcrypto;
import dev.cloister.protocol.guest.Pause;
import dev.cloister.protocol.jose.Crypto;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.util.Optional;

/// Run once by the guest's first process, which powers off when this ends.
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        Places places = Places.guest();
        Console console = new Console(new FileOutputStream(FileDescriptor.out), places.proc());
        End end = unlock(places, console);
        if (!(end instanceof End.ContainerEnded)) {
            console.end(end);
        }
        Runtime.getRuntime().halt(end instanceof End.ContainerEnded ? 0 : 1);
    }

    private static End unlock(Places places, Console console) {
        try {
            return new Agent(places, new Programs(""), console, crypto(), new Sleep()).unlock();
        } catch (RuntimeException | Error bug) {
            return End.bug(bug);
        }
    }

    /// The guest's libcrypto, or the JDK where there is none.
    private static Crypto crypto() {
        Optional<Libcrypto> lib = Libcrypto.load();
        return lib.isPresent() ? lib.get().crypto() : Crypto.jdk();
    }

    private static final class Sleep implements Pause {
        @Override
        public void milliseconds(long milliseconds) throws InterruptedException {
            Thread.sleep(milliseconds);
        }
    }
}
