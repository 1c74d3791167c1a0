package dev.cloister.evidence;

import dev.cloister.bytes.Bytes;
import dev.cloister.evidence.snp.CertificateTable;
import dev.cloister.evidence.snp.CertificateTable.Kind;
import java.util.List;

/// The certificate table of a report, sorted by its GUIDs.
record TableEndorsements(CertificateTable table) implements Endorsements {
    @Override
    public List<Bytes> certificates(Evidence evidence) {
        return table.entries().stream()
                .filter(entry -> entry.kind().isPresent() && entry.kind().get() != Kind.CRL)
                .map(CertificateTable.Entry::content)
                .toList();
    }

    @Override
    public List<Bytes> revocationLists(Evidence evidence) {
        return table.all(Kind.CRL);
    }
}
