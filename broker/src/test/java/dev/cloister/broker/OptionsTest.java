package dev.cloister.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {
    @Test
    void whatIsNotSaidHasADefault() {
        Options options = good("--home /h");
        assertThat(options.home()).isEqualTo(Path.of("/h"));
        assertThat(options.listen().getHostString()).isEqualTo("127.0.0.1");
        assertThat(options.listen().getPort()).isEqualTo(8743);
        assertThat(options.idle()).isZero();
        assertThat(options.audience()).isEqualTo("home");
        assertThat(options.endorsements()).isEmpty();
        assertThat(options.admin()).isEmpty();
        assertThat(options.masterKey()).isEmpty();
    }

    @Test
    void everythingCanBeSaid() {
        Options options = good("--home h --listen [::1]:0 --idle-seconds 600 --audience acme/prod --endorsements /crl");
        assertThat(options.listen().getHostString()).isEqualTo("::1");
        assertThat(options.listen().getPort()).isZero();
        assertThat(options.idle()).isEqualTo(Duration.ofMinutes(10));
        assertThat(options.audience()).isEqualTo("acme/prod");
        assertThat(options.endorsements()).contains(Path.of("/crl"));
        Options kept = good("--home h --admin owner.pem --master-key /run/master.key");
        assertThat(kept.admin()).contains(Path.of("owner.pem"));
        assertThat(kept.masterKey()).contains(Path.of("/run/master.key"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--home",
                "--listen 127.0.0.1:1",
                "--home h --listen 8743",
                "--home h --listen 127.0.0.1:65536",
                "--home h --listen 127.0.0.1:x",
                "--home h --idle-seconds -1",
                "--home h --idle-seconds soon",
                "--home h --audience a b",
                "--home h --audience ä",
                "--home h --verbose yes"
            })
    void whatMakesNoSenseIsSaid(String words) {
        assertThat(Options.parse(split(words))).isInstanceOf(Options.Parsed.Wrong.class);
    }

    private static Options good(String words) {
        return ((Options.Parsed.Good) Options.parse(split(words))).options();
    }

    private static List<String> split(String words) {
        return words.isEmpty() ? List.of() : List.of(words.split(" "));
    }
}
