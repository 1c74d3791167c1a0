package dev.cloister.protocol.guest;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.Malformed;
import dev.cloister.protocol.Asked;
import dev.cloister.protocol.Header;
import dev.cloister.protocol.KbsError;
import dev.cloister.protocol.Outcome;
import dev.cloister.protocol.StatementSigner;
import dev.cloister.protocol.jose.Crypto;
import dev.cloister.protocol.jose.Jwk;
import dev.cloister.protocol.jose.Jws;
import java.util.List;
import java.util.Optional;

/// Proof that the pinned broker gave this answer to this very request. Only [#check] makes one, and an answer's body is
/// reachable only through one.
final class Statement implements Answer {
    static final int MAX_LENGTH = 2048;

    /// The check that an [UnknownKey] did not pass.
    static final String KNOWN_KEY = "S3";

    private static final String STRUCTURE = "Statement";

    private final Outcome outcome;
    private final long issuedAt;
    private final Bytes body;

    private Statement(Outcome outcome, long issuedAt, Bytes body) {
        this.outcome = outcome;
        this.issuedAt = issuedAt;
        this.body = body;
    }

    /// Checks a reply in the order of specs guest-broker-channel 4.1, the first failure ends it:
    ///
    /// S1 one header line, three parts, sizes; the body as long as said and not encoded.
    /// S2 the header is exactly that of a statement.
    /// S3 its key is pinned or in an accepted key set.
    /// S4 the signature fits the text received.
    /// S5 the payload has exactly its claims, of their types.
    /// S6 version and audience.
    /// S7 my nonce.
    /// S8 my method, target and body.
    /// S9 the body read is the one meant.
    /// S10 `ok` and `refused` are about my TEE key, or before there is one about none.
    /// S11 the outcome is known.
    ///
    /// @param me thumbprint of my TEE key, empty for a request that does not name it
    static Answer check(Crypto crypto, BrokerKeys keys, Asked asked, String me, Reply reply) {
        if (reply.values(Header.STATEMENT).isEmpty()) return new NotSigned(reply.status());
        String reading = "S1";
        try {
            Jws jws = one(reply); // S1
            String kid = need(jws.kid(StatementSigner.TYPE), "S2", "is not the header of a statement");
            Optional<Jwk> key = keys.find(kid); // S3
            if (key.isEmpty()) return new UnknownKey(kid);
            require(jws.isSignedEs256(crypto.p256(), key.get()), "S4", "signature does not fit");
            reading = "S5";
            Claims claims = Claims.parse(jws.payload()); // S5
            require(claims.version() == 1, "S6", "version " + claims.version());
            require(claims.issuer().equals(keys.audience()), "S6", "of another audience");
            require(claims.nonce().equals(asked.nonce()), "S7", "answers another nonce");
            require(claims.method().equals(asked.method()), "S8", "answers another method");
            require(claims.target().equals(asked.target()), "S8", "answers another target");
            require(claims.request().equals(asked.bodyDigest().base64Url()), "S8", "answers another body");
            require(claims.answer().equals(digest(crypto, reply)), "S9", "belongs to another body");
            Optional<Outcome> outcome = Outcome.of(claims.outcome());
            boolean personal = claims.outcome().equals(Outcome.OK.code())
                    || claims.outcome().equals(Outcome.REFUSED.code());
            require(!personal || claims.key().equals(me), "S10", "is about another TEE key");
            return new Statement(need(outcome, "S11", "unknown outcome"), claims.issuedAt(), reply.body());
        } catch (Malformed failed) {
            return new NotAuthentic(named(failed, reading), String.valueOf(failed.getMessage()));
        }
    }

    /// The check that [#require] names, else the one that reads a format.
    private static String named(Malformed failed, String reading) {
        boolean required =
                failed.structure().equals(STRUCTURE) && failed.field().startsWith("S");
        return required ? failed.field() : reading;
    }

    private static Jws one(Reply reply) throws Malformed {
        List<String> lines = reply.values(Header.STATEMENT);
        require(lines.size() == 1, "S1", "is there " + lines.size() + " times");
        List<String> lengths = reply.values("Content-Length");
        String length = Integer.toString(reply.body().length());
        require(lengths.size() == 1 && lengths.get(0).equals(length), "S1", "needs a body of the length said");
        require(reply.values("Content-Encoding").isEmpty(), "S1", "needs a body that is not encoded");
        return Jws.parse(STRUCTURE, lines.get(0), MAX_LENGTH);
    }

    private static String digest(Crypto crypto, Reply reply) {
        return crypto.symmetric().sha384(reply.body().array()).base64Url();
    }

    private static void require(boolean holds, String step, String otherwise) throws Malformed {
        if (!holds) throw new Malformed(STRUCTURE, step, -1, otherwise);
    }

    private static <T> T need(Optional<T> value, String step, String otherwise) throws Malformed {
        if (value.isEmpty()) throw new Malformed(STRUCTURE, step, -1, otherwise);
        return value.get();
    }

    Outcome outcome() {
        return outcome;
    }

    /// The broker's clock, seconds since 1970, at some moment between sending and receiving.
    long issuedAt() {
        return issuedAt;
    }

    /// Only `ok` has a body that may be read.
    Bytes body() {
        if (outcome != Outcome.OK) throw new IllegalStateException("the body of " + outcome + " was asked for");
        return body;
    }

    /// The case number, if the body is exactly [KbsError]'s for this outcome; nothing else of it is looked at.
    String caseNumber() {
        return KbsError.caseNumber(outcome, body);
    }

    /// The payload, texts as they are. An absent `jkt` is an empty `key`.
    record Claims(
            long version,
            String issuer,
            long issuedAt,
            String nonce,
            String method,
            String target,
            String request,
            String answer,
            String outcome,
            String key) {

        static Claims parse(Bytes payload) throws Malformed {
            JsonFields in = JsonFields.parse(STRUCTURE, payload.array(), 1);
            if (in.has("jkt") && in.text("jkt").isEmpty()) throw in.bad("jkt", "must be absent or a thumbprint");
            Claims claims = new Claims(
                    in.number("v"),
                    in.text("iss"),
                    in.number("iat", 0, Long.MAX_VALUE),
                    in.text("gn"),
                    in.text("htm"),
                    in.text("htu"),
                    in.text("rqd"),
                    in.text("rsd"),
                    in.text("out"),
                    in.has("jkt") ? in.text("jkt") : "");
            in.end();
            return claims;
        }
    }
}
