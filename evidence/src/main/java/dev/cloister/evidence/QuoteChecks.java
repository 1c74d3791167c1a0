package dev.cloister.evidence;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.evidence.dcap.Quote;
import dev.cloister.evidence.dcap.QuoteSignature;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a quote shows by itself, whoever made it: its key signed it, and its quoting enclave vouches for that
/// key.
final class QuoteChecks {
    private static final int DIGEST = 32;

    private QuoteChecks() {}

    static List<Flaw> flaws(Quote<?> quote, Signatures signatures) {
        List<Flaw> flaws = new ArrayList<>();
        QuoteSignature section = quote.signature();
        Optional<PublicKey> key = signatures.p256().key(section.attestationKey());
        boolean signed =
                key.isPresent() && signatures.p256().signed(quote.signedBytes(), section.signature(), key.get());
        if (!signed) {
            flaws.add(new Flaw.BadSignature("the attestation key in the quote"));
        }
        Bytes wanted = Digests.sha256(section.attestationKey(), section.qeAuthentication())
                .padTo(2 * DIGEST);
        if (!section.qeReport().reportData().equals(wanted)) {
            flaws.add(new Flaw.UnboundKey(wanted, section.qeReport().reportData()));
        }
        return flaws;
    }
}
