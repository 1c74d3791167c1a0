package dev.cloister.evidence.ratls;

import dev.cloister.bytes.Bytes;
import dev.cloister.evidence.MadeUpRatls;
import dev.cloister.evidence.Objection;
import dev.cloister.evidence.appraisal.Rule;
import dev.cloister.evidence.appraisal.SgxRules;
import dev.cloister.evidence.appraisal.TdxRules;
import dev.cloister.evidence.appraisal.TrustPolicy;
import java.util.List;
import java.util.Set;

/// Who trusts the peers of {@link MadeUpRatls}: strict-1, but for the made-up vendor's root.
final class Peers {
    static final Bytes MRENCLAVE = Bytes.EMPTY.padTo(32);
    static final Bytes MRTD = Bytes.EMPTY.padTo(48);

    private Peers() {}

    static TrustPolicy policy() {
        Rule.Exactly<dev.cloister.evidence.RootFingerprint> root = new Rule.Exactly<>(MadeUpRatls.root());
        return TrustPolicy.strict1().with(SgxRules.ROOT, root).with(TdxRules.ROOT, root);
    }

    static PeerVerifier verifier(boolean td, TrustedPeers peers) {
        return new PeerVerifier(MadeUpRatls.verifier(), MadeUpRatls.endorsements(td), peers);
    }

    static PeerVerifier verifier(boolean td) {
        return verifier(td, TrustedPeers.measured(policy(), Set.of(td ? MRTD : MRENCLAVE)));
    }

    static PeerVerdict judge(MadeUpRatls made) {
        return verifier(made.td).judge(made.der(), MadeUpRatls.NOW);
    }

    static List<String> codes(PeerVerdict verdict) {
        return verdict.objections().stream().map(Objection::code).toList();
    }
}
