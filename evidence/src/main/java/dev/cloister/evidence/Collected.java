package dev.cloister.evidence;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.x509.Certificate;
import dev.cloister.evidence.x509.Pem;
import dev.cloister.evidence.x509.RevocationList;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// All endorsements in reach for one verification, read and not yet believed, in order of preference: what the
/// caller gives, then what is part of this module.
///
/// What cannot be read is passed over: it is as good as absent.
final class Collected {
    /// Of one name; each that is tried may cost signatures of all that are tried above it.
    private static final int MAX_ISSUERS = 8;

    private final Verdicts verdicts;
    private final Set<Certificate> certificates = new LinkedHashSet<>();
    private final List<RevocationList> lists = new ArrayList<>();
    private final List<Gap> gaps = new ArrayList<>();

    private Collected(Verdicts verdicts) {
        this.verdicts = verdicts;
    }

    static Collected from(Endorsements source, Evidence evidence, TrustAnchors anchors, Verdicts verdicts) {
        Collected collected = new Collected(verdicts);
        try {
            collected.add(source, evidence);
        } catch (IOException e) {
            collected.gaps.add(new Gap.OutOfReach(String.valueOf(e.getMessage())));
        }
        collected.certificates.addAll(anchors.certificates());
        return collected;
    }

    private void add(Endorsements source, Evidence evidence) throws IOException {
        if (source instanceof GivenEndorsements given) {
            certificates.addAll(given.read());
            lists.addAll(given.readLists());
            return;
        }
        for (Bytes der : unwrapped(source.certificates(evidence))) {
            certificate(der).ifPresent(certificates::add);
        }
        for (Bytes der : unwrapped(source.revocationLists(evidence))) {
            list(der).ifPresent(lists::add);
        }
    }

    /// DER blocks, out of PEM where it is that.
    static List<Bytes> unwrapped(List<Bytes> contents) {
        List<Bytes> blocks = new ArrayList<>();
        contents.forEach(content -> blocks.addAll(blocks(content)));
        return blocks;
    }

    private static List<Bytes> blocks(Bytes content) {
        try {
            return Pem.unwrap("endorsement", content);
        } catch (Malformed unreadable) {
            return List.of();
        }
    }

    private Optional<Certificate> certificate(Bytes der) {
        Optional<Certificate> known = verdicts.certificate(der);
        return known.isPresent() ? known : readable(der);
    }

    private Optional<RevocationList> list(Bytes der) {
        Optional<RevocationList> known = verdicts.list(der);
        return known.isPresent() ? known : readableList(der);
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

    List<Gap> gaps() {
        return gaps;
    }

    List<Certificate> named(String commonName) {
        List<Certificate> named = new ArrayList<>();
        for (Certificate certificate : certificates) {
            if (certificate.commonName().equals(commonName)) {
                named.add(certificate);
            }
        }
        return named;
    }

    /// The first few that bear the name of a certificate's issuer, valid ones first.
    List<Certificate> issuersOf(Certificate certificate, Instant at) {
        List<Certificate> valid = new ArrayList<>();
        List<Certificate> others = new ArrayList<>();
        for (Certificate candidate : certificates) {
            if (certificate.names(candidate)) {
                (candidate.isValidAt(at) ? valid : others).add(candidate);
            }
        }
        valid.addAll(others);
        return valid.size() <= MAX_ISSUERS ? valid : valid.subList(0, MAX_ISSUERS);
    }
}
