package dev.cloister.evidence;

import dev.cloister.bytes.Bytes;
import dev.cloister.evidence.snp.CertificateTable;
import dev.cloister.evidence.snp.CertificateTable.Kind;
import java.util.List;

/// The certificate table of a report, sorted by its GUIDs.
record TableEndorsements(CertificateTable table) implements Endorsements {
    /// More is not looked at, so that a host cannot make a verifier work for long.
    private static final int MAX_ITEMS = 64;

    @Override
    public List<Bytes> certificates(Evidence evidence) {
        return first(table.entries().stream()
                .filter(entry -> entry.kind().isPresent() && entry.kind().get() != Kind.CRL)
                .map(CertificateTable.Entry::content)
                .toList());
    }

    @Override
    public List<Bytes> revocationLists(Evidence evidence) {
        return first(table.all(Kind.CRL));
    }

    private static List<Bytes> first(List<Bytes> contents) {
        List<Bytes> blocks = Collected.unwrapped(contents);
        return blocks.size() <= MAX_ITEMS ? blocks : blocks.subList(0, MAX_ITEMS);
    }
}
