package dev.cloister.picture;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// One piece of evidence as a drawing: from the root down to what the report claims, each step with what
/// passed, what failed and its dates. SVG without scripts or fonts from elsewhere, light and dark.
///
/// A drawing cannot say yes over a step that is not passed.
///
/// @param subject what was looked at, a file's name for example
/// @param emulated whether the chain ends in a root that plays a vendor
/// @param at the time for which the answer holds
/// @param steps from the root to the claims; each vouches for the next
public record ChainPicture(String subject, ProofPage.Answer answer, boolean emulated, Instant at, List<Step> steps) {
    private static final int WIDTH = 760;
    private static final int MARGIN = 20;
    private static final int TEXT_AT = 84;
    private static final int LINE = 19;
    private static final int COLUMNS = 84;
    private static final int GAP = 34;
    private static final int HEAD = 74;
    private static final int BANNER = 40;
    private static final int BOX_TOP = 30;
    private static final int BOX_BOTTOM = 12;

    /// What became of a step.
    public enum State {
        PASSED("passed", "M-6 0 L-2 5 L7 -6"),
        FAILED("failed", "M-6 -6 L6 6 M6 -6 L-6 6"),
        /// Nothing speaks against it, and nothing could be decided.
        OPEN("open", "M-5 -3 C-5 -10 6 -10 6 -4 C6 1 0 0 0 5 M0 9 L0 9.5");

        private final String word;
        private final String path;

        State(String word, String path) {
            this.word = word;
            this.path = path;
        }
    }

    /// @param role what it is in the chain: `root`, `report` …
    /// @param name its own name
    /// @param lines what is known of it, a line each
    /// @param bond how it vouches for the next step, as `signs`; not shown of the last one
    public record Step(String role, String name, List<String> lines, State state, String bond) {
        public Step {
            lines = List.copyOf(lines);
        }
    }

    public ChainPicture {
        steps = List.copyOf(steps);
        boolean holds = !steps.isEmpty() && steps.stream().allMatch(step -> step.state == State.PASSED);
        if (answer == ProofPage.Answer.TRUSTED && !holds) {
            throw new IllegalArgumentException("trusted, and not every step has passed");
        }
    }

    /// The drawing in UTF-8, complete in itself. Equal drawings give equal text.
    public String svg() {
        Html out = new Html();
        int height = height();
        out.raw("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + WIDTH + " " + height + "\" width=\""
                + WIDTH + "\" height=\"" + height + "\" role=\"img\" aria-labelledby=\"title desc\">\n");
        out.raw("<title id=\"title\">")
                .text("Evidence " + subject + ": " + answer.word())
                .raw("</title>\n");
        out.raw("<desc id=\"desc\">").text(description()).raw("</desc>\n").raw(STYLE);
        out.raw("<rect class=\"paper\" width=\"" + WIDTH + "\" height=\"" + height + "\"/>\n");
        text(out, "answer " + answer.word(), MARGIN, 36, answer.word().toUpperCase(Locale.ROOT));
        text(out, "soft", MARGIN, 58, cut(subject + ", as of " + at));
        int y = HEAD;
        if (emulated) {
            y = banner(out, y);
        }
        for (int i = 0; i < steps.size(); i++) {
            y = box(out, steps.get(i), y);
            if (i < steps.size() - 1) {
                y = arrow(out, steps.get(i).bond, steps.get(i + 1).state, y);
            }
        }
        return out.raw("</svg>\n").toString();
    }

    private int height() {
        int boxes = steps.stream().mapToInt(ChainPicture::height).sum();
        return HEAD + (emulated ? BANNER : 0) + boxes + GAP * Math.max(0, steps.size() - 1) + MARGIN;
    }

    private static int height(Step step) {
        return BOX_TOP + LINE * folded(step).size() + BOX_BOTTOM;
    }

    /// For those who do not see the drawing: all of it.
    private String description() {
        List<String> sentences = new ArrayList<>();
        sentences.add("As of " + at + (emulated ? ", EMULATED: no hardware stands behind this" : ""));
        for (Step step : steps) {
            sentences.add(step.role + " " + step.name + ": " + step.state.word + "; " + String.join("; ", step.lines));
        }
        return String.join(". ", sentences) + ".";
    }

    private static int banner(Html out, int y) {
        out.raw("<rect class=\"warn\" x=\"" + MARGIN + "\" y=\"" + y + "\" width=\"" + (WIDTH - 2 * MARGIN)
                + "\" height=\"28\"/>\n");
        text(out, "warning", MARGIN + 12, y + 19, "EMULATED: a program plays the chip, no hardware stands behind this");
        return y + BANNER;
    }

