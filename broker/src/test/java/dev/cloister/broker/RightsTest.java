package dev.cloister.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.broker.http.Right;
import dev.cloister.broker.http.Route;
import dev.cloister.bytes.Bytes;
import dev.cloister.protocol.Header;
import dev.cloister.protocol.jose.SigningKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who may ask what, by the broker's own table. A new line of it is the owner's until it is named here.
class RightsTest {
    private static final Set<String> EVERYBODYS = Set.of(
            "GET /healthz", "GET /.well-known/jwks.json", "GET /cloister/v1/identity", "GET /kbs/v0/cloister/keys");
    private static final Set<String> GUESTS = Set.of(
            "POST /kbs/v0/auth",
            "POST /kbs/v0/attest",
            "GET /kbs/v0/resource/*/*/*",
            "POST /kbs/v0/cloister/resources");

    @TempDir
    static Path folder;

    private static Home home;

    @BeforeAll
    static void open() throws Exception {
        home = new Home(folder);
    }

    @AfterAll
    static void close() throws Exception {
        home.close();
    }

    private static Set<String> lines(Right right) {
        return home.broker().table().stream()
                .filter(route -> route.right() == right)
                .map(route -> route.method() + " " + route.pattern())
                .collect(Collectors.toSet());
    }

    @Test
    void onlyThisIsOpen() {
        assertThat(lines(Right.ANYBODY)).isEqualTo(EVERYBODYS);
        assertThat(lines(Right.GUEST)).isEqualTo(GUESTS);
        assertThat(lines(Right.OWNER)).hasSizeGreaterThan(15);
    }

    private static String token(SigningKey key, String header, String claims) {
        String input = Bytes.utf8(header).base64Url() + "." + Bytes.utf8(claims).base64Url();
        return input + "." + key.sign(Bytes.utf8(input).array()).base64Url();
    }

    /// Every line of the owner's, with no right and with every wrong one.
    @Test
    void everythingElseNeedsTheAdminKey() throws Exception {
        String claims = "{\"role\":\"admin\",\"exp\":" + (Home.NOW.getEpochSecond() + 300) + "}";
        PlainClient guest = PlainClient.of(home).opened("snp");
        home.protect();
        String guests = guest.attest(guest.snpBody(home.launch())).json().text("token");
        List<Header[]> wrong = new ArrayList<>();
        wrong.add(new Header[0]);
        wrong.add(new Header[] {new Header("Cookie", guest.cookie)});
        for (String value : List.of(
                "Bearer",
                "Bearer x",
                "Basic YWRtaW46YWRtaW4=",
                "Bearer " + guests,
                "Bearer " + token(SigningKey.generate(), "{\"alg\":\"ES256\",\"typ\":\"JWT\"}", claims),
                "Bearer " + Bytes.utf8("{\"alg\":\"none\",\"typ\":\"JWT\"}").base64Url() + "."
                        + Bytes.utf8(claims).base64Url() + ".")) {
            wrong.add(new Header[] {new Header("Authorization", value)});
        }
        for (Route route : home.broker().table()) {
            if (route.right() != Right.OWNER) {
                continue;
            }
            String target = route.pattern().replace("*", "a");
            for (Header[] headers : wrong) {
                Home.Got got = home.send(route.method(), target, Bytes.EMPTY, headers);
                assertThat(got.status()).as(route.method() + " " + target).isEqualTo(401);
            }
            assertThat(home.owner(route.method(), target, "").text())
                    .as(route.method() + " " + target)
                    .doesNotContain("unauthorized", "admin access denied");
        }
    }
}
