package dev.cloister.cli.evidence;

import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.Evidence;
import dev.cloister.evidence.Flaw;
import dev.cloister.evidence.Objection;
import dev.cloister.evidence.Verification.Verified;
import dev.cloister.evidence.appraisal.Check;
import dev.cloister.evidence.appraisal.Requirement;
import dev.cloister.evidence.dcap.Certification;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// An answer for people: the verdict first, then each check with its value, then what to do about each
/// failure.
public final class AnswerText {
    private static final Set<String> RULES =
            Requirement.all().stream().map(Requirement::code).collect(Collectors.toSet());
    private static final String DOES_NOT_APPLY = "does not apply";
    private static final String EMULATED = "EMULATED: a program plays the chip, no hardware stands behind this";

    private static final String OK = "  ok   ";
    private static final String OK_IF_GENUINE = "  (ok) ";
    private static final String NO = "  NO   ";
    private static final String OPEN = "  ?    ";
    private static final String ANY = "  any  ";

    private final Answer answer;
    private final Set<String> flaws;
    private final boolean genuine;
    private final List<String> lines = new ArrayList<>();

    private AnswerText(Answer answer) {
        this.answer = answer;
        this.flaws = answer.flaws().stream().map(Flaw::code).collect(Collectors.toSet());
        this.genuine = answer.verification() instanceof Verified<?>;
    }

    public static List<String> of(Answer answer) {
        return new AnswerText(answer).lines();
    }

    /// Of what is no evidence.
    public static List<String> malformed(String name, Malformed malformed) {
        Objection objection = new Unexpected.NotReadable(malformed);
        return List.of("MALFORMED  " + name, "  " + objection.sentence(), "  to do: " + objection.remedy());
    }

    private List<String> lines() {
        Question question = answer.question();
        lines.add(answer.word() + (answer.emulated() ? " (EMULATED)  " : "  ") + because());
        if (answer.emulated()) {
            lines.add(EMULATED);
        }
        lines.add("  " + question.reading().title() + ", "
                + question.file().format().title()
                + certificates(question.evidence()) + "; as of " + question.at()
                + "; trust policy " + question.policy().name());
        lines.add("");
        lines.add("Is it genuine?");
        checks(check -> !RULES.contains(check.code()) && !isExpectation(check));
        lines.add("");
        lines.add("Is it what you expect?");
        expectations(question.reading());
        lines.add("");
        lines.add("Does it satisfy " + question.policy().name() + "?"
                + (genuine
                        ? ""
                        : " (only what the " + question.reading().noun() + " says: it is not known to be genuine)"));
        checks(check -> isRule(check) && check.outcome() != Check.Outcome.NOT_ASKED);
        lines.add("");
        lines.add("Any value satisfies " + question.policy().name() + " here:");
        checks(check -> isRule(check) && check.outcome() == Check.Outcome.NOT_ASKED);
        toDo();
        return lines;
    }

    private String because() {
        List<Objection> objections = answer.objections();
        if (objections.isEmpty()) {
            return "genuine, as the policy wants it, and what you expect";
        }
        String more = objections.size() == 1 ? "" : " (and " + (objections.size() - 1) + " more)";
        return objections.getFirst().sentence() + more;
    }

    private static String certificates(Evidence evidence) {
        int count = switch (evidence) {
            case Evidence.Snp snp -> snp.certificates().entries().size();
            case Evidence.Dcap dcap ->
                switch (dcap.quote().signature().certification()) {
                    case Certification.PckChain chain -> chain.count();
                    case Certification.PckLeaf _ -> 1;
                    case Certification.Ppid _, Certification.Manifest _ -> 0;
                };
        };
        return count == 0 ? ", no certificates with it" : ", " + count + " certificates with it";
    }

    private static boolean isRule(Check check) {
        return RULES.contains(check.code()) && !check.value().equals(DOES_NOT_APPLY);
    }

    private interface Wanted {
        boolean is(Check check);
    }

    private void checks(Wanted wanted) {
        String before = "";
        for (Check check : answer.checks().stream().filter(wanted::is).toList()) {
            String mark = mark(check);
            String hint =
                    mark.equals(NO) && !check.expected().equals("yes") ? "  (wanted: " + check.expected() + ")" : "";
            String value = mark.equals(OPEN) && check.value().equals(before) ? "not established" : check.value();
            lines.add(mark + check.title() + ": " + value + hint);
            before = check.value();
        }
    }

    private static boolean isExpectation(Check check) {
        return switch (check.code()) {
            case "unknown-measurement", "unknown-init-data", "wrong-report-data" -> true;
            default -> false;
        };
    }

    /// `NO` only for what is known to be wrong.
    private String mark(Check check) {
        return switch (check.outcome()) {
            case PASSED -> isUncheckedRevocation(check) ? ANY : sayable(check) ? OK : OK_IF_GENUINE;
            case NOT_ASKED -> ANY;
            case FAILED -> {
                boolean wrong = RULES.contains(check.code())
                        ? !check.value().equals("not established")
                        : flaws.contains(check.code());
                yield wrong ? NO : OPEN;
            }
        };
    }

    /// What the report says is worth nothing unless it is genuine.
    private boolean sayable(Check check) {
        return genuine || !RULES.contains(check.code());
    }

    /// Of which the verifier was told that no list is needed.
    private boolean isUncheckedRevocation(Check check) {
        return check.code().equals("revoked")
                && answer.verification() instanceof Verified<?> yes
                && !yes.revocationChecked();
    }

    private void expectations(Reading reading) {
        Question.Expected expected = answer.question().expected();
        Optional<Boolean> booted = expected.measurements().isEmpty()
                ? Optional.empty()
                : Optional.of(expected.measurements().contains(reading.measurement()));
        expectation(
                reading.measurementName(),
                reading.measurement().hex(),
                booted,
                OPEN,
                "not judged: --measurement HEX says which is right");
        expectation(
                "report data",
                reading.reportData().hex(),
                expected.reportData().map(reading.reportData()::equals),
                ANY,
                "not asked, so this may be an old " + reading.noun() + ": --nonce HEX");
        expectation(
                reading.hostDataName(),
                reading.hostData().hex(),
                expected.hostData().map(reading::hasHostData),
                ANY,
                "not asked: --host-data HEX");
    }

    private void expectation(String title, String value, Optional<Boolean> holds, String open, String hint) {
        String mark = holds.map(yes -> yes ? genuine ? OK : OK_IF_GENUINE : NO).orElse(open);
        lines.add(mark + title + ": " + value + (holds.isPresent() ? "" : "  (" + hint + ")"));
    }

    private void toDo() {
        if (answer.objections().isEmpty()) {
            return;
        }
        lines.add("");
        lines.add("What to do");
        for (Objection objection : answer.objections()) {
            lines.add("  " + objection.code() + ": " + objection.sentence());
            objection.field().ifPresent(field -> lines.add("      field:    " + field));
            objection.expected().ifPresent(value -> lines.add("      expected: " + value));
            objection.got().ifPresent(value -> lines.add("      got:      " + value));
            lines.add("      to do:    " + objection.remedy());
            KeyService.address(answer, objection).ifPresent(address -> lines.add("      from:     " + address));
        }
    }
}
