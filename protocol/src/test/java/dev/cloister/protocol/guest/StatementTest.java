package dev.cloister.protocol.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.cloister.bytes.Bytes;
import dev.cloister.protocol.Asked;
import dev.cloister.protocol.Header;
import dev.cloister.protocol.KbsError;
import dev.cloister.protocol.Outcome;
import dev.cloister.protocol.StatementSigner;
import dev.cloister.protocol.jose.Crypto;
import dev.cloister.protocol.jose.Jws;
import dev.cloister.protocol.jose.TestKeys;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Each step of the check, by a statement that the true key signed and that is wrong in one thing.
class StatementTest {
    private static final Bytes BODY = Bytes.utf8("{}");
    private static final String ME = TestKeys.TEE.publicKey().thumbprint();
    private static final Asked ASKED =
            Asked.of(TestKeys.range(0, 32).base64Url(), "POST", "/kbs/v0/attest", Bytes.utf8("request"));

    private final BrokerKeys keys =
            new BrokerKeys(new Pins("acme/prod", List.of(TestKeys.ROOT.publicKey()), 0), Crypto.jdk());

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "v":1               | "v":2                       | S6: version 2
            "v":1               | "v":"1"                     | v: must be a number
            "v":1               | "v":1.0                     | v: must be an integer
            "acme/prod"         | "acme/test"                 | S6: of another audience
            "iat":1790000000    | "iat":-1                    | iat: must be from 0
            "iat":1790000000    | "iat":"1790000000"          | iat: must be a number
            "gn":"AAEC          | "gn":"AAED                  | S7: answers another nonce
            "htm":"POST"        | "htm":"GET"                 | S8: answers another method
            "/kbs/v0/attest"    | "/kbs/v0/auth"              | S8: answers another target
            "rqd":"             | "rqd":"x                    | S8: answers another body
            "rsd":"             | "rsd":"x                    | S9: belongs to another body
            "out":"ok"          | "out":"refused"             | none
            "out":"ok"          | "out":"fine"                | S11: unknown outcome
            "out":"ok"          | "out":"OK"                  | S11: unknown outcome
            "jkt":"EJ           | "jkt":"FJ                   | S10: is about another TEE key
            ,"jkt":"            | ,"jkx":"                    | unknown member jkx
            "out":"ok","jkt"    | "exp":1,"out":"ok","jkt"    | unknown member exp
            "v":1,              | "v":1,"v":1,                | twice
            "iss":"acme/prod",  |                             | iss: is missing
            "htm":"POST",       |                             | htm: is missing
            """)
    void oneThingWrong(String right, String wrong, String message) {
        String payload = payload(Outcome.OK);
        String changed = payload.replace(right, wrong == null ? "" : wrong);
        assertThat(changed).isNotEqualTo(payload);
        Answer answer = check(signed(changed), ME);
        if (message.equals("none")) {
            assertThat(((Statement) answer).outcome()).isEqualTo(Outcome.REFUSED);
        } else {
            Answer.NotAuthentic not = (Answer.NotAuthentic) answer;
            assertThat(not.reason()).contains(message);
            String check = message.startsWith("S") ? message.substring(0, message.indexOf(':')) : "S5";
            assertThat(not.check()).isEqualTo(check);
        }
    }

    @Test
    void goodOnes() {
        Statement statement = (Statement) check(signed(payload(Outcome.OK)), ME);
        assertThat(statement.outcome()).isEqualTo(Outcome.OK);
        assertThat(statement.body()).isEqualTo(BODY);
        assertThat(statement.issuedAt()).isEqualTo(1790000000);
    }

    /// `/auth` must not be attributed to anybody; later answers must be to me.
    @Test
    void attribution() {
        assertThat(check(signed(payload(Outcome.OK)), "")).isInstanceOf(Answer.NotAuthentic.class);
        String nobody = payload(Outcome.OK).replace(",\"jkt\":\"" + ME + "\"", "");
        assertThat(check(signed(nobody), "")).isInstanceOf(Statement.class);
        assertThat(check(signed(nobody), ME)).isInstanceOf(Answer.NotAuthentic.class);
        String empty = nobody.replace("}", ",\"jkt\":\"\"}");
        assertThat(check(signed(empty), "")).isInstanceOf(Answer.NotAuthentic.class);
        String session = nobody.replace("\"ok\"", "\"session\"");
        assertThat(check(signed(session), ME)).isInstanceOf(Statement.class);
    }

    @ParameterizedTest
    @EnumSource(value = Outcome.class, names = "OK", mode = EnumSource.Mode.EXCLUDE)
    void onlyOkHasABody(Outcome outcome) {
        Statement statement = (Statement) check(signed(payload(outcome)), ME);
        assertThat(statement.outcome()).isEqualTo(outcome);
        assertThat(statement.caseNumber()).isEmpty();
        assertThatIllegalStateException().isThrownBy(statement::body);
    }

    @Test
    void unknownKeysAreNamed() {
        String header =
                Jws.es256Header(StatementSigner.TYPE, TestKeys.TOKEN.publicKey().thumbprint());
        String statement = Jws.signEs256(TestKeys.TOKEN.signingKey(), header, Bytes.utf8(payload(Outcome.OK)));
        assertThat(check(statement, ME))
                .isEqualTo(new Answer.UnknownKey(TestKeys.TOKEN.publicKey().thumbprint()));
    }

    @Test
    void sizesAreBounded() {
        String payload = payload(Outcome.OK).replace("\"v\":1", "\"v\":1" + " ".repeat(Statement.MAX_LENGTH));
        assertThat(check(signed(payload), ME)).isInstanceOf(Answer.NotAuthentic.class);
    }

    @Test
    void caseNumbersAreComparedNotParsed() {
        Bytes body = KbsError.of(Outcome.REFUSED, "7f3a91c2").body();
        assertThat(KbsError.caseNumber(Outcome.REFUSED, body)).isEqualTo("7f3a91c2");
        assertThat(KbsError.caseNumber(Outcome.INVALID, body)).isEmpty();
        for (int at = 0; at < body.length(); at++) {
            byte[] changed = body.array();
            changed[at] ^= 1;
            String read = KbsError.caseNumber(Outcome.REFUSED, Bytes.of(changed));
            boolean digit = at >= body.length() - 10 && at < body.length() - 2;
            assertThat(read.isEmpty() || digit && !read.equals("7f3a91c2"))
                    .as("byte %d", at)
                    .isTrue();
        }
        assertThat(KbsError.caseNumber(Outcome.REFUSED, Bytes.EMPTY)).isEmpty();
        assertThat(KbsError.caseNumber(Outcome.REFUSED, body.concat(Bytes.utf8(" "))))
                .isEmpty();
    }

    private static String payload(Outcome outcome) {
        String signed = new StatementSigner(TestKeys.ROOT.signingKey(), "acme/prod")
                .sign(ASKED, 1790000000, outcome, BODY, TestKeys.TEE.publicKey());
        byte[] payload = java.util.Base64.getUrlDecoder().decode(signed.split("\\.")[1]);
        return new String(payload, java.nio.charset.StandardCharsets.UTF_8);
    }

    private static String signed(String payload) {
        String header =
                Jws.es256Header(StatementSigner.TYPE, TestKeys.ROOT.publicKey().thumbprint());
        return Jws.signEs256(TestKeys.ROOT.signingKey(), header, Bytes.utf8(payload));
    }

    private Answer check(String statement, String me) {
        Reply reply = TestBroker.reply(200, BODY, List.of(new Header(Header.STATEMENT, statement)));
        return Statement.check(Crypto.jdk(), keys, ASKED, me, reply);
    }
}
