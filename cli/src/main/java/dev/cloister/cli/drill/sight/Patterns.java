package dev.cloister.cli.drill.sight;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Many byte strings, sought at once in one pass that skips most of the bytes (Wu and Manber's method, with blocks of
/// two bytes).
final class Patterns implements AutoCloseable {
    private static final int BLOCKS = 1 << 16;

    private final List<Pattern> patterns = new ArrayList<>();
    private final List<Canary> canaries;
    private final int least;
    private final int longest;

    /// How far the window may move on when it ends in this block; 0 where a pattern's beginning may end there.
    private final int[] shift = new int[BLOCKS];

    private final List<List<Pattern>> endingIn = new ArrayList<>();

    /// Told of each one found.
    interface Listener {
        void found(Canary canary, Encoding encoding, int at);
    }

    private static final class Pattern {
        private final Canary canary;
        private final Encoding encoding;
        private final byte[] text;

        Pattern(Canary canary, Encoding encoding, byte[] text) {
            this.canary = canary;
            this.encoding = encoding;
            this.text = text;
        }
    }

    Patterns(List<Canary> canaries) {
        this.canaries = List.copyOf(canaries);
        for (Canary canary : canaries) {
            canary.value().lend(content -> add(canary, content));
        }
        least = patterns.stream().mapToInt(pattern -> pattern.text.length).min().orElseThrow();
        longest =
                patterns.stream().mapToInt(pattern -> pattern.text.length).max().orElseThrow();
        for (int i = 0; i < BLOCKS; i++) endingIn.add(List.of());
        Arrays.fill(shift, least - 1);
        for (Pattern pattern : patterns) index(pattern);
    }

    /// Its halves: one of them is left whole by a line break, a packet's end or a block's end.
    private void add(Canary canary, byte[] content) {
        int half = content.length / 2;
        for (Encoding encoding : Encoding.values()) {
            for (byte[] piece :
                    List.of(Arrays.copyOfRange(content, 0, half), Arrays.copyOfRange(content, half, content.length))) {
                for (byte[] text : encoding.of(piece)) {
                    if (patterns.stream().noneMatch(known -> Arrays.equals(known.text, text))) {
                        patterns.add(new Pattern(canary, encoding, text));
                    }
                }
                Arrays.fill(piece, (byte) 0);
            }
        }
    }

    private void index(Pattern pattern) {
        for (int end = 1; end < least; end++) {
            int block = block(pattern.text, end);
            shift[block] = Math.min(shift[block], least - 1 - end);
        }
        int last = block(pattern.text, least - 1);
        List<Pattern> ending = new ArrayList<>(endingIn.get(last));
        ending.add(pattern);
        endingIn.set(last, ending);
    }

    private static int block(byte[] text, int end) {
        return (text[end - 1] & 0xff) << 8 | text[end] & 0xff;
    }

    /// Length of the longest.
    int longest() {
        return longest;
    }

    /// A place's name without the canaries that it may have in it.
    String veiled(String place) {
        String veiled = place;
        for (Canary canary : canaries) {
            veiled = veiled.replace(canary.text(), "[" + canary.name() + "]");
        }
        return veiled;
    }

    void search(byte[] text, int length, Listener listener) {
        int end = least - 1;
        while (end < length) {
            int step = shift[block(text, end)];
            if (step == 0) {
                for (Pattern pattern : endingIn.get(block(text, end))) {
                    int from = end - least + 1;
                    int to = from + pattern.text.length;
                    if (to <= length && Arrays.equals(text, from, to, pattern.text, 0, pattern.text.length)) {
                        listener.found(pattern.canary, pattern.encoding, from);
                    }
                }
                step = 1;
            }
            end += step;
        }
    }

    @Override
    public void close() {
        patterns.forEach(pattern -> Arrays.fill(pattern.text, (byte) 0));
    }
}
