package dev.cloister.evidence.appraisal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.RootFingerprint;
import dev.cloister.evidence.TrustAnchors;
import dev.cloister.evidence.snp.TcbVersion;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrustPolicyTest {
    private static final RootFingerprint OTHER = new RootFingerprint(Bytes.hex("07".repeat(32)));

    private static JsonObject json(String text) throws Malformed {
        return JsonFields.parse("T", text.getBytes(StandardCharsets.UTF_8), TrustPolicy.DEPTH)
                .whole();
    }

    private static TrustPolicy reread(TrustPolicy policy) throws Malformed {
        return TrustPolicy.fromJson(json(policy.toJson().compact()));
    }

    private static JsonObject strictWithout(String member) {
        JsonObject strict = TrustPolicy.strict1().toJson();
        SequencedMap<String, Json> rules =
                new LinkedHashMap<>(((JsonObject) strict.members().get("snp")).members());
        rules.remove(member);
        return Json.object()
                .put("name", "some")
                .put("snp", new JsonObject(rules))
                .build();
    }

    @Test
    void strictComesBack() throws Malformed {
        TrustPolicy strict = TrustPolicy.strict1();
        assertThat(reread(strict)).isEqualTo(strict).hasSameHashCodeAs(strict);
        assertThat(strict.name()).isEqualTo("strict-1");
        assertThat(Set.copyOf(strict.roots())).isEqualTo(TrustAnchors.amdRoots());
    }

    @Test
    void everyFormComesBack() throws Malformed {
        TrustPolicy policy = TrustPolicy.strict1()
                .named("mine")
                .with(SnpRules.ROOT, new Rule.Exactly<>(OTHER))
                .with(SnpRules.GUEST_SVN, new Rule.AtLeast<>(7L))
                .with(SnpRules.ID_KEY, new Rule.OneOf<>(List.of(Bytes.hex("0a".repeat(48)))))
                .with(SnpRules.CURRENT_MITIGATIONS, new Rule.AtLeast<>(0x8000000000000003L))
                .with(SnpRules.PLATFORM_OTHER, new Rule.AtMost<>(0x41L))
                .with(SnpRules.VMPL, new Rule.Anything<>());
        assertThat(reread(policy)).isEqualTo(policy).isNotEqualTo(TrustPolicy.strict1());
        assertThat(policy.roots()).containsExactly(OTHER);
    }

    @Test
    void silenceIsNotConsent() {
        for (Requirement<?> requirement : Section.SNP.requirements()) {
            JsonObject json = strictWithout(requirement.member());
            assertThatExceptionOfType(Malformed.class)
                    .isThrownBy(() -> TrustPolicy.fromJson(json))
                    .withMessage("TrustPolicy.snp." + requirement.member() + ": is missing");
        }
        assertThatThrownBy(() -> TrustPolicy.fromJson(json("{\"name\":\"x\"}")))
                .hasMessage("TrustPolicy.snp: is missing");
    }

    @Test
    void unknownRulesAreRefused() throws Malformed {
        JsonObject strict = TrustPolicy.strict1().toJson();
        SequencedMap<String, Json> rules =
                new LinkedHashMap<>(((JsonObject) strict.members().get("snp")).members());
        rules.put("debugg", Json.text("anything"));
        JsonObject json = Json.object()
                .put("name", "some")
                .put("snp", new JsonObject(rules))
                .build();
        assertThatThrownBy(() -> TrustPolicy.fromJson(json)).hasMessage("TrustPolicy.snp: unknown member debugg");
        JsonObject more = Json.object()
                .put("name", "some")
                .put("snp", strict.members().get("snp"))
                .put("nitro", 1)
                .build();
        assertThatThrownBy(() -> TrustPolicy.fromJson(more)).hasMessage("TrustPolicy: unknown member nitro");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "debug|null",
                "debug|false",
                "debug|'\"Anything\"'",
                "debug|{}",
                "debug|'{\"anything\":true}'",
                "debug|'{\"exactly\":false,\"one-of\":[false]}'",
                "debug|'{\"exactly\":0}'",
                "debug|'{\"at-least\":true}'",
                "debug|'{\"at-most\":true}'",
                "debug|'{\"one-of\":[]}'",
                "debug|'{\"one-of\":[true,true]}'",
                "debug|'{\"one-of\":true}'",
                "vmpl|'{\"exactly\":-1}'",
                "vmpl|'{\"exactly\":1.0}'",
                "vmpl|'{\"exactly\":\"0\"}'",
                "signing-key|'{\"exactly\":\"none\"}'",
                "signing-key|'{\"exactly\":\"VCEK\"}'",
                "root|'{\"exactly\":\"sha256:00\"}'",
                "root|'{\"at-least\":\"sha256:0707070707070707070707070707070707070707070707070707070707070707\"}'",
                "id-key|'{\"exactly\":\"00\"}'",
                "firmware|'{\"at-least\":\"1.55\"}'",
                "firmware|'{\"at-least\":\"1.055.0\"}'",
                "firmware|'{\"at-least\":\"1.256.0\"}'",
                "current-mitigations|'{\"at-least\":\"3\"}'",
                "current-mitigations|'{\"at-least\":3}'",
                "tcb-milan|'{\"at-least\":{\"bootloader\":1,\"tee\":0,\"snp\":1}}'",
                "tcb-milan|'{\"at-least\":{\"fmc\":0,\"bootloader\":1,\"tee\":0,\"snp\":1,\"microcode\":1}}'",
                "tcb-milan|'{\"at-least\":{\"bootloader\":1,\"tee\":0,\"snp\":256,\"microcode\":1}}'",
                "tcb-turin|'{\"at-least\":{\"bootloader\":1,\"tee\":0,\"snp\":1,\"microcode\":1}}'",
            })
    void brokenRulesAreRefused(String member, String rule) throws Malformed {
        JsonObject overrides = json("{\"snp\":{\"" + member + "\":" + rule + "}}");
        assertThatExceptionOfType(Malformed.class)
                .isThrownBy(() -> TrustPolicy.strict1().extend("some", overrides))
                .withMessageStartingWith("TrustPolicy.snp." + member);
    }

    @Test
    void extendingReplacesSingleRules() throws Malformed {
        TrustPolicy mine = TrustPolicy.strict1()
                .extend("mine", json("{\"snp\":{\"smt\":{\"exactly\":false},\"vmpl\":{\"one-of\":[0,2]}}}"));
        assertThat(mine)
                .isEqualTo(TrustPolicy.strict1()
                        .named("mine")
                        .with(SnpRules.SMT, new Rule.Exactly<>(false))
                        .with(SnpRules.VMPL, new Rule.OneOf<>(List.of(0L, 2L))));
        assertThatThrownBy(() -> TrustPolicy.strict1().extend("mine", json("{\"snp\":{\"smtt\":\"anything\"}}")))
                .hasMessage("TrustPolicy.snp: unknown member smtt");
    }

    @ParameterizedTest
    @CsvSource({"''", "A", "-a", ".a", "a b", "ä", "a/b"})
    void namesAreSimple(String name) {
        JsonObject json = Json.object()
                .put("name", name)
                .put("snp", TrustPolicy.strict1().toJson().members().get("snp"))
                .build();
        assertThatExceptionOfType(Malformed.class).isThrownBy(() -> TrustPolicy.fromJson(json));
    }

    /// On every way in: out of JSON, by extension, in code.
    @ParameterizedTest
    @CsvSource({"''", "A", "-a", "a b", "a/b"})
    void namesAreSimpleOnEveryWay(String name) {
        assertThatExceptionOfType(Malformed.class)
                .isThrownBy(() -> TrustPolicy.strict1().extend(name, json("{\"snp\":{}}")));
        assertThatExceptionOfType(Malformed.class).isThrownBy(() -> TrustPolicy.ownName("f.yaml", "name", name));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TrustPolicy.strict1().named(name));
    }

    @Test
    void aShippedNameMeansTheShippedRules() throws Malformed {
        TrustPolicy strict = TrustPolicy.strict1();
        TrustPolicy lax = strict.named("lax").with(SnpRules.DEBUG, new Rule.Anything<>());
        assertThatIllegalArgumentException().isThrownBy(() -> lax.named("strict-1"));
        assertThat(strict.named("mine").named("strict-1")).isEqualTo(strict);
        JsonObject pretender = Json.object()
                .put("name", "strict-1")
                .put("snp", lax.toJson().members().get("snp"))
                .build();
        assertThatThrownBy(() -> TrustPolicy.fromJson(pretender))
                .hasMessageStartingWith("TrustPolicy.name: strict-1 is the name of a shipped policy");
        assertThatThrownBy(() -> strict.extend("strict-1", json("{\"snp\":{\"debug\":\"anything\"}}")))
                .hasMessageStartingWith("TrustPolicy.name: strict-1 is the name of a shipped policy");
        assertThatThrownBy(() -> TrustPolicy.ownName("f.yaml", "name", "strict-1"))
                .hasMessage("f.yaml.name: strict-1 is the name of a shipped policy: choose another");
    }

    @Test
    void aShippedPolicyThatIsChangedLosesItsName() {
        TrustPolicy strict = TrustPolicy.strict1();
        assertThat(strict.withRoots(List.of(OTHER)).name()).isEqualTo("strict-1-changed");
        assertThat(strict.withRoots(TrustAnchors.amdRoots()).name()).isEqualTo("strict-1");
    }

    /// What the doc comment claims of the TCB, and no more.
    @Test
    void strictHasTheFloorsOfTheBulletins() {
        TrustPolicy strict = TrustPolicy.strict1();
        assertThat(strict.rule(SnpRules.TCB_MILAN))
                .isEqualTo(strict.rule(SnpRules.LAUNCH_TCB_MILAN))
                .isEqualTo(new Rule.AtLeast<>(TcbVersion.Layout.MILAN_GENOA.version(0, 0, 0, 24, 0)));
        assertThat(strict.rule(SnpRules.TCB_GENOA))
                .isEqualTo(strict.rule(SnpRules.LAUNCH_TCB_GENOA))
                .isEqualTo(new Rule.AtLeast<>(TcbVersion.Layout.MILAN_GENOA.version(0, 0, 0, 23, 0)));
        assertThat(strict.rule(SnpRules.TCB_TURIN))
                .isEqualTo(strict.rule(SnpRules.LAUNCH_TCB_TURIN))
                .isEqualTo(new Rule.AtLeast<>(TcbVersion.Layout.TURIN.version(0, 0, 0, 4, 0)));
        assertThat(strict.rule(SnpRules.MICROCODE_MILAN)).isEqualTo(new Rule.AtLeast<>(219L));
        assertThat(strict.rule(SnpRules.MICROCODE_MILAN_X)).isEqualTo(new Rule.AtLeast<>(68L));
        assertThat(strict.rule(SnpRules.MICROCODE_GENOA)).isEqualTo(new Rule.AtLeast<>(84L));
        assertThat(strict.rule(SnpRules.MICROCODE_GENOA_X)).isEqualTo(new Rule.AtLeast<>(79L));
        assertThat(strict.rule(SnpRules.MICROCODE_BERGAMO)).isEqualTo(new Rule.AtLeast<>(25L));
    }

    @Test
    void valuesWithoutOrderTakeNoFloor() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TrustPolicy.strict1().with(SnpRules.ROOT, new Rule.AtLeast<>(OTHER)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TrustPolicy.strict1().with(SnpRules.ROOT, new Rule.AtMost<>(OTHER)));
    }

    @Test
    void requirementsAreTold() {
        for (Section section : Section.values()) {
            told(section.requirements());
        }
    }

    private static void told(List<Requirement<?>> requirements) {
        Set<String> members = new HashSet<>();
        for (Requirement<?> requirement : requirements) {
            assertThat(members.add(requirement.member()))
                    .as(requirement.member())
                    .isTrue();
            assertThat(requirement.code()).matches("[a-z0-9-]+");
            assertThat(requirement.member()).matches("[a-z0-9-]+");
            assertThat(requirement.title()).isNotBlank();
            assertThat(requirement.field()).isNotBlank();
            assertThat(requirement.remedy()).isNotBlank();
        }
        assertThat(members).hasSize(requirements.size());
    }
}
