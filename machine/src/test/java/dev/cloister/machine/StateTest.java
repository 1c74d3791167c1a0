package dev.cloister.machine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.Malformed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is written is read again as it was.
class StateTest {

    @TempDir
    private Path dir;

    static Stream<Reason> reasons() {
        return Stream.of(
                new Reason.PortTaken(80),
                new Reason.QemuMissing("/x"),
                new Reason.QemuTooOld("7.2"),
                new Reason.ToolMissing("busybox", "busybox-static"),
                new Reason.BootSetDamaged("initrd"),
                new Reason.NameTaken("web"),
                new Reason.BootRefused("kernel"),
                new Reason.BootRefused("table"),
                new Reason.ImageChanged(),
                new Reason.KernelPanic("Oops"),
                new Reason.NoAgentMessage(60, 3, ""),
                new Reason.QemuGone(1, "x"),
                new Reason.QemuGone(137, ""),
                new Reason.AgentEnd("refused", "refused, case 1"),
                new Reason.KeeperGone("x"),
                new Reason.HostFailure("x"));
    }

    @ParameterizedTest
    @MethodSource("reasons")
    void everyReason(Reason reason) throws Malformed {
        assertThat(ReasonJson.read(reread(ReasonJson.write(reason)))).isEqualTo(reason);
        assertThat(reason.code()).matches("[a-z]+(-[a-z]+)*");
        assertThat(reason.sentence()).isNotBlank().doesNotEndWith(".");
        assertThat(reason.exitCode()).isIn(1, 64, 69, 70);
        assertThat(reason.remedy()).isNotBlank().doesNotEndWith(".");
    }

    @Test
    void agentsCodesHaveTheirExitCodes() {
        assertThat(new Reason.AgentEnd("undecided", "x").exitCode()).isEqualTo(2);
        assertThat(new Reason.AgentEnd("no-answer", "x").exitCode()).isEqualTo(69);
        assertThat(new Reason.AgentEnd("init-data-mismatch", "x").exitCode()).isEqualTo(1);
        assertThat(new Reason.AgentEnd("agent-gone", "x").exitCode()).isEqualTo(70);
        assertThat(new Reason.AgentEnd("no-lockdown", "x").exitCode()).isEqualTo(1);
        assertThat(new Reason.AgentEnd("no-lockdown", "x").remedy()).contains("cloister bootset build");
        assertThat(new Reason.AgentEnd("unheard-of", "x").exitCode()).isEqualTo(1);
        assertThat(new Reason.AgentEnd("unheard-of", "x").remedy()).isEmpty();
    }

    @Test
    void status() throws IOException, Malformed {
        GuestFolder folder = new GuestFolder(dir);
        assertThat(folder.status()).isEmpty();
        GuestStatus claimed = GuestStatus.claimed();
        folder.write(claimed);
        assertThat(folder.status().orElseThrow().claimant()).isEqualTo(claimed.claimant());
        assertThat(claimed.held()).isTrue();
        assertThat(claimed.failed(new Reason.HostFailure("x")).held()).isFalse();
        GuestStatus status = new GuestStatus(
                new Phase.Failed(new Reason.KernelPanic("Oops")),
                Optional.empty(),
                List.of(ProcessIdentity.current()),
                List.of(new Stage("attested", 4.5, 3.25)),
                Bytes.of(new byte[48]),
                Bytes.of(new byte[32]),
                Instant.ofEpochMilli(1_700_000_000_123L),
                3.5);
        folder.write(status);

        assertThat(folder.status()).contains(status);
        try (Stream<Path> files = Files.list(dir)) {
            assertThat(files).as("nothing beside it").hasSize(1);
        }
    }

    @Test
    void spec() throws IOException, Malformed {
        GuestSpec spec = new TestHost(dir).spec(dir.resolve("qemu"), new PublishedPort(8080, 80));
        assertThat(GuestSpec.fromJson(reread(spec.toJson()))).isEqualTo(spec);
    }

