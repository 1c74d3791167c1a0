package dev.cloister.evidence.appraisal;

import dev.cloister.evidence.Verification.Verified;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// One thing that a trust policy says something about: its name in the policy, the code of its finding, where
/// the value comes from, what it means and what to do.
///
/// A row in the table of its section ({@link SnpRules}, {@link SgxRules}, {@link TdxRules}) is all there is to adding
/// one: the policy's form, the appraisal and the list of checks follow it.
public final class Requirement<T> {
    private final String member;
    private final String code;
    private final String field;
    private final String title;
    private final ValueKind<T> kind;
    private final boolean establishedOnly;
    private final Function<Subject, Optional<T>> reading;
    private final String remedy;

    /// One more row of a table.
    Requirement(
            List<Requirement<?>> table,
            String member,
            String code,
            String field,
            String title,
            ValueKind<T> kind,
            boolean establishedOnly,
            Function<Subject, Optional<T>> reading,
            String remedy) {
        this.member = member;
        this.code = code;
        this.field = field;
        this.title = title;
        this.kind = kind;
        this.establishedOnly = establishedOnly;
        this.reading = reading;
        this.remedy = remedy;
        table.add(this);
    }

    static Optional<Long> listDays(Verified<?> verified) {
        return verified.revocationListMade()
                .map(made -> Duration.between(made, verified.at()).toDays());
    }

    /// Those of all sections, in the order in which policies and lists of checks show them.
    public static List<Requirement<?>> all() {
        List<Requirement<?>> all = new ArrayList<>();
        for (Section section : Section.values()) {
            all.addAll(section.requirements());
        }
        return all;
    }

    /// The name in a policy, kebab-case.
    public String member() {
        return member;
    }

    /// The code of the finding, kebab-case.
    public String code() {
        return code;
    }

    /// Where the value stands, in the vendor's words.
    public String field() {
        return field;
    }

    /// What the value says, for people.
    public String title() {
        return title;
    }

    /// What to do about a finding.
    public String remedy() {
        return remedy;
    }

    /// Only a verifier can know the value; a report alone does not show it.
    boolean isEstablishedOnly() {
        return establishedOnly;
    }

    ValueKind<T> kind() {
        return kind;
    }

    /// Empty if the requirement does not apply to this chip or key.
    Optional<T> value(Subject subject) {
        return reading.apply(subject);
    }

    @Override
    public String toString() {
        return "Requirement(" + member + ")";
    }
}
