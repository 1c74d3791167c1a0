package dev.cloister.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.Malformed;
import dev.cloister.bytes.Secret;
import dev.cloister.protocol.jose.Crypto;
import dev.cloister.protocol.jose.JdkP256;
import dev.cloister.protocol.jose.JdkSymmetric;
import dev.cloister.protocol.jose.Jwe;
import dev.cloister.protocol.jose.Jws;
import dev.cloister.protocol.jose.TestKeys;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/// specs guest-broker-channel 16. The specification's signatures are checked by value; ours over the same text hold
/// too.
class KnownAnswersTest {
    private static final JdkSymmetric SYMMETRIC = new JdkSymmetric();

    @Test
    void keySet() throws Malformed {
        KeySet set = new KeySet(
                "acme/prod", 7, 1790000000, List.of(TestKeys.BROKER.publicKey()), List.of(TestKeys.TOKEN.publicKey()));
        String compact = set.sign(TestKeys.ROOT.signingKey());
        String input = compact.substring(0, compact.lastIndexOf('.'));
        assertThat(input).hasSize(559);
        assertSha256(input, "400d879c6aa490694ba8f68ea3fba1192740e79af7759bcd2dd1258fd3278cdf");
        String known = input + "."
                + Bytes.hex("e8881918341f2c5a970caf13aa7354e3f0ad61716ea3b62d57272aa37081f0be"
                                + "87e8652e52d4df1e2ea1e2903b1fd534d2d74abbb5fd1bb2362accb3b5676584")
                        .base64Url();
        List<dev.cloister.protocol.jose.Jwk> roots = List.of(TestKeys.ROOT.publicKey());
        assertThat(KeySet.verify(Crypto.jdk(), roots, "acme/prod", known)).isEqualTo(set);
        assertThat(KeySet.verify(Crypto.jdk(), roots, "acme/prod", compact)).isEqualTo(set);
    }

    @Test
    void statementOnAuth() throws Malformed {
        Bytes request = AuthRequest.channel("snp", "acme/prod").body();
        assertBody(request, 138, Conversations.AUTH_REQUEST_SHA384);
        Bytes answer = Challenge.of(TestKeys.range(0, 32)).channelBody();
        assertBody(answer, 98, Conversations.AUTH_ANSWER_SHA384);
        String statement = Conversations.signer()
                .sign(Asked.of(Conversations.GN1, "POST", "/kbs/v0/auth", request), 1790000001, Outcome.OK, answer);
        assertSha256(
                Conversations.input(statement), "91a3a62e5a36c39d8c70cc975d7b6fad952a03a0251540630d8176a749d46a99");
        assertThat(Conversations.input(statement)).hasSize(507);
        assertSigned(Conversations.AUTH_STATEMENT);
        assertThat(Conversations.input(Conversations.AUTH_STATEMENT)).isEqualTo(Conversations.input(statement));
    }

    @Test
    void reportData() {
        String nonce = TestKeys.range(0, 32).base64();
        assertThat(ReportData.kbsText(nonce, TestKeys.TEE.publicKey(), "")).hasSize(244);
        Bytes expected = Bytes.hex("af6f293ffbdf6cc5a6b8649cc72a51c6dc1498a52d89ee2c474150c46af5a0d0"
                + "ee54208296d6aee4d68b0f446c153bf400000000000000000000000000000000");
        assertThat(ReportData.kbs(nonce, TestKeys.TEE.publicKey(), "")).isEqualTo(expected);
        assertThat(ReportData.kbs(SYMMETRIC, nonce, TestKeys.TEE.publicKey(), ""))
                .isEqualTo(expected);
    }

    @Test
    void canonicalJson() throws Malformed {
        String text = "{\"b\":1,\"a\":\"test\",\"c\":{\"d\":\"e\"}}";
        String canonical =
                Json.parse("test", text.getBytes(StandardCharsets.UTF_8), 2).canonical();
        assertThat(Digests.sha384(Bytes.utf8(canonical)))
                .hasToString("e71ce8e70d814ba6639c3612ebee0ff1f76f650f8dbb5e47157e0f3f525cd22c"
                        + "4597480a186427c813ca941da78870c3");
    }

