package dev.cloister.picture;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/// What was asked about a guest, what was answered, and everything the answer rests on.
///
/// A page cannot say yes over a check that failed, nor over none.
///
/// @param subject the guest, as its owner named it
/// @param emulated whether the evidence comes from an emulated chip, which proves nothing about the host
/// @param at the time for which the answer holds
/// @param claims what follows from the answer, a sentence each
/// @param facts values for those who want to compare them
/// @param notClaimed what does not follow from it, a sentence each
public record ProofPage(
        String subject,
        Answer answer,
        boolean emulated,
        Instant at,
        List<String> claims,
        List<Fact> facts,
        List<Line> checks,
        List<String> notClaimed) {

    /// The three answers of an appraisal.
    public enum Answer {
        TRUSTED("trusted", "Yes: the guest is what its owner asked for."),
        REJECTED("rejected", "No: the guest is not what its owner asked for."),
        UNDECIDED("undecided", "Cannot tell: something that is needed was out of reach.");

        private final String word;
        private final String sentence;

        Answer(String word, String sentence) {
            this.word = word;
            this.sentence = sentence;
        }

        public String word() {
            return word;
        }
    }

    /// A named value.
    public record Fact(String name, String value) {}

    /// One check.
    ///
    /// @param code stable name, kebab-case
    /// @param source where the value comes from: a field of the report, a certificate, a file
    public record Line(String code, String title, String value, String expected, Outcome outcome, String source) {}

    /// What became of a check; of what nobody asked for, the page shows the value and no praise.
    public enum Outcome {
        PASSED("passed"),
        FAILED("failed"),
        NOT_ASKED("any");

        private final String word;

        Outcome(String word) {
            this.word = word;
        }
    }

    public ProofPage {
        claims = List.copyOf(claims);
        facts = List.copyOf(facts);
        checks = List.copyOf(checks);
        notClaimed = List.copyOf(notClaimed);
        boolean holds = count(checks, Outcome.PASSED) > 0 && count(checks, Outcome.FAILED) == 0;
        if (answer == Answer.TRUSTED && !holds) {
            throw new IllegalArgumentException("trusted, and not every check has passed");
        }
    }

    private static long count(List<Line> checks, Outcome outcome) {
        return checks.stream().filter(check -> check.outcome() == outcome).count();
    }

    /// The page in UTF-8, complete in itself. Equal pages give equal text.
    public String html() {
        Html page = new Html();
        page.raw(HEAD)
                .element("title", "Proof for " + subject + ": " + answer.word)
                .raw("</head>\n<body>\n<main>\n");
        page.element("h1", "Proof for " + subject);
        if (emulated) {
            page.raw("<p class=\"emulated\" role=\"note\"><strong>EMULATED</strong> ")
                    .text("The chip that signed this evidence is a program. Formats and checks are the real ones; the"
                            + " protection is not: whoever runs the host could read this guest.")
                    .raw("</p>\n");
        }
        page.raw("<p class=\"answer " + answer.word + "\"><strong>")
                .text(answer.word)
                .raw("</strong> ")
                .text(answer.sentence)
                .raw("</p>\n");
        page.element("p", "As of " + DateTimeFormatter.ISO_INSTANT.format(at.atOffset(ZoneOffset.UTC)));
        list(page, "What follows", claims);
        list(page, "What does not follow", notClaimed);
        checks(page);
        facts(page);
        return page.raw("</main>\n</body>\n</html>\n").toString();
    }

    private static void list(Html page, String title, List<String> sentences) {
        if (sentences.isEmpty()) {
            return;
        }
        page.element("h2", title).raw("<ul>\n");
        sentences.forEach(sentence -> page.element("li", sentence));
        page.raw("</ul>\n");
    }

    private void checks(Html page) {
        page.element("h2", "Checks");
        page.element("p", tally());
        page.raw("<div class=\"wide\"><table>\n<thead><tr><th scope=\"col\">Result</th><th scope=\"col\">Check</th>"
                + "<th scope=\"col\">Value</th><th scope=\"col\">Expected</th><th scope=\"col\">Source</th></tr>"
                + "</thead>\n<tbody>\n");
        for (Line check : checks) {
            String result = check.outcome().word;
            page.raw("<tr class=\"" + result + "\">").cell("td", result);
            page.raw("<th scope=\"row\">").text(check.title()).raw("<br><code>").text(check.code());
            page.raw("</code></th>").code(check.value()).code(check.expected());
            page.cell("td", check.source()).raw("</tr>\n");
        }
        page.raw("</tbody>\n</table></div>\n");
    }

    private String tally() {
        long failed = count(checks, Outcome.FAILED);
        long any = count(checks, Outcome.NOT_ASKED);
        String made = checks.size() - any + " made, " + (failed == 0 ? "all passed" : failed + " failed");
        return any == 0 ? made : made + "; of " + any + " more, any value is accepted or none applies";
    }

    private void facts(Html page) {
        if (facts.isEmpty()) {
            return;
        }
        page.element("h2", "Values").raw("<div class=\"wide\"><table>\n<tbody>\n");
        for (Fact fact : facts) {
            page.raw("<tr><th scope=\"row\">").text(fact.name()).raw("</th>");
            page.code(fact.value()).raw("</tr>\n");
        }
        page.raw("</tbody>\n</table></div>\n");
    }

    private static final String HEAD = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <style>
            :root { color-scheme: light dark; --ink: #1b1f24; --paper: #ffffff; --line: #c9d1d9; --soft: #f3f5f7;
              --yes: #11632f; --no: #a40e1a; --open: #7a4d00; --warn-ink: #3d2600; --warn: #ffd98a; }
            @media (prefers-color-scheme: dark) {
              :root { --ink: #e6e9ec; --paper: #14171a; --line: #3d444d; --soft: #1e2328;
                --yes: #6fd08f; --no: #ff8f8f; --open: #f0c060; --warn-ink: #ffe9c2; --warn: #5a3b00; }
            }
            body { margin: 0; background: var(--paper); color: var(--ink);
              font: 1rem/1.5 system-ui, sans-serif; }
            main { max-width: 72rem; margin: 0 auto; padding: 1.5rem; }
            code { font: 0.85rem/1.4 ui-monospace, monospace; overflow-wrap: anywhere; }
            .wide { overflow-x: auto; }
            table { border-collapse: collapse; width: 100%; }
            th, td { border: 1px solid var(--line); padding: 0.4rem 0.6rem; text-align: left; vertical-align: top; }
            thead th { background: var(--soft); }
            tbody th { font-weight: 500; min-width: 12rem; }
            .emulated { background: var(--warn); color: var(--warn-ink); padding: 0.8rem 1rem; }
            .answer { font-size: 1.2rem; }
            .answer strong { text-transform: uppercase; }
            .trusted strong, .passed td:first-child { color: var(--yes); }
            .rejected strong, .failed td:first-child { color: var(--no); font-weight: 700; }
            .undecided strong { color: var(--open); }
            </style>
            """;
}
