package dev.cloister.evidence.dcap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.sgx.EnclaveReport;
import java.time.Instant;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Intel's signed documents: what each member says, and what none of them may say. No signature is looked at.
class CollateralTest {
    private static final String SIGNATURE = ",\"signature\":\"" + "ab".repeat(64) + "\"}";
    private static final String DATES =
            "\"issueDate\":\"2026-01-02T03:04:05Z\",\"nextUpdate\":\"2026-02-01T03:04:05Z\",\"tcbEvaluationDataNumber\":17";
    private static final String LEVEL_END = ",\"tcbDate\":\"2025-08-13T00:00:00Z\",\"tcbStatus\":\"OutOfDate\"";
    private static final String SGX_LEVEL = "{\"tcb\":{\"sgxtcbcomponents\":[" + components(5) + "],\"pcesvn\":11}"
            + LEVEL_END + ",\"advisoryIDs\":[\"INTEL-SA-00001\",\"INTEL-SA-00002\"]}";
    private static final String SGX = "{\"id\":\"SGX\",\"version\":3," + DATES
            + ",\"fmspc\":\"00906EA10000\",\"pceId\":\"0A0b\",\"tcbType\":0,\"tcbLevels\":[" + SGX_LEVEL + "]}";
    private static final String MODULE = "\"mrsigner\":\"" + "0A".repeat(48)
            + "\",\"attributes\":\"0000000000000000\",\"attributesMask\":\"FFFFFFFFFFFFFFFF\"";
    private static final String ISV_LEVEL = "{\"tcb\":{\"isvsvn\":4}" + LEVEL_END + "}";
    private static final String TDX = SGX.replace("\"SGX\"", "\"TDX\"")
            .replace("],\"pcesvn\"", "],\"tdxtcbcomponents\":[" + components(7) + "],\"pcesvn\"")
            .replace(
                    "\"tcbLevels\"",
                    "\"tdxModule\":{" + MODULE + "},\"tdxModuleIdentities\":[{\"id\":\"tdx_0a\"," + MODULE
                            + ",\"tcbLevels\":[" + ISV_LEVEL + "]}],\"tcbLevels\"");
    private static final String IDENTITY = "{\"id\":\"QE\",\"version\":2," + DATES
            + ",\"miscselect\":\"00000001\",\"miscselectMask\":\"0000000F\",\"attributes\":\"11" + "00".repeat(15)
            + "\",\"attributesMask\":\"FB" + "FF".repeat(7) + "00".repeat(8) + "\",\"mrsigner\":\"" + "8C".repeat(32)
            + "\",\"isvprodid\":1,\"tcbLevels\":[" + ISV_LEVEL + "]}";

    private static String components(int svn) {
        return "{\"svn\":" + svn + "},"
                + String.join(",", Collections.nCopies(15, "{\"svn\":255,\"category\":\"BIOS\"}"));
    }

    private static Collateral parse(String text) throws Malformed {
        return Collateral.parse(Bytes.utf8(text));
    }

    private static TcbInfo info(String body) throws Malformed {
        return (TcbInfo) parse("{\"tcbInfo\":" + body + SIGNATURE);
    }

    private static EnclaveIdentity identity(String body) throws Malformed {
        return (EnclaveIdentity) parse("{\"enclaveIdentity\":" + body + SIGNATURE);
    }

