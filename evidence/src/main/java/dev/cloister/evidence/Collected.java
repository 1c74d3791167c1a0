package dev.cloister.evidence;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.dcap.Certification;
import dev.cloister.evidence.dcap.Collateral;
import dev.cloister.evidence.x509.Certificate;
import dev.cloister.evidence.x509.Pem;
import dev.cloister.evidence.x509.RevocationList;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// All endorsements in reach for one verification, read and not yet believed, in order of preference: what a
/// quote brings, what the caller gives, then what is part of this module.
///
/// What cannot be read is passed over: it is as good as absent.
final class Collected {
    /// Of one name; each that is tried may cost signatures of all that are tried above it.
    private static final int MAX_ISSUERS = 8;

    private final Remembered remembered;
    private final Set<Certificate> certificates = new LinkedHashSet<>();
    private final Set<Certificate> shipped = new LinkedHashSet<>();
    private boolean chainIsQuoted;
    private final List<RevocationList> lists = new ArrayList<>();
    private final List<Collateral> documents = new ArrayList<>();
    private final List<Gap> gaps = new ArrayList<>();

    private Collected(Remembered remembered) {
        this.remembered = remembered;
    }

    static Collected from(Endorsements source, Evidence evidence, TrustAnchors anchors, Remembered remembered) {
        Collected collected = new Collected(remembered);
        if (evidence instanceof Evidence.Dcap dcap) {
            collected.addQuoted(dcap.quote().signature().certification());
        }
        try {
            collected.add(source, evidence);
        } catch (IOException e) {
            collected.gaps.add(new Gap.OutOfReach(String.valueOf(e.getMessage())));
        }
        collected.shipped.addAll(anchors.certificates());
        return collected;
    }

    private void add(Endorsements source, Evidence evidence) throws IOException {
        if (source instanceof GivenEndorsements given) {
            certificates.addAll(given.read());
            lists.addAll(given.readLists());
            documents.addAll(given.readDocuments());
            return;
        }
        for (Bytes der : unwrapped(source.certificates(evidence))) {
            certificate(der).ifPresent(certificates::add);
        }
        for (Bytes der : unwrapped(source.revocationLists(evidence))) {
            list(der).ifPresent(lists::add);
        }
        if (evidence instanceof Evidence.Dcap) {
            for (Bytes json : source.documents(evidence)) {
                document(json).ifPresent(documents::add);
            }
        }
    }

    /// The certificates that stand in a quote, in whatever order.
    private void addQuoted(Certification certification) {
        Bytes content = switch (certification) {
            case Certification.PckChain chain -> chain.pem();
            case Certification.PckLeaf leaf -> leaf.certificate();
            case Certification.Ppid ppid -> Bytes.EMPTY;
            case Certification.Manifest manifest -> Bytes.EMPTY;
        };
        List<Bytes> blocks = unwrapped(List.of(content));
        chainIsQuoted = blocks.size() > 1;
        for (Bytes der : blocks) {
            certificate(der).ifPresent(certificates::add);
        }
    }

    /// DER blocks, out of PEM where it is that.
    static List<Bytes> unwrapped(List<Bytes> contents) {
        List<Bytes> blocks = new ArrayList<>();
        contents.forEach(content -> blocks.addAll(blocks(content)));
        return blocks;
    }

    /// Intel's cache (PCCS) serves lists as hex digits, and so they get into files.
    private static List<Bytes> blocks(Bytes content) {
        try {
            if (isHex(content)) {
                String digits = new String(content.array(), StandardCharsets.US_ASCII).strip();
                return List.of(Bytes.parseHex("endorsement", "", digits.toLowerCase(Locale.ROOT)));
            }
            return Pem.unwrap("endorsement", content);
        } catch (Malformed unreadable) {
            return List.of();
        }
    }

    /// DER is not: its second byte is no digit.
    private static boolean isHex(Bytes content) {
        for (int i = 0; i < content.length(); i++) {
            int c = content.at(i);
            boolean end = c == '\n' || c == '\r';
            if (Character.digit(c, 16) < 0 && !end) {
                return false;
            }
        }
        return true;
    }

    private Optional<Certificate> certificate(Bytes der) {
        Optional<Certificate> known = remembered.certificate(der);
        return known.isPresent() ? known : readable(der);
    }

    private Optional<RevocationList> list(Bytes der) {
        Optional<RevocationList> known = remembered.list(der);
        return known.isPresent() ? known : readableList(der);
    }

    private Optional<Collateral> document(Bytes json) {
        Optional<Collateral> known = remembered.document(json);
        return known.isPresent() ? known : readableDocument(json);
    }

    static Optional<Collateral> readableDocument(Bytes json) {
        try {
            return Optional.of(Collateral.parse(json));
        } catch (Malformed unreadable) {
            return Optional.empty();
        }
    }

    static Optional<Certificate> readable(Bytes der) {
        try {
            return Optional.of(Certificate.parse("certificate", der));
        } catch (Malformed unreadable) {
            return Optional.empty();
        }
    }

    static Optional<RevocationList> readableList(Bytes der) {
        try {
            return Optional.of(RevocationList.parse("revocation list", der));
        } catch (Malformed unreadable) {
            return Optional.empty();
        }
    }

    List<RevocationList> lists() {
        return lists;
    }

    List<Collateral> documents() {
        return documents;
    }

    List<Gap> gaps() {
        return gaps;
    }

    /// A quote that brings more than the certificate of its key brings the whole chain: what it lacks is
    /// missing, and what ships here does not stand in for it.
    boolean chainIsQuoted() {
        return chainIsQuoted;
    }

    List<Certificate> named(String commonName) {
        List<Certificate> named = new ArrayList<>();
        for (Set<Certificate> from : List.of(certificates, shipped)) {
            for (Certificate certificate : from) {
                if (certificate.commonName().equals(commonName) && !named.contains(certificate)) {
                    named.add(certificate);
                }
            }
        }
        return named;
    }

    /// The first few that bear the name of a certificate's issuer, valid ones first.
    List<Certificate> issuersOf(Certificate certificate, Instant at) {
        List<Certificate> valid = new ArrayList<>();
        List<Certificate> others = new ArrayList<>();
        for (Set<Certificate> from : chainIsQuoted ? List.of(certificates) : List.of(certificates, shipped)) {
            for (Certificate candidate : from) {
                if (certificate.names(candidate) && !valid.contains(candidate) && !others.contains(candidate)) {
                    (candidate.isValidAt(at) ? valid : others).add(candidate);
                }
            }
        }
        valid.addAll(others);
        return valid.size() <= MAX_ISSUERS ? valid : valid.subList(0, MAX_ISSUERS);
    }
}
