package dev.cloister.evidence.fetch;

import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.Endorsements;
import dev.cloister.evidence.Evidence;
import dev.cloister.evidence.EvidenceFile;
import dev.cloister.evidence.Gap;
import dev.cloister.evidence.TrustAnchors;
import dev.cloister.evidence.Vectors;
import dev.cloister.evidence.Verification;
import dev.cloister.evidence.Verifier;
import dev.cloister.vectors.KeyServer;
import dev.cloister.vectors.PlayedVendors;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Both vendors' services on this machine, a cache and a clock.
final class Scene implements AutoCloseable {
    static final Instant REPORT_AT = Instant.parse(PlayedVendors.REPORT_AT);
    static final Instant TD_AT = Instant.parse(PlayedVendors.TD_AT);
    private static final Http.Limits QUICK = new Http.Limits(Duration.ofMillis(250), Duration.ofSeconds(2), 1 << 20);

    final PlayedVendors vendors = new PlayedVendors(Vectors.folder());
    final KeyServer server = KeyServer.start();
    final FakeTime time;
    final Path cache;

    Scene(Path cache, String now) throws IOException {
        this.cache = cache;
        this.time = new FakeTime(now);
    }

    static Scene of(Path cache, String now) throws IOException {
        return new Scene(cache, now);
    }

    KeyServices pcs() {
        return new KeyServices(
                server.base(),
                new KeyServices.Intel.Pcs(server.base(), server.base().resolve(PlayedVendors.ROOT_LIST)));
    }

    KeyServices pccs() {
        return new KeyServices(server.base(), new KeyServices.Intel.Pccs(URI.create(server.base() + "/")));
    }

    static Fetcher.Rules rules(boolean offline, Evaluation... evaluations) {
        return new Fetcher.Rules(
                offline, List.of(evaluations), Duration.ofMinutes(2), TrustAnchors.vendors(), words -> {});
    }

    Fetcher fetcher(KeyServices services, Fetcher.Rules rules) {
        return new Fetcher(services, cache, rules, QUICK, time.clockwork());
    }

    Fetched fetch(Evidence evidence, Instant at) {
        return fetcher(pcs(), rules(false, Evaluation.STANDARD)).fetch(evidence, at);
    }

    Fetched fetchReport() throws Malformed {
        return fetch(report(), REPORT_AT);
    }

    Fetched fetchTd() throws Malformed {
        return fetch(td(), TD_AT);
    }

    Evidence report() throws Malformed {
        return EvidenceFile.parse(vendors.report().array()).evidence();
    }

    Evidence td() throws Malformed {
        return EvidenceFile.parse(vendors.td().array()).evidence();
    }

    /// In one word, with the codes of what is missing.
    static String answer(Evidence evidence, Endorsements endorsements, Instant at) {
        return switch (new Verifier(TrustAnchors.vendors()).verify(evidence, endorsements, at)) {
            case Verification.Verified<?> yes -> "verified";
            case Verification.Refused<?> no -> "refused " + no.flaws();
            case Verification.Unsettled<?> open ->
                "unsettled " + open.gaps().stream().map(Gap::code).distinct().toList();
        };
    }

    static List<String> reasons(Fetched fetched) {
        return fetched.unreached().stream().map(Gap.NotFetched::sentence).toList();
    }

    @Override
    public void close() {
        server.close();
    }
}
