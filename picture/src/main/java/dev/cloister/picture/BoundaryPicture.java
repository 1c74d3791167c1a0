package dev.cloister.picture;

import java.util.List;

/// The isolation boundary of one workload as a drawing: who is inside, who is outside, and what crosses, each
/// crossing with what the host can do to it. All of it passes through the host.
///
/// @param subject the guest, as its owner named it
/// @param emulated whether nothing but good will keeps the host out
/// @param inside from the container down to the firmware
/// @param host what the host has of it
/// @param crossings all there are
public record BoundaryPicture(
        String subject, boolean emulated, List<Part> inside, List<String> host, List<Crossing> crossings) {
    private static final int EDGE = 12;
    private static final int PAD = 14;
    private static final int INSIDE = 250;
    private static final int HOST_END = 634;
    private static final int LINE = Canvas.LINE;
    private static final int CAPTION = 26;
    private static final int ROW_AT = EDGE + PAD + INSIDE + 44;
    private static final int ROW_ROOM = HOST_END - ROW_AT - PAD;
    private static final int PARTY_AT = HOST_END + 26;
    private static final int PARTY_ROOM = 96;

    /// Something that runs within the boundary, or is loaded there.
    public record Part(String name, List<String> lines) {
        public Part {
            lines = List.copyOf(lines);
        }
    }

    /// Which way something crosses.
    public enum Way {
        IN("into the guest", "M0 0 H-36 M-29 -5 L-36 0 L-29 5"),
        OUT("out of the guest", "M-36 0 H0 M-7 -5 L0 0 L-7 5"),
        BOTH("both ways", "M-36 0 H0 M-29 -5 L-36 0 L-29 5 M-7 -5 L0 0 L-7 5");

        final String words;
        final String arrow;

        Way(String words, String arrow) {
            this.words = words;
            this.arrow = arrow;
        }
    }

    /// What the host can do to something that crosses.
    public enum Seen {
        SEALED("ciphertext to the host", "M-5 0 H5 V7 H-5 Z M-3 0 V-3 A3 3 0 0 1 3 -3 V0"),
        FIXED("host can read, not change", "M-8 2 Q0 -6 8 2 Q0 10 -8 2 M-2 2 A2 2 0 1 0 2 2 A2 2 0 1 0 -2 2"),
        OPEN("open to the host", "M-8 2 Q0 -6 8 2 Q0 10 -8 2 M-2 2 A2 2 0 1 0 2 2 A2 2 0 1 0 -2 2"),
        PLAYED("EMULATED by the host", "M0 -6 L8 8 H-8 Z M0 -1 V3 M0 5.5 V6");

        final String words;
        final String glyph;

        Seen(String words, String glyph) {
            this.words = words;
            this.glyph = glyph;
        }
    }

    /// Who is at the other end of a crossing.
    public enum Party {
        VISITORS("Visitors", true),
        BROKER("Broker", true),
        OWNER("Owner", true),
        DISK("Host's disk", false),
        HOST("Host", false);

        final String words;
        private final boolean beyondHost;

        Party(String words, boolean beyondHost) {
            this.words = words;
            this.beyondHost = beyondHost;
        }
    }

    /// Something that crosses the boundary.
    public record Crossing(String name, Party party, Way way, Seen seen, List<String> lines) {
        public Crossing {
            lines = List.copyOf(lines);
        }
    }

    public BoundaryPicture {
        inside = List.copyOf(inside);
        host = List.copyOf(host);
        crossings = List.copyOf(crossings);
    }

    /// Who, what and which way, for a place with little room: without the words about what crosses.
    public BoundaryPicture brief() {
        List<Crossing> names = crossings.stream()
                .map(one -> new Crossing(one.name, one.party, one.way, one.seen, List.of()))
                .toList();
        return new BoundaryPicture(subject, emulated, inside, List.of(), names);
    }

    /// The drawing in UTF-8, complete in itself. Equal drawings give equal text.
    public String svg() {
        return drawing(Canvas.WIDE, "", "", Canvas.STYLE);
    }

    /// For a page that has the rules of [Canvas#STYLE] and says all of it in words as well.
    String inline(int width, String id) {
        return drawing(width, id, " In words below.", "");
    }

    private String drawing(int width, String id, String more, String style) {
        Canvas canvas = new Canvas(width);
        int top = emulated ? canvas.emulated(EDGE) : EDGE;
        int height = canvas.isNarrow() ? narrow(canvas, top) : wide(canvas, top);
        return canvas.svg(
                id,
                height + EDGE,
                "Isolation boundary of " + Html.cut(subject),
                "Inside the guest: "
                        + Html.cut(String.join(
                                ", ", inside.stream().map(Part::name).toList())) + ". Crossing the boundary: "
                        + String.join(
                                ", ", crossings.stream().map(Crossing::name).toList())
                        + (emulated ? ". " + Emulated.SHORT : "") + "." + more,
                style);
    }

    /// The guest stands in the host; lines lead from it through the host to those outside.
    private int wide(Canvas canvas, int top) {
        int rows = crossings.stream().mapToInt(BoundaryPicture::height).sum();
        int parts = inside.stream().mapToInt(part -> height(part, INSIDE)).sum();
        int head = CAPTION + LINE * hostLines(HOST_END - 2 * PAD - EDGE);
        int body = Math.max(rows, parts + CAPTION + PAD);
        canvas.rect("host", EDGE, top, HOST_END - EDGE, head + body + 2 * PAD);
        host(canvas, EDGE + PAD, top, HOST_END - 2 * PAD - EDGE);
        int y = top + head + PAD;
        inside(canvas, EDGE + PAD, y, INSIDE, body);
        for (Crossing crossing : crossings) {
            row(canvas, crossing, y);
            y += height(crossing);
        }
        return top + head + body + 2 * PAD;
    }

    private static void row(Canvas canvas, Crossing crossing, int y) {
        canvas.path("arrow", ROW_AT - 8, y + 12, crossing.way.arrow);
        int line = canvas.lines("name", ROW_AT, y + 17, nameRoom(crossing), crossing.name);
        words(canvas, crossing, ROW_AT, line, ROW_ROOM);
        if (crossing.party.beyondHost) {
            canvas.path("arrow", HOST_END, y + 12, "M-8 0 H22");
        }
        int at = crossing.party.beyondHost ? PARTY_AT : HOST_END - PARTY_ROOM;
        canvas.lines("seen", at, y + 17, PARTY_ROOM, crossing.party.words);
    }

    /// Those on the host stand within it, beside the name.
    private static int nameRoom(Crossing crossing) {
        return crossing.party.beyondHost ? ROW_ROOM : ROW_ROOM - PARTY_ROOM;
    }

    private static int height(Crossing crossing) {
        int names = Fold.NAME.lines(crossing.name, nameRoom(crossing)).size();
        return (names + wordLines(crossing, ROW_ROOM)) * LINE + PAD;
    }

    /// The guest on top, what crosses hangs below it on lines through the host.
    private int narrow(Canvas canvas, int top) {
        int room = canvas.width - 2 * (EDGE + PAD);
        int parts = CAPTION
                + PAD
                + inside.stream().mapToInt(part -> height(part, room)).sum();
        int head = CAPTION + LINE * hostLines(room);
        int at = EDGE + PAD + 44;
        int rowRoom = canvas.width - EDGE - 6 - at;
        int rows = crossings.stream()
                .mapToInt(crossing -> narrowHeight(crossing, rowRoom))
                .sum();
        canvas.rect("host", EDGE, top, canvas.width - 2 * EDGE, head + parts + rows + 3 * PAD);
        host(canvas, EDGE + PAD, top, room);
        int y = top + head + PAD;
        inside(canvas, EDGE + PAD, y, room, parts);
        y += parts + PAD;
        int trunk = y - PAD;
        for (Crossing crossing : crossings) {
            canvas.path("arrow", EDGE + PAD + 8, trunk, "M0 0 V" + (y + 12 - trunk) + " H4");
            trunk = y + 12;
            canvas.path(
                    "arrow",
                    at - 6,
                    y + 12,
                    crossing.way.arrow.replace("36", "26").replace("29", "19"));
            int line = canvas.lines("name", at, y + 17, rowRoom, crossing.name);
            line = canvas.lines("soft", at, line, rowRoom, "other end: " + crossing.party.words);
            words(canvas, crossing, at, line, rowRoom);
            y += narrowHeight(crossing, rowRoom);
        }
        return top + head + parts + rows + 3 * PAD;
    }

    private static int narrowHeight(Crossing crossing, int room) {
        return LINE
                        * (Fold.NAME.lines(crossing.name, room).size()
                                + Fold.TEXT
                                        .lines("other end: " + crossing.party.words, room)
                                        .size()
                                + wordLines(crossing, room))
                + PAD;
    }

    private static void words(Canvas canvas, Crossing crossing, int x, int y, int room) {
        canvas.path("glyph", x + 8, y - 5, crossing.seen.glyph);
        int line = canvas.lines("seen", x + 22, y, room - 22, crossing.seen.words);
        for (String words : crossing.lines) {
            line = canvas.lines("soft", x, line, room, words);
        }
    }

    private static int wordLines(Crossing crossing, int room) {
        return Fold.BOLD.lines(crossing.seen.words, room - 22).size()
                + crossing.lines.stream()
                        .mapToInt(line -> Fold.TEXT.lines(line, room).size())
                        .sum();
    }

    private void host(Canvas canvas, int x, int top, int room) {
        canvas.text("name", x, top + 22, "Host: outside");
        int line = top + 22 + LINE;
        for (String words : host) {
            line = canvas.lines("soft", x, line, room, words);
        }
    }

    private int hostLines(int room) {
        return host.stream()
                .mapToInt(line -> Fold.TEXT.lines(line, room).size())
                .sum();
    }

    private void inside(Canvas canvas, int x, int y, int width, int height) {
        canvas.rect(emulated ? "wall thin" : "wall", x, y, width, height);
        canvas.text("name", x + PAD, y + 22, "Guest: inside");
        int line = y + CAPTION + 6;
        int parts = inside.stream().mapToInt(part -> height(part, width)).sum();
        int spare = (height - CAPTION - PAD - parts) / Math.max(1, inside.size());
        for (Part part : inside) {
            canvas.rect("box", x + 8, line, width - 16, height(part, width) + spare - 8);
            int at = canvas.lines("name", x + 18, line + 20, width - 36, part.name);
            for (String words : part.lines) {
                at = canvas.lines("soft", x + 18, at, width - 36, words);
            }
            line += height(part, width) + spare;
        }
    }

    private static int height(Part part, int width) {
        int lines = Fold.NAME.lines(part.name, width - 36).size();
        for (String words : part.lines) {
            lines += Fold.TEXT.lines(words, width - 36).size();
        }
        return lines * LINE + 20;
    }
}