    @Test
    void tcbInfoOfVersion3() throws Malformed {
        TcbInfo info = info(SGX);
        assertThat(info.version()).isEqualTo(3);
        assertThat(info.tee()).isEqualTo(Tee.SGX);
        assertThat(info.issueDate()).isEqualTo("2026-01-02T03:04:05Z");
        assertThat(info.nextUpdate()).isEqualTo("2026-02-01T03:04:05Z");
        assertThat(info.evaluationNumber()).isEqualTo(17);
        assertThat(info.fmspc()).isEqualTo(Bytes.hex("00906ea10000"));
        assertThat(info.pceId()).isEqualTo(Bytes.hex("0a0b"));
        assertThat(info.title()).isEqualTo("TCB info for SGX of FMSPC 00906ea10000");
        assertThat(info.plainModule()).isEmpty();
        assertThat(info.modules()).isEmpty();
        assertThat(info.signed().body()).isEqualTo(Bytes.utf8(SGX));
        assertThat(info.signed().signature()).isEqualTo(Bytes.hex("ab".repeat(64)));
        assertThat(info.levels())
                .containsExactly(new TcbLevel(
                        Bytes.hex("05" + "ff".repeat(15)),
                        11,
                        Optional.empty(),
                        Instant.parse("2025-08-13T00:00:00Z"),
                        TcbStatus.OUT_OF_DATE,
                        List.of("INTEL-SA-00001", "INTEL-SA-00002")));
    }

    @Test
    void tcbInfoOfATd() throws Malformed {
        TcbInfo info = info(TDX);
        assertThat(info.tee()).isEqualTo(Tee.TDX);
        assertThat(info.levels().getFirst().tdxComponents()).contains(Bytes.hex("07" + "ff".repeat(15)));
        TdxModule plain = info.module(0).orElseThrow();
        assertThat(plain).isEqualTo(info.plainModule().orElseThrow());
        assertThat(plain.id()).isEmpty();
        assertThat(plain.levels()).isEmpty();
        assertThat(plain.mrSigner()).isEqualTo(Bytes.hex("0a".repeat(48)));
        assertThat(plain.attributesMask()).isEqualTo(Bytes.hex("ff".repeat(8)));
        TdxModule tenth = info.module(10).orElseThrow();
        assertThat(tenth.id()).isEqualTo("TDX_0A");
        assertThat(tenth.levels()).extracting(IsvLevel::isvSvn).containsExactly(4);
        assertThat(tenth.levels().getFirst().advisories()).isEmpty();
        assertThat(tenth.levels().getFirst().tcbDate()).isEqualTo("2025-08-13T00:00:00Z");
        assertThat(info.module(1)).isEmpty();
    }

