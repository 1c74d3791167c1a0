package dev.cloister.evidence;

import dev.cloister.bytes.Bytes;
import dev.cloister.evidence.dcap.Collateral;
import dev.cloister.evidence.x509.Certificate;
import dev.cloister.evidence.x509.RevocationList;
import java.util.List;
import java.util.Optional;

/// Certificates, lists and documents at hand, already read.
record GivenEndorsements(List<Certificate> read, List<RevocationList> readLists, List<Collateral> readDocuments)
        implements Endorsements {
    GivenEndorsements {
        read = List.copyOf(read);
        readLists = List.copyOf(readLists);
        readDocuments = List.copyOf(readDocuments);
    }

    /// From DER or PEM, documents from JSON; what cannot be read is passed over: it is as good as absent.
    static GivenEndorsements of(List<Bytes> certificates, List<Bytes> lists, List<Bytes> documents) {
        return new GivenEndorsements(
                Collected.unwrapped(certificates).stream()
                        .map(Collected::readable)
                        .flatMap(Optional::stream)
                        .toList(),
                Collected.unwrapped(lists).stream()
                        .map(Collected::readableList)
                        .flatMap(Optional::stream)
                        .toList(),
                documents.stream()
                        .map(Collected::readableDocument)
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

    @Override
    public List<Bytes> documents(Evidence evidence) {
        return readDocuments.stream().map(document -> document.signed().whole()).toList();
    }
}
