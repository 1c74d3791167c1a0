package dev.cloister.evidence;

import dev.cloister.bytes.Bytes;
import dev.cloister.evidence.snp.SnpReport;
import java.security.Provider;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;

/// ECDSA on P-384 with SHA-384, as the chip signs reports (AMD 56860, SIGNATURE).
final class P384 {
    private static final int SCALAR_SIZE = 48;

    private final Ecdsa ecdsa;

    /// By a provider that {@link #isIn} says has it.
    P384(Provider provider) {
        this.ecdsa = new Ecdsa(Ecdsa.Curve.P384, provider);
    }

    static boolean isIn(Provider provider) {
        return Ecdsa.Curve.P384.isIn(provider);
    }

    /// Whether the key is a point of this curve; never the point at infinity.
    static boolean isOn(ECPublicKey key) {
        return Ecdsa.Curve.P384.has(key);
    }

    /// As {@link Ecdsa#own}.
    PublicKey own(ECPublicKey key) {
        return ecdsa.own(key);
    }

    /// Over the report's bytes as received; r and s must be from 1 to n - 1. The key is one that {@link
    /// #isOn} holds for.
    boolean signed(SnpReport report, PublicKey key) {
        byte[] scalars = new byte[2 * SCALAR_SIZE];
        return place(report.signatureR(), scalars, 0)
                && place(report.signatureS(), scalars, SCALAR_SIZE)
                && ecdsa.signed(report.signedBytes(), scalars, key);
    }

    /// A little-endian scalar of 72 bytes as 48 big-endian ones; false if it is longer.
    private static boolean place(Bytes scalar, byte[] out, int start) {
        int beyond = 0;
        for (int i = SCALAR_SIZE; i < scalar.length(); i++) {
            beyond |= scalar.at(i);
        }
        for (int i = 0; i < SCALAR_SIZE; i++) {
            out[start + i] = (byte) scalar.at(SCALAR_SIZE - 1 - i);
        }
        return beyond == 0;
    }
}
