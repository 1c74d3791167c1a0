package dev.cloister.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class SizesTest {

    @Test
    void filesHaveACap() {
        var good = new Source("a/src/main/java/A.java", "\n".repeat(700));
        var tall = new Source("a/src/main/java/B.java", "\n".repeat(701));
        var tallTest = new Source("a/src/test/java/ATest.java", "\n".repeat(401));
        assertThat(Sizes.files(List.of(good, tall, tallTest)))
                .containsExactly(
                        "a/src/main/java/B.java has 701 lines, more than 700",
                        "a/src/test/java/ATest.java has 401 lines, more than 400");
    }

    @Test
    void methodsHaveACap() throws IOException {
        var fits = new Source("a/src/main/java/A.java", "class A { void fits() {" + "\n".repeat(69) + "} }");
        var tall = new Source("a/src/main/java/B.java", "class B {\n B() {" + "\n".repeat(70) + "} }");
        assertThat(Sizes.methods(List.of(fits, tall)))
                .containsExactly("a/src/main/java/B.java line 2: <init> has 71 lines, more than 70");
    }

    @Test
    void packagesNeedWords() {
        var sources = List.of(
                new Source("a/src/main/java/module-info.java", ""),
                new Source("a/src/main/java/x/package-info.java", ""),
                new Source("a/src/main/java/x/A.java", ""),
                new Source("a/src/main/java/x/y/B.java", ""),
                new Source("a/src/test/java/z/BTest.java", ""));
        assertThat(Sizes.packagesWithoutWords(sources)).containsExactly("a/src/main/java/x/y has no package-info.java");
    }
}
