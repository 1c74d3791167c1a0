package dev.cloister.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.bytes.Secret;
import dev.cloister.protocol.ProofCheck.Order;
import dev.cloister.protocol.jose.JdkSymmetric;
import dev.cloister.protocol.jose.Jws;
import dev.cloister.protocol.jose.TestKeys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProofCheckTest {
    private static final JdkSymmetric SYMMETRIC = new JdkSymmetric();
    private static final String TARGET = ResourcesRequest.TARGET;
    private static final Bytes BODY = Bytes.utf8("{}");

    private final Secret key = TestKeys.secret(0, 32);

    @Test
    void holdsForItsRequestOnly() throws Malformed {
        ProofCheck proof = ProofCheck.parse(proof(Conversations.GN3, 5));
        assertThat(proof.sequence()).isEqualTo(5);
        assertThat(proof.holds(key, "POST", TARGET, BODY)).isTrue();
        assertThat(proof.holds(key, "GET", TARGET, BODY)).isFalse();
        assertThat(proof.holds(key, "POST", TARGET + "?x", BODY)).isFalse();
        assertThat(proof.holds(key, "POST", TARGET, Bytes.utf8("{} "))).isFalse();
        try (Secret other = TestKeys.secret(1, 33)) {
            assertThat(proof.holds(other, "POST", TARGET, BODY)).isFalse();
        }
    }

    @Test
    void hasAPlaceInItsSession() throws Malformed {
        ProofCheck five = ProofCheck.parse(proof(Conversations.GN3, 5));
        ProofCheck otherFive = ProofCheck.parse(proof(Conversations.GN2, 5));
        assertThat(five.after(0, Bytes.EMPTY)).isEqualTo(Order.NEXT);
        assertThat(five.after(4, otherFive.digest())).isEqualTo(Order.NEXT);
        assertThat(five.after(5, five.digest())).isEqualTo(Order.REPEATED);
        assertThat(five.after(5, otherFive.digest())).isEqualTo(Order.FORK);
        assertThat(five.after(6, five.digest())).isEqualTo(Order.OLD);
    }

    @Test
    void noChangedProofHolds() {
        String good = proof(Conversations.GN3, 1);
        for (int bit = 0; bit < 8 * good.length(); bit++) {
            byte[] flipped = Bytes.utf8(good).array();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(holds(new String(flipped, java.nio.charset.StandardCharsets.ISO_8859_1)))
                    .as("bit %d", bit)
                    .isFalse();
        }
        for (int length = 0; length < good.length(); length++) {
            assertThat(holds(good.substring(0, length))).isFalse();
        }
        assertThat(holds(good + "A")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"alg":"none","typ":"cloister-request+jwt"}               | "seq":1  | "seq":1              | header
            {"alg":"HS256","typ":"JWT"}                               | "seq":1  | "seq":1              | header
            {"typ":"cloister-request+jwt","alg":"HS256"}              | "seq":1  | "seq":1              | header
            {"alg":"HS256","typ":"cloister-request+jwt","kid":"x"}    | "seq":1  | "seq":1              | header
            {"alg":"HS256","typ":"cloister-request+jwt"}              | "seq":1  | "seq":0              | seq
            {"alg":"HS256","typ":"cloister-request+jwt"}              | "seq":1  | "seq":9007199254740992 | seq
            {"alg":"HS256","typ":"cloister-request+jwt"}              | "seq":1  | "seq":"1"            | seq
            {"alg":"HS256","typ":"cloister-request+jwt"}              | "seq":1  | "seq":1,"new":1      | unknown member new
            {"alg":"HS256","typ":"cloister-request+jwt"}              | "gn":"g  | "gn":"gg             | gn
            {"alg":"HS256","typ":"cloister-request+jwt"}              | "gn":"g  | "gn":"=              | gn
            """)
    void refuses(String header, String right, String wrong, String message) {
        String payload = new String(
                java.util.Base64.getUrlDecoder()
                        .decode(proof(Conversations.GN3, 1).split("\\.")[1]),
                java.nio.charset.StandardCharsets.UTF_8);
        String changed = Jws.signHs256(SYMMETRIC, key, header, Bytes.utf8(payload.replace(right, wrong)));
        assertThatThrownBy(() -> ProofCheck.parse(changed))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining(message);
    }

    private String proof(String nonce, long sequence) {
        return new Proof(Asked.of(nonce, "POST", TARGET, BODY), sequence).sign(SYMMETRIC, key);
    }

    private boolean holds(String compact) {
        try {
            return ProofCheck.parse(compact).holds(key, "POST", TARGET, BODY);
        } catch (Malformed refused) {
            return false;
        }
    }
}
