package dev.cloister.e2e;

import dev.cloister.bytes.Malformed;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// The broker as the program that it is.
final class BrokerProcess implements AutoCloseable {
    static final String AUDIENCE = "home";

    private static final Duration READY = Duration.ofSeconds(60);

    private final Path home;
    private Running program;
    private Owner owner;

    BrokerProcess(Path home) throws IOException, InterruptedException, Malformed {
        this.home = home;
        start();
    }

    /// Serves this home, from where it was left.
    void start() throws IOException, InterruptedException, Malformed {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String lib = Home.CHECKOUT.resolve("broker/target/lib").toString();
        program = Running.start(
                        List.of(
                                java,
                                "-XX:+UseSerialGC",
                                "-p",
                                lib,
                                "-m",
                                "dev.cloister.broker/dev.cloister.broker.Main",
                                "--home",
                                home.toString(),
                                "--listen",
                                "127.0.0.1:0"),
                        home,
                        Map.of())
                .untilItSays("ready", READY);
        owner = Owner.of(home);
    }

    /// As `kill -9`: nothing is written any more.
    void kill() {
        program.kill();
    }

    /// Of this broker as it runs now.
    Owner owner() {
        return owner;
    }

    @Override
    public void close() {
        owner.close();
        program.kill();
    }
}
