package dev.cloister.evidence.appraisal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.evidence.dcap.TcbStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The page for people says what the code does.
class TrustPolicyPageTest {
    private static final Path PAGE = Path.of("..", "docs", "trust-policy.md");

    static <T> String row(TrustPolicy policy, Requirement<T> requirement) {
        return "| `%s` | %s | %s | %s | `%s` |"
                .formatted(
                        requirement.member(),
                        requirement.title(),
                        requirement.field(),
                        requirement
                                .kind()
                                .show(policy.rule(requirement))
                                .replace("sha256:", "`sha256:")
                                .replaceAll("([0-9a-f]{64})", "$1`"),
                        requirement.code());
    }

    @Test
    void theTableIsStrict1() throws IOException {
        String page = Files.readString(PAGE);
        List<String> rows = Requirement.all().stream()
                .map(requirement -> row(TrustPolicy.strict1(), requirement))
                .toList();
        String table = page.substring(page.indexOf("## strict-1"));
        assertThat(table.lines().filter(line -> line.matches("\\| `[a-z].*")).toList())
                .isEqualTo(rows);
    }

    @Test
    void everyStatusOfATcbIsExplained() throws IOException {
        List<String> rows = Arrays.stream(TcbStatus.values())
                .map(status -> "| `%s` | %s | %s |".formatted(status.word(), status.meaning(), status.remedy()))
                .toList();
        assertThat(Files.readString(PAGE).lines().filter(line -> line.matches("\\| `[A-Z].*")))
                .containsExactlyElementsOf(rows);
    }
}
