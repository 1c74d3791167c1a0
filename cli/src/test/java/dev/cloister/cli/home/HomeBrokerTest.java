package dev.cloister.cli.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.cloister.bytes.Malformed;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeBrokerTest {
    @TempDir
    private Path folder;

    /// Somebody answers on the port that a dead broker left in `run.json`: no key may go there.
    @Test
    void doesNotTakeAStrangerOnTheOldPortForTheBroker() throws IOException, Malformed {
        HttpServer stranger = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        stranger.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        stranger.start();
        try {
            Home home = Home.in(folder).create();
            Files.createDirectories(home.broker());
            Files.writeString(home.broker().resolve("run.lock"), "");
            Files.writeString(
                    home.broker().resolve("run.json"),
                    "{\"pid\":1,\"port\":1,\"url\":\"http://127.0.0.1:"
                            + stranger.getAddress().getPort() + "\"}");

            assertThat(new HomeBroker(home, new Install(folder)).running()).isEmpty();
        } finally {
            stranger.stop(0);
        }
    }

    /// Whoever was interrupted is still at work while its home is removed.
    @Test
    void startsNoMoreOnceItIsEnded() throws IOException, Malformed {
        Home home = Home.in(folder);
        HomeBroker broker = new HomeBroker(home, new Install(folder));

        broker.end(Duration.ZERO);

        assertThatThrownBy(broker::start).isInstanceOf(IOException.class).hasMessageContaining("is being ended");
        assertThat(home.state()).doesNotExist();
    }
}
