package dev.cloister.evidence.dcap;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.JsonNumber;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.Malformed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// From which TCB on a platform has a status.
///
/// @param components 16 bytes, a security version each
/// @param tdxComponents the same for the TDX part; empty for SGX
public record TcbLevel(
        Bytes components,
        int pceSvn,
        Optional<Bytes> tdxComponents,
        Instant tcbDate,
        TcbStatus status,
        List<String> advisories) {
    private static final int COMPONENTS = 16;
    private static final int MAX_SVN = 0xff;
    private static final int MAX_PCE_SVN = 0xffff;

    /// TEE_TCB_SVN begins with SVN and major version of the module.
    private static final int BEHIND_MODULE = 2;

    private static final Comparator<TcbLevel> ORDER = Comparator.comparing(TcbLevel::components)
            .thenComparingInt(TcbLevel::pceSvn)
            .thenComparing(level -> level.tdxComponents.orElse(Bytes.EMPTY));

    public TcbLevel {
        advisories = List.copyOf(advisories);
    }

    /// Highest first.
    static List<TcbLevel> read(JsonFields in, int version, Tee tee) throws Malformed {
        List<TcbLevel> levels = new ArrayList<>();
        for (JsonFields level : Documents.levels(in)) {
            JsonFields tcb = level.object("tcb");
            levels.add(new TcbLevel(
                    version == 2 ? numbered(tcb) : listed(tcb, "sgxtcbcomponents"),
                    (int) tcb.number("pcesvn", 0, MAX_PCE_SVN),
                    tee == Tee.TDX ? Optional.of(listed(tcb, "tdxtcbcomponents")) : Optional.empty(),
                    Documents.instant(level, "tcbDate"),
                    Documents.status(level, TcbStatus::isOfPlatforms),
                    Documents.advisories(level)));
        }
        levels.sort(ORDER.reversed());
        return List.copyOf(levels);
    }

    private static Bytes numbered(JsonFields tcb) throws Malformed {
        byte[] components = new byte[COMPONENTS];
        for (int i = 0; i < COMPONENTS; i++) {
            String number = i < 9 ? "0" + (i + 1) : String.valueOf(i + 1);
            components[i] = (byte) tcb.number("sgxtcbcomp" + number + "svn", 0, MAX_SVN);
        }
        return Bytes.of(components);
    }

    private static Bytes listed(JsonFields tcb, String name) throws Malformed {
        List<Json> list = tcb.array(name);
        if (list.size() != COMPONENTS) {
            throw tcb.bad(name, "must be " + COMPONENTS + ", are " + list.size());
        }
        byte[] components = new byte[COMPONENTS];
        for (int i = 0; i < COMPONENTS; i++) {
            components[i] = (byte) svn(name, list.get(i));
        }
        return Bytes.of(components);
    }

    /// There are hundreds of these in a document: the second way, which says what is wrong, costs more.
    private static long svn(String name, Json component) throws Malformed {
        Json svn = component instanceof JsonObject object ? object.members().get("svn") : component;
        long number = svn instanceof JsonNumber literal ? literal.toLong().orElse(-1) : -1;
        boolean good = component instanceof JsonObject && number >= 0 && number <= MAX_SVN;
        return good ? number : JsonFields.of(name, component).number("svn", 0, MAX_SVN);
    }

    /// The SGX part of the platform's TCB is at least this.
    boolean isReachedBy(Platform platform) {
        return reaches(platform.components(), components, 0) && platform.pceSvn() >= pceSvn;
    }

    /// TEE_TCB_SVN is at least the TDX part. The module is judged by its identity, if its major version is
    /// not 0.
    boolean isReachedBy(Bytes teeTcbSvn) {
        int from = teeTcbSvn.at(1) > 0 ? BEHIND_MODULE : 0;
        return tdxComponents.isPresent() && reaches(teeTcbSvn, tdxComponents.get(), from);
    }

    private static boolean reaches(Bytes have, Bytes wanted, int from) {
        for (int i = from; i < COMPONENTS; i++) {
            if (have.at(i) < wanted.at(i)) {
                return false;
            }
        }
        return true;
    }
}
