package dev.cloister.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.JsonNull;
import dev.cloister.bytes.JsonText;
import dev.cloister.evidence.appraisal.Finding;
import dev.cloister.evidence.appraisal.SnpRules;
import dev.cloister.evidence.dcap.Mismatch;
import dev.cloister.evidence.snp.TcbVersion.Layout;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// One of each kind of objection, and what a reader is told of it.
class ObjectionTest {
    private static final Instant T = Instant.parse("2026-01-02T03:04:05Z");
    private static final Bytes CHIP = Bytes.hex("5a".repeat(64));
    private static final Flaw TCB =
            new Flaw.TcbMismatch(Layout.TURIN.version(1, 2, 3, 4, 5), Layout.TURIN.version(1, 2, 3, 4, 6));
    private static final List<Objection> ALL = List.of(
            new Flaw.Unsigned(),
            new Flaw.BadSignature("the key of the VCEK certificate"),
            new Flaw.BrokenChain("SEV-VCEK", "issued by SEV-Milan", "it was issued by somebody"),
            new Flaw.UnfitCertificate("SEV-VCEK", "hwID", "as AMD 57230 describes it", "is missing"),
            new Flaw.UnknownRoot("ARK-Nobody", new RootFingerprint(Bytes.of(new byte[32]))),
            new Flaw.UnknownRoot("ARK-EMULATED", new RootFingerprint(Bytes.of(new byte[32]))),
            new Flaw.WrongProduct("Genoa", "Milan"),
            new Flaw.Expired("SEV-VCEK", T, T.plusSeconds(1)),
            new Flaw.NotYetValid("SEV-VCEK", T, T.minusSeconds(1)),
            new Flaw.Revoked("SEV-Milan", BigInteger.TEN, T),
            TCB,
            new Flaw.ChipMismatch(CHIP, Bytes.hex("77".repeat(64))),
            new Flaw.UnboundKey(CHIP, Bytes.hex("11".repeat(64))),
            new Flaw.BadQeSignature("the key of the PCK certificate"),
            new Flaw.WrongQuotingEnclave(new Mismatch("MRSIGNER", "01", "02")),
            new Flaw.WrongTdxModule(new Mismatch("MRSIGNERSEAM", "01", "02")),
            new Flaw.UnsupportedTcb("components 00"),
            new Flaw.RevokedTcb(List.of("INTEL-SA-00000")),
            new Gap.NoCollateral("TCB info for TDX of FMSPC 00"),
            new Gap.StaleCollateral("TCB info for TDX of FMSPC 00", T, T.plusSeconds(1)),
            new Gap.LaterCollateral("TCB info for TDX of FMSPC 00", T, T.minusSeconds(1)),
            new Gap.NoCertificate("the VCEK that signed the report"),
            new Gap.NoRevocationList("ARK-Milan"),
            new Gap.StaleRevocationList("ARK-Milan", T, T.plusSeconds(1)),
            new Gap.LaterRevocationList("ARK-Milan", T, T.minusSeconds(1)),
            new Gap.OutOfReach("no route to host"),
            new Gap.NotFetched("revocation list of ARK-Milan", "it did not answer", "try again later"),
            new Finding.NotGenuine(TCB),
            new Finding.UnknownMeasurement(Bytes.hex("01"), Set.of()),
            new Finding.MeasurementEnded(Bytes.hex("01"), T),
            new Finding.UnknownInitData(Bytes.hex("01"), Set.of(Bytes.hex("02"))),
            new Finding.WrongReportData(Bytes.hex("01"), Bytes.hex("02")),
            new Finding.RuleBroken(SnpRules.DEBUG, "no", "yes"));

    @Test
    void everyKindIsHere() {
        List<Class<?>> kinds = new ArrayList<>();
        for (Class<?> family : List.of(Flaw.class, Gap.class, Finding.class)) {
            kinds.addAll(Arrays.asList(family.getPermittedSubclasses()));
        }
        assertThat(ALL.stream().map(Object::getClass).distinct()).containsExactlyInAnyOrderElementsOf(kinds);
    }

    @Test
    void eachSaysWhatIsWrongAndWhatToDo() {
        assertThat(ALL).allSatisfy(objection -> {
            assertThat(objection.code()).matches("[a-z0-9]+(-[a-z0-9]+)*");
            assertThat(objection.sentence()).isNotBlank().doesNotEndWith(".");
            assertThat(objection.remedy()).matches("[a-z].*[^.]");
            assertThat(objection.remedy()).isNotEqualTo(objection.sentence());
        });
    }

    /// Only what was not at hand has no value to show.
    @Test
    void aRefusalNamesFieldExpectedAndGot() {
        assertThat(ALL).filteredOn(objection -> !(objection instanceof Gap)).allSatisfy(objection -> {
            assertThat(objection.field().orElse("")).isNotBlank();
            assertThat(objection.expected().orElse("")).isNotBlank();
            assertThat(objection.got().orElse("")).isNotBlank();
            assertThat(objection.got()).isNotEqualTo(objection.expected());
        });
    }

    @Test
    void theJsonHasAllSixParts() {
        assertThat(ALL).allSatisfy(objection -> {
            var fields = objection.toJson().fields("Objection");
            assertThat(fields.names()).containsExactly("code", "message", "field", "expected", "got", "remedy");
            assertThat(fields.value("code")).isEqualTo(new JsonText(objection.code()));
            assertThat(fields.value("message")).isEqualTo(new JsonText(objection.sentence()));
            assertThat(fields.value("got"))
                    .isEqualTo(
                            objection.got().isPresent()
                                    ? new JsonText(objection.got().get())
                                    : JsonNull.NULL);
        });
    }
}
