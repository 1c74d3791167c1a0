package dev.cloister.bench;

import dev.cloister.bench.Cases.Case;
import dev.cloister.bytes.Bytes;
import dev.cloister.evidence.Endorsements;
import dev.cloister.evidence.Evidence;
import dev.cloister.evidence.Memory;
import dev.cloister.evidence.Revocation;
import dev.cloister.evidence.Signatures;
import dev.cloister.evidence.TrustAnchors;
import dev.cloister.evidence.Verification.Verified;
import dev.cloister.evidence.Verifier;
import java.nio.file.Path;
import java.security.Provider;
import java.security.Security;
import java.util.Arrays;
import java.util.List;

/// Quotes verified by one provider, beside what their signature checks cost there. `cases VECTORS FOLDER NAME...` writes
/// them for the peers, `PROVIDER VECTORS NAME...` measures.
final class Quotes {
    private Quotes() {}

    public static void main(String[] arguments) throws Exception {
        List<String> names = Arrays.asList(arguments);
        if (arguments[0].equals("cases")) {
            Cases.write(Cases.named(Path.of(arguments[1]), names.subList(3, names.size())), Path.of(arguments[2]));
            return;
        }
        Provider provider = Verification.provider(arguments[0]);
        Signatures signatures = provider == null ? Signatures.jdk() : Signatures.by(provider);
        Provider ec = provider == null ? Security.getProvider("SunEC") : provider;
        System.err.println(signatures);
        Path vectors = Path.of(arguments[1]);
        List<Case> cases = Cases.named(vectors, names.subList(2, names.size()));
        Meter.warmUp(20, () -> { // so that the first row meets code as compiled as the last one
            for (Case given : cases) {
                for (Memory memory : Memory.values()) {
                    verify(verifier(signatures, memory), given);
                }
            }
        });
        for (Case given : cases) {
            rows(given, signatures, new QuoteFloor(ec, vectors, given));
        }
    }

    private static Verifier verifier(Signatures signatures, Memory memory) {
        return new Verifier(TrustAnchors.intel(), Revocation.REQUIRED, signatures, memory);
    }

    private static void rows(Case given, Signatures signatures, QuoteFloor floor) throws Exception {
        String name = given.name();
        Verifier nothing = verifier(signatures, Memory.NOTHING);
        Verifier issuers = verifier(signatures, Memory.ISSUERS);
        Verifier everything = verifier(signatures, Memory.EVERYTHING);
        byte[] raw = given.part("evidence").array();
        Meter.measure(name + " parse", () -> given.quote(raw));
        Meter.compare(name + " all", () -> verify(nothing, given), name + " all floor", floor.all());
        Meter.compare(
                name + " remembered", () -> verify(issuers, given), name + " remembered floor", floor.issuersKnown());
        Meter.compare(name + " known", () -> verify(everything, given), name + " known floor", floor.known());
    }

    private static void verify(Verifier verifier, Case given) throws Exception {
        Evidence evidence = given.quote();
        Floor.require(verifier.verify(evidence, new Sent(given), given.at()) instanceof Verified<?>);
    }

    /// As bytes, as they come with a request: none is an object that was seen before.
    private record Sent(Case given) implements Endorsements {
        @Override
        public List<Bytes> certificates(Evidence evidence) {
            return List.of();
        }

        @Override
        public List<Bytes> revocationLists(Evidence evidence) {
            return List.of(fresh("rootlist"), fresh("issuerlist"));
        }

        @Override
        public List<Bytes> documents(Evidence evidence) {
            return List.of(fresh("tcb"), fresh("identity"));
        }

        private Bytes fresh(String part) {
            Bytes held = given.part(part);
            return held.slice(0, held.length());
        }
    }
}
