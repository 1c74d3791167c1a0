package dev.cloister.cli.evidence;

import dev.cloister.evidence.Gap;
import dev.cloister.evidence.Objection;
import dev.cloister.evidence.snp.ProductLine;
import dev.cloister.evidence.snp.SigningKey;
import dev.cloister.evidence.snp.SnpReport;
import dev.cloister.evidence.snp.TcbVersion;
import java.util.Optional;

/// Where AMD hands out what is missing (AMD 57230, Key Distribution Service). Nothing is fetched here: the
/// reader is told the address.
final class KeyService {
    private static final String BASE = "https://kdsintf.amd.com";
    private static final int SHORT_ID = 8;

    private KeyService() {}

    /// Empty for what the service does not have, and for a report that does not say which chip it is of.
    static Optional<String> address(Answer answer, Objection objection) {
        SnpReport report = answer.question().evidence().report();
        Optional<ProductLine> line = report.productLine();
        if (!(objection instanceof Gap gap) || line.isEmpty()) {
            return Optional.empty();
        }
        return switch (gap) {
            case Gap.NoCertificate _ when answer.links().isEmpty() -> vcek(report, line.get());
            case Gap.NoCertificate _,
                    Gap.OutOfReach _,
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
