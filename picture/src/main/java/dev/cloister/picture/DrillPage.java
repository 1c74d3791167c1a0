package dev.cloister.picture;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

/// What a host tried with a guest, what stopped it, and what each side saw of it. Drills are emulated, and the page
/// says so.
///
/// @param control whether the runs without an attack got their secret and answered
/// @param passed whether everything ended as documented
/// @param at when the drill ended
public record DrillPage(List<Row> rows, boolean control, boolean passed, Instant at) {
    private static final String SEEN = "nothing";

    /// One attack.
    ///
    /// @param tried what the host did, a sentence
    /// @param remark where it was not stopped: what would stop it; may be empty
    public record Row(
            String id, String title, String tried, End end, End documented, Seen seen, String remark, double seconds) {
        private boolean asDocumented() {
            return end.equals(documented);
        }
    }

    /// How an attack ended.
    ///
    /// @param state a word
    /// @param by code of what stopped it
    public record End(String state, String by) {}

    /// What each side saw, a sentence each.
    public record Seen(String guest, String broker, String owner) {}

    public DrillPage {
        rows = List.copyOf(rows);
        boolean holds = control && !rows.isEmpty() && rows.stream().allMatch(Row::asDocumented);
        if (passed && !holds) {
            throw new IllegalArgumentException("passed, and not everything ended as documented");
        }
    }

    /// The page in UTF-8, complete in itself. Equal pages give equal text.
    public String html() {
        Html page = new Html();
        page.raw(PageStyle.HEAD)
                .element("title", "Drill, EMULATED: " + answer())
                .raw("</head>\n<body>\n<main>\n");
        head(page);
        table(page);
        page.raw("<section id=\"attacks\">\n").element("h2", "Each attack");
        rows.forEach(row -> attack(page, row));
        return page.raw("</section>\n</main>\n</body>\n</html>\n").toString();
    }

    private String answer() {
        return passed ? "as documented" : "not as documented";
    }

    private void head(Html page) {
        page.raw("<header class=\"" + (passed ? "trusted" : "rejected") + "\">\n")
                .element("h1", "The host attacks its own guest");
        page.raw("<p class=\"answer\">")
                .raw(passed ? ProofPage.PASSED : ProofPage.FAILED)
                .raw("<strong>");
        page.text(answer().toUpperCase(Locale.ROOT)).raw("</strong> <strong class=\"badge\">EMULATED</strong></p>\n");
        page.raw("<p>").text(tally()).raw(" <span class=\"at\">As of ");
        page.text(at.toString()).raw(".</span></p>\n");
        page.raw("<p class=\"emulated\"><strong>EMULATED.</strong> A program plays the chip, and this host could read")
                .raw(" the guest's memory; what needs hardware is shown as not covered.</p>\n</header>\n");
    }

    private String tally() {
        long as = rows.stream().filter(Row::asDocumented).count();
        return as + " of " + rows.size() + " attacks ended as documented, for the documented reason; the guest that"
                + " nobody attacked, before and after, "
                + (control ? "got its secret and answered." : "did not get its secret or did not answer.");
    }

    private void table(Html page) {
        page.raw("<section id=\"checks\">\n").element("h2", "What stopped it");
        ProofPage.table(page, "Attacks", List.of("Result", "The host tried", "Stopped by", "Documented"), body -> {
            for (Row row : rows) {
                String result = !row.asDocumented() ? "failed" : row.end.state.equals("refused") ? "passed" : "any";
                body.raw("<tr role=\"row\" class=\"" + result + "\"><td role=\"cell\">");
                body.raw(
                        switch (result) {
                            case "passed" -> ProofPage.PASSED;
                            case "failed" -> ProofPage.FAILED;
                            default -> ProofPage.OTHER;
                        });
                body.text(row.end.state).raw("</td><th role=\"rowheader\" scope=\"row\"><a href=\"#");
                body.text(row.id).raw("\">").text(row.title).raw("</a><br><code>");
                body.text(row.id).raw("</code></th>");
                ProofPage.cell(body, "Stopped by", row.end.by, "");
                ProofPage.cell(
                        body,
                        "Documented",
                        row.documented.by,
                        row.documented.state.equals(row.end.state) ? "" : row.documented.state);
                body.raw("</tr>\n");
            }
        });
        page.raw("</section>\n");
    }

    private static void attack(Html page, Row row) {
        page.raw("<h3 id=\"").text(row.id).raw("\">").text(row.title).raw("</h3>\n");
        page.element("p", row.tried);
        page.raw("<ul>\n");
        String result = row.end.state + (row.end.by.equals(SEEN) ? "" : " by " + row.end.by);
        String wanted = row.documented.state + " by " + row.documented.by;
        item(page, "Result", row.asDocumented() ? result : result + "; documented is " + wanted);
        item(page, "The guest saw", row.seen.guest);
        item(page, "The broker saw", row.seen.broker);
        item(page, "The owner saw", row.seen.owner);
        if (!row.remark.isEmpty()) {
            remark(page, row);
        }
        item(page, "Time", String.format(Locale.ROOT, "%.1f s", row.seconds));
        page.raw("</ul>\n");
    }

    /// What stands between two backticks is code.
    private static void remark(Html page, Row row) {
        String name = switch (row.documented.state) {
            case "not-covered" -> "What would stop it";
            case "not-applicable" -> "Why it was not tried";
            default -> "Note";
        };
        page.raw("<li><strong>" + name + ":</strong> ");
        String[] parts = Html.cut(row.remark).split("`", -1);
        for (int i = 0; i < parts.length; i++) {
            if (i % 2 == 0) {
                page.text(parts[i]);
            } else {
                page.cell("code", parts[i]);
            }
        }
        page.raw("</li>\n");
    }

    private static void item(Html page, String name, String text) {
        page.raw("<li><strong>" + name + ":</strong> ").text(Html.cut(text)).raw("</li>\n");
    }
}
