package dev.cloister.vectors;

import dev.cloister.bytes.Malformed;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/// Goes through a catalogue, entry by entry, and tells how it went: `NAME: N passed, N failed`, and each
/// disagreement with expected and got.
public final class CatalogLoop {
    /// Does what an entry asks for and adds where it comes out otherwise. Bytes that are refused where the
    /// entry expects otherwise may just be thrown.
    public interface Judge {
        void judge(Catalog catalog, CatalogEntry entry, Disagreements found) throws IOException, Malformed;
    }

    /// How a run went. `complaints` has a line for each disagreement; what is wrong with the catalogue
    /// itself is one too.
    public record Result(String name, int passed, int failed, List<String> complaints) {
        public Result {
            complaints = List.copyOf(complaints);
        }

        @Override
        public String toString() {
            return name + ": " + passed + " passed, " + failed + " failed";
        }

        /// Fails the test if anything failed.
        public void mustPass() {
            if (failed > 0 || !complaints.isEmpty()) {
                throw new AssertionError(this + "\n" + String.join("\n", complaints));
            }
        }
    }

    private CatalogLoop() {}

    /// Judges every entry, whatever became of those before it.
    public static Result run(Catalog catalog, Judge judge, PrintStream out) {
        int failed = 0;
        List<String> complaints = new ArrayList<>();
        for (CatalogEntry entry : catalog.entries()) {
            Disagreements found = new Disagreements();
            judge(catalog, entry, judge, found);
            if (!found.isEmpty()) {
                failed++;
                found.lines().forEach(line -> complaints.add(catalog.name() + "/" + entry.id() + ": " + line));
            }
        }
        int size = catalog.entries().size();
        if (catalog.count() != size) {
            complaints.add(catalog.name() + ": number of entries: expected " + catalog.count() + ", got " + size);
        }
        if (catalog.promised().isPresent() && catalog.promised().getAsLong() != size) {
            complaints.add(catalog.name() + ": number of entries: expected "
                    + catalog.promised().getAsLong() + " by the set's list, got " + size);
        }
        long ids = catalog.entries().stream().map(CatalogEntry::id).distinct().count();
        if (ids != size) {
            complaints.add(catalog.name() + ": names: expected each once, got " + ids + " for " + size + " entries");
        }
        Result result = new Result(catalog.name(), size - failed, failed, complaints);
        out.println(result);
        complaints.forEach(out::println);
        return result;
    }

    private static void judge(Catalog catalog, CatalogEntry entry, Judge judge, Disagreements found) {
        try {
            for (CatalogEntry.Listed file : entry.files()) {
                catalog.file(entry, file);
            }
            judge.judge(catalog, entry, found);
        } catch (IOException e) {
            found.add("files", "readable", String.valueOf(e.getMessage()));
        } catch (Malformed e) {
            found.add("outcome", entry.verdict().orElse("readable"), "Malformed: " + e.getMessage());
        } catch (RuntimeException e) {
            // One entry that shows a bug must not hide what the others show.
            found.add("outcome", "no error but the documented ones", e + " at " + e.getStackTrace()[0]);
        }
    }
}
