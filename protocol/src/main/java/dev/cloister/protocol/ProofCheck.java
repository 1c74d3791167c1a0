package dev.cloister.protocol;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.Malformed;
import dev.cloister.bytes.Secret;
import dev.cloister.protocol.jose.JdkSymmetric;
import dev.cloister.protocol.jose.Jws;

/// A proof as a broker received it, read and not believed: its nonce is what a statement about the request
/// answers, even if the proof does not hold.
public final class ProofCheck {
    private static final int MAX_LENGTH = 2048;

    private final Jws jws;
    private final Asked asked;
    private final long sequence;
    private final Bytes digest;

    private ProofCheck(Jws jws, Asked asked, long sequence, Bytes digest) {
        this.jws = jws;
        this.asked = asked;
        this.sequence = sequence;
        this.digest = digest;
    }

    /// From the value of `Cloister-Proof`.
    public static ProofCheck parse(String compact) throws Malformed {
        Jws jws = Jws.parse("Proof", compact, MAX_LENGTH);
        if (!jws.isHs256(Proof.TYPE)) throw new Malformed("Proof", "header", -1, "is not that of a proof");
        JsonFields in = JsonFields.parse("Proof", jws.payload().array(), 1);
        if (!Asked.isNonce(in.text("gn"))) throw in.bad("gn", "must be 43 characters of base64url");
        Asked asked = new Asked(in.text("gn"), in.text("htm"), in.text("htu"), in.base64Url("rqd"));
        long sequence = in.number("seq", 1, Proof.MAX_SEQUENCE);
        in.end();
        return new ProofCheck(jws, asked, sequence, Digests.sha384(Bytes.utf8(compact)));
    }

    public String nonce() {
        return asked.nonce();
    }

    public long sequence() {
        return sequence;
    }

    /// SHA-384 of the proof's text, to be stored with its sequence.
    public Bytes digest() {
        return digest;
    }

    /// Whether the holder of this session key made it for this request. Its order is another question.
    public boolean holds(Secret sessionKey, String method, String target, Bytes body) {
        return jws.isSignedHs256(new JdkSymmetric(), sessionKey)
                && asked.equals(Asked.of(asked.nonce(), method, target, body));
    }

    /// How it stands to the last one that held in its session.
    ///
    /// @param lastSequence 0 and an empty digest before the first
    public Order after(long lastSequence, Bytes lastDigest) {
        if (sequence > lastSequence) return Order.NEXT;
        if (sequence < lastSequence) return Order.OLD;
        return digest.equals(lastDigest) ? Order.REPEATED : Order.FORK;
    }

    /// Only `NEXT` is served.
    public enum Order {
        NEXT,
        /// The same bytes again: somebody on the way repeats them.
        REPEATED,
        OLD,
        /// Another request under the same number: two hold the session key.
        FORK
    }
}
