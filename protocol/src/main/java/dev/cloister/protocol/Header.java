package dev.cloister.protocol;

/// One line of an HTTP header.
public record Header(String name, String value) {
    /// Of a request after attestation: the proof (specs guest-broker-channel 4.2).
    public static final String PROOF = "Cloister-Proof";

    /// Of a request of the handshake: the guest's nonce.
    public static final String NONCE = "Cloister-Nonce";

    /// Of every answer to a request with either of the two (specs guest-broker-channel 4.1).
    public static final String STATEMENT = "Cloister-Statement";
}
