package dev.cloister.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// `kill -9` of each process at each step of a start: one sentence and the documented exit code, nothing left that
/// runs, and the next start of the same name (which each test here is) works. The agent in the guest is killed in
/// [GuestFaultsTest].
@Timeout(20 * 60)
class KilledTest {
    private static final String NAME = "walk";
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private static WebGuest web;

    enum Victim {
        QEMU("somebody ended QEMU (signal 9)", 69),
        KEEPER("the guest's keeper is gone", 70),
        BROKER("no answer from the broker", 69),
        COMMAND("", 128 + 9);

        private final String sentence;
        private final int exit;

        Victim(String sentence, int exit) {
            this.sentence = sentence;
            this.exit = exit;
        }
    }

    @BeforeAll
    static void protect() throws Exception {
        web = WebGuest.protect();
    }

    @AfterAll
    static void close() throws IOException {
        web.close();
    }

    static Stream<Arguments> everyOneAtEveryStep() {
        return Stream.of(Victim.values()).flatMap(victim -> Steps.all().map(step -> Arguments.of(victim, step)));
    }

    @ParameterizedTest
    @MethodSource
    @Tag("nightly")
    void everyOneAtEveryStep(Victim victim, String step) throws Exception {
        killed(victim, step);
    }

    @Test
    void theCommandAndThenTheKeeper() throws Exception {
        killed(Victim.COMMAND, "modules-loaded");
        killed(Victim.KEEPER, "attested");
        nothingIsLeftWhenItWorks();
    }

    private static void nothingIsLeftWhenItWorks() throws Exception {
        web.run(NAME).exits(0);
        web.home().cloister("stop", "--rm", "--grace", "0", NAME).exits(0);
        try (Stream<Path> state = Files.list(web.home().state())) {
            assertThat(state.map(path -> path.getFileName().toString()))
                    .noneMatch(name -> name.contains("protecting") || name.contains("initdata"));
        }
    }

    private static Path folder() {
        return web.home().state().resolve("guests").resolve(NAME);
    }

    private static void killed(Victim victim, String step) throws Exception {
        Home home = web.home();
        Running command = home.start(web.runWords(NAME));
        Steps.await(folder(), step, command);
        boolean met = kill(victim, command);
        Ran ran = command.end(LIMIT);
        if (ran.exit() != 0) {
            assertThat(met)
                    .as("nobody was killed at " + step + ", and it failed:%n%s", ran.err())
                    .isTrue();
            ran.exits(victim.exit);
            if (victim != Victim.COMMAND) {
                ran.says("cloister: " + victim.sentence).saysWhatToDo();
            }
        }
        settle();
        if (Files.exists(folder())) {
            home.cloister("stop", "--grace", "0", NAME).exits(0);
            home.cloister("stop", "--rm", NAME).exits(0);
        }
        assertThat(home.processes(NAME)).isEmpty();
        assertThat(folder()).doesNotExist();
    }

    /// Whether there was anybody to kill.
    private static boolean kill(Victim victim, Running command) {
        Home home = web.home();
        List<ProcessHandle> victims = switch (victim) {
            case QEMU ->
                home.processes("qemu-system").stream()
                        .filter(process ->
                                process.info().commandLine().orElse("").contains("-name " + NAME + " "))
                        .toList();
            case KEEPER -> home.processes("Keeper");
            case BROKER -> home.processes("dev.cloister.broker");
            case COMMAND -> List.of();
        };
        if (victim == Victim.COMMAND) {
            boolean lived = !command.ended();
            command.kill();
            return lived;
        }
        victims.forEach(ProcessHandle::destroyForcibly);
        victims.forEach(process -> process.onExit().join());
        return !victims.isEmpty();
    }

    /// A guest whose command was killed goes on: until it runs or has failed, as `ps` says.
    private static void settle() throws Exception {
        String state = "starting";
        for (int i = 0; i < 600 && state.equals("starting"); i++) {
            state = "";
            for (var guest : web.home().cloister("ps", "--json").exits(0).json().objects("guests")) {
                state = guest.text("state");
            }
            Thread.sleep(500);
        }
        assertThat(state).isNotEqualTo("starting");
    }
}
