package dev.cloister.evidence.fetch;

import dev.cloister.bytes.Bytes;
import dev.cloister.evidence.Endorsements;
import dev.cloister.evidence.Evidence;
import dev.cloister.evidence.Gap;
import java.util.List;

/// What was got for one piece of evidence, and what was not. Goes to a verifier as it is: what is missing there is
/// unsettled, with the reason.
///
/// @param unreached what no service gave, and nothing kept stands in for
/// @param notes what went another way than usual, for people; nothing is missing for it
public record Fetched(Bundle bundle, List<Gap.NotFetched> unreached, List<String> notes) implements Endorsements {
    public Fetched {
        unreached = List.copyOf(unreached);
        notes = List.copyOf(notes);
    }

    @Override
    public List<Bytes> certificates(Evidence evidence) {
        return bundle.certificates(evidence);
    }

    @Override
    public List<Bytes> revocationLists(Evidence evidence) {
        return bundle.revocationLists(evidence);
    }

    @Override
    public List<Bytes> documents(Evidence evidence) {
        return bundle.documents(evidence);
    }
}