    @Test
    void statementOnAttest() throws Malformed {
        Bytes request = Conversations.attestRequest().body();
        assertBody(
                request,
                827,
                "fcda61fe3cd2e24422359aa9488472fc1dbd33e324e6254c173aeb76f166f386"
                        + "d89c3538043ca1e26b94ad43eccf1dad");
        Bytes answer = Conversations.attestAnswer();
        assertBody(
                answer,
                1782,
                "7c36b025d188911746281d45f6d250ac5b39ec8e0f28028db5556effd3a228cf"
                        + "b03dc2c4c8362c4dd46ebb05f0a4738a");
        Asked asked = Asked.of(Conversations.GN2, "POST", "/kbs/v0/attest", request);
        String statement = Conversations.signer().sign(asked, 1790000002, Outcome.OK, answer, TestKeys.TEE.publicKey());
        assertSha256(
                Conversations.input(statement), "2cb9b161adf16d156481286fb5429b3f4f488a54cbfeb320c10c89d6f8ea8d31");
        assertSigned(Conversations.input(statement) + "."
                + signature("6d4375e3a9e409afd4a2cf6a92c98af7e5853fa257f3fd33545a81b0d5747b11"
                        + "924cc2acccf8dfa14e6fb7e378cf749df2dda15ef64a4844bea3f75f5f228a0e"));
    }

    @Test
    void sessionGrant() throws Malformed {
        try (SessionGrant grant = Conversations.grant();
                Secret plaintext = grant.plaintext()) {
            assertPlaintext(
                    plaintext,
                    "26bb52c331f378e663f3ea926d5810f0c23ee0372d75013ed25d5a1bdda350af"
                            + "317b31926dcbcff434b80bfeeb6aeba9");
        }
        JsonFields answer =
                JsonFields.parse("test", Conversations.attestAnswer().array(), 3);
        Jwe session = Jwe.parse(answer.object("cloister").object("session"));
        assertThat(session.tag().base64Url()).isEqualTo("8TlDbxJl85nJ3dGiwHCNFw");
        assertThat(Digests.sha384(session.ciphertext()))
                .hasToString("15b13cc066b68eba399224861021bc9c20686f5bda9ea2aaa99680a7190a46b4"
                        + "fab53379f516e4f480832d13381a1621");
        try (SessionGrant opened =
                        SessionGrant.open(Conversations.attestAnswer(), SYMMETRIC, TestKeys.TEE.agreementKey());
                Secret key = TestKeys.secret(0xa0, 0xc0)) {
            assertThat(opened.key()).isEqualTo(key);
            assertThat(opened.activation()).isEqualTo("01J000000000000000000000AA");
            assertThat(opened.ttlSeconds()).isEqualTo(3600);
            assertThat(opened.graceSeconds()).isEqualTo(86400);
            assertThat(opened.token()).isEqualTo("TOKEN");
        }
    }

    @Test
    void statementOnRefusal() throws Malformed {
        Bytes answer = KbsError.of(Outcome.REFUSED, "7f3a91c2").body();
        assertThat(Digests.sha384(answer))
                .hasToString("38577b0b52de0feafc351f9cd9b562ea647728fdafba99496a3bdb9ec4433988"
                        + "3270a22325151596b2ccf06824b8968e");
        Asked asked = Asked.of(
                Conversations.GN2,
                "POST",
                "/kbs/v0/attest",
                Conversations.attestRequest().body());
        String statement =
                Conversations.signer().sign(asked, 1790000002, Outcome.REFUSED, answer, TestKeys.TEE.publicKey());
        assertSha256(
                Conversations.input(statement), "46f8730fa8c8d34ea2d7f985791daac4919058cb521cac762d1b50c9738bcecb");
        assertSigned(Conversations.input(statement) + "."
                + signature("48b8f9c2ea9285cebfdda0a0c594a77f20cbc4ab68fc7c9df5968634e2b57cbc"
                        + "ad373673ea7cc3f73ae797943b8bc5582a0dd4909aff8b17c216d7b5bd83cb8a"));
    }

