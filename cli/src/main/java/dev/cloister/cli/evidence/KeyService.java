package dev.cloister.cli.evidence;

import dev.cloister.bytes.Bytes;
import dev.cloister.evidence.Evidence;
import dev.cloister.evidence.Gap;
import dev.cloister.evidence.Objection;
import dev.cloister.evidence.dcap.Tee;
import dev.cloister.evidence.fetch.Evaluation;
import dev.cloister.evidence.fetch.KeyServices;
import dev.cloister.evidence.snp.ProductLine;
import dev.cloister.evidence.snp.SigningKey;
import dev.cloister.evidence.snp.SnpReport;
import java.net.URI;
import java.util.Optional;

/// Where AMD (57230, Key Distribution Service) and Intel (PCS API version 4) hand out what is missing.
/// Nothing is fetched here: the reader is told the address.
final class KeyService {
    private static final KeyServices VENDORS = KeyServices.vendors();

    private KeyService() {}

    /// Empty for what the service does not have, and for a report that does not say which chip it is of.
    static Optional<String> address(Answer answer, Objection objection) {
        if (!(objection instanceof Gap gap)) {
            return Optional.empty();
        }
        return switch (answer.question().evidence()) {
            case Evidence.Snp snp -> amd(answer, snp.report(), gap);
            case Evidence.Sgx _ -> intel(Tee.SGX, gap);
            case Evidence.Tdx _ -> intel(Tee.TDX, gap);
        };
    }

    private static Optional<String> intel(Tee tee, Gap gap) {
        return switch (gap) {
            case Gap.NoCollateral g -> Optional.of(document(tee, g.wanted()));
            case Gap.StaleCollateral g -> Optional.of(document(tee, g.title()));
            case Gap.NoRevocationList g -> Optional.of(list(g.root()));
            case Gap.StaleRevocationList g -> Optional.of(list(g.root()));
            case Gap.LaterCollateral _,
                    Gap.LaterRevocationList _,
                    Gap.NoCertificate _,
                    Gap.OutOfReach _,
                    Gap.NotFetched _ -> Optional.empty();
        };
    }

    /// Titles of TCB info end in the FMSPC.
    private static String document(Tee tee, String title) {
        URI address = title.startsWith("TCB info")
                ? VENDORS.tcbInfo(tee, Bytes.hex(title.substring(title.lastIndexOf(' ') + 1)), Evaluation.STANDARD)
                : VENDORS.identity(tee, Evaluation.STANDARD);
        return address.toString();
    }

    private static String list(String signer) {
        return signer.contains("Root")
                ? VENDORS.intelRootList() + " (save it as a .crl file)"
                : VENDORS.pckList(signer.contains("Platform")).toString();
    }

    private static Optional<String> amd(Answer answer, SnpReport report, Gap gap) {
        Optional<ProductLine> line = report.productLine();
        if (line.isEmpty()) {
            return Optional.empty();
        }
        return switch (gap) {
            case Gap.NoCertificate _ when answer.links().isEmpty() -> vcek(report, line.get());
            case Gap.NoCertificate _,
                    Gap.OutOfReach _,
                    Gap.NotFetched _,
                    Gap.NoCollateral _,
                    Gap.StaleCollateral _,
                    Gap.LaterCollateral _ -> Optional.empty();
            case Gap.NoRevocationList _, Gap.StaleRevocationList _, Gap.LaterRevocationList _ ->
                Optional.of(VENDORS.amdList(report.signingKey(), line.get()).toString());
        };
    }

    /// VLEKs are given to providers only; their guests get them from the host.
    private static Optional<String> vcek(SnpReport report, ProductLine line) {
        boolean known = report.signingKey() == SigningKey.VCEK && !report.isChipIdMasked();
        return known ? Optional.of(VENDORS.chipKey(report, line).toString()) : Optional.empty();
    }
}
