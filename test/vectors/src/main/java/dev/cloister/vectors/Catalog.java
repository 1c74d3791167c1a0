package dev.cloister.vectors;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.Malformed;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// One folder of vectors with its `catalog.json`. A file that an entry names is looked up in the set that the
/// folder is part of, then in the shared one.
///
/// `promised` is the number of entries that the set's own `catalog.json` says the folder has, if it says it;
/// `count` is the folder's own word.
public record Catalog(
        String name, Path set, Optional<Path> shared, long count, OptionalLong promised, List<CatalogEntry> entries) {
    private static final String FILE = "catalog.json";
    private static final int DEPTH = 32;

    public Catalog {
        entries = List.copyOf(entries);
    }

    /// The folder `name` of the set in the system property `cloister.vectors`, shared files from
    /// `cloister.shared`; relative ones are seen from the checkout's root. A test that asks for a folder that is
    /// not there is skipped with the reason; where the environment variable `CI` is set it fails, unless the
    /// set's own list leaves the folder out.
    public static Catalog open(String name) throws IOException, Malformed {
        Path shared = Shared.folder().resolve("vectors");
        Path set = Shared.vectors();
        if (!Files.isRegularFile(set.resolve(name).resolve(FILE))) {
            String reason = "no vectors at " + set.resolve(name) + "; set cloister.vectors";
            if (System.getenv("CI") != null && !isLeftOut(set, name)) {
                fail(reason);
            }
            abort(reason);
        }
        return read(set, Optional.of(shared).filter(Files::isDirectory), name);
    }

    private static boolean isLeftOut(Path set, String name) throws IOException, Malformed {
        return Files.isRegularFile(set.resolve(FILE)) && promised(set, name).isEmpty();
    }

    /// The folder `name` of `set`.
    public static Catalog read(Path set, Optional<Path> shared, String name) throws IOException, Malformed {
        JsonFields fields = json(set.resolve(name).resolve(FILE));
        List<CatalogEntry> entries = new ArrayList<>();
        for (JsonFields entry : fields.objects("vectors")) {
            entries.add(CatalogEntry.read(entry));
        }
        return new Catalog(name, set, shared, fields.number("count"), promised(set, name), entries);
    }

    private static OptionalLong promised(Path set, String name) throws IOException, Malformed {
        if (Files.isRegularFile(set.resolve(FILE))) {
            for (JsonFields area : json(set.resolve(FILE)).objects("areas")) {
                if (area.text("area").equals(name)) {
                    return OptionalLong.of(area.number("entries"));
                }
            }
        }
        return OptionalLong.empty();
    }

    private static JsonFields json(Path file) throws IOException, Malformed {
        return JsonFields.parse(file.toString(), Files.readAllBytes(file), DEPTH);
    }

    public Optional<CatalogEntry> entry(String id) {
        return entries.stream().filter(entry -> entry.id().equals(id)).findFirst();
    }

    /// This catalogue, then the shared one of the same name if that is another.
    public List<Catalog> andShared() throws IOException, Malformed {
        List<Catalog> both = new ArrayList<>(List.of(this));
        if (shared.isPresent() && Files.isRegularFile(shared.get().resolve(name).resolve(FILE))) {
            both.add(read(shared.get(), shared, name));
        }
        return both;
    }

    /// A file as an entry names it: beside the entry, in the folder, in the set, then the same in the shared
    /// set.
    public Bytes file(CatalogEntry entry, String named) throws IOException {
        List<Path> sets = new ArrayList<>(List.of(set));
        shared.ifPresent(sets::add);
        for (Path root : sets) {
            Path folder = root.resolve(name);
            for (Path place : List.of(folder.resolve(entry.id()), folder, root)) {
                Path file = place.resolve(named).normalize();
                if (file.startsWith(root.normalize()) && Files.isRegularFile(file)) {
                    return Bytes.of(Files.readAllBytes(file));
                }
            }
        }
        throw new FileNotFoundException(named + " of " + entry.id() + " is in none of " + sets);
    }

    /// A listed file, which must be the one that was listed.
    public Bytes file(CatalogEntry entry, CatalogEntry.Listed listed) throws IOException {
        Bytes content = file(entry, listed.name());
        if (!Digests.sha256(content).equals(listed.sha256()) || content.length() != listed.size()) {
            throw new IOException(listed.name() + " is not the file that the catalogue lists");
        }
        return content;
    }
}