    private static int box(Html out, Step step, int y) {
        int height = height(step);
        out.raw("<g class=\"" + step.state.word + "\">\n<rect class=\"box\" x=\"" + MARGIN + "\" y=\"" + y
                + "\" width=\"" + (WIDTH - 2 * MARGIN) + "\" height=\"" + height + "\" rx=\"6\"/>\n");
        int middle = MARGIN + 32;
        out.raw("<circle class=\"mark\" cx=\"" + middle + "\" cy=\"" + (y + 24) + "\" r=\"14\"/>\n");
        out.raw("<path class=\"sign\" transform=\"translate(" + middle + " " + (y + 24) + ")\" d=\"" + step.state.path
                + "\"/>\n");
        centred(out, middle, y + 54, step.state.word);
        out.raw("<text class=\"name\" x=\"" + TEXT_AT + "\" y=\"" + (y + 24) + "\"><tspan class=\"role\">")
                .text(step.role)
                .raw("</tspan> ")
                .text(cut(step.name))
                .raw("</text>\n");
        int line = y + BOX_TOP + LINE - 3;
        for (String words : folded(step)) {
            text(out, "line", TEXT_AT, line, words);
            line += LINE;
        }
        out.raw("</g>\n");
        return y + height;
    }

    /// Broken where the next step is not passed.
    private static int arrow(Html out, String bond, State next, int y) {
        int x = MARGIN + 32;
        String broken = next == State.PASSED ? "" : " stroke-dasharray=\"4 3\"";
        out.raw("<path class=\"arrow\"" + broken + " d=\"M" + x + " " + (y + 2) + " V" + (y + GAP - 3) + " M" + (x - 5)
                + " " + (y + GAP - 10) + " L" + x + " " + (y + GAP - 3) + " L" + (x + 5) + " " + (y + GAP - 10)
                + "\"/>\n");
        text(out, "soft", TEXT_AT, y + GAP / 2 + 5, bond);
        return y + GAP;
    }

    /// Long lines are folded, at blanks where there are some; a box is never less than the mark's two lines.
    private static List<String> folded(Step step) {
        List<String> folded = new ArrayList<>();
        for (String line : step.lines) {
            String rest = line;
            while (rest.length() > COLUMNS) {
                int blank = rest.lastIndexOf(' ', COLUMNS);
                int end = blank > COLUMNS / 2 ? blank : COLUMNS;
                folded.add(rest.substring(0, end));
                rest = "  " + rest.substring(end).strip();
            }
            folded.add(rest);
        }
        return folded.isEmpty() ? List.of("") : folded;
    }

    private static String cut(String name) {
        return name.length() <= COLUMNS ? name : name.substring(0, COLUMNS - 1) + "…";
    }

    private static void text(Html out, String style, int x, int y, String words) {
        out.raw("<text class=\"" + style + "\" x=\"" + x + "\" y=\"" + y + "\" xml:space=\"preserve\">")
                .text(words)
                .raw("</text>\n");
    }

    private static void centred(Html out, int x, int y, String words) {
        out.raw("<text class=\"word\" x=\"" + x + "\" y=\"" + y + "\" text-anchor=\"middle\">" + words + "</text>\n");
    }

    private static final String STYLE = """
            <style>
            svg { --ink: #1b1f24; --paper: #ffffff; --line: #c9d1d9; --soft: #57606a; --box: #f6f8fa;
              --yes: #11632f; --no: #a40e1a; --open: #7a4d00; --sign: #ffffff; --warn-ink: #3d2600; --warn: #ffd98a; }
            @media (prefers-color-scheme: dark) {
              svg { --ink: #e6e9ec; --paper: #14171a; --line: #3d444d; --soft: #a0a8b0; --box: #1e2328;
                --yes: #6fd08f; --no: #ff8f8f; --open: #f0c060; --sign: #14171a; --warn-ink: #ffe9c2; --warn: #5a3b00; }
            }
            text { font: 14px system-ui, sans-serif; fill: var(--ink); }
            .paper { fill: var(--paper); } .box { fill: var(--box); stroke: var(--line); }
            .line { font: 12.5px ui-monospace, monospace; } .soft, .role { fill: var(--soft); font-weight: 400; }
            .name { font-weight: 600; } .answer { font-size: 22px; font-weight: 700; } .word { font-size: 11px; }
            .arrow { stroke: var(--soft); stroke-width: 1.5; fill: none; }
            .sign { stroke: var(--sign); stroke-width: 2.5; stroke-linecap: round; stroke-linejoin: round; fill: none; }
            .warn { fill: var(--warn); } .warning { fill: var(--warn-ink); font-weight: 600; }
            .passed .mark { fill: var(--yes); } .failed .mark { fill: var(--no); } .open .mark { fill: var(--open); }
            .passed .word { fill: var(--yes); } .failed .word { fill: var(--no); } .open .word { fill: var(--open); }
            .failed .box { stroke: var(--no); stroke-width: 1.5; }
            .trusted { fill: var(--yes); } .rejected { fill: var(--no); } .undecided { fill: var(--open); }
            </style>
            """;
}
