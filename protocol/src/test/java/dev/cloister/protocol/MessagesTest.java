package dev.cloister.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.bytes.Secret;
import dev.cloister.protocol.jose.Crypto;
import dev.cloister.protocol.jose.JdkSymmetric;
import dev.cloister.protocol.jose.Jwe;
import dev.cloister.protocol.jose.P256;
import dev.cloister.protocol.jose.TestKeys;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class MessagesTest {
    private static final P256.PrivateKey TEE = TestKeys.TEE.agreementKey();
    private static final List<String> PATHS = Conversations.resourcesRequest().paths();

    interface Parser {
        Object parse(Bytes body) throws Malformed;
    }

    record Message(String name, Bytes good, Parser parser) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Message> messages() throws Malformed {
        return List.of(
                new Message("auth", AuthRequest.channel("snp", "acme/prod").body(), b -> AuthRequest.parse(b.array())),
                new Message("challenge", Challenge.of(TestKeys.range(0, 32)).channelBody(), Challenge::parse),
                new Message("attest", Conversations.attestRequest().body(), b -> AttestRequest.parse(b.array())),
                new Message("grant", Conversations.attestAnswer(), MessagesTest::grant),
                new Message("request", Conversations.resourcesRequest().body(), b -> ResourcesRequest.parse(b.array())),
                new Message(
                        "answer",
                        Bytes.utf8(Conversations.resourcesJwe().toJson().compact()),
                        MessagesTest::items));
    }

    private static Object grant(Bytes body) throws Malformed {
        try (SessionGrant grant = SessionGrant.open(body, new JdkSymmetric(), TEE)) {
            return grant.activation();
        }
    }

    private static Object items(Bytes body) throws Malformed {
        return ResourcesAnswer.open(body, new JdkSymmetric(), TEE, PATHS);
    }

    @ParameterizedTest
    @MethodSource("messages")
    void noTruncationNoMoreAndNoUnknownMember(Message message) throws Malformed {
        assertThat(message.parser().parse(message.good())).isNotNull();
        for (int length = 0; length < message.good().length(); length++) {
            Bytes cut = message.good().slice(0, length);
            assertThatThrownBy(() -> message.parser().parse(cut)).isInstanceOf(Malformed.class);
        }
        Bytes longer = message.good().concat(Bytes.utf8("x"));
        assertThatThrownBy(() -> message.parser().parse(longer)).isInstanceOf(Malformed.class);
        String text = new String(message.good().array(), StandardCharsets.UTF_8);
        for (int at = text.indexOf('{'); at >= 0; at = text.indexOf('{', at + 1)) {
            String head = text.substring(0, at + 1);
            if (head.endsWith("\"primary_evidence\":{") || head.endsWith("\"extra-params\":{")) continue;
            Bytes unknown = Bytes.utf8(head + "\"new\":1," + text.substring(at + 1));
            assertThatThrownBy(() -> message.parser().parse(unknown))
                    .as("at %d", at)
                    .isInstanceOf(Malformed.class);
        }
    }

    /// A sealed one is tried in every 37th bit here (all bits of a small one: JweTest). Plain JSON messages have no
    /// signature of their own: what a flipped bit leaves readable is another message.
    @ParameterizedTest
    @MethodSource("messages")
    void aFlippedBitIsSeen(Message message) throws Malformed {
        boolean sealed = message.name().equals("grant") || message.name().equals("answer");
        Object good = message.parser().parse(message.good());
        for (int bit = 0; bit < 8 * message.good().length(); bit += sealed ? 37 : 1) {
            byte[] flipped = message.good().array();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            try {
                Object read = message.parser().parse(Bytes.of(flipped));
                assertThat(sealed).as("bit %d", bit).isFalse();
                boolean unread = message.name().equals("auth") && extraParams(bit / 8);
                assertThat(unread || !read.equals(good)).as("bit %d", bit).isTrue();
            } catch (Malformed refused) {
                assertThat(refused.getMessage()).isNotEmpty();
            }
        }
    }

    /// Of `extra-params` only `cloister` is read.
    private static boolean extraParams(int at) {
        String text = new String(AuthRequest.channel("snp", "acme/prod").body().array(), StandardCharsets.UTF_8);
        return at > text.indexOf("extra-params") && at < text.indexOf("cloister");
    }

    @Test
    void oldClientsAreUnderstood() throws Malformed {
        for (String extra :
                List.of("\"\"", "null", "{}", "{\"supported-hash-algorithms\":[\"sha256\",\"sha384\"]}", "[1]")) {
            AuthRequest read =
                    AuthRequest.parse(("{\"version\":\"0.4.0\",\"tee\":\"sample\",\"extra-params\":" + extra + "}")
                            .getBytes(StandardCharsets.UTF_8));
            assertThat(read).isEqualTo(new AuthRequest("0.4.0", "sample", new AuthRequest.Offer.PlainKbs()));
        }
        Bytes plain = Challenge.of(TestKeys.range(0, 32)).plainBody();
        assertThat(plain)
                .isEqualTo(Bytes.utf8(
                        "{\"nonce\":\"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\",\"extra-params\":\"\"}"));
        assertThatThrownBy(() -> Challenge.parse(plain)).isInstanceOf(Malformed.class);
        AttestRequest bare = new AttestRequest(
                "", "n", TestKeys.TEE.publicKey(), Conversations.attestRequest().primaryEvidence(), "");
        assertThat(AttestRequest.parse(bare.body().array())).isEqualTo(bare);
        String without = new String(bare.body().array(), StandardCharsets.UTF_8).replace("\"init-data\":null,", "");
        assertThat(AttestRequest.parse(without.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(bare);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            auth      | [1]                 | []                       | versions: needs 1 to 8 numbers
            auth      | [1]                 | [1.5]                    | versions: must be whole numbers
            auth      | [1]                 | ["1"]                    | versions: must be whole numbers
            auth      | "acme/prod"         | ""                       | audience: must have 1 to 128 characters
            challenge | "version":1         | "version":2              | version: must be from 1 to 1, is 2
            challenge | "version":1         | "version":0              | version: must be from 1 to 1, is 0
            challenge | Hh8="               | Hh8"                     | nonce: base64 must be padded
            challenge | Hh8="               | Hh8A"                    | nonce: must be 32 bytes
            challenge | Hh8="               | Hh9="                    | nonce: base64 has bits set
            challenge | {"cloister"         | {"selected-hash-algorithm":"sha256","cloister" | selected-hash-algorithm: must be sha384
            challenge | {"cloister"         | {"selected-hash-algorithm":"SHA384","cloister" | selected-hash-algorithm: must be sha384
            attest    | "format":"toml"     | "format":"json"          | format: must be toml
            attest    | "P-256"             | "P-521"                  | crv: must be P-256
            attest    | ECDH-ES+A256KW      | ECDH-ES                  | alg: must be ECDH-ES+A256KW
            attest    | "additional_evidence":"" | "additional_evidence":{} | additional_evidence: must be a text
            request   | ["default/image/key","default/password/db"] | [] | paths: needs 1 to 64
            request   | default/password/db | default/image/key        | paths: the same path twice
            request   | "default/password/db" | ""                     | paths: 1 to 256 characters each
            request   | "default/password/db" | 1                      | paths[1]: must be a text
            """)
    void refuses(String name, String right, String wrong, String message) throws Malformed {
        for (Message one : messages()) {
            if (!one.name().equals(name)) continue;
            String text = new String(one.good().array(), StandardCharsets.UTF_8);
            String changed = text.replace(right, wrong);
            assertThat(changed).isNotEqualTo(text);
            assertThatThrownBy(() -> one.parser().parse(Bytes.utf8(changed)))
                    .isInstanceOf(Malformed.class)
                    .hasMessageContaining(message);
        }
    }

    @Test
    void refusesTooManyPaths() {
        List<String> paths = new ArrayList<>();
        for (int i = 0; i < 64; i++) paths.add("a/b/" + i);
        String text = new String(new ResourcesRequest(paths).body().array(), StandardCharsets.UTF_8);
        String more = text.replace("]", ",\"a/b/64\"]");
        assertThatThrownBy(() -> ResourcesRequest.parse(more.getBytes(StandardCharsets.UTF_8)))
                .hasMessageContaining("at most 64");
        assertThatThrownBy(() -> AttestRequest.parse(new byte[AttestRequest.MAX_BYTES + 1]))
                .hasMessageContaining("is longer than");
    }

    /// What is inside the JWE, changed by somebody who can seal: the broker itself.
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"path":"default/image/key","version":3   | {"path":"default/image/kex","version":3 | path: must be default/image/key
            "version":3                               | "version":0                             | version: must be from 1
            wMHCw8TFxsfIycrLzM3Oz9DR0tPU1dbX2Nna29zd3t8 | wMHCw8TFxsfIycrLzM3Oz9DR0tPU1dbX2Nna29zd3t8= | items.data
            "pad":"                                   | "pod":"                                 | pad: is missing
            "items":[{                                | "items":[{"new":1,                      | unknown member new
            {"items":[                                | {"new":1,"items":[                      | unknown member new
            {"items":[                                | {"error":{"code":"x","case":"y"},"items":[ | unknown member items
            """)
    void readsOnlyWhatItAskedFor(String right, String wrong, String message) {
        assertThatThrownBy(() -> items(sealed(right, wrong)))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining(message);
    }

    @Test
    void numberAndOrderOfItemsAreThoseAskedFor() throws Malformed {
        Bytes good = sealed("{\"items\":", "{\"receipt\":{\"any\":[1]},\"items\":");
        assertThat(((ResourcesAnswer.Items) items(good)).resources()).hasSize(2);
        for (List<String> asked : List.of(PATHS.subList(0, 1), PATHS.reversed(), List.of("a/b/c", "d/e/f", "g/h/i"))) {
            assertThatThrownBy(() -> ResourcesAnswer.open(good, new JdkSymmetric(), TEE, asked))
                    .isInstanceOf(Malformed.class);
        }
    }

    private static Bytes sealed(String right, String wrong) throws Malformed {
        try (Secret plaintext = Conversations.items().plaintext()) {
            String text = plaintext.use(bytes -> new String(bytes, StandardCharsets.UTF_8));
            String changed = text.replace(right, wrong);
            assertThat(changed).isNotEqualTo(text);
            try (Secret other = Secret.of(changed.getBytes(StandardCharsets.UTF_8))) {
                return Bytes.utf8(Jwe.seal(Crypto.jdk(), TestKeys.TEE.publicKey(), other)
                        .toJson()
                        .compact());
            }
        }
    }

    @Test
    void plaintextsComeInFewLengths() {
        for (int length = 0; length < 40_000; length += 97) {
            ResourcesAnswer answer =
                    new ResourcesAnswer.Items(List.of(new Resource("a/b/c", 1, Secret.of(new byte[length]))));
            try (Secret plaintext = answer.plaintext()) {
                assertThat(plaintext.length() % (plaintext.length() <= 16_384 ? 1024 : 16_384))
                        .isZero();
            }
        }
    }

    @Test
    void aGrantIsChecked() throws Malformed {
        try (Secret plaintext = Conversations.grant().plaintext()) {
            String text = plaintext.use(bytes -> new String(bytes, StandardCharsets.UTF_8));
            for (String[] change : new String[][] {
                {"\"ttl\":3600", "\"ttl\":0"},
                {"\"grace\":86400", "\"grace\":-1"},
                {"\"key\":\"oKGi", "\"key\":\""},
                {"\"token\":\"TOKEN\",", ""},
                {"\"activation\":", "\"new\":1,\"activation\":"}
            }) {
                String changed = text.replace(change[0], change[1]);
                assertThat(changed).isNotEqualTo(text);
                try (Secret other = Secret.of(changed.getBytes(StandardCharsets.UTF_8))) {
                    assertThatThrownBy(() -> SessionGrant.parse(other)).isInstanceOf(Malformed.class);
                }
            }
        }
    }
}
