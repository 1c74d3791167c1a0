package dev.cloister.picture;

/// A drawing being made, from the top down: shapes and text, in units that are pixels where it is shown in its
/// own size. Colours come from [#STYLE], light and dark.
final class Canvas {
    /// Width of a drawing for a screen or a sheet, and of one for a telephone.
    static final int WIDE = 760;

    static final int NARROW = 300;

    /// Height of a line of text.
    static final int LINE = 18;

    final int width;
    private final Html body = new Html();

    Canvas(int width) {
        this.width = width;
    }

    boolean isNarrow() {
        return width < WIDE;
    }

    private static Fold fold(String style) {
        return switch (style) {
            case "name", "warning" -> Fold.NAME;
            case "seen" -> Fold.BOLD;
            case "line" -> Fold.CODE;
            default -> Fold.TEXT;
        };
    }

    /// The whole drawing. Its title and description are what a screen reader reads.
    ///
    /// @param id unique on its page
    /// @param style the rules that are not on the page already
    String svg(String id, int height, String title, String description, String style) {
        return new Html()
                .raw("<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"drawing\" viewBox=\"0 0 " + width + " " + height
                        + "\" width=\"" + width + "\" height=\"" + height + "\" role=\"img\" aria-labelledby=\"" + id
                        + "title\" aria-describedby=\"" + id + "desc\">\n")
                .raw("<title id=\"" + id + "title\">")
                .text(title)
                .raw("</title>\n<desc id=\"" + id + "desc\">")
                .text(description)
                .raw("</desc>\n" + style)
                .raw("<rect class=\"paper\" width=\"" + width + "\" height=\"" + height + "\"/>\n")
                .raw(body.toString())
                .raw("</svg>\n")
                .toString();
    }

    void open(String styles) {
        body.raw("<g class=\"" + styles + "\">\n");
    }

    void close() {
        body.raw("</g>\n");
    }

    void rect(String style, int x, int y, int w, int h) {
        body.raw("<rect class=\"" + style + "\" x=\"" + x + "\" y=\"" + y + "\" width=\"" + w + "\" height=\"" + h
                + "\" rx=\"6\"/>\n");
    }

    void disc(int x, int y) {
        body.raw("<circle class=\"mark\" cx=\"" + x + "\" cy=\"" + y + "\" r=\"14\"/>\n");
    }

    /// @param path around the point 0, 0
    void path(String style, int x, int y, String path) {
        body.raw("<path class=\"" + style + "\" transform=\"translate(" + x + " " + y + ")\" d=\"" + path + "\"/>\n");
    }

    void text(String style, int x, int y, String words) {
        body.raw("<text class=\"" + style + "\" x=\"" + x + "\" y=\"" + y + "\" xml:space=\"preserve\">")
                .text(words)
                .raw("</text>\n");
    }

    /// Folded into that room, the first line at `y`.
    ///
    /// @return where the next line stands
    int lines(String style, int x, int y, int room, String words) {
        int at = y;
        for (String line : fold(style).lines(words, room)) {
            text(style, x, at, line);
            at += LINE;
        }
        return at;
    }

    /// That no hardware stands behind what is drawn.
    ///
    /// @return the first y below it
    int emulated(int y) {
        int lines = Fold.NAME.lines(Emulated.SHORT, width - 44).size();
        rect("warn", 12, y, width - 24, LINE * lines + 14);
        lines("warning", 22, y + 20, width - 44, Emulated.SHORT);
        return y + LINE * lines + 28;
    }

    /// Of all drawings on a page.
    static final String STYLE = """
            <style>
            .drawing { --ink: #1b1f24; --paper: #ffffff; --line: #8c959f; --soft: #57606a; --box: #f6f8fa;
              --host: #eef0f2; --yes: #11632f; --no: #a40e1a; --open: #7a4d00; --sign: #ffffff; --warn-ink: #3d2600;
              --warn: #ffd98a; }
            @media screen and (prefers-color-scheme: dark) {
              .drawing { --ink: #e6e9ec; --paper: #14171a; --line: #6b7580; --soft: #a0a8b0; --box: #1e2328;
                --host: #22272d; --yes: #6fd08f; --no: #ff8f8f; --open: #f0c060; --sign: #14171a; --warn-ink: #ffe9c2;
                --warn: #5a3b00; }
            }
            .drawing text { font: 12.5px system-ui, sans-serif; fill: var(--ink); }
            .drawing .paper { fill: var(--paper); } .drawing .box { fill: var(--box); stroke: var(--line); }
            .drawing .line { font: 12.5px ui-monospace, monospace; }
            .drawing .soft { fill: var(--soft); } .drawing .word { font-size: 11px; text-anchor: middle; }
            .drawing .name { font-size: 14px; font-weight: 600; }
            .drawing .answer { font-size: 22px; font-weight: 700; }
            .drawing .arrow { stroke: var(--ink); stroke-width: 1.5; fill: none; }
            .drawing .broken { stroke-dasharray: 4 3; }
            .drawing .sign { stroke: var(--sign); stroke-width: 2.5; stroke-linecap: round; stroke-linejoin: round;
              fill: none; }
            .drawing .warn { fill: var(--warn); stroke: var(--warn-ink); }
            .drawing .warning { font-size: 14px; fill: var(--warn-ink); font-weight: 700; }
            .drawing .passed .mark { fill: var(--yes); } .drawing .failed .mark { fill: var(--no); }
            .drawing .open .mark { fill: var(--open); }
            .drawing .passed .word { fill: var(--yes); } .drawing .failed .word { fill: var(--no); }
            .drawing .open .word { fill: var(--open); }
            .drawing .failed .box { stroke: var(--no); stroke-width: 2; }
            .drawing .trusted { fill: var(--yes); } .drawing .rejected { fill: var(--no); }
            .drawing .undecided { fill: var(--open); }
            .drawing .host { fill: var(--host); stroke: var(--line); stroke-dasharray: 2 3; }
            .drawing .wall { fill: var(--paper); stroke: var(--yes); stroke-width: 4; }
            .drawing .thin { stroke: var(--warn-ink); stroke-dasharray: 10 6; }
            .drawing .glyph { stroke: var(--ink); stroke-width: 1.5; fill: none; stroke-linejoin: round;
              stroke-linecap: round; }
            .drawing .seen { font-weight: 600; }
            </style>
            """;
}
