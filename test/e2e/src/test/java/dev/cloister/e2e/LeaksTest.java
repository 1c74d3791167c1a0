package dev.cloister.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Starting and stopping leaves nothing behind: no process, socket, file, port, mount, open file of the broker.
@Tag("alone")
@Timeout(value = 2, unit = TimeUnit.HOURS)
class LeaksTest {
    private static final int NIGHTLY = 20;

    @Test
    void twoStartsAndStops() throws Exception {
        startAndStop(2);
    }

    @Test
    @Tag("nightly")
    void twentyStartsAndStops() throws Exception {
        startAndStop(Integer.getInteger("boots", NIGHTLY));
    }

    private static void startAndStop(int times) throws Exception {
        try (WebGuest web = WebGuest.protect()) {
            Path temporary = Files.createDirectory(web.home().folder().resolve("temporary"));
            web.home().with("TMPDIR", temporary.toString()).with("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + temporary);
            web.home().endBroker();
            cycle(web, 0);
            Traces before = Traces.of(web.home().folder(), temporary);
            assertThat(before.processes()).as("the broker").hasSize(1);
            for (int i = 1; i <= times; i++) {
                cycle(web, i);
                System.out.println("start and stop " + i + " of " + times);
            }
            Traces after = Traces.of(web.home().folder(), temporary);

            assertThat(after.processes()).isEqualTo(before.processes());
            assertThat(after.listening()).isEqualTo(before.listening());
            assertThat(after.files()).isEqualTo(before.files());
            assertThat(after.mounts()).isEqualTo(before.mounts());
            before.descriptors()
                    .forEach((pid, open) -> assertThat(after.descriptors().get(pid))
                            .as("open files of " + before.processes().get(pid))
                            .isLessThanOrEqualTo(open + 2));
            System.out.println(times + " starts and stops: nothing left; the broker has "
                    + after.descriptors().values() + " open files, before "
                    + before.descriptors().values());
        }
    }

    /// With a published port, that of all cycles: one that stayed taken would end the next.
    private static void cycle(WebGuest web, int number) throws Exception {
        int port = 18_480;
        web.run("leak", "-p", port + ":80").exits(0);
        assertThat(status(port)).isEqualTo(200);
        boolean gently = number % 2 == 0;
        web.home()
                .cloister("stop", "--rm", "--grace", gently ? "10" : "0", "leak")
                .exits(0);
    }

    private static int status(int port) throws IOException, InterruptedException {
        for (int i = 0; i < 100; i++) {
            try {
                HttpURLConnection connection = (HttpURLConnection)
                        URI.create("http://127.0.0.1:" + port + "/").toURL().openConnection();
                connection.setConnectTimeout(5_000);
                connection.setReadTimeout(20_000);
                return connection.getResponseCode();
            } catch (IOException e) {
                Thread.sleep(200); // the container has started, its server not yet
            }
        }
        return 0;
    }
}
