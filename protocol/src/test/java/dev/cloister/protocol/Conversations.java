package dev.cloister.protocol;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.Malformed;
import dev.cloister.bytes.Secret;
import dev.cloister.protocol.jose.JdkSymmetric;
import dev.cloister.protocol.jose.Jwe;
import dev.cloister.protocol.jose.TestKeys;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The messages of specs guest-broker-channel 16.
public final class Conversations {
    public static final String GN1 = TestKeys.range(0x40, 0x60).base64Url();
    public static final String GN2 = TestKeys.range(0x60, 0x80).base64Url();
    public static final String GN3 = TestKeys.range(0x80, 0xa0).base64Url();

    static final String AUTH_REQUEST_SHA384 =
            "04b745d10e55e607187ab7fd48492c03c75c5c04fc10719b1e53205a678ca5585a943f87d1c82e25b9df815c74a7ad7e";
    static final String AUTH_ANSWER_SHA384 =
            "d8d2c89e55746c20440dcf3fadc1ad83eabd67dfc81a99e1ed4774d99411d4f0e0fd65c603a9f2c3c50327d32725e038";

    static final String AUTH_STATEMENT = "eyJhbGciOiJFUzI1NiIsImtpZCI6IjVNU2FTXzNTSkd6WlZUdGRTbE40SmhQZUhjTzFtNUk2YzFHS"
            + "FZqaWNleUkiLCJ0eXAiOiJjbG9pc3Rlci1hbnN3ZXIrand0In0.eyJ2IjoxLCJpc3MiOiJhY21lL3Byb2QiLCJpYXQiOjE3OTAwMDAwMDE"
            + "sImduIjoiUUVGQ1EwUkZSa2RJU1VwTFRFMU9UMUJSVWxOVVZWWlhXRmxhVzF4ZFhsOCIsImh0bSI6IlBPU1QiLCJodHUiOiIva2JzL3YwL"
            + "2F1dGgiLCJycWQiOiJCTGRGMFE1VjVnY1llcmY5U0Vrc0E4ZGNYQVQ4RUhHYkhsTWdXbWVNcFZoYWxELUgwY2d1SmJuZmdWeDBwNjEtIiw"
            + "icnNkIjoiMk5MSW5sVjBiQ0JFRGM4X3JjR3RnLXE5WjlfSUdwbmg3VWQwMlpRUjFQRGdfV1hHQTZueXc4VURKOU1uSmVBNCIsIm91dCI6I"
            + "m9rIn0."
            + Bytes.hex("681da799997b150a4ae4c007f4363a64365d5028b276fe6756f5e60f505a96c3"
                            + "d5f1e1788ef04a7b3d6b5ef4c76e2023afbe83ee846cc88c746eff7dc7e68b70")
                    .base64Url();

    private static final String INIT_DATA = """
            algorithm = "sha256"
            version = "0.1.0"

            [data]
            "cloister.toml" = '''
            version = 1

            [broker]
            url = "http://10.0.2.100:80"
            audience = "acme/prod"
            epoch = 7

            [[broker.key]]
            kty = "EC"
            crv = "P-256"
            x = "cv6Y3bePcUk69dmRe3jl-wAzF5FrVE3hOB36bT_1enw"
            y = "uxNHPBTWg3ZiZM-XWT8IFiwYTin6VhVRPeNVBmLhVDs"

            [root]
            verity = "sha256:0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c"
            key = "default/image/key"

            [lease]
            lost = "stop"
            '''
            """;

    private Conversations() {}

    static StatementSigner signer() {
        return new StatementSigner(TestKeys.BROKER.signingKey(), "acme/prod");
    }

    static AttestRequest attestRequest() {
        return new AttestRequest(
                INIT_DATA,
                TestKeys.range(0, 32).base64(),
                TestKeys.TEE.publicKey(),
                Json.object().build(),
                "");
    }

    static SessionGrant grant() {
        return new SessionGrant("01J000000000000000000000AA", TestKeys.secret(0xa0, 0xc0), 3600, 86400, "TOKEN");
    }

    static Bytes attestAnswer() throws Malformed {
        try (SessionGrant grant = grant();
                Secret cek = TestKeys.secret(0x20, 0x40);
                Secret plaintext = grant.plaintext()) {
            return SessionGrant.body(Jwe.seal(
                    new JdkSymmetric(),
                    TestKeys.EPH.agreementKey(),
                    cek,
                    TestKeys.range(0, 12),
                    TestKeys.TEE.publicKey(),
                    plaintext));
        }
    }

    static ResourcesRequest resourcesRequest() {
        return new ResourcesRequest(List.of("default/image/key", "default/password/db"));
    }

    static ResourcesAnswer items() {
        byte[] password = "correct horse".getBytes(StandardCharsets.UTF_8);
        return new ResourcesAnswer.Items(List.of(
                new Resource("default/image/key", 3, TestKeys.secret(0xc0, 0xe0)),
                new Resource("default/password/db", 1, Secret.of(password))));
    }

    static Jwe resourcesJwe() throws Malformed {
        try (Secret cek = TestKeys.secret(0xe0, 0x100);
                Secret plaintext = items().plaintext()) {
            return Jwe.seal(
                    new JdkSymmetric(),
                    TestKeys.EPH2.agreementKey(),
                    cek,
                    TestKeys.range(0x10, 0x1c),
                    TestKeys.TEE.publicKey(),
                    plaintext);
        }
    }

    static String input(String compact) {
        return compact.substring(0, compact.lastIndexOf('.'));
    }
}
