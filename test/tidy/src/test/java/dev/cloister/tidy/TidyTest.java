package dev.cloister.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Every rule of the house, run on this checkout.
class TidyTest {
    private static final Checkout CHECKOUT = Checkout.here();
    private static final int TYPES_PER_PACKAGE = 30;

    private static List<Compiled> classes;
    private static List<Source> sources;
    private static List<Source> texts;

    @BeforeAll
    static void read() throws IOException {
        classes = CHECKOUT.classes();
        sources = CHECKOUT.sources();
        texts = CHECKOUT.texts();
        assertThat(classes).as("compiled classes").isNotEmpty();
    }

    @Test
    void modulesUseOnlyWhatTheDesignAllows() {
        assertThat(Arrows.unknown(classes)).isEmpty();
    }

    @Test
    void descriptorsRequireOnlyWhatTheDesignAllows() {
        assertThat(Arrows.descriptors(classes)).isEmpty();
    }

    @Test
    void packagesHaveNoCycles() {
        assertThat(Arrows.cycles(classes)).isEmpty();
    }

    @Test
    void theAgentCannotJudgeEvidence() {
        assertThat(Arrows.agentAppraises(classes)).isEmpty();
    }

    @Test
    void whatStartsMachinesHoldsNoSecret() {
        assertThat(Arrows.secretsOutside(classes)).isEmpty();
    }

    @Test
    void theBrokerTouchesNoDevice() {
        assertThat(Arrows.brokerDevices(classes)).isEmpty();
    }

    @Test
    void namesSaySomething() {
        assertThat(Types.vagueNames(classes)).isEmpty();
    }

    @Test
    void recordsHoldNoArrays() {
        assertThat(Types.arraysInRecords(classes)).isEmpty();
    }

    @Test
    void malformedIsTheOnlyExceptionOfOurs() {
        assertThat(Types.exceptions(classes)).isEmpty();
    }

    @Test
    void filesStaySmall() {
        assertThat(Sizes.files(sources)).isEmpty();
    }

    @Test
    void methodsStaySmall() throws IOException {
        assertThat(Sizes.methods(sources)).isEmpty();
    }

    @Test
    void everyPackageSaysWhatItIs() {
        assertThat(Sizes.packagesWithoutWords(sources)).isEmpty();
    }

    @Test
    void noFileNamesARegistry() {
        assertThat(Places.registries(texts)).isEmpty();
    }

    @Test
    void noFileNamesAWorkplace() {
        Path home = Path.of(System.getProperty("user.home"));
        assertThat(Places.workplaces(texts, CHECKOUT.root(), home)).isEmpty();
    }

    @Test
    void theParentPomStaysReadable() throws IOException {
        assertThat(Files.readAllLines(CHECKOUT.root().resolve("pom.xml"))).hasSizeLessThanOrEqualTo(400);
    }

    /// Numbers for review; a reason beats them, so they stop nothing.
    @Test
    void budgetsAreReported() {
        Types.publicShare(classes).forEach(line -> System.out.println("tidy, for review: " + line));
        Types.crowdedPackages(classes, TYPES_PER_PACKAGE)
                .forEach(line -> System.out.println("tidy, for review: " + line));
    }
}