    /// Components have names of their own there, and it is about SGX whatever it says.
    @Test
    void tcbInfoOfVersion2() throws Malformed {
        StringBuilder numbered = new StringBuilder();
        for (int i = 1; i <= 16; i++) {
            numbered.append("\"sgxtcbcomp%02dsvn\":%d,".formatted(i, i == 16 ? 255 : i));
        }
        String body = SGX.replace("\"id\":\"SGX\",\"version\":3", "\"version\":2")
                .replaceAll("\"sgxtcbcomponents\":\\[[^]]*],", numbered.toString());
        TcbInfo info = info(body);
        assertThat(info.tee()).isEqualTo(Tee.SGX);
        assertThat(info.levels().getFirst().components()).isEqualTo(Bytes.hex("0102030405060708090a0b0c0d0e0fff"));
        assertThatThrownBy(() -> info(body.replace("comp16svn\":255", "comp16svn\":256")))
                .hasMessageContaining("sgxtcbcomp16svn: must be from 0 to 255, is 256");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"version\":3|\"version\":1|version: must be from 2 to 3, is 1",
                "\"version\":3|\"version\":4|version: must be from 2 to 3, is 4",
                "\"id\":\"SGX\"|\"id\":\"QE\"|id: must be SGX or TDX",
                "\"tcbType\":0|\"tcbType\":1|tcbType: must be from 0 to 0, is 1",
                "2026-01-02T03:04:05Z|2026-01-02|issueDate: must be a time in UTC",
                "2026-02-01T03:04:05Z|soon|nextUpdate: must be a time in UTC",
                "00906EA10000|00906EA1000|fmspc: must be 12 hex digits",
                "00906EA10000|00906EA1000G|fmspc: must be 12 hex digits",
                "0A0b|0A0b0c|pceId: must be 4 hex digits",
                ":17|:-1|tcbEvaluationDataNumber: must be from 0 to 1048576, is -1",
                ":17|:1048577|tcbEvaluationDataNumber: must be from 0 to 1048576, is 1048577",
                ":11|:65536|pcesvn: must be from 0 to 65535, is 65536",
                "{\"svn\":5}|{\"svn\":256}|svn: must be from 0 to 255, is 256",
                "{\"svn\":5},|''|sgxtcbcomponents: must be 16, are 15",
                "{\"svn\":5}|{\"svn\":5},{\"svn\":5}|sgxtcbcomponents: must be 16, are 17",
                "INTEL-SA-00002|INTEL SA|advisoryIDs: must be ids of advisories such as INTEL-SA-00615",
                "OutOfDate|Outdated|tcbStatus: is a status that is unknown here",
                "OutOfDate|TDRelaunchAdvised|tcbStatus: is a status that is unknown here",
            })
    void whatTcbInfoMayNotSay(String from, String to, String message) {
        assertThat(SGX).contains(from);
        assertThatThrownBy(() -> info(SGX.replaceFirst(java.util.regex.Pattern.quote(from), to)))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 256, 257})
    void levelsAreFewAndNotNone(int count) throws Malformed {
        String body = SGX.replace(SGX_LEVEL, String.join(",", Collections.nCopies(count, SGX_LEVEL)));
        if (count == 0 || count > 256) {
            assertThatThrownBy(() -> info(body)).hasMessageContaining("tcbLevels: must be 1 to 256, are " + count);
        } else {
            assertThat(info(body).levels()).hasSize(count);
        }
    }

    @Test
    void advisoriesAndModulesAreBounded() throws Malformed {
        String two = "\"INTEL-SA-00001\",\"INTEL-SA-00002\"";
        String most = String.join(",", Collections.nCopies(256, "\"A\""));
        assertThat(info(SGX.replace(two, most)).levels().getFirst().advisories())
                .hasSize(256);
        assertThatThrownBy(() -> info(SGX.replace(two, most + ",\"B\"")))
                .hasMessageContaining("advisoryIDs: are more than 256");
        int from = TDX.indexOf("{\"id\":\"tdx_0a\"");
        String module = TDX.substring(from, TDX.indexOf("],\"tcbLevels\":[{\"tcb\":{\"sgx"));
        String modules = String.join(",", Collections.nCopies(64, module));
        assertThat(info(TDX.replace(module, modules)).modules()).hasSize(64);
        assertThatThrownBy(() -> info(TDX.replace(module, modules + "," + module)))
                .hasMessageContaining("tdxModuleIdentities: are more than 64");
    }

    @Test
    void levelsStandHighestFirst() throws Malformed {
        String lower = SGX_LEVEL.replace("{\"svn\":5}", "{\"svn\":4}").replace(":11", ":12");
        String newerPce = SGX_LEVEL.replace(":11", ":13");
        TcbInfo info = info(SGX.replace(SGX_LEVEL, String.join(",", lower, SGX_LEVEL, newerPce)));
        assertThat(info.levels()).extracting(TcbLevel::pceSvn).containsExactly(13, 11, 12);
        String tdxLevel = TDX.substring(TDX.indexOf("{\"tcb\":{\"sgx"), TDX.lastIndexOf("]}"));
        String newerTdx = tdxLevel.replace("{\"svn\":7}", "{\"svn\":8}");
        TcbInfo td = info(TDX.replace(tdxLevel, tdxLevel + "," + newerTdx));
        assertThat(td.levels())
                .extracting(level -> level.tdxComponents().orElseThrow().at(0))
                .containsExactly(8, 7);
        String old = ISV_LEVEL.replace(":4", ":2");
        assertThat(identity(IDENTITY.replace(ISV_LEVEL, old + "," + ISV_LEVEL)).levels())
                .extracting(IsvLevel::isvSvn)
                .containsExactly(4, 2);
    }

    @Test
    void tcbInfoIsForOneKindOfPlatform() throws Malformed {
        Platform platform = platform("00906ea10000", "0a0b");
        assertThat(info(SGX).isFor(Tee.SGX, platform)).isTrue();
        assertThat(info(SGX).isFor(Tee.TDX, platform)).isFalse();
        assertThat(info(SGX).isFor(Tee.SGX, platform("00906ea10001", "0a0b"))).isFalse();
        assertThat(info(SGX).isFor(Tee.SGX, platform("00906ea10000", "0a0c"))).isFalse();
    }

    private static Platform platform(String fmspc, String pceId) {
        Bytes sixteen = Bytes.of(new byte[16]);
        return new Platform(
                sixteen,
                sixteen,
                0,
                sixteen,
                Bytes.hex(pceId),
                Bytes.hex(fmspc),
                SgxType.STANDARD,
                Optional.empty(),
                Optional.empty());
    }

    @Test
    void identityOfAQuotingEnclave() throws Malformed {
        EnclaveIdentity identity = identity(IDENTITY);
        assertThat(identity.id()).isEqualTo("QE");
        assertThat(identity.title()).isEqualTo("identity of the quoting enclave (QE)");
        assertThat(identity.issueDate()).isEqualTo("2026-01-02T03:04:05Z");
        assertThat(identity.nextUpdate()).isEqualTo("2026-02-01T03:04:05Z");
        assertThat(identity.evaluationNumber()).isEqualTo(17);
        assertThat(identity.isFor(Tee.SGX)).isTrue();
        assertThat(identity.isFor(Tee.TDX)).isFalse();
        assertThat(identity(IDENTITY.replace("\"QE\"", "\"TD_QE\"")).isFor(Tee.TDX))
                .isTrue();
        assertThat(identity.mismatch(report(r -> {}))).isEmpty();
        assertThat(identity.level(report(r -> {})).map(IsvLevel::isvSvn)).contains(4);
        assertThat(identity.level(report(r -> r[258] = 3))).isEmpty();
        assertThat(identity.level(report(r -> r[259] = 1)).map(IsvLevel::isvSvn))
                .contains(4);
    }

    private interface Change {
        void apply(byte[] report);
    }

    private static EnclaveReport report(Change change) throws Malformed {
        byte[] body = new byte[EnclaveReport.SIZE];
        body[16] = 0;
        body[19] = 1;
        body[48] = 0x15;
        System.arraycopy(HexFormat.of().parseHex("8c".repeat(32)), 0, body, 128, 32);
        body[256] = 1;
        body[258] = 4;
        change.apply(body);
        return EnclaveReport.parse("report", Bytes.of(body));
    }

    @Test
    void whatIsNotThatEnclave() throws Malformed {
        EnclaveIdentity identity = identity(IDENTITY);
        assertThat(identity.mismatch(report(r -> r[128] = 0)))
                .contains(new Mismatch("MRSIGNER", "8c".repeat(32), "00" + "8c".repeat(31)));
        assertThat(identity.mismatch(report(r -> r[257] = 1))).contains(new Mismatch("ISVPRODID", "1", "257"));
        assertThat(identity.mismatch(report(r -> r[19] = 3)))
                .contains(new Mismatch("MISCSELECT", "00000001 under the mask 0000000f", "00000003"));
        assertThat(identity.mismatch(report(r -> r[19] = 0x11))).isEmpty();
        assertThat(identity.mismatch(report(r -> r[48] = 0x11))).isEmpty();
        assertThat(identity.mismatch(report(r -> r[48] = 0x17)))
                .contains(new Mismatch(
                        "ATTRIBUTES",
                        "11" + "00".repeat(15) + " under the mask fb" + "ff".repeat(7) + "00".repeat(8),
                        "17" + "00".repeat(15)));
        assertThat(identity.mismatch(report(r -> r[63] = 1))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"version\":2|\"version\":1|version: must be from 2 to 2, is 1",
                "\"miscselect\":\"00000001\"|\"miscselect\":\"000001\"|miscselect: must be 8 hex digits",
                "\"miscselectMask\":\"0000000F\"|\"miscselectMask\":\"F\"|miscselectMask: must be 8 hex digits",
                "\"attributes\":\"11|\"attributes\":\"1100|attributes: must be 32 hex digits",
                "\"attributesMask\":\"FB|\"attributesMask\":\"FB00|attributesMask: must be 32 hex digits",
                "\"mrsigner\":\"8C|\"mrsigner\":\"8C8C|mrsigner: must be 64 hex digits",
                "\"isvprodid\":1|\"isvprodid\":65536|isvprodid: must be from 0 to 65535, is 65536",
                "\"isvsvn\":4|\"isvsvn\":65536|isvsvn: must be from 0 to 65535, is 65536",
                "OutOfDate|SWHardeningNeeded|tcbStatus: is a status that is unknown here",
            })
    void whatAnIdentityMayNotSay(String from, String to, String message) {
        assertThat(IDENTITY).contains(from);
        assertThatThrownBy(() -> identity(IDENTITY.replace(from, to)))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining(message);
    }

    /// Both ends count.
    @ParameterizedTest
    @CsvSource({
        "2026-01-02T03:04:04Z, false",
        "2026-01-02T03:04:05Z, true",
        "2026-02-01T03:04:05Z, true",
        "2026-02-01T03:04:06Z, false",
    })
    void freshness(Instant at, boolean fresh) throws Malformed {
        assertThat(info(SGX).isFreshAt(at)).isEqualTo(fresh);
        assertThat(identity(IDENTITY).isFreshAt(at)).isEqualTo(fresh);
    }

    /// Signed are the bytes as they stand: white space, escapes and braces in texts, the signature first or last.
    @Test
    void theSignedBytesAreThoseOfTheValue() throws Malformed {
        String odd = SGX.replace("{\"id\"", "{ \"note\" : \"a \\\" } ] , : { \\\\\" ,\n\"id\"");
        TcbInfo last = (TcbInfo) parse(" {\n\"tcbInfo\" :\t" + odd + " " + SIGNATURE + "\n");
        assertThat(last.signed().body()).isEqualTo(Bytes.utf8(odd));
        assertThat(last.signed().member()).isEqualTo("tcbInfo");
        TcbInfo first = (TcbInfo) parse("{\"signature\":\"" + "ab".repeat(64) + "\",\"tcbInfo\":" + odd + "}");
        assertThat(first.signed().body()).isEqualTo(Bytes.utf8(odd));
        assertThat(first.signed().json("tcbInfo").members()).containsKey("note");
    }

    @Test
    void whatIsNoSignedDocument() {
        String signature = SIGNATURE.substring(1);
        assertThatThrownBy(() -> parse("{" + signature)).hasMessageContaining("has 1 members");
        assertThatThrownBy(() -> parse("{\"more\":1,\"tcbInfo\":" + SGX + SIGNATURE))
                .hasMessageContaining("has 3 members");
        assertThatThrownBy(() -> parse("{\"tcbInfo\":[]" + SIGNATURE)).hasMessageContaining("must be an object");
        assertThatThrownBy(() -> parse("{\"other\":{}" + SIGNATURE))
                .hasMessageContaining("is neither tcbInfo nor enclaveIdentity");
        assertThatThrownBy(() -> parse("{\"tcbInfo\":" + SGX + SIGNATURE.replaceFirst("ab", "")))
                .hasMessageContaining("signature: must be 64 bytes, is 63");
    }

    @Test
    void documentsAreBounded() throws Malformed {
        String text = "{\"tcbInfo\":" + SGX + SIGNATURE;
        String longest = text + " ".repeat((1 << 18) - text.length());
        assertThat(parse(longest).signed().whole().length()).isEqualTo(1 << 18);
        assertThatThrownBy(() -> parse(longest + " "))
                .hasMessageContaining("has 262145 bytes, at most 262144 are read");
    }
}
