package dev.cloister.evidence;

import static dev.cloister.evidence.Outcomes.verified;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonNull;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.snp.KnownReports;
import dev.cloister.evidence.snp.SnpReport;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SnpClaimsTest {
    /// The claims of a report with each signed byte changed, one after the other: a byte that no claim shows
    /// would be a field that is missing here.
    @Test
    void everySignedByteIsInSomeClaim() throws Malformed {
        byte[] report = Vectors.file("snp/genoa-v5-vcek-siena-8fd9/report.bin").array();
        JsonObject before = SnpClaims.of(SnpReport.parse(report));
        int shown = 0;
        for (int at = 0; at < 0x2a0; at++) {
            for (int bit = 0; bit < 8; bit++) {
                report[at] ^= (byte) (1 << bit);
                try {
                    assertThat(SnpClaims.of(SnpReport.parse(report)))
                            .as("bit %d of byte 0x%x", bit, at)
                            .isNotEqualTo(before);
                    shown++;
                } catch (Malformed reserved) {
                    assertThat(reserved.structure()).isEqualTo("SnpReport");
                }
                report[at] ^= (byte) (1 << bit);
            }
        }
        assertThat(shown).isGreaterThan(3000);
    }

    @Test
    void valuesAreTakenApart() throws Malformed {
        Map<String, Json> claims =
                SnpClaims.of(SnpReport.parse(KnownReports.vlekVersion3())).members();
        assertThat(claims.get("vmpl")).isEqualTo(Json.number(1));
        assertThat(claims.get("signing_key")).isEqualTo(Json.text("VLEK"));
        assertThat(claims.get("chip_id_masked")).isEqualTo(Json.flag(true));
        assertThat(claims.get("current_fw")).isEqualTo(Json.text("1.55.29"));
        assertThat(claims.get("launch_mit_vector")).isEqualTo(JsonNull.NULL);
        assertThat(((JsonObject) claims.get("reported_tcb")).members())
                .containsEntry("raw", Json.text("04000000000018d9"))
                .containsEntry("bootloader", Json.number(4))
                .containsEntry("snp", Json.number(24))
                .containsEntry("microcode", Json.number(217))
                .doesNotContainKey("fmc");
        assertThat(((JsonObject) claims.get("policy_flags")).members())
                .containsEntry("smt", Json.flag(true))
                .containsEntry("debug", Json.flag(false));
        assertThat(((JsonObject) claims.get("platform_info")).members())
                .containsEntry("alias_check_complete", Json.flag(true))
                .containsEntry("tsme_en", Json.flag(true));
    }

    @Test
    void whatTheVerifierFoundIsAClaim() throws Malformed {
        Evidence.Snp evidence = Vectors.evidence("milan-v3-vlek-aws-decd");
        JsonObject claims = SnpClaims.of(verified(new Verifier(TrustAnchors.amd(), Revocation.NOT_REQUIRED)
                .verify(evidence, Endorsements.in(evidence.certificates()), Instant.parse("2025-01-09T22:14:21Z"))));
        assertThat(((JsonObject) claims.members().get("established")).members())
                .containsEntry("product_line", Json.text("Milan"))
                .containsEntry("provider", Json.text("CN=cc-us-east-2.amazonaws.com"))
                .containsEntry("root_name", Json.text("ARK-Milan"))
                .containsEntry("emulated", Json.flag(false))
                .containsEntry("revocation_list_made", JsonNull.NULL);
    }
}
