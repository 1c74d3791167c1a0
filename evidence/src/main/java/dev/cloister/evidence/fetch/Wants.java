package dev.cloister.evidence.fetch;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.Vouching;
import dev.cloister.evidence.dcap.Certification;
import dev.cloister.evidence.dcap.Collateral;
import dev.cloister.evidence.dcap.EnclaveIdentity;
import dev.cloister.evidence.dcap.Platform;
import dev.cloister.evidence.dcap.TcbInfo;
import dev.cloister.evidence.dcap.Tee;
import dev.cloister.evidence.fetch.Item.Kind;
import dev.cloister.evidence.snp.ProductLine;
import dev.cloister.evidence.snp.SigningKey;
import dev.cloister.evidence.snp.SnpReport;
import dev.cloister.evidence.x509.Certificate;
import dev.cloister.evidence.x509.Pem;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// What is asked for, by the kind of evidence.
record Wants(KeyServices services) {
    private static final String PCK = "Intel SGX PCK Certificate";
    private static final String INTEL_ROOT = "Intel SGX Root CA";

    /// AMD gives out about one certificate of a chip in that time.
    private static final Duration AMD_SPACING = Duration.ofSeconds(10);

    /// Of one platform, as the certificate in its quote says.
    record Pck(Platform platform, String issuer) {
        boolean isOfPlatformCa() {
            return issuer.contains("Platform");
        }
    }

    Request chipKey(SnpReport report, ProductLine line) {
        return new Request(
                "certificate of the chip's key (VCEK)",
                services.chipKey(report, line),
                Kind.CERTIFICATE,
                1,
                AMD_SPACING,
                item -> Vouching.lineOf(report, item.content()).equals(Optional.of(line)));
    }

    Request amdChain(SigningKey key, ProductLine line) {
        String issuer = (key == SigningKey.VLEK ? "SEV-VLEK-" : "SEV-") + line.title();
        return new Request(
                "certificates of AMD's root and issuer for " + line.title(),
                services.amdChain(key, line),
                Kind.CERTIFICATE,
                2,
                Duration.ZERO,
                item -> item.title().endsWith(" " + issuer) || item.title().endsWith(" " + ark(line)));
    }

    Request amdList(SigningKey key, ProductLine line) {
        return list(ark(line), services.amdList(key, line));
    }

    private static String ark(ProductLine line) {
        return "ARK-" + line.title();
    }

    private static Request list(String issuer, URI address) {
        return Request.of(
                "revocation list of " + issuer,
                address,
                Kind.REVOCATION_LIST,
                item -> item.title().equals("revocation list of " + issuer));
    }

    /// Documents of each evaluation, and both lists.
    List<Request> intel(Tee tee, Pck pck, List<Evaluation> evaluations) {
        Bytes fmspc = pck.platform().fmspc();
        List<Request> requests = new ArrayList<>();
        for (Evaluation evaluation : evaluations) {
            String which = evaluation.equals(Evaluation.STANDARD) ? "" : ", evaluation " + evaluation;
            requests.add(Request.of(
                    TcbInfo.titleOf(tee, fmspc) + which,
                    services.tcbInfo(tee, fmspc, evaluation),
                    Kind.DOCUMENT,
                    document(read -> read instanceof TcbInfo info && info.isFor(tee, pck.platform()), evaluation)));
            requests.add(Request.of(
                    "identity of the quoting enclave for " + tee.title() + which,
                    services.identity(tee, evaluation),
                    Kind.DOCUMENT,
                    document(read -> read instanceof EnclaveIdentity known && known.isFor(tee), evaluation)));
        }
        requests.add(list(pck.issuer(), services.pckList(pck.isOfPlatformCa())));
        requests.add(list(INTEL_ROOT, services.intelRootList()));
        return requests;
    }

    private static Predicate<Item> document(Predicate<Collateral> meant, Evaluation evaluation) {
        return item -> {
            try {
                Collateral read = Collateral.parse(item.content());
                return meant.test(read) && evaluation.allows(read.evaluationNumber());
            } catch (Malformed other) {
                return false;
            }
        };
    }

    /// Empty where the quote does not bring the certificate of its platform's key.
    static Optional<Pck> pck(Certification certification) {
        Bytes content = switch (certification) {
            case Certification.PckChain chain -> chain.pem();
            case Certification.PckLeaf leaf -> leaf.certificate();
            case Certification.Ppid ppid -> Bytes.EMPTY;
            case Certification.Manifest manifest -> Bytes.EMPTY;
        };
        if (content.isEmpty()) {
            return Optional.empty();
        }
        try {
            for (Bytes der : Pem.unwrap("pck", content)) {
                Certificate certificate = Certificate.parse("pck", der);
                Optional<Bytes> extension = certificate.extension(Platform.OID);
                if (certificate.commonName().equals(PCK) && extension.isPresent()) {
                    return Optional.of(new Pck(
                            Platform.parse(extension.get()),
                            certificate.issuer().commonName()));
                }
            }
        } catch (Malformed unreadable) {
            return Optional.empty();
        }
        return Optional.empty();
    }
}
