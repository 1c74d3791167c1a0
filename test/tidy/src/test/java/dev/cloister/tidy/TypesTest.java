package dev.cloister.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TypesTest {

    @Test
    void vagueEndingsAreRefusedEvenInside() {
        var classes = Fixture.compile(
                "dev.cloister.image.LayerManager", "class LayerManager {}",
                "dev.cloister.image.Layers", "class Layers { static class TarUtils {} Object o = new Object() {}; }");
        assertThat(Types.vagueNames(classes))
                .containsExactlyInAnyOrder(
                        "dev.cloister.image.LayerManager: \"Manager\" says nothing",
                        "dev.cloister.image.Layers$TarUtils: \"Utils\" says nothing");
    }

    @Test
    void namesOfASpecificationStay() {
        var classes = Fixture.compile(
                "dev.cloister.workload.InitData", "class InitData {}",
                "dev.cloister.evidence.snp.PlatformInfo", "class PlatformInfo {}",
                "dev.cloister.evidence.UnknownInitData", "class UnknownInitData {}");
        assertThat(Types.vagueNames(classes)).isEmpty();
    }

    @Test
    void aRecordWithAByteArrayIsRefused() {
        var classes = Fixture.compile("dev.cloister.broker.Row", "record Row(int id, byte[] key, int[] sizes) {}");
        assertThat(Types.arraysInRecords(classes))
                .containsExactly("dev.cloister.broker.Row.key is a byte[]; use Bytes or Secret");
    }

    @Test
    void exceptionsOtherThanMalformedAreRefused() {
        var classes = Fixture.compile(
                "dev.cloister.bytes.Malformed", "public class Malformed extends Exception {}",
                "dev.cloister.image.Broken", "class Broken extends dev.cloister.bytes.Malformed {}",
                "dev.cloister.image.Lost",
                        "class Lost extends java.io.UncheckedIOException {"
                                + " Lost() { super(new java.io.IOException()); } }",
                "dev.cloister.image.Fine", "class Fine extends Thread {}");
        assertThat(Types.exceptions(classes))
                .containsExactlyInAnyOrder(
                        "dev.cloister.image.Broken is an exception type; only Malformed is",
                        "dev.cloister.image.Lost is an exception type; only Malformed is");
    }

    @Test
    void publicTypesAreCounted() {
        var classes = Fixture.compile(
                "dev.cloister.image.Image", "public class Image { public static class Open {} static class Shut {} }",
                "dev.cloister.bytes.One", "public class One {}",
                "dev.cloister.bytes.Two", "class Two {}",
                "dev.cloister.bytes.Three", "class Three {}");
        assertThat(Types.publicShare(classes)).containsExactly("image: 2 of 3 types are public");
        assertThat(Types.crowdedPackages(classes, 2)).containsExactly("dev.cloister.bytes has 3 types");
    }
}
