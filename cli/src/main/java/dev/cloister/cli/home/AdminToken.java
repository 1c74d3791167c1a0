package dev.cloister.cli.home;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;

/// The bearer token with which an owner administers a broker: JWT, ES256 (RFC 7519, RFC 7518 3.4), claims
/// `role` = `admin`, `iat`, `exp`; good for two minutes.
final class AdminToken {
    private static final Duration LIFE = Duration.ofMinutes(2);

    private AdminToken() {}

    static String sign(PrivateKey key, Instant now) {
        String header =
                Json.object().put("alg", "ES256").put("typ", "JWT").build().compact();
        String claims = Json.object()
                .put("role", "admin")
                .put("iat", now.getEpochSecond())
                .put("exp", now.plus(LIFE).getEpochSecond())
                .build()
                .compact();
        String input = Bytes.utf8(header).base64Url() + "." + Bytes.utf8(claims).base64Url();
        try {
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(key);
            signature.update(Bytes.utf8(input).array());
            return input + "." + Bytes.of(signature.sign()).base64Url();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("ES256 is part of every JDK", e);
        }
    }
}
