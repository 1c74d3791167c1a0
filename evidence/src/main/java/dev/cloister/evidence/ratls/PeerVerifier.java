package dev.cloister.evidence.ratls;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.Endorsements;
import dev.cloister.evidence.Evidence;
import dev.cloister.evidence.Objection;
import dev.cloister.evidence.Verifier;
import dev.cloister.evidence.appraisal.Appraisal;
import dev.cloister.evidence.appraisal.Verdict;
import dev.cloister.evidence.sgx.EnclaveAttributes;
import dev.cloister.evidence.x509.Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Answers whether the holder of an RA-TLS certificate's key is one of the peers that a program trusts. Reads
/// no clock. Safe for use by many threads; it remembers nothing but what its {@link Verifier} does, never a
/// verdict.
public final class PeerVerifier {
    private final Verifier verifier;
    private final Endorsements endorsements;
    private final TrustedPeers peers;

    /// `endorsements` is asked at each judgement: Intel's documents and lists that it lacks, or that have run
    /// out, make the answer undecided.
    public PeerVerifier(Verifier verifier, Endorsements endorsements, TrustedPeers peers) {
        this.verifier = verifier;
        this.endorsements = endorsements;
        this.peers = peers;
    }

    /// The same for other peers, with the same memory of signatures.
    public PeerVerifier with(TrustedPeers others) {
        return new PeerVerifier(verifier, endorsements, others);
    }

    /// A peer that has proven to TLS that it has the certificate's key is trusted if
    ///
    /// 1. the certificate is whole and carries evidence in one of the forms of {@link RatlsCertificate},
    /// 2. the key in it is strong and signed it, it is valid at the time asked for, and no extension that
    ///    must be understood is unknown,
    /// 3. the claims that the evidence is over, where the form has claims, name that key,
    /// 4. the evidence is genuine: {@link Verifier#verify(Evidence, Endorsements, Instant)},
    /// 5. it is acceptable: every rule of the trust policy holds, what booted and what was pinned is known,
    ///    and its report data is exactly that of the claims or the key: {@link Appraisal#appraise},
    /// 6. an enclave runs, in 64 bits.
    ///
    /// Every step is made even if another failed. Names are not looked at: see {@link RatlsTrust}.
    public PeerVerdict judge(Bytes certificate, Instant at) {
        try {
            Certificate x509 = RatlsCertificate.x509(certificate);
            if (!RatlsCertificate.hasEvidence(x509)) {
                return new PeerVerdict.Rejected(List.of(new PeerFinding.NoEvidence()));
            }
            return judge(RatlsCertificate.of(x509), at);
        } catch (Malformed e) { // 1
            return new PeerVerdict.Rejected(List.of(new PeerFinding.UnreadableCertificate(e.getMessage())));
        }
    }

    private PeerVerdict judge(RatlsCertificate certificate, Instant at) {
        List<Objection> reasons = new ArrayList<>();
        certificate(certificate, at, reasons); // 2
        claims(certificate, reasons); // 3
        Evidence evidence = certificate.evidence();
        Verdict verdict = Appraisal.appraise(
                verifier.verify(evidence, endorsements, at), // 4
                peers.policy(),
                peers.references(certificate)); // 5
        enclave(evidence, reasons); // 6
        reasons.addAll(verdict.objections());
        return switch (verdict) {
            case Verdict.Trusted yes when reasons.isEmpty() -> new PeerVerdict.Trusted(certificate, yes);
            case Verdict.Undecided open
            when reasons.size() == open.gaps().size() -> new PeerVerdict.Undecided(open.gaps());
            case Verdict.Trusted yes -> new PeerVerdict.Rejected(reasons);
            case Verdict.Undecided open -> new PeerVerdict.Rejected(reasons);
            case Verdict.Rejected no -> new PeerVerdict.Rejected(reasons);
        };
    }

    private static void certificate(RatlsCertificate certificate, Instant at, List<Objection> reasons) {
        Set<String> unknown = certificate.unknownCritical();
        if (!unknown.isEmpty()) {
            reasons.add(new PeerFinding.UnknownExtension(unknown));
        }
        Certificate x509 = certificate.certificate();
        if (!SelfSignature.isStrong(x509.publicKey(), certificate.subjectPublicKeyInfo())) {
            reasons.add(new PeerFinding.UnfitKey("it is of another kind or size"));
        } else if (!SelfSignature.holds(x509)) {
            reasons.add(new PeerFinding.NotSelfSigned());
        }
        if (at.isBefore(certificate.notBefore())) {
            reasons.add(new PeerFinding.CertificateNotYetValid(certificate.notBefore(), at));
        }
        if (at.isAfter(certificate.notAfter())) {
            reasons.add(new PeerFinding.CertificateExpired(certificate.notAfter(), at));
        }
    }

    private static void claims(RatlsCertificate certificate, List<Objection> reasons) {
        if (certificate.binding() instanceof Binding.ByClaims(Claims claims)) {
            KeyHash hash = claims.keyHash();
            if (!hash.isOf(certificate.subjectPublicKeyInfo())) {
                Bytes found = hash.algorithm().of(certificate.subjectPublicKeyInfo());
                reasons.add(new PeerFinding.OtherKey(hash, found));
            }
        }
    }

    private static void enclave(Evidence evidence, List<Objection> reasons) {
        if (evidence instanceof Evidence.Sgx sgx) {
            EnclaveAttributes attributes = sgx.quote().body().attributes();
            if (!attributes.initialised() || !attributes.mode64()) {
                reasons.add(new PeerFinding.UnfitEnclave("0x" + Long.toHexString(attributes.flags())));
            }
        }
    }
}
