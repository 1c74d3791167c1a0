package dev.cloister.evidence.fetch;

import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.Vouching;
import dev.cloister.evidence.fetch.Response.Failure;
import dev.cloister.evidence.fetch.Response.Kind;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The steps of {@link Fetcher} for one thing asked for, for a verification as of one time.
final class Obtaining {
    private static final Failure OFFLINE = Failure.of(
            Kind.FINAL,
            "nothing is fetched offline",
            "fetch it where there is a network, or name a bundle that has it");

    private final Asking asking;
    private final Vouching vouching;
    private final boolean offline;
    private final Instant at;
    private final List<String> notes = new ArrayList<>();
    private final Map<String, Failure> down = new HashMap<>();

    /// A bundle, perhaps of what does not hold then, and the failure if it is not as good as wanted.
    record Outcome(Optional<Bundle> bundle, Optional<Failure> failure) {
        static Outcome of(Bundle bundle) {
            return new Outcome(Optional.of(bundle), Optional.empty());
        }

        boolean isAbsent() {
            return bundle.isEmpty()
                    && failure.filter(no -> no.kind() == Kind.ABSENT).isPresent();
        }
    }

    Obtaining(Asking asking, Vouching vouching, boolean offline, Instant at) {
        this.asking = asking;
        this.vouching = vouching;
        this.offline = offline;
        this.at = at;
    }

    List<String> notes() {
        return notes;
    }

    Outcome outcome(Request request) {
        try {
            Optional<Bundle> kept = kept(request);
            if (isEnough(request, kept)) { // 1
                return Outcome.of(kept.get());
            }
            if (offline) { // 2
                return standIn(request, kept, OFFLINE);
            }
            return cache().alone(request.address(), () -> asked(request)); // 3
        } catch (IOException e) {
            return new Outcome(
                    Optional.empty(),
                    Optional.of(Failure.of(
                            Kind.FINAL,
                            "the cache " + cache().folder() + " cannot be used: " + e,
                            "name a folder as the cache that you may write to")));
        }
    }

    private Cache cache() {
        return asking.cache();
    }

    private Optional<Bundle> kept(Request request) {
        return cache().read(request.address()).flatMap(bundle -> request.checked(bundle.items(), vouching));
    }

    private boolean isEnough(Request request, Optional<Bundle> kept) {
        return kept.isPresent()
                && request.isCurrent(kept.get(), at, asking.time().now());
    }

    private Outcome asked(Request request) throws IOException {
        Optional<Bundle> kept = kept(request);
        if (isEnough(request, kept)) {
            return Outcome.of(kept.get());
        }
        Failure known = down.get(request.service());
        return switch (known == null ? asking.ask(request) : known) {
            case Response.Served served -> served(request, kept, served); // 4
            case Failure failure -> {
                if (failure.kind() == Kind.UNREACHABLE) {
                    down.put(request.service(), failure);
                }
                yield standIn(request, kept, failure); // 5
            }
        };
    }

    private Outcome served(Request request, Optional<Bundle> kept, Response.Served served) throws IOException {
        Optional<Bundle> fresh = checked(request, served);
        if (fresh.isEmpty()) {
            return standIn(request, kept, unfit(request, served));
        }
        Bundle got = fresh.get();
        if (kept.isPresent()
                && request.holds(kept.get(), at)
                && request.made(got).isBefore(request.made(kept.get()))) {
            notes.add(request.service() + " serves an older " + request.what() + " than the cache has; both are used");
            List<Item> both = new ArrayList<>(kept.get().items());
            both.addAll(got.items());
            return Outcome.of(Bundle.of(both));
        }
        cache().write(request.address(), got);
        return request.holds(got, at) ? Outcome.of(got) : new Outcome(fresh, Optional.of(notThen(request, got)));
    }

    private Optional<Bundle> checked(Request request, Response.Served served) {
        try {
            Instant now = asking.time().now().truncatedTo(ChronoUnit.SECONDS);
            return request.checked(request.read(served, now), vouching);
        } catch (Malformed e) {
            return Optional.empty();
        }
    }

    private static Failure unfit(Request request, Response.Served served) {
        return served.type().startsWith("text/html")
                ? Failure.of(
                        Kind.FINAL,
                        request.service() + " answers with a web page",
                        "look for a proxy or a login in between")
                : Failure.of(
                        Kind.FINAL,
                        request.service() + " serves something else, or what no accepted vendor signed",
                        "check that the address is a key service's");
    }

    private Failure notThen(Request request, Bundle got) {
        Instant until = request.until(got);
        return until.isBefore(at)
                ? Failure.of(
                        Kind.FINAL,
                        "what " + request.service() + " serves ran out on " + until,
                        "refresh it there (a PCCS), or ask the vendor's own service")
                : Failure.of(
                        Kind.FINAL,
                        "what " + request.service() + " serves is of " + request.made(got)
                                + ", after the time asked for",
                        "verify from a bundle of that time, or as of a later one");
    }

    /// What the cache has counts as long as it holds; what does not goes along, as it may say what is revoked.
    private Outcome standIn(Request request, Optional<Bundle> kept, Failure failure) {
        if (kept.isEmpty()) {
            return new Outcome(kept, Optional.of(failure));
        }
        Bundle bundle = kept.get();
        if (!request.holds(bundle, at)) {
            return new Outcome(
                    kept,
                    Optional.of(failure.because("; the one in the cache holds from " + request.made(bundle) + " until "
                            + request.until(bundle))));
        }
        if (!offline) {
            notes.add("the " + request.what() + " is the one fetched on " + request.fetched(bundle)
                    + ", which holds until " + request.until(bundle) + ": " + failure.reason());
        }
        return Outcome.of(bundle);
    }
}
