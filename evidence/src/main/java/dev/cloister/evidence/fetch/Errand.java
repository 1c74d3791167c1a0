package dev.cloister.evidence.fetch;

import dev.cloister.bytes.Bytes;
import dev.cloister.evidence.Endorsements;
import dev.cloister.evidence.Evidence;
import dev.cloister.evidence.Gap;
import dev.cloister.evidence.Vouching;
import dev.cloister.evidence.fetch.Obtaining.Outcome;
import dev.cloister.evidence.snp.ProductLine;
import dev.cloister.evidence.snp.SigningKey;
import dev.cloister.evidence.snp.SnpReport;
import dev.cloister.evidence.snp.TcbVersion;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// All that one piece of evidence needs and does not bring.
final class Errand {
    private static final String CHIP_KEY = "certificate of the chip's key (VCEK)";

    private final Wants wants;
    private final Obtaining obtaining;
    private final Vouching vouching;
    private final List<Evaluation> evaluations;
    private final List<Item> items = new ArrayList<>();
    private final List<Gap.NotFetched> unreached = new ArrayList<>();

    Errand(Wants wants, Obtaining obtaining, Vouching vouching, List<Evaluation> evaluations) {
        this.wants = wants;
        this.obtaining = obtaining;
        this.vouching = vouching;
        this.evaluations = evaluations;
    }

    Fetched fetched(Evidence evidence) {
        switch (evidence) {
            case Evidence.Snp snp -> amd(snp);
            case Evidence.Dcap dcap -> intel(dcap);
        }
        return new Fetched(Bundle.of(items), unreached, obtaining.notes());
    }

    private void amd(Evidence.Snp evidence) {
        SnpReport report = evidence.report();
        Optional<ProductLine> line = lineOfKeyAtHand(evidence);
        if (line.isEmpty()) {
            line = switch (report.signingKey()) {
                case VCEK -> chipKey(report);
                case VLEK -> missingProviderKey(report);
                case NONE -> Optional.empty();
            };
        }
        line.ifPresent(found -> {
            add(wants.amdChain(report.signingKey(), found));
            add(wants.amdList(report.signingKey(), found));
        });
    }

    /// The host sent the certificate of the key along.
    private Optional<ProductLine> lineOfKeyAtHand(Evidence.Snp evidence) {
        if (evidence.report().signingKey() == SigningKey.NONE) {
            return Optional.empty();
        }
        try {
            List<Bytes> sent = Endorsements.in(evidence.certificates()).certificates(evidence);
            return sent.stream()
                    .filter(der -> vouching.forCertificate(der, sent))
                    .flatMap(der -> Vouching.lineOf(evidence.report(), der).stream())
                    .findFirst();
        } catch (IOException e) {
            throw new IllegalStateException("a table is in memory", e);
        }
    }

    /// A report of version 2 does not say of which line its chip is: where its certificate is, there it is of.
    private Optional<ProductLine> chipKey(SnpReport report) {
        if (report.isChipIdMasked()) {
            missing(
                    CHIP_KEY,
                    "the report does not say which chip it is of (MaskChipId)",
                    "ask the host for its certificate table, or have MaskChipId switched off there");
            return report.productLine();
        }
        List<ProductLine> lines = lines(report);
        for (ProductLine line : lines) {
            Outcome outcome = obtaining.outcome(wants.chipKey(report, line));
            if (!outcome.isAbsent() || line == lines.getLast()) {
                add(CHIP_KEY, outcome);
                return Optional.of(line);
            }
        }
        missing(CHIP_KEY, "the report is of a chip that is not known here", "use a newer version of this program");
        return Optional.empty();
    }

    private static List<ProductLine> lines(SnpReport report) {
        if (report.productLine().isPresent()) {
            return List.of(report.productLine().get());
        }
        if (report.version() > 2) {
            return List.of();
        }
        return report.reportedTcb().layout() == TcbVersion.Layout.TURIN
                ? List.of(ProductLine.TURIN)
                : List.of(ProductLine.MILAN, ProductLine.GENOA);
    }

    private Optional<ProductLine> missingProviderKey(SnpReport report) {
        missing(
                "certificate of the provider's key (VLEK)",
                "AMD gives it to the provider alone",
                "put the host's certificate table behind the report: the provider's machines have it");
        return report.productLine();
    }

    private void intel(Evidence.Dcap evidence) {
        Optional<Wants.Pck> pck = Wants.pck(evidence.quote().signature().certification());
        if (pck.isEmpty()) {
            missing(
                    "certificate of the platform's key (PCK)",
                    "the quote does not bring it, so that the kind of platform is not known",
                    "have the host's quote provider put it in (certification data of type 5)");
            return;
        }
        wants.intel(evidence.quote().header().tee(), pck.get(), evaluations).forEach(this::add);
    }

    private void add(Request request) {
        add(request.what(), obtaining.outcome(request));
    }

    private void add(String what, Outcome outcome) {
        outcome.bundle().ifPresent(bundle -> items.addAll(bundle.items()));
        outcome.failure().ifPresent(failure -> missing(what, failure.reason(), failure.todo()));
    }

    private void missing(String what, String reason, String todo) {
        unreached.add(new Gap.NotFetched(what, reason, todo));
    }
}
