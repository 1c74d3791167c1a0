package dev.cloister.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonArray;
import dev.cloister.bytes.JsonNull;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.snp.CertificateTable;
import dev.cloister.evidence.snp.CertificateTable.Entry;
import dev.cloister.evidence.snp.CertificateTable.Kind;
import dev.cloister.evidence.snp.KnownReports;
import dev.cloister.evidence.snp.SnpReport;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnpJsonTest {
    private static final CertificateTable TABLE = CertificateTable.of(
            Entry.of(Kind.VCEK, Bytes.hex("0102ff")),
            Entry.of(Kind.CRL, Bytes.EMPTY),
            new Entry(UUID.fromString("ecae0c0f-9502-43b1-afa2-0ae2e0d565b6"), Bytes.hex("08")));

    private static Evidence.Snp readText(Json json) throws Malformed {
        byte[] text = json.compact().getBytes(StandardCharsets.UTF_8);
        return SnpJson.read(Json.parse("evidence", text, SnpJson.DEPTH));
    }

    /// The evidence with the report's member replaced.
    private static JsonObject with(String name, Json value) throws Malformed {
        JsonObject good = SnpJson.write(SnpReport.parse(KnownReports.vlekVersion3()), TABLE);
        SequencedMap<String, Json> report =
                new LinkedHashMap<>(((JsonObject) good.members().get("attestation_report")).members());
        report.put(name, value);
        return Json.object()
                .put("attestation_report", new JsonObject(report))
                .put("cert_chain", JsonNull.NULL)
                .build();
    }

    @Test
    void bothKnownReportsComeBack() throws Malformed {
        for (byte[] raw : List.of(KnownReports.milanVersion2(), KnownReports.vlekVersion3())) {
            SnpReport report = SnpReport.parse(raw);
            assertThat(readText(SnpJson.write(report, TABLE))).isEqualTo(new Evidence.Snp(report, TABLE));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"turin-v5-vcek-aci-85da", "genoa-v5-vcek-siena-8fd9", "parse-v3-svsm-doc", "parse-v2-lit-9473"})
    void reportsOfOtherChipsComeBack(String entry) throws Malformed {
        SnpReport report = Vectors.report(entry);
        assertThat(readText(SnpJson.write(report, CertificateTable.EMPTY)).report())
                .isEqualTo(report);
    }

    /// A chip that is not known here, with the TCB of Turin.
    @Test
    void nothingIsLostOfAnUnknownChip() throws Malformed {
        byte[] raw = KnownReports.vlekVersion3();
        raw[0x188] = 0x1a;
        raw[0x189] = 0x50;
        for (int tcb : new int[] {0x38, 0x180, 0x1e0, 0x1f0}) {
            System.arraycopy(Bytes.hex("0102030400000005").array(), 0, raw, tcb, 8);
        }
        SnpReport report = SnpReport.parse(raw);
        assertThat(report.productLine()).isEmpty();
        assertThat(readText(SnpJson.write(report, TABLE)).report()).isEqualTo(report);
    }

    @Test
    void membersAreThoseOfTheProtocol() throws Malformed {
        JsonObject json = SnpJson.write(SnpReport.parse(KnownReports.vlekVersion3()), TABLE);
        JsonObject report = (JsonObject) json.members().get("attestation_report");
        assertThat(report.members().keySet())
                .containsExactly(
                        "version",
                        "guest_svn",
                        "policy",
                        "family_id",
                        "image_id",
                        "vmpl",
                        "sig_algo",
                        "current_tcb",
                        "plat_info",
                        "key_info",
                        "report_data",
                        "measurement",
                        "host_data",
                        "id_key_digest",
                        "author_key_digest",
                        "report_id",
                        "report_id_ma",
                        "reported_tcb",
                        "cpuid_fam_id",
                        "cpuid_mod_id",
                        "cpuid_step",
                        "chip_id",
                        "committed_tcb",
                        "current",
                        "committed",
                        "launch_tcb",
                        "signature");
        assertThat(report.members().get("reported_tcb").compact())
                .isEqualTo("{\"fmc\":null,\"bootloader\":4,\"tee\":0,\"snp\":24,\"microcode\":217}");
        assertThat(report.members().get("current").compact()).isEqualTo("{\"major\":1,\"minor\":55,\"build\":29}");
        assertThat(json.members().get("cert_chain").compact())
                .isEqualTo("[{\"cert_type\":\"VCEK\",\"data\":[1,2,255]},{\"cert_type\":\"CRL\",\"data\":[]},"
                        + "{\"cert_type\":{\"OTHER\":\"ecae0c0f-9502-43b1-afa2-0ae2e0d565b6\"},\"data\":[8]}]");
        assertThat(SnpJson.write(SnpReport.parse(KnownReports.milanVersion2()), CertificateTable.EMPTY)
                        .members()
                        .get("cert_chain"))
                .isEqualTo(JsonNull.NULL);
    }

    @Test
    void absentVectorsAndChainAreTakenForNone() throws Malformed {
        JsonObject json = with("launch_mit_vector", JsonNull.NULL);
        assertThat(readText(json).certificates()).isEqualTo(CertificateTable.EMPTY);
        JsonObject bare = Json.object()
                .put("attestation_report", json.members().get("attestation_report"))
                .build();
        assertThat(readText(bare).certificates()).isEqualTo(CertificateTable.EMPTY);
    }

    @Test
    void everyMemberIsNeeded() throws Malformed {
        JsonObject good = with("launch_mit_vector", JsonNull.NULL);
        JsonObject report = (JsonObject) good.members().get("attestation_report");
        List<String> optional = List.of("cpuid_fam_id", "cpuid_mod_id", "cpuid_step", "launch_mit_vector");
        for (String name : report.members().keySet()) {
            SequencedMap<String, Json> less = new LinkedHashMap<>(report.members());
            less.remove(name);
            JsonObject json = Json.object()
                    .put("attestation_report", new JsonObject(less))
                    .build();
            if (!optional.contains(name)) {
                assertThatExceptionOfType(Malformed.class)
                        .as(name)
                        .isThrownBy(() -> readText(json))
                        .withMessageContaining(name + ": is missing");
            }
        }
    }

    @Test
    void valuesAreBounded() {
        JsonArray tooLong = Json.array(new ArrayList<>(Collections.nCopies(65, Json.number(0))));
        JsonArray tooLarge = Json.array(new ArrayList<>(Collections.nCopies(64, Json.number(256))));
        assertThatThrownBy(() -> readText(with("report_data", tooLong)))
                .hasMessageContaining("must be 64 bytes, is 65");
        assertThatThrownBy(() -> readText(with("report_data", tooLarge))).hasMessageContaining("must be from 0 to 255");
        assertThatThrownBy(() -> readText(with("report_data", Json.text("AA")))).isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> readText(with("vmpl", Json.number(-1)))).isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> readText(with("version", Json.number(6)))).hasMessageContaining("too new");
        assertThatThrownBy(() -> readText(with("vmpl", Json.number(1L << 32)))).isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> readText(with("surprise", Json.number(1))))
                .hasMessageContaining("unknown member surprise");
        assertThatThrownBy(() -> readText(with("launch_mit_vector", Json.number(1))))
                .hasMessageContaining("launch_mit_vector");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"vcek\"",
                "\"Vcek\"",
                "7",
                "null",
                "{}",
                "{\"OTHER\":\"x\"}",
                "{\"OTHER\":\"1-1-1-1-1\"}",
                "{\"OTHER\":\"ecae0c0f-9502-43b1-afa2-0ae2e0d565b6\",\"x\":1}",
            })
    void unknownCertificateTypesAreRefused(String type) throws Malformed {
        JsonObject report = with("launch_mit_vector", JsonNull.NULL);
        String text = "{\"attestation_report\":"
                + report.members().get("attestation_report").compact() + ",\"cert_chain\":[{\"cert_type\":" + type
                + ",\"data\":[1]}]}";
        Json json = Json.parse("evidence", text.getBytes(StandardCharsets.UTF_8), SnpJson.DEPTH);
        assertThatExceptionOfType(Malformed.class).isThrownBy(() -> SnpJson.read(json));
    }
}
