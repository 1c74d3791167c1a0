package dev.cloister.picture;

import dev.cloister.picture.ChainPicture.State;
import dev.cloister.picture.ChainPicture.Step;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/// What was asked about a guest, what was answered, and everything the answer rests on.
///
/// A page cannot say yes over a check that failed, nor over none, nor over a step of the chain that did not pass.
///
/// @param chain from the vendor's root to the running container; subject, answer and time are the page's
/// @param boundary of this very guest
/// @param reasons why the answer is not yes
/// @param claims what follows from the answer, a sentence each
/// @param notClaimed what does not follow from it, a sentence each
/// @param references what values of the guest were held against, and who says so
/// @param facts texts for those who want to compare them
public record ProofPage(
        ChainPicture chain,
        BoundaryPicture boundary,
        List<Reason> reasons,
        List<String> claims,
        List<String> notClaimed,
        List<Group> groups,
        List<Reference> references,
        List<Fact> facts) {
    /// Marks of a check, for pages that look like this one.
    static final String PASSED = icon(State.PASSED.path);

    static final String FAILED = icon(State.FAILED.path);
    static final String OTHER = icon(Outcome.NOT_ASKED.path);

    private static final int MAX_LINES = 500;

    private static final List<String> CHECK = List.of("Result", "Check", "Found", "Expected");

    private static final String NAV = """
            <nav aria-label="On this page"><ul>
            <li><a href="#chain">Chain of trust</a></li>
            <li><a href="#boundary">Isolation boundary</a></li>
            <li><a href="#checks">Checks</a></li>
            <li><a href="#references">Reference values</a></li>
            <li><a href="#values">Values</a></li>
            </ul></nav>
            """;

    private static final String YOURSELF = """
            <section>
            <h2>Check it yourself</h2>
            <p>This page is a picture and can be forged like one. The file <code>proof.json</code> beside it holds the
            evidence; <code>cloister verify proof.json</code> judges it anew, against what you approved, without a
            broker or a network.</p>
            </section>
            """;

    /// The three answers of an appraisal.
    public enum Answer {
        TRUSTED("trusted", "Yes: the guest is what its owner asked for.", State.PASSED),
        REJECTED("rejected", "No: the guest is not what its owner asked for.", State.FAILED),
        UNDECIDED("undecided", "Cannot tell: something that is needed was out of reach.", State.OPEN);

        private final String word;
        private final String sentence;
        private final State state;

        Answer(String word, String sentence, State state) {
            this.word = word;
            this.sentence = sentence;
            this.state = state;
        }

        public String word() {
            return word;
        }
    }

    /// Why the answer is not yes, and what to do.
    public record Reason(String code, String sentence, String remedy) {}

    /// Checks that answer one question.
    public record Group(String question, List<Line> checks) {
        public Group {
            checks = List.copyOf(checks);
        }
    }

    /// One check.
    ///
    /// @param code stable name, kebab-case
    /// @param source where the value comes from: a field of the report, a certificate, a file
    /// @param reference who says what is expected
    public record Line(
            String code,
            String title,
            String value,
            String source,
            String expected,
            String reference,
            Outcome outcome) {}

    /// A value that is accepted.
    ///
    /// @param met whether it is the one that the guest has
    public record Reference(String kind, String value, String source, boolean met) {}

    /// A named text.
    public record Fact(String name, String value) {}

    /// What became of a check; of what nobody asked for, the page shows the value and no praise.
    public enum Outcome {
        PASSED("passed", State.PASSED.path),
        FAILED("failed", State.FAILED.path),
        NOT_ASKED("any", "M-4 0 H4");

        private final String word;
        private final String path;

        Outcome(String word, String path) {
            this.word = word;
            this.path = path;
        }
    }

    public ProofPage {
        reasons = List.copyOf(reasons);
        claims = List.copyOf(claims);
        notClaimed = List.copyOf(notClaimed);
        groups = List.copyOf(groups);
        references = List.copyOf(references);
        facts = List.copyOf(facts);
        boolean holds = count(groups, Outcome.PASSED) > 0 && count(groups, Outcome.FAILED) == 0 && reasons.isEmpty();
        if (chain.answer() == Answer.TRUSTED && !holds) {
            throw new IllegalArgumentException("trusted, and not every check has passed");
        }
        if (chain.emulated() && !boundary.emulated()) {
            throw new IllegalArgumentException("an emulated chip draws no wall");
        }
    }

    private static long count(List<Group> groups, Outcome outcome) {
        return groups.stream()
                .flatMap(group -> group.checks.stream())
                .filter(check -> check.outcome == outcome)
                .count();
    }

    /// The page in UTF-8, complete in itself. Equal pages give equal text.
    public String html() {
        Html page = new Html();
        page.raw(PageStyle.HEAD)
                .element("title", "Proof for " + Html.cut(chain.subject()) + ": " + said())
                .raw("</head>\n<body>\n<main>\n");
        answer(page);
        page.raw(NAV);
        list(page, "What follows", claims);
        list(page, "What does not follow", notClaimed);
        chain(page);
        boundary(page);
        checks(page);
        references(page);
        facts(page);
        return page.raw(YOURSELF).raw("</main>\n</body>\n</html>\n").toString();
    }

    private String said() {
        return chain.answer().word + (chain.emulated() ? ", EMULATED" : "");
    }

    private void answer(Html page) {
        Answer answer = chain.answer();
        page.raw("<header class=\"" + answer.word + "\">\n").element("h1", "Proof for " + Html.cut(chain.subject()));
        page.raw("<p class=\"answer\">" + icon(answer.state.path) + "<strong>")
                .text(answer.word.toUpperCase(Locale.ROOT))
                .raw("</strong>")
                .raw(chain.emulated() ? " <strong class=\"badge\">EMULATED</strong></p>\n" : "</p>\n");
        page.raw("<p>").text(answer.sentence).raw(" <span class=\"at\">As of ");
        page.text(chain.at().toString()).raw(".</span></p>\n");
        for (Reason reason : reasons) {
            page.raw("<p class=\"reason\"><strong>")
                    .text(Html.cut(reason.sentence))
                    .raw("</strong> <code>");
            page.text(reason.code)
                    .raw("</code><br>To mend it: ")
                    .text(Html.cut(reason.remedy))
                    .raw("</p>\n");
        }
        if (chain.emulated()) {
            page.raw("<p class=\"emulated\"><strong>EMULATED.</strong> ")
                    .text(Emulated.LONG)
                    .raw("</p>\n");
        }
        page.raw("</header>\n");
    }

    private static void list(Html page, String title, List<String> sentences) {
        if (sentences.isEmpty()) {
            return;
        }
        page.raw("<section>\n").element("h2", title).raw("<ul>\n");
        sentences.forEach(sentence -> page.element("li", Html.cut(sentence)));
        page.raw("</ul>\n</section>\n");
    }

    /// Wide and narrow; the style shows one of them.
    private static void drawn(Html page, String id, BiFunction<Integer, String, String> drawing) {
        page.raw("<div class=\"wide\">\n" + drawing.apply(Canvas.WIDE, id + "-wide-")
                + "</div>\n<div class=\"narrow\">\n" + drawing.apply(Canvas.NARROW, id + "-narrow-") + "</div>\n");
    }

    private void chain(Html page) {
        page.raw(
                "<section id=\"chain\">\n<h2>Chain of trust</h2>\n<p>From the vendor's root down to the container; each"
                        + " step vouches for the next.</p>\n");
        drawn(page, "chain", chain::inline);
        page.raw("<details>\n<summary>The chain in words</summary>\n<ol>\n");
        for (Step step : chain.steps()) {
            page.raw("<li><strong>")
                    .text(step.role() + " " + Html.cut(step.name()))
                    .raw("</strong>: ");
            page.text(step.state().word).raw("<ul>\n");
            step.lines().forEach(line -> page.element("li", Html.cut(line)));
            page.raw("</ul></li>\n");
        }
        page.raw("</ol>\n</details>\n</section>\n");
    }

    private void boundary(Html page) {
        page.raw(
                "<section id=\"boundary\">\n<h2>Isolation boundary</h2>\n<p>Who is inside, who is outside, and all that"
                        + " crosses. Every crossing passes through the host.</p>\n");
        drawn(page, "boundary", boundary::inline);
        page.raw("<details>\n<summary>The boundary in words</summary>\n");
        page.element("h3", "Inside the guest").raw("<ul>\n");
        boundary.inside()
                .forEach(part -> page.element("li", Html.cut(part.name() + ": " + String.join("; ", part.lines()))));
        page.raw("</ul>\n").element("h3", "Outside, on the host").raw("<ul>\n");
        boundary.host().forEach(line -> page.element("li", Html.cut(line)));
        page.raw("</ul>\n");
        table(page, "What crosses", List.of("What", "Other end", "Direction", "The host", "More"), rows -> {
            for (BoundaryPicture.Crossing crossing : boundary.crossings()) {
                rows.raw("<tr role=\"row\"><th role=\"rowheader\" scope=\"row\">")
                        .text(Html.cut(crossing.name()));
                rows.raw("</th>");
                cell(rows, "Other end", "", crossing.party().words);
                cell(rows, "Direction", "", crossing.way().words);
                cell(rows, "The host", "", crossing.seen().words);
                cell(rows, "More", "", String.join("; ", crossing.lines()));
                rows.raw("</tr>\n");
            }
        });
        page.raw("</details>\n</section>\n");
    }

    private void checks(Html page) {
        page.raw("<section id=\"checks\">\n").element("h2", "Checks").element("p", tally());
        for (Group group : groups) {
            table(
                    page,
                    group.question,
                    CHECK,
                    rows -> group.checks.stream()
                            .filter(check -> check.outcome != Outcome.NOT_ASKED)
                            .forEach(check -> check(rows, check)));
            List<Line> any = group.checks.stream()
                    .filter(check -> check.outcome == Outcome.NOT_ASKED)
                    .toList();
            if (!any.isEmpty()) {
                String more = any.size() + " more, of which any value is accepted or none applies";
                page.raw("<details>\n").element("summary", more);
                table(page, "Not asked", CHECK, rows -> any.forEach(check -> check(rows, check)));
                page.raw("</details>\n");
            }
        }
        page.raw("</section>\n");
    }

    private static void check(Html page, Line check) {
        String result = check.outcome.word;
        page.raw("<tr role=\"row\" class=\"" + result + "\"><td role=\"cell\">" + icon(check.outcome.path));
        page.text(result)
                .raw("</td><th role=\"rowheader\" scope=\"row\">")
                .text(Html.cut(check.title))
                .raw("<br><code>");
        page.text(check.code).raw("</code></th>");
        cell(page, "Found", check.value, check.source.isEmpty() ? "" : "source: " + check.source);
        cell(page, "Expected", check.expected, check.reference.isEmpty() ? "" : "source: " + check.reference);
        page.raw("</tr>\n");
    }

    private String tally() {
        long passed = count(groups, Outcome.PASSED);
        long failed = count(groups, Outcome.FAILED);
        long any = count(groups, Outcome.NOT_ASKED);
        String made = passed + failed + " made, " + (failed == 0 ? "all passed" : failed + " failed");
        return any == 0 ? made : made + "; of " + any + " more, any value is accepted or none applies";
    }

    private void references(Html page) {
        page.raw("<section id=\"references\">\n").element("h2", "Reference values");
        page.element("p", "What the guest's values were held against, and who says that these are right.");
        table(page, "Accepted values", List.of("What", "Value", "Who says so", "This guest"), rows -> {
            for (Reference reference : references) {
                rows.raw("<tr role=\"row\"><th role=\"rowheader\" scope=\"row\">")
                        .text(reference.kind)
                        .raw("</th>");
                cell(rows, "Value", reference.value, "");
                cell(rows, "Who says so", "", reference.source);
                cell(rows, "This guest", "", reference.met ? "has it" : "has another");
                rows.raw("</tr>\n");
            }
        });
        page.raw("</section>\n");
    }

    private void facts(Html page) {
        page.raw("<section id=\"values\">\n").element("h2", "Values");
        for (Fact fact : facts) {
            page.raw("<details>\n").element("summary", fact.name).raw("<pre><code>");
            fact.value
                    .lines()
                    .limit(MAX_LINES)
                    .forEach(line -> page.text(Html.cut(line)).raw("\n"));
            page.raw("</code></pre>\n</details>\n");
        }
        page.raw("</section>\n");
    }

    /// A table that a narrow screen shows as cards; the roles keep it a table for a screen reader.
    static void table(Html page, String caption, List<String> heads, Consumer<Html> rows) {
        page.raw("<table role=\"table\">\n<caption>").text(caption).raw("</caption>\n");
        page.raw("<thead role=\"rowgroup\"><tr role=\"row\">");
        heads.forEach(head -> page.raw("<th role=\"columnheader\" scope=\"col\">" + head + "</th>"));
        page.raw("</tr></thead>\n<tbody role=\"rowgroup\">\n");
        rows.accept(page);
        page.raw("</tbody>\n</table>\n");
    }

    /// @param value of the guest, empty if there is none
    /// @param note about it, empty if there is none
    static void cell(Html page, String head, String value, String note) {
        page.raw("<td role=\"cell\" data-head=\"" + head + "\">");
        if (!value.isEmpty()) {
            page.raw("<code>").text(Html.cut(value)).raw("</code>");
        }
        if (!note.isEmpty()) {
            page.raw(value.isEmpty() ? "<span>" : "<small>")
                    .text(Html.cut(note))
                    .raw(value.isEmpty() ? "</span>" : "</small>");
        }
        page.raw("</td>");
    }

    private static String icon(String path) {
        return "<svg class=\"icon\" viewBox=\"-14 -14 28 28\" width=\"28\" height=\"28\" aria-hidden=\"true\">"
                + "<circle r=\"14\"/><path d=\"" + path + "\"/></svg>";
    }
}
