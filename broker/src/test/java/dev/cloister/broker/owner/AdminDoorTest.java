package dev.cloister.broker.owner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.broker.http.Call;
import dev.cloister.broker.http.Header;
import dev.cloister.bytes.Bytes;
import dev.cloister.protocol.jose.SigningKey;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AdminDoorTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_790_000_000);
    private static final SigningKey ADMIN = SigningKey.generate();
    private static final SigningKey OTHER = SigningKey.generate();
    private static final String HEADER = "{\"alg\":\"ES256\",\"typ\":\"JWT\"}";
    private static final String CLAIMS = "{\"role\":\"admin\",\"exp\":1790000300}";
    private static final String GOOD = token(ADMIN, HEADER, CLAIMS);

    private final AdminDoor door = new AdminDoor(ADMIN.publicKey(), Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void theOwnerComesIn() {
        assertThat(door.objection(call(true, "Bearer " + GOOD))).isEmpty();
    }

    static Stream<Arguments> others() {
        String claims64 = Bytes.utf8(CLAIMS).base64Url();
        return Stream.of(
                Arguments.of("wrong key", token(OTHER, HEADER, CLAIMS)),
                Arguments.of("expired", token(ADMIN, HEADER, "{\"role\":\"admin\",\"exp\":1790000000}")),
                Arguments.of("no end", token(ADMIN, HEADER, "{\"role\":\"admin\"}")),
                Arguments.of("end too far ahead", token(ADMIN, HEADER, "{\"role\":\"admin\",\"exp\":1790000301}")),
                Arguments.of("end as text", token(ADMIN, HEADER, "{\"role\":\"admin\",\"exp\":\"1790000300\"}")),
                Arguments.of(
                        "not valid yet",
                        token(ADMIN, HEADER, "{\"role\":\"admin\",\"exp\":1790000300,\"nbf\":1790000001}")),
                Arguments.of("wrong role", token(ADMIN, HEADER, "{\"role\":\"Admin\",\"exp\":1790000300}")),
                Arguments.of("no role", token(ADMIN, HEADER, "{\"exp\":1790000300}")),
                Arguments.of("role in a list", token(ADMIN, HEADER, "{\"role\":[\"admin\"],\"exp\":1790000300}")),
                Arguments.of("no typ", token(ADMIN, "{\"alg\":\"ES256\"}", CLAIMS)),
                Arguments.of("other typ", token(ADMIN, "{\"alg\":\"ES256\",\"typ\":\"cloister-answer+jwt\"}", CLAIMS)),
                Arguments.of("ES384 named", token(ADMIN, "{\"alg\":\"ES384\",\"typ\":\"JWT\"}", CLAIMS)),
                Arguments.of("key in header", token(ADMIN, "{\"alg\":\"ES256\",\"typ\":\"JWT\",\"jwk\":{}}", CLAIMS)),
                Arguments.of(
                        "crit in header",
                        token(ADMIN, "{\"alg\":\"ES256\",\"typ\":\"JWT\",\"crit\":[\"x\"],\"x\":1}", CLAIMS)),
                Arguments.of(
                        "alg none",
                        Bytes.utf8("{\"alg\":\"none\",\"typ\":\"JWT\"}").base64Url() + "." + claims64 + "."),
                Arguments.of("HS256 with the public key", hs256()),
                Arguments.of("no signature", GOOD.substring(0, GOOD.lastIndexOf('.') + 1)),
                Arguments.of(
                        "changed claims",
                        GOOD.replaceFirst(
                                "\\.[^.]+\\.",
                                "."
                                        + Bytes.utf8("{\"role\":\"admin\",\"exp\":1790000299}")
                                                .base64Url() + ".")),
                Arguments.of("zero signature", GOOD.substring(0, GOOD.lastIndexOf('.') + 1) + "A".repeat(86)),
                Arguments.of("too long", GOOD + "A".repeat(5000)),
                Arguments.of("not a token", "x"),
                Arguments.of("empty", ""));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("others")
    void othersStayOutside(String why, String token) {
        assertThat(door.objection(call(true, "Bearer " + token))).as(why).isPresent();
    }

    @Test
    void theHeaderLineIsExactlyOneBearer() {
        assertThat(door.objection(call(true))).isPresent();
        assertThat(door.objection(call(true, GOOD))).isPresent();
        assertThat(door.objection(call(true, "Basic " + GOOD))).isPresent();
        assertThat(door.objection(call(true, "Bearer " + GOOD, "Bearer " + GOOD)))
                .isPresent();
    }

    @Test
    void aTokenThatCrossedANetworkIsNotAccepted() {
        assertThat(door.objection(call(false, "Bearer " + GOOD))).isPresent();
    }

    private static Call call(boolean near, String... authorization) {
        return new Call(
                "GET",
                "/",
                Stream.of(authorization)
                        .map(value -> new Header("Authorization", value))
                        .toList(),
                Bytes.EMPTY,
                near);
    }

    private static String token(SigningKey key, String header, String claims) {
        String input = Bytes.utf8(header).base64Url() + "." + Bytes.utf8(claims).base64Url();
        return input + "." + key.sign(Bytes.utf8(input).array()).base64Url();
    }

    private static String hs256() {
        String input = Bytes.utf8("{\"alg\":\"HS256\",\"typ\":\"JWT\"}").base64Url() + "."
                + Bytes.utf8(CLAIMS).base64Url();
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(ADMIN.publicKey().x().array(), "HmacSHA256"));
            return input + "."
                    + Bytes.of(mac.doFinal(Bytes.utf8(input).array())).base64Url();
        } catch (java.security.GeneralSecurityException missing) {
            throw new AssertionError(missing);
        }
    }
}
