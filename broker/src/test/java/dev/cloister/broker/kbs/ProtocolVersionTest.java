package dev.cloister.broker.kbs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProtocolVersionTest {
    /// A patch, a trial version or a build changes no message.
    @ParameterizedTest
    @ValueSource(strings = {"0.4.0", "0.4.1", "0.4.99999", "0.4.0+build.7", "0.4.0-rc1", "0.4.2-rc.1+x"})
    void everyMemberOfTheFamilyIsServed(String version) {
        assertThat(ProtocolVersion.objection(version)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.1.0", "0.1.1", "0.2.0", "0.3.0", "0.5.0", "1.0.0", "1.4.0", "0.40.0"})
    void aForeignVersionHearsWhatIsServed(String version) {
        assertThat(ProtocolVersion.objection(version))
                .hasValue("KBS Client Protocol Version Mismatch: the request is " + version
                        + ", this broker serves 0.4.0 and every other 0.4");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "0.4", " 0.4.0", "0.4.0 ", "=0.4.0", "v0.4.0", "0.04.0", "0.4.0.0", "0.4.x", "0.4.0+", "0.4.0-é"
            })
    void whatIsNoVersionIsSaidSo(String text) {
        assertThat(ProtocolVersion.objection(text).orElseThrow()).startsWith("failed to parse KBS version");
    }

    @Test
    void aLongTextIsCut() {
        assertThat(ProtocolVersion.objection("9".repeat(10_000)).orElseThrow()).hasSizeLessThan(200);
    }
}
