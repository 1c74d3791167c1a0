package dev.cloister.agent;

import dev.cloister.agent.device.ReportSource;
import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.Evidence;
import dev.cloister.evidence.SnpJson;
import dev.cloister.evidence.snp.SnpReport;
import dev.cloister.protocol.guest.EvidenceSource;
import java.io.IOException;

/// The chip's reports, each checked to be an answer to the question: over the bytes asked for, for VMPL 0
/// (guest-broker channel 6.4), of a guest with init-data.
final class Chip implements EvidenceSource {
    private final ReportSource source;

    Chip(ReportSource source) {
        this.source = source;
    }

    boolean emulated() {
        return source.emulated();
    }

    /// Over 64 bytes. Whether it is genuine is the broker's question: a guest cannot judge its own chip.
    Step<Evidence.Snp> report(Bytes reportData) {
        Evidence.Snp answer;
        try {
            answer = source.report(reportData);
        } catch (Malformed e) {
            return new Step.Over<>(new End.WrongReport(End.why(e)));
        } catch (IOException e) {
            return new Step.Over<>(new End.NoReport(End.why(e)));
        }
        SnpReport report = answer.report();
        if (!report.reportData().sameAs(reportData)) {
            return new Step.Over<>(new End.WrongReport("it is not over the bytes just asked for"));
        }
        if (report.vmpl() != 0) {
            return new Step.Over<>(new End.WrongReport("it is for VMPL " + report.vmpl() + ", not 0"));
        }
        if (report.hostData().isZero()) {
            return new Step.Over<>(
                    new End.WrongReport("its HOST_DATA is zero, so no init-data is bound to this guest"));
        }
        return new Step.Done<>(answer);
    }

    @Override
    public String tee() {
        return "snp";
    }

    @Override
    public Json primary(Bytes reportData) throws IOException {
        Step<Evidence.Snp> answer = report(reportData);
        if (answer.isEnd()) {
            throw new IOException(answer.end().sentence());
        }
        return SnpJson.write(answer.value().report(), answer.value().certificates());
    }
}
