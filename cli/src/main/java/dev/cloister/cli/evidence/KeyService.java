package dev.cloister.cli.evidence;

import dev.cloister.evidence.Evidence;
import dev.cloister.evidence.Gap;
import dev.cloister.evidence.Objection;
import dev.cloister.evidence.snp.ProductLine;
import dev.cloister.evidence.snp.SigningKey;
import dev.cloister.evidence.snp.SnpReport;
import dev.cloister.evidence.snp.TcbVersion;
import java.util.Optional;

/// Where AMD (57230, Key Distribution Service) and Intel (PCS API version 4) hand out what is missing.
/// Nothing is fetched here: the reader is told the address.
final class KeyService {
    private static final String BASE = "https://kdsintf.amd.com";
    private static final String INTEL = "https://api.trustedservices.intel.com";
    private static final int SHORT_ID = 8;

    private KeyService() {}

    /// Empty for what the service does not have, and for a report that does not say which chip it is of.
    static Optional<String> address(Answer answer, Objection objection) {
        if (!(objection instanceof Gap gap)) {
            return Optional.empty();
        }
        return switch (answer.question().evidence()) {
            case Evidence.Snp snp -> amd(answer, snp.report(), gap);
            case Evidence.Sgx _ -> intel("sgx", gap);
            case Evidence.Tdx _ -> intel("tdx", gap);
        };
    }

    private static Optional<String> intel(String tee, Gap gap) {
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
    private static String document(String tee, String title) {
        String base = INTEL + "/" + tee + "/certification/v4/";
        return title.startsWith("TCB info")
                ? base + "tcb?fmspc=" + title.substring(title.lastIndexOf(' ') + 1)
                : base + "qe/identity";
    }

    private static String list(String signer) {
        if (signer.contains("Root")) {
            return "https://certificates.trustedservices.intel.com/IntelSGXRootCA.der (save it as a .crl file)";
        }
        String ca = signer.contains("Platform") ? "platform" : "processor";
        return INTEL + "/sgx/certification/v4/pckcrl?ca=" + ca + "&encoding=der";
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
                Optional.of(base(report.signingKey(), line.get()) + "/crl");
        };
    }

    private static String base(SigningKey key, ProductLine line) {
        return BASE + (key == SigningKey.VLEK ? "/vlek" : "/vcek") + "/v1/" + line.title();
    }

    /// VLEKs are given to providers only; their guests get them from the host.
    private static Optional<String> vcek(SnpReport report, ProductLine line) {
        if (report.signingKey() != SigningKey.VCEK || report.isChipIdMasked()) {
            return Optional.empty();
        }
        TcbVersion tcb = report.reportedTcb();
        boolean turin = tcb.layout().hasFmc();
        String chip = turin
                ? report.chipId().slice(0, SHORT_ID).hex()
                : report.chipId().hex();
        return Optional.of(base(SigningKey.VCEK, line) + "/" + chip + "?" + (turin ? "fmcSPL=" + tcb.fmc() + "&" : "")
                + "blSPL=" + tcb.bootloader() + "&teeSPL=" + tcb.tee() + "&snpSPL=" + tcb.snp() + "&ucodeSPL="
                + tcb.microcode());
    }
}
