package dev.cloister.evidence.dcap;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.sgx.EnclaveReport;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Which enclave Intel means by a name, and how good its versions are (PCS API version 4, "Get Quoting
/// Enclave Identity"). Byte strings in the order in which a report has them.
///
/// @param id `QE` signs for SGX, `TD_QE` for TDX; others are Intel's verifiers
public record EnclaveIdentity(
        SignedText signed,
        String id,
        Instant issueDate,
        Instant nextUpdate,
        int evaluationNumber,
        Bytes miscSelect,
        Bytes miscSelectMask,
        Bytes attributes,
        Bytes attributesMask,
        Bytes mrSigner,
        int isvProdId,
        List<IsvLevel> levels)
        implements Collateral {
    static final String MEMBER = "enclaveIdentity";

    private static final int VERSION = 2;
    private static final int MAX_PROD_ID = 0xffff;

    public EnclaveIdentity {
        levels = List.copyOf(levels);
    }

    static EnclaveIdentity of(SignedText text) throws Malformed {
        JsonFields in = text.fields(MEMBER);
        in.number("version", VERSION, VERSION);
        return new EnclaveIdentity(
                text,
                in.text("id"),
                Documents.instant(in, "issueDate"),
                Documents.instant(in, "nextUpdate"),
                Documents.evaluationNumber(in),
                Documents.hex(in, "miscselect", 4),
                Documents.hex(in, "miscselectMask", 4),
                Documents.hex(in, "attributes", 16),
                Documents.hex(in, "attributesMask", 16),
                Documents.hex(in, "mrsigner", 32),
                (int) in.number("isvprodid", 0, MAX_PROD_ID),
                IsvLevel.read(in));
    }

    /// The id of the enclave that signs for a TEE.
    static String idFor(Tee tee) {
        return switch (tee) {
            case SGX -> "QE";
            case TDX -> "TD_QE";
        };
    }

    public boolean isFor(Tee tee) {
        return id.equals(idFor(tee));
    }

    @Override
    public String title() {
        return "identity of the quoting enclave (" + id + ")";
    }

    /// What of a report is not this enclave's; empty if it is this enclave.
    public Optional<Mismatch> mismatch(EnclaveReport report) {
        if (!report.mrSigner().equals(mrSigner)) {
            return Optional.of(
                    new Mismatch("MRSIGNER", mrSigner.hex(), report.mrSigner().hex()));
        }
        if (report.isvProdId() != isvProdId) {
            return Optional.of(
                    new Mismatch("ISVPRODID", String.valueOf(isvProdId), String.valueOf(report.isvProdId())));
        }
        if (!Documents.isUnder(miscSelectMask, report.miscSelect(), miscSelect)) {
            return Optional.of(new Mismatch(
                    "MISCSELECT",
                    under(miscSelect, miscSelectMask),
                    report.miscSelect().hex()));
        }
        if (!Documents.isUnder(attributesMask, report.attributes().raw(), attributes)) {
            return Optional.of(new Mismatch(
                    "ATTRIBUTES",
                    under(attributes, attributesMask),
                    report.attributes().toString()));
        }
        return Optional.empty();
    }

    /// How good this version of the enclave is; empty if it is too old for any level.
    public Optional<IsvLevel> level(EnclaveReport report) {
        return IsvLevel.of(levels, report.isvSvn());
    }

    private static String under(Bytes value, Bytes mask) {
        return value + " under the mask " + mask;
    }
}
