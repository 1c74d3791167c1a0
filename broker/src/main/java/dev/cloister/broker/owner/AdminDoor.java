package dev.cloister.broker.owner;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.cloister.broker.http.Call;
import dev.cloister.protocol.jose.Jwk;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Lets the owner in: a bearer JWT signed with the admin key, ES256 and nothing else, that says the role `admin` and
/// ends within five minutes. Key and algorithm are this broker's, never the token's.
///
/// Only over loopback: without TLS a token or a resource that crosses a network is anybody's.
public final class AdminDoor {
    private static final Duration MAX_LIFE = Duration.ofMinutes(5);
    private static final int MAX_TOKEN = 4096;
    private static final Set<String> HEADER = Set.of("alg", "typ", "kid");

    private final ECDSAVerifier adminKey;
    private final Clock clock;

    public AdminDoor(Jwk adminKey, Clock clock) {
        this.adminKey = verifier(adminKey);
        this.clock = clock;
    }

    private static ECDSAVerifier verifier(Jwk key) {
        ECKey point = new ECKey.Builder(
                        Curve.P_256,
                        Base64URL.encode(key.x().array()),
                        Base64URL.encode(key.y().array()))
                .build();
        try {
            return new ECDSAVerifier(point);
        } catch (JOSEException unusable) {
            throw new IllegalStateException("the admin key verifies nothing", unusable);
        }
    }

    /// Why the caller stays outside; empty when it is the owner. For the log, not for the caller.
    public Optional<String> objection(Call call) {
        List<String> lines = call.header("Authorization");
        if (!call.near()) {
            return Optional.of("came over a network without TLS");
        }
        if (lines.size() != 1 || !lines.getFirst().startsWith("Bearer ")) {
            return Optional.of("no bearer token");
        }
        String token = lines.getFirst().substring("Bearer ".length());
        if (token.length() > MAX_TOKEN) {
            return Optional.of("token longer than " + MAX_TOKEN + " characters");
        }
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            Optional<String> header = header(jwt.getHeader());
            if (header.isPresent()) {
                return header;
            }
            return jwt.verify(adminKey)
                    ? claims(jwt.getJWTClaimsSet())
                    : Optional.of("signature is not the admin key's");
        } catch (ParseException | JOSEException bad) {
            return Optional.of("not a signed token");
        }
    }

    private static Optional<String> header(JWSHeader header) {
        if (!JWSAlgorithm.ES256.equals(header.getAlgorithm())) {
            return Optional.of("algorithm is not ES256");
        }
        if (!JOSEObjectType.JWT.equals(header.getType())) {
            return Optional.of("typ is not JWT");
        }
        return HEADER.containsAll(header.toJSONObject().keySet())
                ? Optional.empty()
                : Optional.of("header has members beside alg, typ and kid");
    }

    private Optional<String> claims(JWTClaimsSet claims) throws ParseException {
        Instant now = clock.instant();
        Date end = claims.getExpirationTime();
        Date begin = claims.getNotBeforeTime();
        if (end == null || !now.isBefore(end.toInstant())) {
            return Optional.of("expired, or without an end");
        }
        if (end.toInstant().isAfter(now.plus(MAX_LIFE))) {
            return Optional.of("ends more than five minutes ahead");
        }
        if (begin != null && now.isBefore(begin.toInstant())) {
            return Optional.of("not valid yet");
        }
        return "admin".equals(claims.getStringClaim("role")) ? Optional.empty() : Optional.of("role is not admin");
    }
}
