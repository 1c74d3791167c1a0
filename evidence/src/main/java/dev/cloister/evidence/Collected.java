package dev.cloister.evidence;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.x509.Certificate;
import dev.cloister.evidence.x509.Pem;
import dev.cloister.evidence.x509.RevocationList;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// All endorsements in reach for one verification, read and not yet believed, in order of preference.
///
/// What cannot be read is passed over: it is as good as absent.
record Collected(List<Certificate> certificates, List<RevocationList> lists, List<Gap> gaps) {
    /// More is not looked at, so that a host cannot make a verifier work for long.
    private static final int MAX_ITEMS = 64;

    static Collected from(Endorsements source, Evidence evidence, TrustAnchors anchors) {
        List<Gap> gaps = new ArrayList<>();
        List<Certificate> certificates = new ArrayList<>(anchors.certificates());
        List<RevocationList> lists = new ArrayList<>();
        try {
            for (Bytes der : unwrapped(source.certificates(evidence))) {
                readable(der).ifPresent(certificates::add);
            }
            for (Bytes der : unwrapped(source.revocationLists(evidence))) {
                readableList(der).ifPresent(lists::add);
            }
        } catch (IOException e) {
            gaps.add(new Gap.OutOfReach(String.valueOf(e.getMessage())));
        }
        return new Collected(certificates, lists, gaps);
    }

    private static List<Bytes> unwrapped(List<Bytes> contents) {
        List<Bytes> blocks = new ArrayList<>();
        for (Bytes content : contents) {
            blocks.addAll(blocks(content));
        }
        return blocks.size() <= MAX_ITEMS ? blocks : blocks.subList(0, MAX_ITEMS);
    }

    private static List<Bytes> blocks(Bytes content) {
        try {
            return Pem.unwrap("endorsement", content);
        } catch (Malformed unreadable) {
            return List.of();
        }
    }

    private static Optional<Certificate> readable(Bytes der) {
        try {
            return Optional.of(Certificate.parse("certificate", der));
        } catch (Malformed unreadable) {
            return Optional.empty();
        }
    }

    private static Optional<RevocationList> readableList(Bytes der) {
        try {
            return Optional.of(RevocationList.parse("revocation list", der));
        } catch (Malformed unreadable) {
            return Optional.empty();
        }
    }

    List<Certificate> named(String commonName) {
        return certificates.stream()
                .filter(certificate -> certificate.commonName().equals(commonName))
                .toList();
    }

    /// Those that bear the name of a certificate's issuer, valid ones first.
    List<Certificate> issuersOf(Certificate certificate, Instant at) {
        return certificates.stream()
                .filter(candidate -> candidate
                        .subject()
                        .encoded()
                        .equals(certificate.issuer().encoded()))
                .sorted(Comparator.comparing(candidate -> !isValid(candidate, at)))
                .toList();
    }

    private static boolean isValid(Certificate certificate, Instant at) {
        return !at.isBefore(certificate.notBefore()) && !at.isAfter(certificate.notAfter());
    }
}
