package dev.cloister.agent;

import dev.cloister.agent.container.Programs;
import dev.cloister.agent.libcrypto.Libcrypto;
import dev.cloister.protocol.guest.Pause;
import dev.cloister.protocol.jose.Crypto;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;

/// What {@link Main} does, on a fake machine: run by `agent/rehearse` to see which classes a start loads and
/// what it costs.
public final class Rehearsal {
    private Rehearsal() {}

    /// Arguments: the machine's folder (of {@link RehearsalStage}), and `jdk` to do without libcrypto.
    public static void main(String[] arguments) {
        File root = new File(arguments[0]);
        File proc = new File(root, "proc");
        Places places = new Places(new File(root, "dev"), new File(root, "sys"), proc, new File(root, "run/cloister"));
        Console console = new Console(new FileOutputStream(FileDescriptor.out), proc);
        Crypto crypto = arguments.length > 1
                ? Crypto.jdk()
                : Libcrypto.load().orElseThrow().crypto();
        End end = new Agent(places, new Programs(arguments[0] + "/bin/"), console, crypto, new Sleep()).unlock();
        if (!(end instanceof End.ContainerEnded)) {
            console.end(end);
        }
        Runtime.getRuntime().halt(end instanceof End.ContainerEnded ? 0 : 1);
    }

    private static final class Sleep implements Pause {
        @Override
        public void milliseconds(long milliseconds) throws InterruptedException {
            Thread.sleep(milliseconds);
        }
    }
}
