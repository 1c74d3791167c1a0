package dev.cloister.cli.drill.sight;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// One search: the patterns, what was found so far, and how much was looked at.
final class Search {
    /// How deep a stream may lie in others.
    private static final int MAX_DEPTH = 2;

    private static final int WINDOW = 1 << 20;

    /// How much of one compressed stream is looked at: 10 MB can hold 10 GB of zeros.
    static final long MAX_STREAM = 1L << 30;

    private final Patterns patterns;
    private final List<Sighting> sightings = new ArrayList<>();
    private final Set<String> known = new HashSet<>();
    private long bytes;
    private int longStreams;
    private int streamsThatWereNone;

    Search(Patterns patterns) {
        this.patterns = patterns;
    }

    List<Sighting> sightings() {
        return sightings;
    }

    long bytes() {
        return bytes;
    }

    /// Compressed streams of which only the first [#MAX_STREAM] bytes were looked at.
    int longStreams() {
        return longStreams;
    }

    /// What began like a compressed stream and was none.
    int streamsThatWereNone() {
        return streamsThatWereNone;
    }

    /// A place and every compressed stream in it.
    void look(String place, Content content) throws IOException {
        look(place, "", content, MAX_DEPTH, Long.MAX_VALUE);
    }

    /// Without the streams: for memory, where it is only asked whether there is anything.
    void lookPlainly(String place, Content content) throws IOException {
        look(place, "", content, 0, Long.MAX_VALUE);
    }

    private void look(String place, String inside, Content content, int depth, long limit) throws IOException {
        byte[] window = new byte[WINDOW];
        int kept = 0;
        long start = 0; // of the window, in the content
        while (true) {
            int filled = fill(content, start, window, kept);
            if (filled == kept) return;
            bytes += filled - kept;
            long base = start;
            patterns.search(window, filled, (canary, encoding, at) -> {
                if (known.add(canary.name() + encoding + inside + place)) {
                    sightings.add(new Sighting(canary.name(), encoding, patterns.veiled(place), inside, base + at));
                }
            });
            if (depth > 0) streams(place, inside, content, depth, new Part(window, kept, filled, start));
            if (start + filled >= limit) {
                longStreams++;
                return;
            }
            int carried = Math.min(filled, patterns.longest() - 1);
            System.arraycopy(window, filled - carried, window, 0, carried);
            start += filled - carried;
            kept = carried;
        }
    }

    private static int fill(Content content, long start, byte[] window, int kept) throws IOException {
        int filled = kept;
        while (filled < window.length) {
            int count = content.read(start + filled, window, filled, window.length - filled);
            if (count <= 0) break;
            filled += count;
        }
        return filled;
    }

    /// What is in a window: `fresh` is where the bytes begin that no earlier window had.
    private static final class Part {
        private final byte[] window;
        private final int fresh;
        private final int filled;
        private final long start;

        Part(byte[] window, int fresh, int filled, long start) {
            this.window = window;
            this.fresh = fresh;
            this.filled = filled;
            this.start = start;
        }
    }

    /// The last three bytes of a window are tried again with the next.
    private void streams(String place, String inside, Content content, int depth, Part part) throws IOException {
        for (int i = Math.max(0, part.fresh - 3); i < part.filled; i++) {
            Stream stream = Stream.at(part.window, i, part.filled);
            if (stream != Stream.NONE) open(stream, place, inside, content, part.start + i, depth);
        }
    }

    /// A stream that is none, or breaks off, is looked at as far as it can be read.
    private void open(Stream stream, String place, String inside, Content content, long at, int depth)
            throws IOException {
        String deeper = stream.word() + " at byte " + at + " of " + inside;
        try (InputStream in = stream.open(content.from(at))) {
            look(place, deeper, Unpacked.of(in), depth - 1, MAX_STREAM);
        } catch (IOException notOne) {
            streamsThatWereNone++;
        }
    }
}
