package dev.cloister.cli.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.appraisal.Rule;
import dev.cloister.evidence.appraisal.SnpRules;
import dev.cloister.evidence.appraisal.TrustPolicy;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrustPolicyYamlTest {
    private static TrustPolicy parse(String text) throws Malformed {
        return TrustPolicyYaml.parse("policy.yaml", text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void replacesOnlyTheRulesThatAreWritten() throws Malformed {
        TrustPolicy policy = parse("""
                name: lab
                extends: strict-1
                snp:
                  debug: anything
                  vmpl: {exactly: 1}
                """);

        assertThat(policy)
                .isEqualTo(TrustPolicy.strict1()
                        .with(SnpRules.DEBUG, new Rule.Anything<>())
                        .with(SnpRules.VMPL, new Rule.Exactly<>(1L))
                        .named("lab"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    debugg: anything        | line 4, column 11: debugg
                    debug: whatever         | line 4, column 10: debug
                    debug: {exacty: false}  | line 4, column 10: debug
                    debug: {exactly: 3}     | line 4, column 10: debug
                    root: {one-of: []}      | line 4, column 9: root
                    """)
    void refusesTypingErrorsWithTheirPlace(String rule, String place) {
        assertThatThrownBy(() -> parse("name: lab\nextends: strict-1\nsnp:\n  " + rule + "\n"))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining(place);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"strict-1", "Lab", "our cloud"})
    void hasANameOfItsOwn(String name) {
        assertThatThrownBy(() -> parse("name: " + name + "\nextends: strict-1\nsnp: {debug: anything}\n"))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining("line 1, column 7: name");
        assertThatThrownBy(() -> parse("name: " + name + "\nextends: strict-1\nsnp: {}\n"))
                .isInstanceOf(Malformed.class);
    }

    @Test
    void mustSayWhatItExtends() {
        assertThatThrownBy(() -> parse("name: lab\nsnp:\n  debug: anything\n"))
                .hasMessage("policy.yaml line 1, column 1: extends: missing");
        assertThatThrownBy(() -> parse("name: lab\nextends: lax\nsnp: {debug: anything}\n"))
                .hasMessageContaining("line 2, column 10");
    }
}
