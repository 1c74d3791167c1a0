package dev.cloister.agent.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.agent.container.RuntimeConfig.Bind;
import dev.cloister.bytes.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class RuntimeConfigTest {
    private static final Bind HOSTS = new Bind("/run/cloister/bundle/hosts", "/etc/hosts", List.of());
    private static final Bind SECRETS =
            new Bind("/run/cloister/bundle/secrets", "/run/secrets", List.of("ro", "nosuid", "nodev", "noexec"));

    @Test
    void rootGetsDockersCapabilities() throws IOException {
        ImageConfig image = new ImageConfig(List.of("/bin/httpd", "-f"), List.of(), "", "/");
        Account root = new Account(0, 0, List.of(), "/root");
        assertThat(config(image, root, List.of(HOSTS)).pretty()).isEqualTo(golden("root.json"));
    }

    @Test
    void anotherUserHasNoneInEffect() throws IOException {
        ImageConfig image =
                new ImageConfig(List.of("/bin/httpd"), List.of("A=b", "PATH=/opt", "HOME=/h", "A=c"), "web", "/www");
        Account web = new Account(1000, 1001, List.of(4L, 50L), "/home/web");
        assertThat(config(image, web, List.of(HOSTS, SECRETS)).pretty()).isEqualTo(golden("user.json"));
    }

    private static JsonObject config(ImageConfig image, Account account, List<Bind> binds) {
        return RuntimeConfig.of(image, account, "/run/cloister/root", "d940b538b1d5", binds);
    }

    private static String golden(String name) throws IOException {
        try (InputStream in = RuntimeConfigTest.class.getResourceAsStream(name)) {
            return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
