package dev.cloister.cli.bootset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.bytes.JsonFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What CycloneDX 1.6 (ECMA-424) requires of a bill, and what its reader needs.
class SbomTest {
    /// Component types of the standard.
    private static final Set<String> TYPES = Set.of(
            "application",
            "framework",
            "library",
            "container",
            "platform",
            "operating-system",
            "device",
            "device-driver",
            "firmware",
            "file",
            "machine-learning-model",
            "data",
            "cryptographic-asset");

    private static JsonFields bill() throws Exception {
        return Sbom.of(ManifestTest.parse(ManifestTest.GOOD)).fields("sbom");
    }

    private static List<JsonFields> components() throws Exception {
        List<JsonFields> all = new ArrayList<>(bill().objects("components"));
        all.addAll(bill().object("metadata").object("tools").objects("components"));
        all.add(bill().object("metadata").object("component"));
        return all;
    }

    private static JsonFields named(String name) throws Exception {
        for (JsonFields component : components()) {
            if (component.text("name").equals(name)) {
                return component;
            }
        }
        throw new AssertionError("no component " + name);
    }

    @Test
    void saysWhatItIs() throws Exception {
        JsonFields bill = bill();

        assertThat(bill.text("bomFormat")).isEqualTo("CycloneDX");
        assertThat(bill.text("specVersion")).isEqualTo("1.6");
        assertThat(bill.text("serialNumber"))
                .matches("urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
        assertThat(bill.number("version")).isEqualTo(1);
    }

    @Test
    void eachComponentHasTypeNameDigestAndAReferenceOfItsOwn() throws Exception {
        List<String> references = new ArrayList<>();
        for (JsonFields component : components()) {
            assertThat(component.text("type")).isIn(TYPES);
            assertThat(component.text("name")).isNotBlank();
            JsonFields hash = component.objects("hashes").getFirst();
            assertThat(hash.text("alg")).isEqualTo("SHA-256");
            assertThat(hash.text("content")).matches("[0-9a-f]{64}");
            references.add(component.text("bom-ref"));
        }
        assertThat(references).doesNotHaveDuplicates();
    }

    @Test
    void toolsAreNotAmongWhatBoots() throws Exception {
        assertThat(bill().objects("components"))
                .extracting(component -> component.text("name"))
                .contains("libssl3", "edk2", "jdk", "agent-0.1.0.jar", "initrd")
                .doesNotContain("gcc-12");
        assertThat(bill().object("metadata").object("tools").objects("components"))
                .extracting(component -> component.text("name"))
                .containsExactly("gcc-12");
    }

    @Test
    void packagesAreNamedAsScannersNameThem() throws Exception {
        assertThat(named("edk2").text("purl")).isEqualTo("pkg:deb/debian/edk2@2025.02-8%2Bdeb13u1?arch=source");
        JsonFields libssl = named("libssl3");
        assertThat(libssl.text("purl")).isEqualTo("pkg:deb/debian/libssl3@3.0.22-1~deb12u2?arch=amd64");
        assertThat(libssl.objects("licenses"))
                .extracting(licence -> licence.object("license").text("name"))
                .containsExactly("Apache-2.0", "Artistic");
    }

    @Test
    void everyDependencyIsAComponent() throws Exception {
        List<String> references = new ArrayList<>();
        for (JsonFields component : components()) {
            references.add(component.text("bom-ref"));
        }
        for (JsonFields dependency : bill().objects("dependencies")) {
            assertThat(references).contains(dependency.text("ref"));
            assertThat(references).containsAll(dependency.texts("dependsOn"));
        }
        assertThat(bill().objects("dependencies").getLast().texts("dependsOn"))
                .containsExactly("deb/libssl3", "deb/linux-image-6.12.117-cloud", "jdk/jdk", "agent/agent-0.1.0.jar");
    }

    @Test
    void equalSetsHaveEqualBills() throws Exception {
        assertThat(bill().whole()).isEqualTo(bill().whole());
    }
}
