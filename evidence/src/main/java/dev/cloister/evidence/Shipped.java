package dev.cloister.evidence;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.x509.Certificate;
import java.io.IOException;
import java.io.InputStream;

/// Certificates that are part of this module.
final class Shipped {
    private Shipped() {}

    static Certificate certificate(String name) {
        try (InputStream in = Shipped.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("this module lacks " + name);
            }
            return Certificate.parse(name, Bytes.of(in.readAllBytes()));
        } catch (IOException | Malformed e) {
            throw new IllegalStateException("this module's " + name + " is broken", e);
        }
    }
}
