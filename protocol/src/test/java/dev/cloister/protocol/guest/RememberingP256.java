package dev.cloister.protocol.guest;

import dev.cloister.bytes.Bytes;
import dev.cloister.protocol.jose.JdkP256;
import dev.cloister.protocol.jose.Jwk;
import dev.cloister.protocol.jose.P256;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The JDK's, with each signature checked once only: thousands of changed bodies come with the same statement.
final class RememberingP256 implements P256 {
    private final P256 p256 = new JdkP256();
    private final Map<List<Object>, Boolean> seen = new HashMap<>();

    @Override
    public PrivateKey generate() {
        return p256.generate();
    }

    @Override
    public boolean verify(Jwk key, byte[] signed, Bytes signature) {
        return seen.computeIfAbsent(
                List.of(key, Bytes.of(signed), signature), unseen -> p256.verify(key, signed, signature));
    }
}
