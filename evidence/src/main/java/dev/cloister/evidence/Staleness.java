package dev.cloister.evidence;

import dev.cloister.evidence.dcap.Collateral;
import dev.cloister.evidence.x509.RevocationList;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/// Which gap it is that nothing fresh is at hand.
final class Staleness {
    private Staleness() {}

    /// Why none of the lists that `signer` signed, oldest first, is fresh.
    static Gap noFreshList(String signer, List<RevocationList> signed, Instant at) {
        if (signed.isEmpty()) {
            return new Gap.NoRevocationList(signer);
        }
        return signed.stream()
                .filter(list -> !list.thisUpdate().isAfter(at))
                .<Gap>map(list -> new Gap.StaleRevocationList(signer, list.nextUpdate(), at))
                .reduce((older, newer) -> newer)
                .orElseGet(() ->
                        new Gap.LaterRevocationList(signer, signed.getFirst().thisUpdate(), at));
    }

    /// Why none of these documents is fresh; there is one at least.
    static Gap noFreshDocument(String title, List<Collateral> signed, Instant at) {
        return signed.stream()
                .filter(document -> !document.issueDate().isAfter(at))
                .max(Comparator.comparing(Collateral::nextUpdate))
                .<Gap>map(newest -> new Gap.StaleCollateral(title, newest.nextUpdate(), at))
                .orElseGet(() -> new Gap.LaterCollateral(
                        title,
                        Collections.min(signed, Comparator.comparing(Collateral::issueDate))
                                .issueDate(),
                        at));
    }
}
