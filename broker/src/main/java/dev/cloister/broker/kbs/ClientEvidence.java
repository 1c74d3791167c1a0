package dev.cloister.broker.kbs;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Excerpt;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.Evidence;
import dev.cloister.evidence.SnpJson;
import dev.cloister.evidence.dcap.Quote;
import dev.cloister.evidence.snp.CertificateTable;
import dev.cloister.evidence.snp.SnpReport;
import java.util.Optional;

/// What a client of KBS sends for a CPU, in KBS's JSON for its kind (specs kbs-protocol 11): parsed, not
/// believed.
sealed interface ClientEvidence {
    /// Of hardware, or of what plays it under a root of its own.
    record OfHardware(Tee tee, Evidence evidence) implements ClientEvidence {}

    /// Of nothing: for trials.
    ///
    /// @param reportData the digest as it is, without padding
    record OfSample(String svn, Bytes reportData) implements ClientEvidence {}

    static ClientEvidence read(Tee tee, Json json) throws Malformed {
        return switch (tee) {
            case SNP -> new OfHardware(tee, SnpJson.read(json));
            case TDX -> new OfHardware(tee, new Evidence.Tdx(Quote.tdx(quote(json, true))));
            case SGX -> new OfHardware(tee, new Evidence.Sgx(Quote.sgx(quote(json, false))));
            case SAMPLE -> sample(json);
            case AZ_SNP_VTPM, AZ_TDX_VTPM, SE, CCA, CSV, TPM, NVIDIA, HYGONDCU, NVIDIA_DPU, SEV, SAMPLEDEVICE ->
                throw new IllegalArgumentException(tee + " has no verifier");
        };
    }

    /// The event log that may come with a TD's quote is the host's word and is not read.
    private static byte[] quote(Json json, boolean withLog) throws Malformed {
        JsonFields in = JsonFields.of("Evidence", json);
        if (withLog) {
            in.optionalText("cc_eventlog");
        }
        byte[] quote = in.base64("quote").array();
        in.end();
        return quote;
    }

    private static OfSample sample(Json json) throws Malformed {
        JsonFields in = JsonFields.of("Evidence", json);
        OfSample sample = new OfSample(in.text("svn"), in.base64("report_data"));
        in.end();
        return sample;
    }

    /// Evidence of devices, a JSON text with a member for each kind. There is a verifier for none but the
    /// device for trials.
    ///
    /// @param digest what each device's evidence must be over
    static void requireDevices(String additional, Bytes digest, boolean trial) throws Malformed {
        if (additional.isEmpty()) {
            return;
        }
        JsonFields in =
                JsonFields.parse("additional_evidence", Bytes.utf8(additional).array(), SnpJson.DEPTH);
        for (String name : in.names()) {
            Optional<Tee> tee = Tee.of(name);
            if (tee.isEmpty() || tee.get() != Tee.SAMPLEDEVICE || !trial) {
                throw in.bad("", "there is no verifier for evidence of " + Excerpt.of(name));
            }
            if (!sample(in.value(name)).reportData().sameAs(digest)) {
                throw in.bad(name, "is not over this key and challenge");
            }
        }
    }

    /// The bytes to keep, with {@link #certificates}; {@link #stored} reads them again.
    default Bytes bytes() {
        return switch (this) {
            case OfHardware(Tee tee, Evidence.Snp snp) -> snp.report().raw();
            case OfHardware(Tee tee, Evidence.Dcap dcap) -> dcap.quote().raw();
            case OfSample sample ->
                Bytes.utf8(Json.object()
                        .put("svn", sample.svn())
                        .put("report_data", sample.reportData().base64())
                        .build()
                        .compact());
        };
    }

    /// Those that came with an SNP report.
    default Bytes certificates() {
        return this instanceof OfHardware(Tee tee, Evidence.Snp snp)
                ? snp.certificates().encode()
                : Bytes.EMPTY;
    }

    static ClientEvidence stored(Tee tee, Bytes bytes, Bytes certificates) throws Malformed {
        return switch (tee) {
            case SNP ->
                new OfHardware(
                        tee,
                        new Evidence.Snp(SnpReport.parse(bytes.array()), CertificateTable.parse(certificates.array())));
            case TDX -> new OfHardware(tee, new Evidence.Tdx(Quote.tdx(bytes.array())));
            case SGX -> new OfHardware(tee, new Evidence.Sgx(Quote.sgx(bytes.array())));
            case SAMPLE -> sample(Json.parse("Evidence", bytes.array(), 1));
            case AZ_SNP_VTPM, AZ_TDX_VTPM, SE, CCA, CSV, TPM, NVIDIA, HYGONDCU, NVIDIA_DPU, SEV, SAMPLEDEVICE ->
                throw new Malformed("Evidence", "tee", -1, "has no verifier");
        };
    }

    /// The three fields that tie evidence to a guest.
    ///
    /// @param initData the field that reports init-data
    record Fields(Bytes measurement, Bytes initData, Bytes reportData) {
        static Fields of(Evidence evidence) {
            return switch (evidence) {
                case Evidence.Snp(var report, var certificates) ->
                    new Fields(report.measurement(), report.hostData(), report.reportData());
                case Evidence.Tdx(var quote) ->
                    new Fields(
                            quote.body().mrTd(),
                            quote.body().mrConfigId(),
                            quote.body().reportData());
                case Evidence.Sgx(var quote) ->
                    new Fields(
                            quote.body().mrEnclave(),
                            quote.body().configId(),
                            quote.body().reportData());
            };
        }
    }
}
