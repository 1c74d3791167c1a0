package dev.cloister.cli.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.bytes.Malformed;
import dev.cloister.workload.ConfidentialContainer;
import dev.cloister.workload.ConfidentialContainer.BrokerChoice;
import dev.cloister.workload.ConfidentialContainer.Port;
import dev.cloister.workload.WorkloadPolicy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContainerYamlTest {
    private static final String WHOLE = """
            apiVersion: cloister.dev/v1alpha1
            kind: ConfidentialContainer
            metadata: {name: web}
            spec:
              image: oci:samples/web
              offering: confidential-vm
              resources: {cpus: 2, memory: 512Mi}
              ports: [{guest: 80, host: 8080}]
              secrets: [{name: db-password, resource: "kbs:///web/password/1"}]
              broker: {url: "http://127.0.0.1:8743", audience: home, keys: auto}
              trustPolicy: strict-1
              workloadPolicy: {exec: deny, logs: owner, signals: [TERM, KILL]}
            """;

    private static final String LEAST = """
            apiVersion: cloister.dev/v1alpha1
            kind: ConfidentialContainer
            metadata: {name: web}
            spec: {image: web, offering: confidential-vm, trustPolicy: strict-1}
            """;

    private static ConfidentialContainer parse(String text) throws Malformed {
        return ContainerYaml.parse("app.yaml", text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void readsEveryField() throws Malformed {
        ConfidentialContainer container = parse(WHOLE);

        assertThat(container.name()).isEqualTo("web");
        assertThat(container.image()).isEqualTo("oci:samples/web");
        assertThat(container.cpus()).isEqualTo(2);
        assertThat(container.memory().mebibytes()).isEqualTo(512);
        assertThat(container.ports()).containsExactly(new Port(80, 8080));
        assertThat(container.secrets().getFirst().resource().text()).isEqualTo("web/password/1");
        assertThat(container.broker()).isInstanceOf(BrokerChoice.Named.class);
        assertThat(container.trustPolicy()).isEqualTo("strict-1");
        assertThat(container.workloadPolicy()).isEqualTo(WorkloadPolicy.USUAL);
    }

    @Test
    void readsTheSampleThatShowsEveryField() throws IOException, Malformed {
        ConfidentialContainer sample =
                ContainerYaml.read(Path.of(System.getProperty("cloister.root"), "samples/web/app.yaml"));

        assertThat(sample.ports()).containsExactly(new Port(80, 8080));
        assertThat(sample.trustPolicy()).isEqualTo("emulated");
    }

    @Test
    void hasDefaultsThatGiveNothingAway() throws Malformed {
        ConfidentialContainer container = parse(LEAST);

        assertThat(container.ports()).isEmpty();
        assertThat(container.secrets()).isEmpty();
        assertThat(container.broker()).isEqualTo(new BrokerChoice.Home());
        assertThat(container.workloadPolicy()).isEqualTo(WorkloadPolicy.USUAL);
    }

    @ParameterizedTest(name = "{0} for {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    trustPolcy: strict-1        | trustPolicy: strict-1             | line 11, column 3: trustPolcy: unknown member; is trustPolicy meant?
                    memory: 512MB               | memory: 512Mi                     | line 7, column 32
                    cpus: two                   | cpus: 2                           | line 7, column 21
                    {guest: 80, host: 80800}    | {guest: 80, host: 8080}           | line 8, column 29
                    {guest: 80}                 | {guest: 80, host: 8080}           | line 8, column 11: host: missing
                    kind: Container             | kind: ConfidentialContainer       | line 2, column 7: kind
                    exec: alow                  | exec: deny                        | line 12, column 26
                    signals: [TERM, TERM]       | signals: [TERM, KILL]             | listed twice
                    keys: some                  | keys: auto                        | line 10, column 64
                    kbs://host/web/password/1   | kbs:///web/password/1             | line 9, column
                    metadata: {name: Web}       | metadata: {name: web}             | line 3, column 18
                    metadata: [name]            | metadata: {name: web}             | needs a mapping
                    image: &a oci:samples/web   | image: oci:samples/web            | anchors
                    offering: enclave           | offering: confidential-vm         | line 6, column 13
                    """)
    void refusesWithLineAndColumn(String wrong, String right, String place) {
        String text = WHOLE.replace(right, wrong);
        assertThat(text).isNotEqualTo(WHOLE);

        assertThatThrownBy(() -> parse(text)).isInstanceOf(Malformed.class).hasMessageContaining(place);
    }

    @Test
    void refusesWhatIsUnknownOrTwice() {
        assertThatThrownBy(() -> parse(WHOLE + "extra: 1\n"))
                .hasMessage("app.yaml line 13, column 1: extra: unknown member");
        assertThatThrownBy(() -> parse(WHOLE.replace("  offering:", "  image: other\n  offering:")))
                .hasMessage("app.yaml line 6, column 3: image: given twice");
    }

    @Test
    void refusesWhatIsNoYaml() {
        for (String text : List.of("", "a: [", "a: b: c", "---\na: 1\n---\nb: 2\n", "\t- x", "{")) {
            assertThatThrownBy(() -> parse(text)).isInstanceOf(Malformed.class).hasMessageContaining("line");
        }
        assertThatThrownBy(() -> ContainerYaml.parse("app.yaml", new byte[] {(byte) 0xff, 1}))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining("UTF-8");
    }

    @Test
    void refusesEveryTruncation() {
        for (int length = 0; length < WHOLE.length() - 1; length++) {
            String cut = WHOLE.substring(0, length);
            // A cut within the last required value or behind it gives another document, not a broken one.
            if (!cut.contains("trustPolicy: s")) {
                assertThatThrownBy(() -> parse(cut))
                        .as("first %d characters", length)
                        .isInstanceOf(Malformed.class);
            }
        }
    }
}
