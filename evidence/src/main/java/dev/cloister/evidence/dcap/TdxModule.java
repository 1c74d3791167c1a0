package dev.cloister.evidence.dcap;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.tdx.TdReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A TDX module that Intel knows (PCS API version 4, `tdxModule` and `tdxModuleIdentities`).
///
/// @param id `TDX_` and the module's major version in hex; empty for the one of version 0
/// @param levels none for the one of version 0
public record TdxModule(String id, Bytes mrSigner, Bytes attributes, Bytes attributesMask, List<IsvLevel> levels) {
    private static final int DIGEST = 48;
    private static final int ATTRIBUTES = 8;
    private static final int MAX_MODULES = 64;

    public TdxModule {
        levels = List.copyOf(levels);
    }

    static Optional<TdxModule> plain(JsonFields in) throws Malformed {
        Optional<JsonFields> module = in.optionalObject("tdxModule");
        return module.isEmpty() ? Optional.empty() : Optional.of(read(module.get(), "", List.of()));
    }

    static List<TdxModule> identities(JsonFields in) throws Malformed {
        List<TdxModule> modules = new ArrayList<>();
        if (in.optionalArray("tdxModuleIdentities").isPresent()) {
            for (JsonFields module : in.objects("tdxModuleIdentities")) {
                modules.add(read(module, module.text("id").toUpperCase(Locale.ROOT), IsvLevel.read(module)));
            }
        }
        if (modules.size() > MAX_MODULES) {
            throw in.bad("tdxModuleIdentities", "are more than " + MAX_MODULES);
        }
        return modules;
    }

    private static TdxModule read(JsonFields in, String id, List<IsvLevel> levels) throws Malformed {
        return new TdxModule(
                id,
                Documents.hex(in, "mrsigner", DIGEST),
                Documents.hex(in, "attributes", ATTRIBUTES),
                Documents.hex(in, "attributesMask", ATTRIBUTES),
                levels);
    }

    static String idOf(int majorVersion) {
        return "TDX_%02X".formatted(majorVersion);
    }

    /// What of a report is not this module's; empty if it is this module. Attributes are zero for every
    /// module that is not under debug.
    Optional<Mismatch> mismatch(TdReport report) {
        if (!report.mrSignerSeam().equals(mrSigner)) {
            return Optional.of(new Mismatch(
                    "MRSIGNERSEAM", mrSigner.hex(), report.mrSignerSeam().hex()));
        }
        boolean under = Documents.isUnder(attributesMask, report.seamAttributes(), attributes);
        if (!under || !report.seamAttributes().isZero()) {
            return Optional.of(new Mismatch(
                    "SEAMATTRIBUTES", attributes.hex(), report.seamAttributes().hex()));
        }
        return Optional.empty();
    }
}
