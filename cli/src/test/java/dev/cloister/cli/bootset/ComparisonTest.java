package dev.cloister.cli.bootset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.cli.bootset.Comparison.Cause;
import dev.cloister.cli.bootset.Comparison.Part;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    private static final String OLD = "5a".repeat(32);
    private static final String NEW = "6b".repeat(32);

    private static Comparison with(String... pairs) throws Exception {
        String changed = ManifestTest.GOOD;
        for (int i = 0; i < pairs.length; i += 2) {
            assertThat(changed).contains(pairs[i]);
            changed = changed.replace(pairs[i], pairs[i + 1]);
        }
        return Comparison.of(ManifestTest.parse(ManifestTest.GOOD), ManifestTest.parse(changed));
    }

    private static List<String> differing(Comparison comparison) {
        return comparison.parts().stream()
                .filter(part -> !part.same())
                .map(Part::name)
                .toList();
    }

    private static List<String> causes(Comparison comparison, String part) {
        return comparison.causesOf(new Part(part, "", "x")).stream()
                .map(Cause::name)
                .toList();
    }

    @Test
    void equalSetsAreEqual() throws Exception {
        Comparison same = with();

        assertThat(same.same()).isTrue();
        assertThat(same.causes()).isEmpty();
        assertThat(same.lines()).hasSize(5).allMatch(line -> line.startsWith("  same"));
    }

    @Test
    void aSecurityUpdateIsNamedWithBothVersions() throws Exception {
        Comparison updated = with(
                "\"initrd\": {\"sha256\": \"" + OLD,
                "\"initrd\": {\"sha256\": \"" + NEW,
                "3.0.22-1~deb12u2\", \"size\": 5,\n   \"sha256\": \"" + OLD,
                "3.0.23-1~deb12u1\", \"size\": 5,\n   \"sha256\": \"" + NEW);

        assertThat(differing(updated)).containsExactly("initrd");
        assertThat(updated.causes())
                .containsExactly(
                        new Cause("input", "libssl3 deb", "3.0.22-1~deb12u2", "3.0.23-1~deb12u1", List.of("initrd")));
        assertThat(updated.lines()).contains("             input libssl3 deb: 3.0.22-1~deb12u2 -> 3.0.23-1~deb12u1");
        assertThat(updated.sameMeasurement("emulated")).isFalse();
        assertThat(updated.sameMeasurement("hardware")).isFalse();
    }

    /// The kernel's package has its version in its name.
    @Test
    void twoKernelsAreOneCause() throws Exception {
        Comparison updated = with(
                "\"kernel\": {\"sha256\": \"" + OLD,
                "\"kernel\": {\"sha256\": \"" + NEW,
                "linux-image-6.12.117-cloud",
                "linux-image-6.12.118-cloud",
                "6.12.117-1\",\n   \"size\": 5, \"sha256\": \"" + OLD,
                "6.12.118-1\",\n   \"size\": 5, \"sha256\": \"" + NEW);

        assertThat(updated.causes()).singleElement().satisfies(cause -> {
            assertThat(cause.name()).isEqualTo("linux-image deb");
            assertThat(cause.a() + " " + cause.b()).isEqualTo("6.12.117-1 6.12.118-1");
            assertThat(cause.parts()).containsExactly("initrd", "vmlinuz");
        });
        assertThat(causes(updated, "vmlinuz")).containsExactly("linux-image deb");
        assertThat(causes(updated, "firmware.fd")).isEmpty();
    }

    @Test
    void aCommandLineIsAProfileOfItsOwn() throws Exception {
        Comparison changed = with("quiet fast", "quiet faster");

        assertThat(differing(changed)).containsExactly("cmdline emulated");
        assertThat(changed.sameMeasurement("emulated")).isFalse();
        assertThat(changed.sameMeasurement("hardware")).isTrue();
    }

    @Test
    void recipesAndAgentAreCausesToo() throws Exception {
        Comparison changed = with(
                "\"initrd\": {\"sha256\": \"" + OLD,
                "\"initrd\": {\"sha256\": \"" + NEW,
                "\"init\", \"stage\": \"initrd\", \"sha256\": \"" + OLD,
                "\"init\", \"stage\": \"initrd\", \"sha256\": \"" + NEW,
                "agent-0.1.0.jar\", \"sha256\": \"" + OLD,
                "agent-0.1.0.jar\", \"sha256\": \"" + NEW);

        assertThat(causes(changed, "initrd")).containsExactly("init", "agent-0.1.0.jar");
    }

    /// Equal causes and unequal bytes: the build did not repeat itself.
    @Test
    void whatNothingExplainsIsSaid() throws Exception {
        Comparison changed = with("\"initrd\": {\"sha256\": \"" + OLD, "\"initrd\": {\"sha256\": \"" + NEW);

        assertThat(changed.causes()).isEmpty();
        assertThat(changed.lines()).anyMatch(line -> line.contains("did not repeat itself"));
    }

    @Test
    void itsJsonHasTheDocumentedMembers() throws Exception {
        var json = with("quiet fast", "quiet faster").toJson().fields("comparison");

        assertThat(json.names()).containsExactly("same", "measurements", "parts", "causes");
        assertThat(json.object("measurements").flag("hardware")).isTrue();
        assertThat(json.objects("parts").getLast().names()).containsExactly("name", "a", "b", "same");
    }
}
