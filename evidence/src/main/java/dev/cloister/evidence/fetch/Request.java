package dev.cloister.evidence.fetch;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.Vouching;
import dev.cloister.evidence.x509.Pem;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// One thing to ask for, and how an answer is known to be it.
///
/// @param what for people
/// @param kind of what is asked for; issuers that come along are certificates
/// @param least how many of it there must be
/// @param spacing between two such requests to one service
/// @param fits whether an item is the one meant, as far as it says itself
record Request(String what, URI address, Item.Kind kind, int least, Duration spacing, Predicate<Item> fits) {
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(5);

    /// Of how long it holds, the last part in which a newer one is looked for.
    private static final int EARLY_PART = 8;

    static Request of(String what, URI address, Item.Kind kind, Predicate<Item> fits) {
        return new Request(what, address, kind, 1, Duration.ZERO, fits);
    }

    /// Two requests wait for each other at the service's own name.
    String service() {
        return address.getAuthority();
    }

    /// DER, PEM or, from Intel's cache, hex of DER; documents exactly as they are. Issuers stand in headers.
    List<Item> read(Response.Served served, Instant fetched) throws Malformed {
        List<Item> items = new ArrayList<>();
        for (Bytes content : contents(served.body())) {
            items.add(Item.of(kind, address.toString(), fetched, content));
        }
        for (String chain : served.chains()) {
            for (Bytes der : Pem.unwrap("issuer chain", decoded(chain))) {
                items.add(Item.of(Item.Kind.CERTIFICATE, address.toString(), fetched, der));
            }
        }
        return items;
    }

    private List<Bytes> contents(Bytes body) throws Malformed {
        if (kind == Item.Kind.DOCUMENT) {
            return List.of(body);
        }
        String text = new String(body.array(), StandardCharsets.ISO_8859_1).strip();
        if (text.matches("(?s)[0-9a-fA-F]+") && text.length() % 2 == 0) {
            return List.of(Bytes.parseHex("answer", "", text.toLowerCase(java.util.Locale.ROOT)));
        }
        return Pem.unwrap("answer", body);
    }

    /// Percent signs alone, or as a form is encoded: then spaces are plus signs, which PEM has its own of.
    private static Bytes decoded(String chain) throws Malformed {
        String plain = chain.contains("BEGIN+") ? chain : chain.replace("+", "%2B");
        try {
            return Bytes.utf8(URLDecoder.decode(plain, StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException e) {
            throw new Malformed("issuer chain", "", -1, "is not URL-encoded");
        }
    }

    /// What of the items is meant and signed by a vendor, with the issuers that are; empty if what is asked for is not
    /// among them.
    Optional<Bundle> checked(List<Item> items, Vouching vouching) {
        List<Bytes> issuers = items.stream()
                .filter(item -> item.kind() == Item.Kind.CERTIFICATE)
                .map(Item::content)
                .toList();
        List<Item> good = items.stream()
                .filter(item -> vouched(item, issuers, vouching))
                .filter(item -> !isMeant(item) || fits.test(item))
                .toList();
        boolean whole = good.stream().filter(this::isMeant).count() >= least;
        return whole ? Optional.of(Bundle.of(good)) : Optional.empty();
    }

    private static boolean vouched(Item item, List<Bytes> issuers, Vouching vouching) {
        return switch (item.kind()) {
            case CERTIFICATE -> vouching.forCertificate(item.content(), issuers);
            case REVOCATION_LIST -> vouching.forList(item.content(), issuers);
            case DOCUMENT -> vouching.forDocument(item.content(), issuers);
        };
    }

    private boolean isMeant(Item item) {
        return item.kind() == kind;
    }

    List<Item> meant(Bundle bundle) {
        return bundle.items().stream().filter(this::isMeant).toList();
    }

    /// Whether what is asked for holds at that time.
    boolean holds(Bundle bundle, Instant at) {
        return meant(bundle).stream().allMatch(item -> item.holdsAt(at));
    }

    /// Whether nothing newer need be looked for. Certificates do not change; of lists and documents there may be a
    /// newer one any day, and well before they run out there is.
    boolean isCurrent(Bundle bundle, Instant at, Instant now) {
        return holds(bundle, at) && meant(bundle).stream().allMatch(item -> isCurrent(item, at, now));
    }

    private boolean isCurrent(Item item, Instant at, Instant now) {
        if (kind == Item.Kind.CERTIFICATE) {
            return true;
        }
        if (item.fetched().isAfter(now.plus(CLOCKS_DIFFER))) {
            return false;
        }
        Duration age = Duration.between(item.fetched(), now);
        Duration early = Duration.between(item.made(), item.until()).dividedBy(EARLY_PART);
        boolean ending = item.until().minus(early).isBefore(at);
        return age.compareTo(HOUR) < 0 || age.compareTo(DAY) < 0 && !ending;
    }

    /// When the newest of it came into force.
    Instant made(Bundle bundle) {
        return meant(bundle).stream().map(Item::made).max(Instant::compareTo).orElse(Instant.MIN);
    }

    Instant until(Bundle bundle) {
        return meant(bundle).stream().map(Item::until).min(Instant::compareTo).orElse(Instant.MIN);
    }

    Instant fetched(Bundle bundle) {
        return meant(bundle).stream().map(Item::fetched).min(Instant::compareTo).orElse(Instant.MIN);
    }
}
