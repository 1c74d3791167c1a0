package dev.cloister.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ArrowsTest {
    private static final String[] SECRET = {"dev.cloister.bytes.Secret", "public class Secret {}"};

    @Test
    void anArrowOfTheDesignIsFine() {
        var classes = Fixture.compile(
                SECRET[0], SECRET[1], "dev.cloister.evidence.Good", "class Good { dev.cloister.bytes.Secret s; }");
        assertThat(Arrows.unknown(classes)).isEmpty();
        assertThat(Arrows.cycles(classes)).isEmpty();
    }

    @Test
    void anArrowUpwardsIsRefused() {
        var classes = Fixture.compile(
                "dev.cloister.broker.Store", "public class Store { public static void open() {} }",
                "dev.cloister.cli.Bad", "class Bad { void go() { dev.cloister.broker.Store.open(); } }");
        assertThat(Arrows.unknown(classes))
                .containsExactly("dev.cloister.cli.Bad uses dev.cloister.broker.Store: no arrow cli -> broker");
    }

    @Test
    void aTypeNamedOnlyInASignatureCounts() {
        var classes = Fixture.compile(
                "dev.cloister.agent.Guest",
                "public class Guest {}",
                "dev.cloister.bytes.Bad",
                "interface Bad { java.util.List<dev.cloister.agent.Guest> all(); }");
        assertThat(Arrows.unknown(classes)).hasSize(1);
    }

    @Test
    void aModuleThatTheDesignDoesNotHaveIsRefused() {
        var classes = Fixture.compile("dev.cloister.common.Thing", "class Thing {}");
        assertThat(Arrows.unknown(classes))
                .containsExactly("dev.cloister.common.Thing: the design has no module common");
    }

    @Test
    void aCycleOfPackagesIsRefusedOnce() {
        var classes = Fixture.compile(
                "dev.cloister.evidence.One", "public class One { dev.cloister.evidence.snp.Two two; }",
                "dev.cloister.evidence.snp.Two", "public class Two { dev.cloister.evidence.tdx.Three three; }",
                "dev.cloister.evidence.tdx.Three", "public class Three { dev.cloister.evidence.One one; }",
                "dev.cloister.evidence.sgx.Four", "public class Four { dev.cloister.evidence.One one; }");
        assertThat(Arrows.cycles(classes))
                .singleElement()
                .asString()
                .contains("dev.cloister.evidence.tdx.Three uses dev.cloister.evidence.One")
                .doesNotContain("Four");
    }

    @Test
    void theAgentMayNotAppraise() {
        var classes = Fixture.compile(
                "dev.cloister.evidence.appraisal.Verdict", "public interface Verdict {}",
                "dev.cloister.agent.Bad", "class Bad { dev.cloister.evidence.appraisal.Verdict verdict; }");
        assertThat(Arrows.agentAppraises(classes)).hasSize(1);
    }

    @Test
    void theMachineMayNotHoldASecret() {
        var classes = Fixture.compile(
                SECRET[0],
                SECRET[1],
                "dev.cloister.machine.Bad",
                "class Bad { Object make() { return new dev.cloister.bytes.Secret(); } }",
                "dev.cloister.agent.Good",
                "class Good { Object make() { return new dev.cloister.bytes.Secret(); } }");
        assertThat(Arrows.secretsOutside(classes))
                .containsExactly("dev.cloister.machine.Bad uses dev.cloister.bytes.Secret");
    }

    @Test
    void theBrokerMayNotNameADevice() {
        var classes = Fixture.compile(
                "dev.cloister.broker.Bad", "class Bad { String path() { return \"/dev/sev-guest\"; } }",
                "dev.cloister.agent.Good", "class Good { String path() { return \"/dev/sev-guest\"; } }");
        assertThat(Arrows.brokerDevices(classes)).containsExactly("dev.cloister.broker.Bad names /dev/sev-guest");
    }

    @Test
    void theAgentRequiresOnlyJavaBase() {
        assertThat(Arrows.descriptors(
                        Fixture.compile("module-info", "module dev.cloister.agent { requires java.net.http; }")))
                .containsExactly("agent requires java.net.http");
        assertThat(Arrows.descriptors(
                        Fixture.compile("module-info", "module dev.cloister.broker { requires java.net.http; }")))
                .isEmpty();
    }
}
