package dev.cloister.evidence.fetch;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.Endorsements;
import dev.cloister.evidence.Evidence;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Collateral in one file, for a verification without a network: JSON, the same items always as the same bytes.
///
/// `sha256` is of the text without that member, written in the same form: it tells a damaged or edited file from a
/// whole one, and vouches for nothing. The vendors' signatures do, which a verifier checks.
public final class Bundle implements Endorsements {
    /// Longer files are not read.
    public static final int MAX_SIZE = 1 << 24;

    public static final int MAX_ITEMS = 1024;

    private static final String STRUCTURE = "CollateralBundle";
    private static final String FORMAT = "cloister-collateral";
    private static final int VERSION = 1;
    private static final int DEPTH = 3;
    private static final Comparator<Item> ORDER = Comparator.comparing(Item::kind)
            .thenComparing(Item::title)
            .thenComparing(Item::made)
            .thenComparing(Item::content)
            .thenComparing(Item::fetched)
            .thenComparing(Item::from);

    private final List<Item> items;

    private Bundle(List<Item> items) {
        this.items = List.copyOf(items);
    }

    /// In their order, each content once: as it was fetched first.
    ///
    /// @throws IllegalArgumentException of more than 1024
    public static Bundle of(Collection<Item> items) {
        Map<Bytes, Item> once = new LinkedHashMap<>();
        items.stream().sorted(ORDER).forEach(item -> once.putIfAbsent(item.content(), item));
        if (once.size() > MAX_ITEMS) {
            throw new IllegalArgumentException("a bundle has " + MAX_ITEMS + " items at most, not " + once.size());
        }
        return new Bundle(new ArrayList<>(once.values()));
    }

    public static Bundle read(Path file) throws IOException, Malformed {
        try (InputStream in = Files.newInputStream(file)) {
            return parse(Bytes.of(in.readNBytes(MAX_SIZE + 1)));
        }
    }

    /// Exactly as {@link #encode} writes it: no byte is without a meaning.
    public static Bundle parse(Bytes content) throws Malformed {
        if (content.length() > MAX_SIZE) {
            throw bad("", "is longer than " + MAX_SIZE + " bytes");
        }
        JsonFields in = JsonFields.parse(STRUCTURE, content.array(), DEPTH);
        if (!in.text("format").equals(FORMAT)) {
            throw in.bad("format", "must be " + FORMAT);
        }
        in.number("version", VERSION, VERSION);
        List<JsonFields> written = in.objects("items");
        if (written.size() > MAX_ITEMS) {
            throw in.bad("items", "are more than " + MAX_ITEMS);
        }
        List<Item> items = new ArrayList<>();
        for (JsonFields item : written) {
            items.add(item(item));
        }
        Bytes digest = in.hex("sha256", 32);
        in.end();
        Bundle bundle = of(items);
        if (!digest.equals(Digests.sha256(Bytes.utf8(bundle.unsealed().build().pretty())))) {
            throw bad("sha256", "is not of this content: the file was damaged or edited");
        }
        if (!bundle.encode().equals(content)) {
            throw bad("", "is written in another form than this one: the file was edited");
        }
        return bundle;
    }

    private static Item item(JsonFields in) throws Malformed {
        Item item =
                Item.of(Item.Kind.of(in.text("kind")), in.text("from"), instant(in, "fetched"), in.base64("content"));
        if (!in.text("title").equals(item.title())) {
            throw in.bad("title", "is not of this content");
        }
        if (!in.text("until").equals(item.until().toString())) {
            throw in.bad("until", "is not of this content");
        }
        in.end();
        return item;
    }

    private static Instant instant(JsonFields in, String name) throws Malformed {
        try {
            return Instant.parse(in.text(name));
        } catch (DateTimeException e) {
            throw in.bad(name, "must be a time in UTC");
        }
    }

    public Bytes encode() {
        JsonObject.Builder unsealed = unsealed();
        String digest = Digests.sha256(Bytes.utf8(unsealed.build().pretty())).hex();
        return Bytes.utf8(unsealed.put("sha256", digest).build().pretty());
    }

    private JsonObject.Builder unsealed() {
        return Json.object()
                .put("format", FORMAT)
                .put("version", VERSION)
                .put("items", Json.array(items.stream().map(Bundle::json).toList()));
    }

    private static JsonObject json(Item item) {
        return Json.object()
                .put("kind", item.kind().word())
                .put("title", item.title())
                .put("from", item.from())
                .put("fetched", item.fetched().toString())
                .put("until", item.until().toString())
                .put("content", item.content().base64())
                .build();
    }

    public List<Item> items() {
        return items;
    }

    /// When the last of the items came into force: as of then, and until the first runs out, all of them hold.
    public Optional<Instant> holdsFrom() {
        return items.stream().map(Item::made).max(Comparator.naturalOrder());
    }

    public Optional<Instant> holdsUntil() {
        return items.stream().map(Item::until).min(Comparator.naturalOrder());
    }

    @Override
    public List<Bytes> certificates(Evidence evidence) {
        return contents(Item.Kind.CERTIFICATE);
    }

    @Override
    public List<Bytes> revocationLists(Evidence evidence) {
        return contents(Item.Kind.REVOCATION_LIST);
    }

    @Override
    public List<Bytes> documents(Evidence evidence) {
        return contents(Item.Kind.DOCUMENT);
    }

    List<Bytes> contents(Item.Kind kind) {
        return items.stream()
                .filter(item -> item.kind() == kind)
                .map(Item::content)
                .toList();
    }

    private static Malformed bad(String field, String problem) {
        return new Malformed(STRUCTURE, field, -1, problem);
    }
}
