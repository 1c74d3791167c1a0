package dev.cloister.evidence;

import dev.cloister.bytes.Bytes;
import dev.cloister.evidence.snp.CertificateTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// Where a verifier finds certificates and revocation lists. Whatever comes from here is checked; a source
/// can withhold and nothing more.
public interface Endorsements {
    /// DER or PEM, in order of preference; what does not fit the evidence is passed over.
    List<Bytes> certificates(Evidence evidence) throws IOException;

    /// DER or PEM.
    List<Bytes> revocationLists(Evidence evidence) throws IOException;

    /// Documents that Intel signs, TCB info and identities of quoting enclaves: JSON exactly as the key
    /// service or a cache of it served it. AMD has none.
    default List<Bytes> documents(Evidence evidence) throws IOException {
        return List.of();
    }

    /// What of this could not be brought, and why. It explains a verification that stays unsettled; what can
    /// be decided without it is.
    default List<Gap.NotFetched> unreached() {
        return List.of();
    }

    /// AMD's own roots and issuers (ARK, ASK, ASVK) of Milan, Genoa and Turin, as this module ships them. A
    /// verifier with AMD's anchors looks at them in any case, behind what it is given. No revocation list
    /// ships: it would be old.
    static Endorsements amd() {
        return new GivenEndorsements(AmdCertificates.all(), List.of(), List.of());
    }

    /// Certificates and lists at hand, DER or PEM. They are read here, once for all verifications; what
    /// cannot be read is passed over. All are looked at, however many: what a host sent belongs into {@link
    /// #in}.
    static Endorsements of(List<Bytes> certificates, List<Bytes> revocationLists) {
        return of(certificates, revocationLists, List.of());
    }

    /// The same with documents.
    static Endorsements of(List<Bytes> certificates, List<Bytes> revocationLists, List<Bytes> documents) {
        return GivenEndorsements.of(certificates, revocationLists, documents);
    }

    /// What the attester's host sent along; the first 64 certificates and the first 64 lists of it.
    static Endorsements in(CertificateTable table) {
        return new TableEndorsements(table);
    }

    /// All files of a folder (of the folders in it only `vcek/CHIP-ID`, as Trustee's store has them) that end in `.crl`
    /// (or `.crl.der`, `.crl.pem`), in
    /// `.der`, `.pem`, `.crt` or `.cer`, or in `.json`. Read anew for each question, in the order of their
    /// names.
    static Endorsements folder(Path folder) {
        return new FolderEndorsements(folder);
    }

    /// All that both have, the first one's first. If one is out of reach, nothing can be decided: it may hold
    /// the list that revokes.
    static Endorsements both(Endorsements first, Endorsements second) {
        return new BothEndorsements(first, second);
    }

    /// All that either has, the first one's first. If one is out of reach, the other must do. For two ways to
    /// the same thing; where one is yours and the other the host's, take {@link #both}.
    static Endorsements either(Endorsements first, Endorsements second) {
        return new EitherEndorsements(first, second);
    }
}
