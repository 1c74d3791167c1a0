package dev.cloister.evidence;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.snp.CertificateTable;
import dev.cloister.evidence.x509.Certificate;
import dev.cloister.evidence.x509.Pem;
import dev.cloister.vectors.Catalog;
import dev.cloister.vectors.CatalogEntry;
import dev.cloister.vectors.CatalogEntry.Listed;
import dev.cloister.vectors.Disagreements;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The files of one entry of the folder `snp`, sorted by what they are. Certificates and lists are those of
/// the entry, then those of its collateral.
///
/// `evidence` has the certificate table that the entry names, wherever it lies; `tableBytes` is that table.
record SnpEntry(
        Optional<Evidence.Snp> evidence, Optional<Bytes> tableBytes, List<Bytes> certificates, List<Bytes> lists) {

    private enum Role {
        LIST,
        CERTIFICATE,
        TABLE,
        EVIDENCE,
        /// A form of evidence that is not read; its bytes are those of the others.
        CBOR,
        UNKNOWN
    }

    static SnpEntry read(Catalog catalog, CatalogEntry entry, Disagreements found) throws IOException, Malformed {
        List<Evidence.Snp> evidence = new ArrayList<>();
        List<Bytes> tables = new ArrayList<>();
        List<Bytes> certificates = new ArrayList<>();
        List<Bytes> lists = new ArrayList<>();
        List<Bytes> cbor = new ArrayList<>();
        for (Listed file : entry.files()) {
            Bytes content = catalog.file(entry, file);
            switch (role(file)) {
                case LIST -> lists.add(content);
                case CERTIFICATE -> certificates.add(content);
                case TABLE -> tables.add(content);
                case EVIDENCE ->
                    evidence.add(
                            (Evidence.Snp) EvidenceFile.parse(content.array()).evidence());
                case CBOR -> cbor.add(content);
                case UNKNOWN -> found.add(file.name(), "a file of a known kind", file.role());
            }
        }
        for (String named : entry.collateral().orElse(List.of())) {
            String name = named.split(" ", 2)[0];
            if (name.contains(".")) {
                Role role = role(new Listed(name, "", Bytes.EMPTY, 0));
                (role == Role.LIST ? lists : certificates).add(catalog.file(entry, name));
            } else if (!named.startsWith("in the table")) {
                found.add("collateral", "a file or a table", named);
            }
        }
        Optional<Bytes> table = tables.stream().findFirst();
        Optional<Evidence.Snp> whole = whole(evidence, table, found);
        for (Bytes bytes : cbor) {
            whole.ifPresent(known -> holds(bytes, known.report().raw(), found));
            table.ifPresent(known -> holds(bytes, known, found));
        }
        return new SnpEntry(whole, table, certificates, lists);
    }

    private static Role role(Listed file) {
        String name = file.plainName().toLowerCase(Locale.ROOT);
        String role = file.role().toLowerCase(Locale.ROOT);
        if (name.endsWith(".cbor")) {
            return Role.CBOR;
        }
        if (name.matches(".*\\.crl(\\.der|\\.pem)?") || role.startsWith("crl")) {
            return Role.LIST;
        }
        if (name.matches(".*\\.(der|pem|crt|cer)")) {
            return Role.CERTIFICATE;
        }
        if (name.startsWith("auxblob") || role.contains("certificate table")) {
            return Role.TABLE;
        }
        boolean evidence = (name + " " + role).matches(".*\\b(report|evidence|quote|outblob)\\b.*");
        return evidence ? Role.EVIDENCE : Role.UNKNOWN;
    }

    /// The first evidence with the table beside it; the same evidence in other forms must say the same.
    private static Optional<Evidence.Snp> whole(List<Evidence.Snp> forms, Optional<Bytes> table, Disagreements found)
            throws Malformed {
        if (forms.isEmpty()) {
            return Optional.empty();
        }
        CertificateTable certificates = table.isPresent()
                ? CertificateTable.parse(table.get().array())
                : forms.getFirst().certificates();
        for (Evidence.Snp form : forms) {
            found.compare("report in another form", forms.getFirst().report(), form.report());
            if (!form.certificates().entries().isEmpty()) {
                found.compare("certificates in another form", certificates, form.certificates());
            }
        }
        return Optional.of(new Evidence.Snp(forms.getFirst().report(), certificates));
    }

    private static void holds(Bytes whole, Bytes part, Disagreements found) {
        if (!whole.hex().contains(part.hex())) {
            found.add("CBOR", "the same bytes", "others");
        }
    }

    /// All that the entry names, in its order, then the table.
    Endorsements endorsements() {
        Endorsements named = new Named(certificates, lists);
        return evidence.map(known -> Endorsements.either(named, Endorsements.in(known.certificates())))
                .orElse(named);
    }

    /// A list is required where the entry names one, and stated to be not required where it names none.
    Revocation revocation() {
        boolean inTable = evidence.stream()
                .anyMatch(known ->
                        !known.certificates().all(CertificateTable.Kind.CRL).isEmpty());
        return lists.isEmpty() && !inTable ? Revocation.NOT_REQUIRED : Revocation.REQUIRED;
    }

    /// All certificates at hand that can be read, the entry's first.
    List<Certificate> readable() throws Malformed {
        List<Bytes> contents = new ArrayList<>(certificates);
        evidence.ifPresent(known -> known.certificates().entries().stream()
                .filter(item -> item.kind().isPresent() && item.kind().get() != CertificateTable.Kind.CRL)
                .forEach(item -> contents.add(item.content())));
        List<Certificate> all = new ArrayList<>();
        for (Bytes content : contents) {
            for (Bytes der : Pem.unwrap("certificate", content)) {
                all.add(Certificate.parse("certificate", der));
            }
        }
        return all;
    }

    /// Endorsements in memory.
    record Named(List<Bytes> certificates, List<Bytes> lists) implements Endorsements {
        @Override
        public List<Bytes> certificates(Evidence evidence) {
            return certificates;
        }

        @Override
        public List<Bytes> revocationLists(Evidence evidence) {
            return lists;
        }
    }
}