    @Test
    void proof() throws Malformed {
        Bytes body = Conversations.resourcesRequest().body();
        assertThat(Digests.sha384(body))
                .hasToString("9976f15910ae640cea3259182b6a0666a113528393b76601b05c68070605a5e0"
                        + "d88c6a56d64e7b00dbf373b90ccc8521");
        String target = "/kbs/v0/cloister/resources";
        try (Secret key = TestKeys.secret(0xa0, 0xc0)) {
            String proof = new Proof(Asked.of(Conversations.GN3, "POST", target, body), 1).sign(SYMMETRIC, key);
            assertThat(proof)
                    .isEqualTo("eyJhbGciOiJIUzI1NiIsInR5cCI6ImNsb2lzdGVyLXJlcXVlc3Qrand0In0.eyJnbiI6ImdJR0NnNFNGaG9lSW"
                            + "lZcUxqSTJPajVDUmtwT1VsWmFYbUptYW01eWRucDgiLCJodG0iOiJQT1NUIiwiaHR1IjoiL2ticy92MC9jbG9pc3"
                            + "Rlci9yZXNvdXJjZXMiLCJycWQiOiJtWGJ4V1JDdVpBenFNbGtZSzJvR1pxRVRVb09UdDJZQnNGeG9Cd1lGcGVEWW"
                            + "pHcFcxazU3QU52emM3a016SVVoIiwic2VxIjoxfQ."
                            + signature("c507b7d7d103ae8b232c4492f3b3e9d7b6850c253feb3a1861388f9d69e5938b"));
            ProofCheck check = ProofCheck.parse(proof);
            assertThat(check.holds(key, "POST", target, body)).isTrue();
            assertThat(check.nonce()).isEqualTo(Conversations.GN3);
        }
    }

    @Test
    void statementOnResources() throws Malformed {
        try (Secret plaintext = Conversations.items().plaintext()) {
            assertPlaintext(
                    plaintext,
                    "4f63e35168d10a924dddb98cd85ace5e9fdb797b40f2e85aae6ef4c429acc4e2"
                            + "b9b29374a7639ad40c61802dbb069582");
        }
        Jwe jwe = Conversations.resourcesJwe();
        assertThat(jwe.encryptedKey().base64Url()).isEqualTo("CMo5F4VJA1u0RHy0R3Tbe7BDabQqrLIIwZujR3cR9q7hqHt-I_Vv8A");
        assertThat(jwe.tag().base64Url()).isEqualTo("bE5oc-_NDTb2WjSHZifeqA");
        assertThat(Digests.sha384(jwe.ciphertext()))
                .hasToString("28f0f72c8a223e83476f45a4a70a149c78f501f7cf72529f924367e56f9236f5"
                        + "27484f1585c74251e741dd619e0db399");
        Bytes answer = Bytes.utf8(jwe.toJson().compact());
        assertBody(
                answer,
                1757,
                "4d7044eaea166d025b4a06f66e2f0c459729881d5cb0dc5167f959a94d301623"
                        + "d30c4e958fb894b11bf797f94c9d6329");
        Asked asked = Asked.of(
                Conversations.GN3,
                "POST",
                "/kbs/v0/cloister/resources",
                Conversations.resourcesRequest().body());
        String statement = Conversations.signer().sign(asked, 1790000003, Outcome.OK, answer, TestKeys.TEE.publicKey());
        assertSha256(
                Conversations.input(statement), "dcc809944b65ad61b56aba13ff40aef360c286cb87dd2b2c4603891a9958ae51");
        assertSigned(Conversations.input(statement) + "."
                + signature("0824a9120556ea8e98d67049c0f60fd2ea34c119336a1b5ffed721faebcbb9dc"
                        + "9a2e5c4da38f40542d2b87c34c5961b8908bc699d4de2d4e975d728e93ee1456"));
    }

    private static void assertBody(Bytes body, int length, String sha384) {
        assertThat(body.length()).isEqualTo(length);
        assertThat(Digests.sha384(body)).hasToString(sha384);
    }

    private static void assertPlaintext(Secret plaintext, String sha384) {
        assertThat(plaintext.length()).isEqualTo(1024);
        assertThat(plaintext.<Bytes, RuntimeException>use(Digests::sha384)).hasToString(sha384);
    }

    private static void assertSha256(String text, String hex) {
        assertThat(Digests.sha256(Bytes.utf8(text))).hasToString(hex);
    }

    private static void assertSigned(String compact) throws Malformed {
        Jws jws = Jws.parse("test", compact, 2048);
        assertThat(jws.kid(StatementSigner.TYPE))
                .contains(TestKeys.BROKER.publicKey().thumbprint());
        assertThat(jws.isSignedEs256(new JdkP256(), TestKeys.BROKER.publicKey()))
                .isTrue();
    }

    private static String signature(String hex) {
        return Bytes.hex(hex).base64Url();
    }
}