    @Test
    void specIsReadStrictly() throws IOException {
        String good = new TestHost(dir).spec(dir.resolve("qemu")).toJson().compact();

        assertMalformed(good.replace("\"cpus\":1", "\"cpus\":9"), "cpus");
        assertMalformed(
                good.replace("\"memoryMiB\":512", "\"memoryMiB\":" + (GuestSpec.MIN_MEMORY_MIB - 1)), "memoryMiB");
        assertMalformed(
                good.replace("\"memoryMiB\":512", "\"memoryMiB\":" + (GuestSpec.MAX_MEMORY_MIB + 1)), "memoryMiB");
        assertMalformed(good.replace("\"name\":\"web\"", "\"name\":\"../web\""), "a guest's name is");
        assertMalformed(good.replace("http://127.0.0.1:1", "ftp://127.0.0.1:1"), "a broker's URL is");
        assertMalformed(good.replace("\"cpus\":1", "\"cpus\":1,\"more\":2"), "unknown member more");
        assertMalformed(
                good.replace("\"ports\":[]", "\"ports\":[{\"host\":0,\"guest\":1}]"), "must be from 1 to 65535");
        assertMalformed(
                good.replace("\"ports\":[]", "\"ports\":[{\"host\":80,\"guest\":1},{\"host\":80,\"guest\":2}]"),
                "host port 80 is published twice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-web", "Web", "we b", "web/..", "wébe"})
    void notAName(String name) {
        assertThat(GuestSpec.isName(name)).isFalse();
    }

    @Test
    void grace() throws IOException, Malformed {
        GuestFolder folder = new GuestFolder(dir);
        assertThat(folder.stopGrace()).isZero();
        assertThat(folder.stopAsked()).isFalse();
        folder.writeStop(Duration.ofMillis(1234));
        assertThat(folder.stopGrace()).isEqualTo(Duration.ofMillis(1234));
        assertThat(folder.stopAsked()).isTrue();
    }

    /// Too long is long, not none.
    @Test
    void graceIsBounded() throws IOException, Malformed {
        GuestFolder folder = new GuestFolder(dir);
        folder.writeStop(Duration.ofSeconds(Long.MAX_VALUE));
        assertThat(folder.stopGrace()).isEqualTo(GuestFolder.MAX_GRACE);
        folder.writeStop(Duration.ofSeconds(-1));
        assertThat(folder.stopGrace()).isZero();
        Files.writeString(dir.resolve("stop.json"), "{\"graceMillis\":" + Long.MAX_VALUE / 4096 + "}");
        assertThat(folder.stopGrace()).isEqualTo(GuestFolder.MAX_GRACE);
    }

    @Test
    void aProcessIsKnownByItsStart() throws IOException, InterruptedException {
        Process process = new ProcessBuilder("sleep", "60").start();
        ProcessIdentity identity = ProcessIdentity.of(process.pid());
        ProcessIdentity sameNumber = new ProcessIdentity(process.pid(), identity.startTicks() - 1, identity.bootId());
        ProcessIdentity otherBoot = new ProcessIdentity(process.pid(), identity.startTicks(), "other");

        assertThat(identity.alive()).isTrue();
        assertThat(sameNumber.alive()).isFalse();
        assertThat(otherBoot.alive()).isFalse();
        sameNumber.kill();
        assertThat(process.isAlive()).isTrue();
        identity.kill();
        process.waitFor();
        assertThat(identity.alive()).isFalse();
        assertThat(identity.cpuSeconds()).isZero();
    }

    private static void assertMalformed(String json, String sentence) {
        assertThatThrownBy(() -> GuestSpec.fromJson(JsonFields.parse("guest.json", json.getBytes(UTF_8), 8)))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining(sentence);
    }

    private static JsonFields reread(JsonObject json) throws Malformed {
        return JsonFields.parse("test", json.compact().getBytes(UTF_8), 8);
    }
}
