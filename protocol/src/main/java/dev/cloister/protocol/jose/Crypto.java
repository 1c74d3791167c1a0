package dev.cloister.protocol.jose;

/// All cryptography that an end of the channel needs, by whichever implementation it has.
public record Crypto(P256 p256, Symmetric symmetric) {
    public static Crypto jdk() {
        return new Crypto(new JdkP256(), new JdkSymmetric());
    }
}
