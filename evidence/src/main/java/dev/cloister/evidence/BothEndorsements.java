package dev.cloister.evidence;

import dev.cloister.bytes.Bytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Two sources as one; out of reach if either is.
record BothEndorsements(Endorsements first, Endorsements second) implements Endorsements {
    @Override
    public List<Bytes> certificates(Evidence evidence) throws IOException {
        List<Bytes> all = new ArrayList<>(first.certificates(evidence));
        all.addAll(second.certificates(evidence));
        return all;
    }

    @Override
    public List<Bytes> revocationLists(Evidence evidence) throws IOException {
        List<Bytes> all = new ArrayList<>(first.revocationLists(evidence));
        all.addAll(second.revocationLists(evidence));
        return all;
    }

    @Override
    public List<Bytes> documents(Evidence evidence) throws IOException {
        List<Bytes> all = new ArrayList<>(first.documents(evidence));
        all.addAll(second.documents(evidence));
        return all;
    }

    @Override
    public List<Gap.NotFetched> unreached() {
        List<Gap.NotFetched> all = new ArrayList<>(first.unreached());
        all.addAll(second.unreached());
        return all;
    }
}
