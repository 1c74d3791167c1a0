package dev.cloister.cli.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Secret;
import dev.cloister.cli.drill.attack.ForgedTls;
import dev.cloister.cli.drill.attack.Wire;
import dev.cloister.cli.home.BrokerClient;
import dev.cloister.protocol.Header;
import dev.cloister.protocol.guest.Reply;
import dev.cloister.protocol.guest.Request;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A host that ends TLS: who takes its certificate is heard, and the owner's client does not.
class ForgedTlsTest {
    private static final Reply ANSWER = new Reply(200, List.of(new Header("X-Of", "broker")), Bytes.utf8("answer"));

    @TempDir
    private Path folder;

    @Test
    void hearsWhoTakesItsCertificate() throws Exception {
        try (ForgedTls host = ForgedTls.open(folder.resolve("key"), (request, broker) -> ANSWER, request -> ANSWER);
                Wire careless = new Wire(host.url(), host.taken())) {
            Request said =
                    new Request("POST", "/kbs?a=b", List.of(new Header("X-Of", "guest")), Bytes.utf8("evidence"));

            Reply answer = careless.send(said);

            assertThat(answer.body()).isEqualTo(ANSWER.body());
            assertThat(host.heard().getFirst().target()).isEqualTo(said.target());
            assertThat(host.heard().getFirst().body()).isEqualTo(said.body());
        }
    }

    @Test
    void theOwnersClientTellsItNothing() throws Exception {
        try (ForgedTls host = ForgedTls.open(folder.resolve("key"), (request, broker) -> ANSWER, request -> ANSWER);
                Secret key = Secret.random(32)) {
            BrokerClient owner = new BrokerClient("http://127.0.0.1:1", Optional.empty()).at(host.url());

            assertThatThrownBy(() -> owner.storeResource("a/b/c", key))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("shows no certificate that this machine trusts")
                    .hasMessageContaining("trustStore");
            assertThat(host.heard()).isEmpty();
        }
    }
}
