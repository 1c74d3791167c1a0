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
import java.util.function.IntPredicate;

/// Every way to damage a good file a little: each single bit flipped, each shorter length, one byte more.
/// Each must be refused, or stand in the list of what may change unnoticed; what stands there and is refused
/// all the same is an error of the list.
public final class Damage {
    /// How much of the flips is tried: everything, or a sixteenth that is the same in each run.
    public enum Share {
        ALL(1),
        SIXTEENTH(16);

        private final int oneIn;

        Share(int oneIn) {
            this.oneIn = oneIn;
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

    private static final int ALWAYS_TRIED = 64;
    private static final long SLOWEST_NANOS = 2_000_000_000L;
    private static final long SEED = 0x5eed;

    private final String name;
    private final byte[] good;
    private final Judge judge;
    private final List<Unnoticed> list;
    private final List<String> complaints = new ArrayList<>();
    private final Map<String, Integer> refusals = new TreeMap<>();
    private int tried;
    private int unnoticed;
    private long slowest;

    private Damage(String name, Bytes good, List<Unnoticed> list, Judge judge) {
        this.name = name;
        this.good = good.array();
        this.judge = judge;
        this.list = List.copyOf(list);
    }

    /// Tries everything on `good`, prints the counts, and fails the test with each bit and length that came
    /// out otherwise than listed. A single try may take two seconds of CPU time.
    public static void all(String name, Bytes good, List<Unnoticed> list, Share share, PrintStream out, Judge judge) {
        within(name, good, 0, good.length(), list, share, out, judge);
    }

    /// The same, with flips in the bytes from `from` up to, not including, `to`: where the rest is content
    /// that others look at.
    public static void within(
            String name,
            Bytes good,
            int from,
            int to,
            List<Unnoticed> list,
            Share share,
            PrintStream out,
            Judge judge) {
        Damage damage = new Damage(name, good, list, judge);
        if (damage.refusal(damage.good).isPresent()) {
            damage.complaints.add("the good file itself is refused: " + damage.refusal(damage.good));
        }
        damage.flips(from, to, share);
        String flips = "%d flips (%s), %d refused %s, %d unnoticed as listed"
                .formatted(
                        damage.tried,
                        share == Share.ALL ? "all" : "a sixteenth",
                        damage.refusals.values().stream()
                                .mapToInt(count -> count)
                                .sum(),
                        damage.refusals,
                        damage.unnoticed);
        int lengths = damage.lengths();
        out.printf(
                "%s, %d bytes: %s; %d other lengths refused; slowest %.1f ms%n",
                name, good.length(), flips, lengths, damage.slowest / 1e6);
        if (damage.slowest > SLOWEST_NANOS) {
            damage.complaints.add("one try took " + damage.slowest / 1e9 + " s of CPU time");
        }
        if (!damage.complaints.isEmpty()) {
            throw new AssertionError(name + ":\n" + String.join("\n", damage.complaints));
        }
    }

    private void flips(int from, int to, Share share) {
        SplittableRandom random = new SplittableRandom(SEED + name.hashCode());
        byte[] bytes = good.clone();
        IntPredicate always = bit -> list.stream().anyMatch(entry -> entry.has(bit) && isSmall(entry));
        for (int bit = from * 8; bit < to * 8; bit++) {
            boolean chosen = random.nextInt(share.oneIn) == 0;
            if (!chosen && !always.test(bit)) {
                continue;
            }
            tried++;
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
            flipped(bit, refusal(bytes));
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
        }
    }

    private static boolean isSmall(Unnoticed entry) {
        return entry.to - entry.from <= ALWAYS_TRIED;
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

    private int lengths() {
        int refused = 0;
        List<byte[]> others = new ArrayList<>();
        for (int last : new int[] {0, 1, '\n', 0x30, 0xff}) {
            byte[] longer = Arrays.copyOf(good, good.length + 1);
            longer[good.length] = (byte) last;
            others.add(longer);
        }
        for (byte[] longer : others) {
            refused += other(longer, "one byte more, 0x%02x,".formatted(longer[good.length]));
        }
        for (int length = 0; length < good.length; length++) {
            refused += other(Arrays.copyOf(good, length), "a cut after " + length + " bytes");
        }
        return refused;
    }

    private int other(byte[] bytes, String what) {
        if (refusal(bytes).isEmpty()) {
            complaints.add(what + " goes unnoticed");
            return 0;
        }
        return 1;
    }

    private Optional<String> refusal(byte[] bytes) {
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
