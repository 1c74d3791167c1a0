package dev.cloister.agent.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.bytes.Malformed;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageConfigTest {
    @Test
    void entrypointAndCommandAreOneListOfArguments() throws Malformed {
        ImageConfig config = parse("""
                {"architecture":"amd64","config":{"Entrypoint":["/docker-entrypoint.sh"],"Cmd":["nginx","-g","daemon off;"],
                "Env":["PATH=/usr/bin","EMPTY=","X=a=b"],"User":"www","WorkingDir":"/srv","Labels":{"a":"b"},
                "ExposedPorts":{"80/tcp":{}},"Healthcheck":{"Interval":1.5}},"history":[{"empty_layer":true}]}""");
        assertThat(config.arguments()).containsExactly("/docker-entrypoint.sh", "nginx", "-g", "daemon off;");
        assertThat(config.environment()).containsExactly("PATH=/usr/bin", "EMPTY=", "X=a=b");
        assertThat(config.user()).isEqualTo("www");
        assertThat(config.workingDirectory()).isEqualTo("/srv");
    }

    @Test
    void whatIsAbsentOrNullHasDockersDefault() throws Malformed {
        ImageConfig plain = new ImageConfig(List.of("sh"), List.of(), "", "/");
        assertThat(parse("{\"config\":{\"Cmd\":[\"sh\"]}}")).isEqualTo(plain);
        assertThat(parse("""
                {"config":{"Cmd":["sh"],"Entrypoint":null,"Env":null,"User":null,"WorkingDir":null}}""")).isEqualTo(plain);
        assertThat(parse("{\"config\":{\"Entrypoint\":[\"sh\"],\"Cmd\":[],\"WorkingDir\":\"\"}}"))
                .isEqualTo(plain);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | ImageConfig.config",
                "{\"config\":{}} | Entrypoint",
                "{\"config\":{\"Cmd\":[]}} | Entrypoint",
                "{\"config\":{\"Cmd\":[\"\"]}} | empty text",
                "{\"config\":{\"Cmd\":\"sh\"}} | Cmd",
                "{\"config\":{\"Cmd\":[1]}} | Cmd",
                "{\"config\":{\"Cmd\":[\"a\\u0000b\"]}} | zero character",
                "{\"config\":{\"Cmd\":[\"sh\"],\"User\":\"a\\u0000\"}} | zero character",
                "{\"config\":{\"Cmd\":[\"sh\"],\"Env\":[\"A\"]}} | NAME=value",
                "{\"config\":{\"Cmd\":[\"sh\"],\"Env\":[\"=b\"]}} | NAME=value",
                "{\"config\":{\"Cmd\":[\"sh\"],\"WorkingDir\":\"srv\"}} | absolute",
                "{\"config\":{\"Cmd\":[\"sh\"]},\"config\":{}} | config",
                "[] | object",
                "{\"config\":{\"Cmd\":[\"sh\"]}}x | ImageConfig"
            })
    void anythingElseIsRefused(String text, String message) {
        assertThatThrownBy(() -> parse(text)).isInstanceOf(Malformed.class).hasMessageContaining(message);
    }

    @Test
    void aConfigCutAnywhereIsRefused() {
        String good = "{\"config\":{\"Cmd\":[\"sh\"],\"Env\":[\"A=b\"],\"User\":\"x\"}}";
        for (int length = 0; length < good.length(); length++) {
            String cut = good.substring(0, length);
            assertThatThrownBy(() -> parse(cut)).isInstanceOf(Malformed.class);
        }
    }

    private static ImageConfig parse(String text) throws Malformed {
        return ImageConfig.parse(text.getBytes(StandardCharsets.UTF_8));
    }
}
