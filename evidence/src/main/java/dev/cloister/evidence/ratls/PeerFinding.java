package dev.cloister.evidence.ratls;

import dev.cloister.bytes.Bytes;
import dev.cloister.evidence.Objection;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// Why a peer's certificate is no reason to trust it, whatever its evidence says.
public sealed interface PeerFinding extends Objection {
    /// RA-TLS knows one certificate, which signed itself.
    record SeveralCertificates(int count) implements PeerFinding {}

    /// It cannot be read, or breaks its form.
    record UnreadableCertificate(String problem) implements PeerFinding {}

    record NoEvidence() implements PeerFinding {}

    /// An extension that must be understood and is not.
    record UnknownExtension(Set<String> oids) implements PeerFinding {
        public UnknownExtension {
            oids = Set.copyOf(oids);
        }
    }

    /// Its key is of another kind or size than is taken, or another than the TLS library read in it.
    record UnfitKey(String problem) implements PeerFinding {}

    record NotSelfSigned() implements PeerFinding {}

    record CertificateExpired(Instant since, Instant at) implements PeerFinding {}

    record CertificateNotYetValid(Instant from, Instant at) implements PeerFinding {}

    /// The claims that the evidence vouches for name another key.
    record OtherKey(KeyHash claimed, Bytes found) implements PeerFinding {}

    /// The enclave was not initialised, or is one of 32 bits, which MRENCLAVE does not show.
    record UnfitEnclave(String flags) implements PeerFinding {}

    @Override
    default String code() {
        return switch (this) {
            case SeveralCertificates f -> "several-certificates";
            case UnreadableCertificate f -> "unreadable-certificate";
            case NoEvidence f -> "no-evidence";
            case UnknownExtension f -> "unknown-extension";
            case UnfitKey f -> "unfit-key";
            case NotSelfSigned f -> "not-self-signed";
            case CertificateExpired f -> "certificate-expired";
            case CertificateNotYetValid f -> "certificate-not-yet-valid";
            case OtherKey f -> "other-key";
            case UnfitEnclave f -> "unfit-enclave";
        };
    }

    @Override
    default String sentence() {
        return switch (this) {
            case SeveralCertificates f -> "the peer shows " + f.count + " certificates instead of one";
            case UnreadableCertificate f -> "the peer's certificate cannot be read: " + f.problem;
            case NoEvidence f -> "the peer's certificate carries no evidence in a form that is known here";
            case UnknownExtension f ->
                "the peer's certificate has a critical extension that nobody here understands: " + listed(f.oids);
            case UnfitKey f -> "the peer's key is not taken: " + f.problem;
            case NotSelfSigned f -> "the peer's certificate was not signed by the key in it";
            case CertificateExpired f -> "the peer's certificate has expired on " + f.since;
            case CertificateNotYetValid f -> "the peer's certificate is valid only from " + f.from;
            case OtherKey f -> "the evidence is about another key than the peer's";
            case UnfitEnclave f -> "the enclave is not one of 64 bits that runs: its flags are " + f.flags;
        };
    }

    @Override
    default Optional<String> field() {
        return Optional.ofNullable(
                switch (this) {
                    case SeveralCertificates f -> null;
                    case UnreadableCertificate f -> null;
                    case NoEvidence f -> "extensions";
                    case UnknownExtension f -> "extensions";
                    case UnfitKey f -> "subjectPublicKeyInfo";
                    case NotSelfSigned f -> "signatureValue";
                    case CertificateExpired f -> "notAfter";
                    case CertificateNotYetValid f -> "notBefore";
                    case OtherKey f -> "pubkey-hash";
                    case UnfitEnclave f -> "ATTRIBUTES.INIT, ATTRIBUTES.MODE64BIT";
                });
    }

    @Override
    default Optional<String> expected() {
        return Optional.of(
                switch (this) {
                    case SeveralCertificates f -> "1";
                    case UnreadableCertificate f -> "an X.509 certificate with evidence";
                    case NoEvidence f -> "TCG DICE tagged evidence, or a quote under one of Gramine's OIDs";
                    case UnknownExtension f -> "none";
                    case UnfitKey f -> "a key on P-256 or P-384, or RSA of 2048 to 8192 bits";
                    case NotSelfSigned f -> "a signature by the key in the certificate, with SHA-256, 384 or 512";
                    case CertificateExpired f -> f.at + " or later";
                    case CertificateNotYetValid f -> f.at + " or earlier";
                    case OtherKey f -> f.claimed.digest().hex();
                    case UnfitEnclave f -> "both set";
                });
    }

    @Override
    default Optional<String> got() {
        return Optional.ofNullable(
                switch (this) {
                    case SeveralCertificates f -> Integer.toString(f.count);
                    case UnreadableCertificate f -> f.problem;
                    case NoEvidence f -> null;
                    case UnknownExtension f -> listed(f.oids);
                    case UnfitKey f -> f.problem;
                    case NotSelfSigned f -> null;
                    case CertificateExpired f -> f.since.toString();
                    case CertificateNotYetValid f -> f.from.toString();
                    case OtherKey f -> f.found.hex();
                    case UnfitEnclave f -> f.flags;
                });
    }

    @Override
    default String remedy() {
        return switch (this) {
            case SeveralCertificates f -> "let the peer show its RA-TLS certificate alone, without issuers";
            case UnreadableCertificate f ->
                "let the peer make its certificate anew, as Gramine or another RA-TLS library does";
            case NoEvidence f -> "let the peer use RA-TLS, or check an ordinary certificate by its issuer";
            case UnknownExtension f -> "let the peer make its certificate without that extension, or not critical";
            case UnfitKey f -> "let the peer make its certificate with a key on P-256 or P-384";
            case NotSelfSigned f -> "take the certificate as the peer made it, which signs itself";
            case CertificateExpired f -> "let the peer make its certificate anew";
            case CertificateNotYetValid f -> "set this machine's clock right, or the peer's";
            case OtherKey f -> "let the peer use the very key that its evidence is about: somebody may be in between";
            case UnfitEnclave f -> "run an enclave of 64 bits";
        };
    }

    private static String listed(Set<String> oids) {
        return String.join(", ", oids.stream().sorted().toList());
    }
}
