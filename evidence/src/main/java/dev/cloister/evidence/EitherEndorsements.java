package dev.cloister.evidence;

import dev.cloister.bytes.Bytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Two sources as one; out of reach only if both are.
record EitherEndorsements(Endorsements first, Endorsements second) implements Endorsements {
    private interface Question {
        List<Bytes> of(Endorsements source) throws IOException;
    }

    @Override
    public List<Bytes> certificates(Evidence evidence) throws IOException {
        return both(source -> source.certificates(evidence));
    }

    @Override
    public List<Bytes> revocationLists(Evidence evidence) throws IOException {
        return both(source -> source.revocationLists(evidence));
    }

    @Override
    public List<Bytes> documents(Evidence evidence) throws IOException {
        return both(source -> source.documents(evidence));
    }

    @Override
    public List<Gap.NotFetched> unreached() {
        List<Gap.NotFetched> all = new ArrayList<>(first.unreached());
        all.addAll(second.unreached());
        return all;
    }

    private List<Bytes> both(Question question) throws IOException {
        List<Bytes> found = new ArrayList<>();
        try {
            found.addAll(question.of(first));
        } catch (IOException e) {
            found.addAll(question.of(second));
            return found;
        }
        try {
            found.addAll(question.of(second));
        } catch (IOException e) {
            return found;
        }
        return found;
    }
}
