package dev.cloister.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlacesTest {
    private static final Path CHECKOUT = Path.of("/somewhere/checkout");
    private static final Path HOME = Path.of("/home", "ada");

    @Test
    void registriesAreRefused() {
        var text = new Source("pom.xml", "<url>https://repo1.maven" + ".org/maven2</url>");
        assertThat(Places.registries(List.of(text))).hasSize(1);
        assertThat(Places.registries(List.of(new Source("pom.xml", "http://maven.apache.org/POM/4.0.0"))))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cd %s/bytes",
                "see /home/%s/notes",
                "\"/home/%s/.m2\"",
                "in \"/Users/%s/notes\"",
                "/work%s/notes"
            })
    void foldersOfSomebodyAreRefused(String form) {
        String filling = form.startsWith("cd") ? CHECKOUT.toString() : form.startsWith("/work") ? "" : "ada";
        assertThat(Places.workplaces(List.of(new Source("README.md", form.formatted(filling))), CHECKOUT, HOME))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "samples/work/notes",
                "/home/",
                "/home/grace/notes",
                "/srv/home/ada/notes",
                "https://example.org/work/notes",
                "$XDG/home/x"
            })
    void otherPathsAreFine(String text) {
        assertThat(Places.workplaces(List.of(new Source("README.md", text)), CHECKOUT, HOME))
                .isEmpty();
    }
}
