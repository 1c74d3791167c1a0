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
    private static final int MARGIN = 12;
    private static final int MARK = MARGIN + 32;
    private static final int TEXT_AT = MARGIN + 66;
    private static final int GAP = 34;
    private static final int PADDING = 12;

    /// What became of a step.
    public enum State {
        PASSED("passed", "M-6 0 L-2 5 L7 -6"),
        FAILED("failed", "M-6 -6 L6 6 M6 -6 L-6 6"),
        /// Nothing speaks against it, and nothing could be decided.
        OPEN("open", "M-5 -3 C-5 -10 6 -10 6 -4 C6 1 0 0 0 5 M0 9 L0 9.5");

        final String word;
        final String path;

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
        Canvas canvas = new Canvas(Canvas.WIDE);
        canvas.text("answer " + answer.word(), MARGIN, 36, answer.word().toUpperCase(Locale.ROOT));
        int room = canvas.width - 2 * MARGIN;
        canvas.text("soft", MARGIN, 58, Fold.TEXT.cut(subject + ", as of " + at, room));
        int height = draw(canvas, 74);
        String title = "Evidence " + subject + ": " + answer.word();
        return canvas.svg("", height, title, description(), Canvas.STYLE);
    }

    /// For a page that has the rules of [Canvas#STYLE] and says the answer and every step in words as well.
    String inline(int width, String id) {
        Canvas canvas = new Canvas(width);
        int height = draw(canvas, MARGIN);
        List<String> states =
                steps.stream().map(step -> step.role + " " + step.state.word).toList();
        return canvas.svg(
                id,
                height,
                "Chain of trust for " + Html.cut(subject),
                steps.size() + " steps, each vouching for the next: " + String.join(", ", states)
                        + (emulated ? ". " + Emulated.SHORT : "") + ". In words below.",
                "");
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

    private int draw(Canvas canvas, int top) {
        int y = emulated ? canvas.emulated(top) : top;
        for (int i = 0; i < steps.size(); i++) {
            y = box(canvas, steps.get(i), y);
            if (i < steps.size() - 1) {
                y = arrow(canvas, steps.get(i).bond, steps.get(i + 1).state, y);
            }
        }
        return y + MARGIN;
    }

    private static int box(Canvas canvas, Step step, int y) {
        canvas.open(step.state.word);
        canvas.rect("box", MARGIN, y, canvas.width - 2 * MARGIN, height(canvas, step));
        canvas.disc(MARK, y + 24);
        canvas.path("sign", MARK, y + 24, step.state.path);
        canvas.text("word", MARK, y + 53, step.state.word);
        canvas.text("soft", TEXT_AT, y + 20, step.role);
        int line = canvas.lines("name", TEXT_AT, y + 39, room(canvas, TEXT_AT), step.name) + 2;
        line = Math.max(line, y + (canvas.isNarrow() ? 76 : 0));
        for (String words : step.lines) {
            line = canvas.lines("line", linesAt(canvas), line, room(canvas, linesAt(canvas)), words);
        }
        canvas.close();
        return y + height(canvas, step);
    }

    private static int height(Canvas canvas, Step step) {
        int names = Fold.NAME.lines(step.name, room(canvas, TEXT_AT)).size();
        int room = room(canvas, linesAt(canvas));
        int lines = step.lines.stream()
                .mapToInt(line -> Fold.CODE.lines(line, room).size())
                .sum();
        int head = Math.max(41 + names * Canvas.LINE, canvas.isNarrow() ? 76 : 0);
        return Math.max(64, head - Canvas.LINE + lines * Canvas.LINE + PADDING);
    }

    private static int linesAt(Canvas canvas) {
        return canvas.isNarrow() ? MARGIN + PADDING : TEXT_AT;
    }

    private static int room(Canvas canvas, int x) {
        return canvas.width - MARGIN - PADDING - x;
    }

    /// Broken where the next step is not passed.
    private static int arrow(Canvas canvas, String bond, State next, int y) {
        String style = next == State.PASSED ? "arrow" : "arrow broken";
        canvas.path(
                style, MARK, y, "M0 2 V" + (GAP - 3) + " M-5 " + (GAP - 10) + " L0 " + (GAP - 3) + " L5 " + (GAP - 10));
        canvas.text("soft", TEXT_AT, y + GAP / 2 + 5, bond);
        return y + GAP;
    }
}
