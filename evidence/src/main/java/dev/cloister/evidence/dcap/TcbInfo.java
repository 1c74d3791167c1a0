package dev.cloister.evidence.dcap;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.Malformed;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// How good the TCBs of one kind of platform are (PCS API version 4, "Get TCB Info"; version 3 of it serves
/// documents of version 2, for SGX alone).
///
/// @param fmspc 6 bytes
/// @param pceId 2 bytes
/// @param modules the TDX modules that Intel knows; none for SGX
/// @param levels highest first
public record TcbInfo(
        SignedText signed,
        int version,
        Tee tee,
        Instant issueDate,
        Instant nextUpdate,
        Bytes fmspc,
        Bytes pceId,
        int evaluationNumber,
        Optional<TdxModule> plainModule,
        List<TdxModule> modules,
        List<TcbLevel> levels)
        implements Collateral {
    static final String MEMBER = "tcbInfo";

    private static final int OLDEST_VERSION = 2;
    private static final int NEWEST_VERSION = 3;

    public TcbInfo {
        modules = List.copyOf(modules);
        levels = List.copyOf(levels);
    }

    static TcbInfo of(SignedText text) throws Malformed {
        JsonFields in = text.fields(MEMBER);
        int version = (int) in.number("version", OLDEST_VERSION, NEWEST_VERSION);
        Tee tee = version == OLDEST_VERSION ? Tee.SGX : tee(in);
        in.number("tcbType", 0, 0);
        return new TcbInfo(
                text,
                version,
                tee,
                Documents.instant(in, "issueDate"),
                Documents.instant(in, "nextUpdate"),
                Documents.hex(in, "fmspc", 6),
                Documents.hex(in, "pceId", 2),
                Documents.evaluationNumber(in),
                TdxModule.plain(in),
                TdxModule.identities(in),
                TcbLevel.read(in, version, tee));
    }

    private static Tee tee(JsonFields in) throws Malformed {
        String id = in.text("id");
        for (Tee tee : Tee.values()) {
            if (tee.title().equals(id)) {
                return tee;
            }
        }
        throw in.bad("id", "must be SGX or TDX");
    }

    public boolean isFor(Tee wanted, Platform platform) {
        return tee == wanted && fmspc.equals(platform.fmspc()) && pceId.equals(platform.pceId());
    }

    @Override
    public String title() {
        return titleOf(tee, fmspc);
    }

    /// For people, of one that is at hand or missing.
    public static String titleOf(Tee tee, Bytes fmspc) {
        return "TCB info for " + tee.title() + " of FMSPC " + fmspc;
    }

    /// The module of a major version; version 0 has no id.
    Optional<TdxModule> module(int majorVersion) {
        return majorVersion == 0
                ? plainModule
                : modules.stream()
                        .filter(module -> module.id().equals(TdxModule.idOf(majorVersion)))
                        .findFirst();
    }
}
