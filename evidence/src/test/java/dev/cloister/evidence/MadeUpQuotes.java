package dev.cloister.evidence;

import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.Verification.Verified;

/// Quotes of {@link MadeUpIntel} as tests of other packages need them: verified, with bytes of the report
/// changed before it is signed.
public final class MadeUpQuotes {
    private MadeUpQuotes() {}

    public static RootFingerprint root() {
        return MadeUpIntel.root();
    }

    /// `changes` are an offset and bytes in hex, as often as wanted.
    public static Verification<? extends Evidence> enclave(Object... changes) throws Malformed {
        return changed(MadeUpIntel.enclave(made -> {}), changes).verification();
    }

    /// Of version 1.5.
    public static Verification<? extends Evidence> td(Object... changes) throws Malformed {
        return changed(MadeUpIntel.laterTd(made -> {}), changes).verification();
    }

    private static MadeUpIntel changed(MadeUpIntel made, Object... changes) {
        for (int i = 0; i < changes.length; i += 2) {
            MadeUpIntel.put(made.body, (int) changes[i], (String) changes[i + 1]);
        }
        return made;
    }

    /// With status OutOfDate and one advisory, INTEL-SA-00001.
    public static Verification<? extends Evidence> outdatedTd() throws Malformed {
        return MadeUpIntel.td(made -> made.components[1] = 4).verification();
    }

    public static Verification<? extends Evidence> tdWithoutDocuments() throws Malformed {
        MadeUpIntel made = MadeUpIntel.td(m -> {});
        return MadeUpIntel.verifier()
                .with(TcbCheck.NOT_REQUIRED)
                .verify(made.evidence(), Endorsements.of(made.certificates(), made.lists()), MadeUpIntel.NOW);
    }

    /// By another quoting enclave than Intel's.
    public static Verification<? extends Evidence> forgedTd() throws Malformed {
        return MadeUpIntel.td(made -> MadeUpIntel.put(made.qeReport, 128, "dd")).verification();
    }

    public static Evidence tdEvidence() throws Malformed {
        return MadeUpIntel.td(made -> {}).evidence();
    }

    public static Evidence evidence(Verification<? extends Evidence> verification) {
        return ((Verified<? extends Evidence>) verification).evidence();
    }

    public static boolean isEnclave(Verification<? extends Evidence> verification) {
        return verification instanceof Verified<? extends Evidence> yes && yes.evidence() instanceof Evidence.Sgx;
    }
}
