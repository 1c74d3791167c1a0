package dev.cloister.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonObject;
import dev.cloister.machine.BootSet;
import dev.cloister.machine.GuestSpec;
import dev.cloister.machine.Reason;
import dev.cloister.machine.Stage;
import dev.cloister.machine.Start;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What happens inside a guest: a container that takes all there is, an agent that dies.
@Timeout(20 * 60)
class GuestFaultsTest {
    private static final String EAT = """
            for place in /tmp/ /dev/shm/; do
                busybox dd if=/dev/zero of=${place}fill bs=1M 2>&1
            done
            echo still here
            exec busybox awk 'BEGIN { while (1) a[i++] = sprintf("%1000000d", 1) }'
            """;

    private static WebGuest web;

    @BeforeAll
    static void protect() throws Exception {
        web = WebGuest.startedOnce();
    }

    @AfterAll
    static void close() throws IOException {
        web.close();
    }

    /// First its disk, then its memory. It is told of the first, ended by the second, and its owner is told why; the
    /// agent is there to do that.
    @Test
    void aContainerThatTakesAllThereIs() throws Exception {
        Home home = web.home();
        Path image = ShellImage.make(home.folder().resolve("eater"), EAT);
        Path sealed = home.folder().resolve("eater.sealed");
        home.cloister("protect", "oci:" + image, "-o", sealed.toString(), "--emulated")
                .exits(0);

        home.cloister("run", "--rm", "--name", "eater", "--memory", "384Mi", sealed.toString())
                .exits(137)
                .says("No space left on device")
                .says("cloister: the guest's memory was used up, so its kernel ended programs of the container; give it"
                        + " more with --memory");
        assertThat(home.processes("eater")).isEmpty();
        assertThat(home.state().resolve("guests/eater")).doesNotExist();
    }

    @Test
    void aGuestTooSmallForItsInitrd() throws Exception {
        GuestSpec good = web.spec("good", "small", Json.object().build());
        Path qemu = web.qemu("qemu-small", good.qemu(), "-m 256");
        Reason reason = reason(web.spec(
                "good", "small", Json.object().put("qemu", qemu.toString()).build()));

        assertThat(reason.code()).isEqualTo("no-memory");
        assertThat(reason.sentence()).isEqualTo("the initrd does not fit into the memory of the guest");
        assertThat(reason.remedy()).isEqualTo("give it more with --memory");
        assertThat(reason.exitCode()).isEqualTo(69);
    }

    @Test
    void anAgentThatIsKilled() throws Exception {
        assertThat(agentKilledAt("network-up")).isEqualTo(137);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "init-data-checked", "attested", "resources-received", "image-open"})
    @Tag("nightly")
    void anAgentThatIsKilledAtAnyStage(String stage) throws Exception {
        assertThat(agentKilledAt(stage)).isEqualTo(137);
    }

    /// The container goes with it.
    @Test
    @Tag("nightly")
    void anAgentThatIsKilledWhileItsContainerRuns() throws Exception {
        Start start = web.start(killing(Stage.CONTAINER_STARTED));
        if (start instanceof Start.NotStarted(Reason reason)) {
            assertThat(reason.code()).isEqualTo("agent-gone");
        }
        for (int i = 0; i < 600 && !web.home().processes("killed-").isEmpty(); i++) {
            Thread.sleep(100);
        }
        assertThat(web.home().cloister("ps", "--json").exits(0).out()).contains("\"agent-gone\"");
    }

    /// Its exit code, as the guest's first process saw it.
    private static int agentKilledAt(String stage) throws Exception {
        Reason reason = reason(killing(stage));
        assertThat(reason.code()).isEqualTo("agent-gone");
        assertThat(reason.exitCode()).isEqualTo(70);
        String sentence = reason.sentence();
        assertThat(sentence).startsWith("the guest's agent ended without a word (exit code ");
        return Integer.parseInt(sentence.replaceAll("\\D", ""));
    }

    private static GuestSpec killing(String stage) throws Exception {
        GuestSpec good = web.spec("good", "x", Json.object().build());
        String name = "killed-" + (stage.isEmpty() ? "first" : stage);
        Path bootSet =
                OtherInit.killingItsAgent(good.bootSet(), web.home().folder().resolve("set-" + name), stage);
        String measurement = BootSet.read(bootSet)
                .measurement(BootSet.Profile.EMULATED, good.cpus())
                .hex();
        web.approve(measurement);
        JsonObject changed = Json.object().put("bootSet", bootSet.toString()).build();
        return web.spec("good", name, changed);
    }

    private static Reason reason(GuestSpec spec) throws Exception {
        Reason reason = web.notStarted(spec);
        Path folder = web.home().state().resolve("guests").resolve(spec.name());
        assertThat(List.of(folder.resolve("initrd"), folder.resolve("control.sock")))
                .noneMatch(Files::exists);
        return reason;
    }
}
