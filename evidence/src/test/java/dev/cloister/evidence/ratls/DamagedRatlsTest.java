package dev.cloister.evidence.ratls;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.MadeUpRatls;
import dev.cloister.evidence.Objection;
import dev.cloister.vectors.Damage;
import dev.cloister.vectors.Damage.Share;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Good certificates and claims with one bit or the length changed; below `MORE_`, with every step for each.
class DamagedRatlsTest {
    enum Structure {
        CLAIMS(MadeUpRatls.claims(Bytes.hex("00")), DamagedRatlsTest::claims),
        CERTIFICATE(MadeUpRatls.with(made -> {}).der(), DamagedRatlsTest::form),
        MORE_JUDGED(MadeUpRatls.with(made -> {}).der(), DamagedRatlsTest::certificate),
        MORE_OLDER(MadeUpRatls.with(made -> made.oid = MadeUpRatls.GRAMINE).der(), DamagedRatlsTest::certificate);

        private final Bytes good;
        private final Damage.Judge judge;

        Structure(Bytes good, Damage.Judge judge) {
            this.good = good;
            this.judge = judge;
        }

        void damage(Share share) {
            Damage.of(name(), good, judge).run(share, System.out);
        }
    }

    private static final PeerVerifier VERIFIER = Peers.verifier(false);

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_NONE, names = "MORE_.*")
    void aSampleOfTheFlips(Structure structure) {
        structure.damage(Share.SAMPLE);
    }

    @Tag("nightly")
    @ParameterizedTest
    @EnumSource
    void allFlips(Structure structure) {
        structure.damage(Share.ALL);
    }

    /// Their hash is the report data, so every bit counts.
    private static Optional<String> claims(byte[] bytes) throws Malformed {
        Claims read = Claims.parse(Bytes.of(bytes));
        boolean same = new Binding.ByClaims(read)
                .reportData()
                .equals(new Binding.ByClaims(Claims.parse(MadeUpRatls.claims(Bytes.hex("00")))).reportData());
        return same ? Optional.empty() : Optional.of("wrong-report-data");
    }

    /// Only whether it can be read and signed itself, which says no to all of them.
    private static Optional<String> form(byte[] bytes) throws Malformed {
        RatlsCertificate read = RatlsCertificate.parse(Bytes.of(bytes));
        boolean signed = SelfSignature.isStrong(read.certificate().publicKey(), read.subjectPublicKeyInfo())
                && SelfSignature.holds(read.certificate());
        return signed ? Optional.empty() : Optional.of("not-self-signed");
    }

    private static Optional<String> certificate(byte[] bytes) {
        PeerVerdict verdict = VERIFIER.judge(Bytes.of(bytes), MadeUpRatls.NOW);
        return verdict.objections().stream().findFirst().map(Objection::code);
    }
}
