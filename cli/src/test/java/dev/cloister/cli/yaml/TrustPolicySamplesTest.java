package dev.cloister.cli.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.Endorsements;
import dev.cloister.evidence.Evidence;
import dev.cloister.evidence.Revocation;
import dev.cloister.evidence.TrustAnchors;
import dev.cloister.evidence.Verification;
import dev.cloister.evidence.Verifier;
import dev.cloister.evidence.appraisal.Appraisal;
import dev.cloister.evidence.appraisal.Finding;
import dev.cloister.evidence.appraisal.ReferenceValues;
import dev.cloister.evidence.appraisal.TrustPolicy;
import dev.cloister.evidence.appraisal.Verdict;
import dev.cloister.evidence.snp.CertificateTable;
import dev.cloister.evidence.snp.SnpReport;
import dev.cloister.vectors.Shared;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The policies in `samples/trust-policies`, held against what the clouds' hosts really reported. As the lists
/// of those days are lost, the rules about revocation are the only ones that these reports may break.
class TrustPolicySamplesTest {
    private static final Path SAMPLES = Path.of("..", "samples", "trust-policies");
    private static final Verifier ARCHIVE = new Verifier(TrustAnchors.amd(), Revocation.NOT_REQUIRED);
    private static final List<String> NO_LIST = List.of("revocation-not-checked", "old-revocation-list");

    private static List<String> broken(String sample, String vector, Instant at) throws IOException, Malformed {
        TrustPolicy policy = TrustPolicyYaml.read(SAMPLES.resolve(sample + ".yaml"));
        Path folder = Shared.vector("snp").resolve(vector);
        SnpReport report = SnpReport.parse(Files.readAllBytes(folder.resolve("report.bin")));
        Bytes vek = Bytes.of(Files.readAllBytes(folder.resolve("vek.der")));
        Verification<Evidence.Snp> verification = ARCHIVE.verify(
                new Evidence.Snp(report, CertificateTable.EMPTY), Endorsements.of(List.of(vek), List.of()), at);
        ReferenceValues itself =
                new ReferenceValues(Set.of(report.measurement()), Set.of(report.hostData()), report.reportData());
        Verdict verdict = Appraisal.appraise(verification, policy, itself);
        return ((Verdict.Rejected) verdict)
                .findings().stream().map(Finding::code).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"aws", "azure"})
    void eachNamesItselfAndKeepsTheVendorsRoots(String sample) throws IOException, Malformed {
        TrustPolicy policy = TrustPolicyYaml.read(SAMPLES.resolve(sample + ".yaml"));
        assertThat(policy.name()).isEqualTo(sample);
        assertThat(policy.roots())
                .containsExactlyInAnyOrderElementsOf(TrustPolicy.strict1().roots());
    }

    @ParameterizedTest
    @CsvSource({
        "aws,milan-v3-vlek-aws-decd,2025-01-09T22:14:21Z",
        "azure,milan-v3-vcek-azure-332d,2025-03-24T19:10:28Z",
        "azure,milan-v3-vcek-azure-e382,2025-03-29T16:26:55Z",
        "azure,milan-v3-vcek-aci-49d1,2025-03-24T19:58:10Z",
        "azure,milan-v3-vcek-aci-e75e,2026-04-06T01:04:33Z",
        "azure,genoa-v3-vcek-aci-4ae0,2026-04-06T02:05:07Z",
        "azure,genoa-v3-vcek-azure-227a,2025-03-25T02:21:48Z",
        "azure,turin-v5-vcek-aci-85da,2026-04-06T01:04:33Z",
    })
    void goodReportsOfTheCloud(String sample, String vector, Instant at) throws IOException, Malformed {
        assertThat(broken(sample, vector, at)).isEqualTo(NO_LIST);
    }

    @Test
    void reportsOfAnotherKind() throws IOException, Malformed {
        assertThat(broken("azure", "milan-v3-vlek-aws-decd", Instant.parse("2025-01-09T22:14:21Z")))
                .contains("wrong-signing-key", "wrong-vmpl", "unknown-id-key");
        assertThat(broken("aws", "milan-v3-vcek-aci-49d1", Instant.parse("2025-03-24T19:58:10Z")))
                .contains("wrong-signing-key", "wrong-vmpl");
        assertThat(broken("aws", "milan-v2-vlek-aws-affb", Instant.parse("2024-06-04T21:14:27Z")))
                .contains("old-report-version", "no-alias-check");
    }
}
