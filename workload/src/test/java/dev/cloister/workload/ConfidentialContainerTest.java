package dev.cloister.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.bytes.Malformed;
import dev.cloister.workload.ConfidentialContainer.BrokerChoice;
import dev.cloister.workload.ConfidentialContainer.Memory;
import dev.cloister.workload.ConfidentialContainer.Offering;
import dev.cloister.workload.ConfidentialContainer.Port;
import dev.cloister.workload.ConfidentialContainer.RootKeys;
import dev.cloister.workload.ConfidentialContainer.SecretFile;
import dev.cloister.workload.WorkloadPolicy.Exec;
import dev.cloister.workload.WorkloadPolicy.Logs;
import dev.cloister.workload.WorkloadPolicy.Signal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfidentialContainerTest {

    @Test
    void holdsWhatWasAskedFor() {
        ConfidentialContainer web = container("web", 1);
        assertThat(web.memory()).hasToString("1Gi");
        assertThat(web.offering().word()).isEqualTo("confidential-vm");
        assertThatIllegalArgumentException().isThrownBy(() -> container("Web", 1));
        assertThatIllegalArgumentException().isThrownBy(() -> container("web", 0));
    }

    private static ConfidentialContainer container(String name, int cpus) {
        return new ConfidentialContainer(
                name,
                "oci:samples/web",
                Offering.CONFIDENTIAL_VM,
                cpus,
                new Memory(1024),
                List.of(new Port(80, 8080)),
                List.of(new SecretFile("db-password", new ResourcePath("web/password/1"))),
                new BrokerChoice.Named("http://127.0.0.1:8743", "home", new RootKeys.Auto()),
                "strict-1",
                WorkloadPolicy.USUAL);
    }

    @ParameterizedTest
    @CsvSource({"384Mi, 384", "512Mi, 512", "1Gi, 1024", "64Gi, 65536"})
    void readsMemory(String text, int mebibytes) throws Malformed {
        assertThat(Memory.parse("app.yaml", "spec.resources.memory", text)).isEqualTo(new Memory(mebibytes));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "Mi", "1", "1G", "1GB", "1gi", "-1Gi", "01Gi", "1.5Gi", "1 Gi", "383Mi", "65Gi", "99999999Mi"
            })
    void refusesMemory(String text) {
        assertThatThrownBy(() -> Memory.parse("app.yaml", "spec.resources.memory", text))
                .isInstanceOf(Malformed.class)
                .hasMessageStartingWith("app.yaml.spec.resources.memory: must be ");
    }

    @Test
    void readsWords() throws Malformed {
        assertThat(Offering.parse("y", "f", "confidential-vm")).isEqualTo(Offering.CONFIDENTIAL_VM);
        assertThat(Exec.parse("y", "f", "deny")).isEqualTo(Exec.DENY);
        assertThat(Logs.parse("y", "f", "none")).isEqualTo(Logs.NONE);
        assertThat(WorkloadPolicy.parseSignals("y", "f", List.of("TERM", "HUP")))
                .containsExactly(Signal.TERM, Signal.HUP);
        assertThatThrownBy(() -> Offering.parse("y", "f", "enclave")).hasMessage("y.f: must be confidential-vm");
        assertThatThrownBy(() -> Exec.parse("y", "f", "owner")).hasMessage("y.f: must be deny");
        assertThatThrownBy(() -> Logs.parse("y", "f", "OWNER")).hasMessage("y.f: must be one of owner, none");
        assertThatThrownBy(() -> WorkloadPolicy.parseSignals("y", "f", List.of("KILL", "KILL")))
                .hasMessage("y.f: KILL is listed twice");
        assertThatThrownBy(() -> Signal.parse("y", "f", "term")).isInstanceOf(Malformed.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b/c", "default/image/key", "A-1/_x/9.tar.gz"})
    void readsResourcePaths(String text) throws Malformed {
        assertThat(ResourcePath.parse("y", "f", text)).hasToString(text);
        assertThat(ResourcePath.parseUri("y", "f", "kbs:///" + text).uri()).isEqualTo("kbs:///" + text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "a", "a/b", "a/b/c/d", "/a/b/c", "a/b/c/", "a//c", "a/../c", "a/.b/c", "a/b/c d", "a/b/ü", "a/b/c?q"
            })
    void refusesResourcePaths(String text) {
        assertThatThrownBy(() -> ResourcePath.parse("y", "f", text)).isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> ResourcePath.parseUri("y", "f", "kbs:///" + text))
                .isInstanceOf(Malformed.class);
        assertThatIllegalArgumentException().isThrownBy(() -> new ResourcePath(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"kbs://host/a/b/c", "a/b/c", "kbs+p:///a/b/c", "KBS:///a/b/c"})
    void refusesOtherUris(String uri) {
        assertThatThrownBy(() -> ResourcePath.parseUri("y", "f", uri)).isInstanceOf(Malformed.class);
    }

    @Test
    void namesAndPortsAreChecked() throws Malformed {
        assertThat(ConfidentialContainer.parseName("y", "f", "web-1")).isEqualTo("web-1");
        for (String bad : List.of("", "-a", "a-", "A", "a_b", "a.b", "x".repeat(64))) {
            assertThatThrownBy(() -> ConfidentialContainer.parseName("y", "f", bad))
                    .isInstanceOf(Malformed.class);
        }
        for (String bad : List.of("", ".", "..", "a/b", "-a", ".a")) {
            assertThatThrownBy(() -> SecretFile.parseName("y", "f", bad)).isInstanceOf(Malformed.class);
        }
        assertThatIllegalArgumentException().isThrownBy(() -> new Port(0, 80));
        assertThatIllegalArgumentException().isThrownBy(() -> new Port(80, 65536));
    }
}
