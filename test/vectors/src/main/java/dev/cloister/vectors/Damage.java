package dev.cloister.vectors;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;

/// Every way to damage a good file a little: each single bit flipped, each shorter length, one byte more.
/// Each must be refused, or stand in the list of what may change unnoticed; what stands there and is refused
/// all the same is an error of the list.
public final class Damage {
    /// How much is tried: everything, or of every eight bytes one bit, and of every eight shorter lengths one, which
    /// are the same in each run. So no field of eight bytes or more is left out.
    public enum Share {
        ALL("all", 1, 1),
        SAMPLE("one in 64", 64, 8);

        private final String title;
        private final int bits;
        private final int lengths;

        Share(String title, int bits, int lengths) {
            this.title = title;
            this.bits = bits;
            this.lengths = lengths;
        }
    }

    /// The code under test: why it refuses these bytes, in one word; empty if it takes them for good.
    public interface Judge {
        Optional<String> refusal(byte[] bytes) throws Malformed;
    }

    /// Bits that may change unnoticed: those of `mask` in each byte from `from` up to, not including, `to`.
    public record Unnoticed(int from, int to, int mask, String reason) {
        private boolean has(int bit) {
            return bit / 8 >= from && bit / 8 < to && (mask >> bit % 8 & 1) == 1;
        }
    }

    /// A byte that may stand behind the file unnoticed.
    public record MayFollow(int value, String reason) {}

    private static final int ALWAYS_TRIED = 64;
    private static final long SLOWEST_NANOS = 2_000_000_000L;
    private static final long SEED = 0x5eed;
    private static final int[] LAST_BYTES = {0, 1, '\n', 0x30, 0xff};
    private static final String UNNOTICED = "goes unnoticed";

    private final String name;
    private final Bytes good;
    private final Judge judge;
    private final int from;
    private final int to;
    private final List<Unnoticed> list;
    private final List<MayFollow> followers;

    private Damage(
            String name, Bytes good, Judge judge, int from, int to, List<Unnoticed> list, List<MayFollow> followers) {
        this.name = name;
        this.good = good;
        this.judge = judge;
        this.from = from;
        this.to = to;
        this.list = list;
        this.followers = followers;
    }

    /// A good file; nothing may change in it unnoticed.
    public static Damage of(String name, Bytes good, Judge judge) {
        return new Damage(name, good, judge, 0, good.length(), List.of(), List.of());
    }

    /// Flips only in the bytes from `from` up to, not including, `to`: where the rest is content that others
    /// look at.
    public Damage within(int from, int to) {
        return new Damage(name, good, judge, from, to, list, followers);
    }

    /// With this list instead.
    public Damage unnoticed(Unnoticed... bits) {
        return new Damage(name, good, judge, from, to, List.of(bits), followers);
    }

    /// With these bytes behind the file instead of none.
    public Damage mayFollow(MayFollow... bytes) {
        return new Damage(name, good, judge, from, to, list, List.of(bytes));
    }

    /// Tries everything, prints the counts, and fails the test with each bit and length that came out
    /// otherwise than listed. A single try may take two seconds of CPU time.
    public void run(Share share, PrintStream out) {
        Run run = new Run(share);
        if (run.refusal(good.array()).isPresent()) {
            run.complaints.add("the good file itself is refused: " + run.refusal(good.array()));
        }
        run.flips();
        int lengths = run.lengths();
        int refused = run.refusals.values().stream().mapToInt(count -> count).sum();
        out.printf(
                "%s, %d bytes: %d flips (%s), %d refused %s, %d unnoticed as listed; %d other lengths refused;"
                        + " slowest %.1f ms%n",
                name,
                good.length(),
                run.tried,
                share.title,
                refused,
                run.refusals,
                run.unnoticed,
                lengths,
                run.slowest / 1e6);
        if (run.slowest > SLOWEST_NANOS) {
            run.complaints.add("one try took " + run.slowest / 1e9 + " s of CPU time");
        }
        if (!run.complaints.isEmpty()) {
            throw new AssertionError(name + ":\n" + String.join("\n", run.complaints));
        }
    }

    /// One pass with what it counts.
    private final class Run {
        private final Share share;
        private final SplittableRandom random = new SplittableRandom(SEED + name.hashCode());
        private final List<String> complaints = new ArrayList<>();
        private final Map<String, Integer> refusals = new TreeMap<>();
        private int tried;
        private int unnoticed;
        private long slowest;

        Run(Share share) {
            this.share = share;
        }

        void flips() {
            byte[] bytes = good.array();
            int chosen = 0;
            for (int bit = from * 8; bit < to * 8; bit++) {
                int within = (bit - from * 8) % share.bits;
                chosen = within == 0 ? random.nextInt(share.bits) : chosen;
                if (isTried(bit, within == chosen)) {
                    tried++;
                    bytes[bit / 8] ^= (byte) (1 << bit % 8);
                    flipped(bit, refusal(bytes));
                    bytes[bit / 8] ^= (byte) (1 << bit % 8);
                }
            }
        }

        /// What is listed is tried always if it is little, and more seldom if it is much: nothing new is to be
        /// seen there.
        private boolean isTried(int bit, boolean chosen) {
            return list.stream()
                    .filter(entry -> entry.has(bit))
                    .map(entry -> entry.to - entry.from <= ALWAYS_TRIED || chosen && random.nextInt(share.bits) == 0)
                    .findFirst()
                    .orElse(chosen);
        }

        private void flipped(int bit, Optional<String> refusal) {
            Optional<Unnoticed> listed =
                    list.stream().filter(entry -> entry.has(bit)).findFirst();
            String place = "bit %d of byte 0x%x (%d)".formatted(bit % 8, bit / 8, bit / 8);
            if (refusal.isEmpty() && listed.isEmpty()) {
                complaints.add(place + " changes unnoticed");
            } else if (refusal.isPresent() && listed.isPresent()) {
                complaints.add(place + " is listed (" + listed.get().reason() + ") and yet refused: " + refusal.get());
            }
            if (refusal.isEmpty()) {
                unnoticed++;
            } else {
                refusals.merge(refusal.get(), 1, Integer::sum);
            }
        }

        int lengths() {
            int refused = 0;
            byte[] bytes = good.array();
            for (int last : LAST_BYTES) {
                byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
                longer[bytes.length] = (byte) last;
                boolean may = followers.stream().anyMatch(follower -> follower.value == last);
                boolean accepted = refusal(longer).isEmpty();
                if (accepted != may) {
                    complaints.add(
                            "one byte more, 0x%02x, %s".formatted(last, may ? "is listed and yet refused" : UNNOTICED));
                }
                refused += accepted ? 0 : 1;
            }
            for (int length = 0; length < bytes.length; length++) {
                boolean chosen = random.nextInt(share.lengths) == 0;
                if (!chosen && length > ALWAYS_TRIED && length < bytes.length - ALWAYS_TRIED) {
                    continue;
                }
                if (refusal(Arrays.copyOf(bytes, length)).isEmpty()) {
                    complaints.add("a cut after " + length + " bytes " + UNNOTICED);
                } else {
                    refused++;
                }
            }
            return refused;
        }

        Optional<String> refusal(byte[] bytes) {
            long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            Optional<String> refusal;
            try {
                refusal = judge.refusal(bytes.clone());
            } catch (Malformed e) {
                refusal = Optional.of("malformed");
            }
            slowest = Math.max(slowest, ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start);
            return refusal;
        }
    }
}
