package dev.cloister.protocol.jose;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.bytes.Secret;

/// What a guest does on the curve P-256: make a key, agree on a secret, check a signature. An interface, as
/// the guest has a quicker implementation than the JDK's.
public interface P256 {

    /// A fresh key pair from the platform's secure generator.
    PrivateKey generate();

    /// Whether `signature` is the key's ECDSA signature, with SHA-256, over `signed`. A key that is not a
    /// point of the curve has signed nothing.
    ///
    /// @param signature `r‖s`, 64 bytes; r and s are already known to lie in 1 to n - 1
    boolean verify(Jwk key, byte[] signed, Bytes signature);

    /// A private key that does not leave its implementation; closing wipes it as well as that can be done.
    interface PrivateKey extends AutoCloseable {

        Jwk publicKey();

        /// ECDH: the x coordinate of the shared point, 32 bytes. Refuses what is not a point of the curve.
        Secret agree(Jwk other) throws Malformed;

        @Override
        void close();
    }
}
