package dev.cloister.evidence.appraisal;

import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.JsonText;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.RootFingerprint;
import dev.cloister.evidence.TrustAnchors;
import dev.cloister.evidence.snp.FirmwareVersion;
import dev.cloister.evidence.snp.SigningKey;
import dev.cloister.evidence.snp.TcbVersion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Which evidence is acceptable: a name, and a rule for every {@link Requirement}, none left out.
///
/// JSON form, complete and strict: `{"name":"…","snp":{"debug":{"exactly":false},"vmpl":{"exactly":0},
/// "root":{"one-of":["sha256:…"]},"tcb-milan":{"at-least":{…}},"smt":"anything",…},"sgx":{…},"tdx":{…}}`.
public final class TrustPolicy {
    /// Nesting of the JSON form, for the reader of its text.
    public static final int DEPTH = 8;

    private static final String STRUCTURE = "TrustPolicy";
    private static final String ANYTHING = "anything";
    private static final String STRICT_1 = "strict-1";
    private static final String CHANGED = "-changed";
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{0,63}");

    private final String name;
    private final Map<Requirement<?>, Rule<?>> rules;

    private TrustPolicy(String name, Map<Requirement<?>, Rule<?>> rules) {
        this.name = name;
        this.rules = Map.copyOf(rules);
        if (!this.rules.keySet().equals(Set.copyOf(Requirement.all()))) {
            throw new IllegalArgumentException("a trust policy has a rule for every requirement");
        }
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("the name of a trust policy: " + name);
        }
        if (!mayBear(name, this.rules)) {
            throw new IllegalArgumentException(name + " is the name of a shipped policy with other rules");
        }
    }

    private static boolean mayBear(String name, Map<Requirement<?>, Rule<?>> rules) {
        return !name.equals(STRICT_1) || rules.equals(Strict1.RULES);
    }

    /// The strictest that hardware can pass today: a vendor's own root and a fresh revocation list; no
    /// debugging, no migration, no firmware that may still be rolled back; reports of the version that says
    /// whether memory was checked for aliases (BadRAM, AMD-SB-3015), and that it was; SEV firmware from
    /// 1.55.0 on. `docs/trust-policy.md` shows every rule.
    ///
    /// Floors of the reported TCB are those that AMD states for forged microcode (AMD-SB-3019,
    /// CVE-2024-56161): SNP 0x18 on Milan and 0x17 on Genoa, and the microcode of each model and stepping
    /// that the bulletin lists: Milan 0xdb, Milan-X 0x44, Genoa 0x54, Genoa-X 0x4f, Bergamo and Siena 0x19
    /// (of patch levels 0x0a0011db, 0x0a001244, 0x0a101154, 0x0a10124f, 0x0aa00219). On Turin SNP 4, which
    /// AMD-SB-3023 states. The SNP floors hold at launch too. No other part has a floor, and a stepping that
    /// is not listed has none for its microcode: whoever knows the vendor's bulletin for their chips extends
    /// this policy with its numbers. The report's TCB is shown in any case.
    ///
    /// A revocation list is taken for 366 days. AMD's lists run a year, so that every one of them passes as
    /// long as it is fresh; one that runs longer does not.
    ///
    /// For SGX and TDX: Intel's own root, fresh lists and documents not older than 31 days, the status
    /// UpToDate with no advisory open, no debugging, no migration, no service TD, pages taken away stop the
    /// TD, no attribute without a name here.
    ///
    /// Left to anything, on purpose: SMT and other properties of the platform that cost or help without
    /// breaking the promise, the provider of a VLEK, and everything about ID blocks, which the launch
    /// measurement makes unnecessary.
    public static TrustPolicy strict1() {
        return new TrustPolicy(STRICT_1, Strict1.RULES);
    }

    /// Made once, as every policy's name is held against it.
    private static final class Strict1 {
        static final Map<Requirement<?>, Rule<?>> RULES = rules();

        private static Map<Requirement<?>, Rule<?>> rules() {
            TcbVersion milan = TcbVersion.Layout.MILAN_GENOA.version(0, 0, 0, 0x18, 0);
            TcbVersion genoa = TcbVersion.Layout.MILAN_GENOA.version(0, 0, 0, 0x17, 0);
            TcbVersion turin = TcbVersion.Layout.TURIN.version(0, 0, 0, 4, 0);
            Map<Requirement<?>, Rule<?>> rules = new LinkedHashMap<>();
            SnpRules.all().forEach(requirement -> rules.put(requirement, new Rule.Anything<>()));
            rules.putAll(SgxRules.strict1());
            rules.putAll(TdxRules.strict1());
            return new TrustPolicy("draft", rules)
                    .with(SnpRules.ROOT, new Rule.OneOf<>(sorted(TrustAnchors.amdRoots())))
                    .with(SnpRules.REVOCATION_CHECKED, new Rule.Exactly<>(true))
                    .with(SnpRules.REVOCATION_LIST_DAYS, new Rule.AtMost<>(366L))
                    .with(SnpRules.SIGNING_KEY, new Rule.OneOf<>(List.of(SigningKey.VCEK, SigningKey.VLEK)))
                    .with(SnpRules.CHIP_KEY_MASKED, new Rule.Exactly<>(false))
                    .with(SnpRules.CHIP_ID_MASKED, new Rule.Exactly<>(false))
                    .with(SnpRules.REPORT_VERSION, new Rule.AtLeast<>(3L))
                    .with(SnpRules.VMPL, new Rule.Exactly<>(0L))
                    .with(SnpRules.DEBUG, new Rule.Exactly<>(false))
                    .with(SnpRules.MIGRATION, new Rule.Exactly<>(false))
                    .with(SnpRules.MIGRATION_AGENT, new Rule.Exactly<>(false))
                    .with(SnpRules.CXL, new Rule.Exactly<>(false))
                    .with(SnpRules.ALIAS_CHECK, new Rule.Exactly<>(true))
                    .with(SnpRules.TRUSTED_IO, new Rule.Exactly<>(false))
                    .with(SnpRules.PLATFORM_OTHER, new Rule.OneOf<>(List.of(0L, 0x40L))) // bit 6: seen on Turin
                    .with(SnpRules.PROVISIONAL_FIRMWARE, new Rule.Exactly<>(false))
                    .with(SnpRules.TCB_IN_ORDER, new Rule.Exactly<>(true))
                    .with(SnpRules.TCB_MILAN, new Rule.AtLeast<>(milan))
                    .with(SnpRules.TCB_GENOA, new Rule.AtLeast<>(genoa))
                    .with(SnpRules.TCB_TURIN, new Rule.AtLeast<>(turin))
                    .with(SnpRules.LAUNCH_TCB_MILAN, new Rule.AtLeast<>(milan))
                    .with(SnpRules.LAUNCH_TCB_GENOA, new Rule.AtLeast<>(genoa))
                    .with(SnpRules.LAUNCH_TCB_TURIN, new Rule.AtLeast<>(turin))
                    .with(SnpRules.MICROCODE_MILAN, new Rule.AtLeast<>(0xdbL))
                    .with(SnpRules.MICROCODE_MILAN_X, new Rule.AtLeast<>(0x44L))
                    .with(SnpRules.MICROCODE_GENOA, new Rule.AtLeast<>(0x54L))
                    .with(SnpRules.MICROCODE_GENOA_X, new Rule.AtLeast<>(0x4fL))
                    .with(SnpRules.MICROCODE_BERGAMO, new Rule.AtLeast<>(0x19L))
                    .with(SnpRules.FIRMWARE, new Rule.AtLeast<>(new FirmwareVersion(1, 55, 0)))
                    .rules;
        }
    }

    private static List<RootFingerprint> sorted(Collection<RootFingerprint> roots) {
        return roots.stream().sorted().distinct().toList();
    }

    public String name() {
        return name;
    }

    @SuppressWarnings("unchecked") // with() and the reader put a rule of the requirement's own type
    public <T> Rule<T> rule(Requirement<T> requirement) {
        return (Rule<T>) Objects.requireNonNull(rules.get(requirement));
    }

    /// The same but for one rule. A shipped policy that this changes loses its name.
    public <T> TrustPolicy with(Requirement<T> requirement, Rule<T> rule) {
        boolean ordered = rule instanceof Rule.AtLeast<T> || rule instanceof Rule.AtMost<T>;
        if (ordered && !requirement.kind().isOrdered()) {
            throw new IllegalArgumentException("values of " + requirement.member() + " have no order");
        }
        Map<Requirement<?>, Rule<?>> changed = new LinkedHashMap<>(rules);
        changed.put(requirement, rule);
        return new TrustPolicy(mayBear(name, changed) ? name : name + CHANGED, changed);
    }

    /// The same rules under another name, of the form that {@link #ownName} reads; a name that is reserved
    /// for other rules is the caller's mistake.
    public TrustPolicy named(String newName) {
        return new TrustPolicy(newName, rules);
    }

    /// The same but for the roots that may vouch: these and no others.
    public TrustPolicy withRoots(Collection<RootFingerprint> roots) {
        return with(SnpRules.ROOT, new Rule.OneOf<>(sorted(roots)));
    }

    public TrustPolicy withRoots(RootFingerprint... roots) {
        return withRoots(List.of(roots));
    }

    /// The roots that the policy names for SNP; none if it accepts anything.
    public List<RootFingerprint> roots() {
        return roots(Section.SNP);
    }

    /// The roots that the policy names for one kind of evidence.
    public List<RootFingerprint> roots(Section section) {
        Requirement<RootFingerprint> requirement = switch (section) {
            case SNP -> SnpRules.ROOT;
            case SGX -> SgxRules.ROOT;
            case TDX -> TdxRules.ROOT;
        };
        return switch (rule(requirement)) {
            case Rule.Exactly<RootFingerprint> exactly -> List.of(exactly.value());
            case Rule.OneOf<RootFingerprint> oneOf -> oneOf.values();
            case Rule.AtLeast<RootFingerprint> least -> List.of();
            case Rule.AtMost<RootFingerprint> most -> List.of();
            case Rule.Anything<RootFingerprint> anything -> List.of();
        };
    }

    /// The name of a policy that somebody writes: 1 to 64 of a-z, 0-9, dot and hyphen, and none that ships.
    public static String ownName(String structure, String field, String text) throws Malformed {
        if (!NAME.matcher(text).matches()) {
            throw new Malformed(
                    structure,
                    field,
                    -1,
                    "must be 1 to 64 of a-z, 0-9, dot and hyphen, and start with a letter or digit");
        }
        if (text.equals(STRICT_1)) {
            throw new Malformed(structure, field, -1, text + " is the name of a shipped policy: choose another");
        }
        return text;
    }

    /// This policy with some rules replaced, as `extends` in a policy file means it: `overrides` is an object
    /// with the members `snp`, `sgx` and `tdx`, as many as are wanted, which have rules by name.
    public TrustPolicy extend(String newName, JsonObject overrides) throws Malformed {
        JsonFields fields = overrides.fields(STRUCTURE);
        Map<Requirement<?>, Rule<?>> changed = new LinkedHashMap<>(rules);
        for (Section section : Section.values()) {
            Optional<JsonFields> in = fields.optionalObject(section.member());
            if (in.isPresent()) {
                for (Requirement<?> requirement : section.requirements()) {
                    if (in.get().has(requirement.member())) {
                        changed.put(requirement, readRule(in.get(), requirement));
                    }
                }
                in.get().end();
            }
        }
        fields.end();
        return new TrustPolicy(ownName(STRUCTURE, "name", newName), changed);
    }

    public JsonObject toJson() {
        JsonObject.Builder out = Json.object().put("name", name);
        for (Section section : Section.values()) {
            JsonObject.Builder in = Json.object();
            section.requirements().forEach(requirement -> in.put(requirement.member(), written(requirement)));
            out.put(section.member(), in.build());
        }
        return out.build();
    }

    private <T> Json written(Requirement<T> requirement) {
        ValueKind<T> kind = requirement.kind();
        return switch (rule(requirement)) {
            case Rule.Exactly<T> exactly ->
                Json.object().put("exactly", kind.write(exactly.value())).build();
            case Rule.AtLeast<T> least ->
                Json.object().put("at-least", kind.write(least.floor())).build();
            case Rule.AtMost<T> most ->
                Json.object().put("at-most", kind.write(most.ceiling())).build();
            case Rule.OneOf<T> oneOf ->
                Json.object()
                        .put(
                                "one-of",
                                Json.array(
                                        oneOf.values().stream().map(kind::write).toList()))
                        .build();
            case Rule.Anything<T> anything -> Json.text(ANYTHING);
        };
    }

    /// The expanded form only: a missing rule is malformed, as is one that nobody knows. A section for SGX or
    /// TDX may be missing as a whole, as policies written before there were any lack it: it is strict-1's
    /// then.
    public static TrustPolicy fromJson(Json json) throws Malformed {
        JsonFields fields = JsonFields.of(STRUCTURE, json);
        String name = fields.text("name");
        if (!name.equals(STRICT_1)) {
            ownName(STRUCTURE, "name", name);
        }
        Map<Requirement<?>, Rule<?>> rules = new LinkedHashMap<>();
        for (Section section : Section.values()) {
            Optional<JsonFields> in = section == Section.SNP
                    ? Optional.of(fields.object("snp"))
                    : fields.optionalObject(section.member());
            for (Requirement<?> requirement : section.requirements()) {
                rules.put(
                        requirement, in.isPresent() ? readRule(in.get(), requirement) : Strict1.RULES.get(requirement));
            }
            if (in.isPresent()) {
                in.get().end();
            }
        }
        fields.end();
        if (!mayBear(name, rules)) {
            throw fields.bad("name", name + " is the name of a shipped policy, and the rules here are not its rules");
        }
        return new TrustPolicy(name, rules);
    }

    private static <T> Rule<T> readRule(JsonFields in, Requirement<T> requirement) throws Malformed {
        String member = requirement.member();
        ValueKind<T> kind = requirement.kind();
        if (in.value(member) instanceof JsonText text) {
            if (!text.value().equals(ANYTHING)) {
                throw in.bad(member, "must be an object with a rule, or the word " + ANYTHING);
            }
            return new Rule.Anything<>();
        }
        JsonFields rule = in.object(member);
        if (rule.names().size() != 1) {
            throw in.bad(member, "must have one rule: exactly, at-least, at-most or one-of");
        }
        String form = rule.names().getFirst();
        return switch (form) {
            case "exactly" -> new Rule.Exactly<>(kind.read(rule, form));
            case "at-least" -> new Rule.AtLeast<>(readBound(rule, form, kind));
            case "at-most" -> new Rule.AtMost<>(readBound(rule, form, kind));
            case "one-of" -> new Rule.OneOf<>(readValues(rule, form, kind));
            default -> throw in.bad(member, "unknown rule " + form + ": exactly, at-least, at-most or one-of");
        };
    }

    private static <T> T readBound(JsonFields rule, String form, ValueKind<T> kind) throws Malformed {
        if (!kind.isOrdered()) {
            throw rule.bad(form, "these values have no order, only exactly, one-of or anything");
        }
        return kind.read(rule, form);
    }

    private static <T> List<T> readValues(JsonFields rule, String form, ValueKind<T> kind) throws Malformed {
        List<T> values = new ArrayList<>();
        for (Json item : rule.array(form)) {
            JsonFields one = Json.object().put(form, item).build().fields(STRUCTURE);
            T value = kind.read(one, form);
            if (values.contains(value)) {
                throw rule.bad(form, "has " + kind.show(value) + " twice");
            }
            values.add(value);
        }
        if (values.isEmpty()) {
            throw rule.bad(form, "names nothing");
        }
        return values;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TrustPolicy policy && name.equals(policy.name) && rules.equals(policy.rules);
    }

    @Override
    public int hashCode() {
        return name.hashCode() * 31 + rules.hashCode();
    }

    @Override
    public String toString() {
        return "TrustPolicy(" + name + ")";
    }
}
