package dev.cloister.evidence;

import dev.cloister.bytes.Bytes;
import dev.cloister.evidence.x509.Certificate;
import dev.cloister.evidence.x509.RevocationList;
import java.util.List;
import java.util.Optional;

/// Certificates and lists at hand, already read.
record GivenEndorsements(List<Certificate> read, List<RevocationList> readLists) implements Endorsements {
    GivenEndorsements {
        read = List.copyOf(read);
        readLists = List.copyOf(readLists);
    }

    /// From DER or PEM; what cannot be read is passed over: it is as good as absent.
    static GivenEndorsements of(List<Bytes> certificates, List<Bytes> lists) {
        return new GivenEndorsements(
                Collected.unwrapped(certificates).stream()
                        .map(Collected::readable)
                        .flatMap(Optional::stream)
                        .toList(),
                Collected.unwrapped(lists).stream()
                        .map(Collected::readableList)
                        .flatMap(Optional::stream)
                        .toList());
    }

    @Override
    public List<Bytes> certificates(Evidence evidence) {
        return read.stream().map(Certificate::der).toList();
    }

    @Override
    public List<Bytes> revocationLists(Evidence evidence) {
        return readLists.stream().map(RevocationList::der).toList();
    }
}
