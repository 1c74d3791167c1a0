package dev.cloister.evidence;

import dev.cloister.bytes.Bytes;
import dev.cloister.evidence.snp.TcbVersion;
import java.math.BigInteger;
import java.time.Instant;

/// Why a statement is not genuine.
public sealed interface Flaw {
    /// The report itself says that no key signed it.
    record Unsigned() implements Flaw {}

    /// The signature is not that of the key named.
    record BadSignature(String signer) implements Flaw {}

    /// A certificate that nobody in reach has issued, or whose issuer may not issue.
    record BrokenChain(String certificate, String reason) implements Flaw {}

    /// A certificate that cannot be what it should be.
    record UnfitCertificate(String certificate, String reason) implements Flaw {}

    /// The chain ends in a root that was not named as an anchor.
    record UnknownRoot(String name, RootFingerprint fingerprint) implements Flaw {
        /// By what the root says of itself; only good for wording.
        public boolean isEmulated() {
            return name.contains("EMULATED");
        }
    }

    /// The chain is a vendor's, but of another product line than the chip's.
    record WrongProduct(String report, String chain) implements Flaw {}

    record Expired(String certificate, Instant since) implements Flaw {}

    record NotYetValid(String certificate, Instant from) implements Flaw {}

    record Revoked(String certificate, BigInteger serial, Instant since) implements Flaw {}

    /// The certificate is for another TCB than the one reported.
    record TcbMismatch(TcbVersion report, TcbVersion certificate) implements Flaw {}

    /// The certificate is for another chip.
    record ChipMismatch(Bytes report, Bytes certificate) implements Flaw {}

    /// Stable, kebab-case: for JSON, metrics and documents.
    default String code() {
        return switch (this) {
            case Unsigned f -> "unsigned";
            case BadSignature f -> "bad-signature";
            case BrokenChain f -> "broken-chain";
            case UnfitCertificate f -> "unfit-certificate";
            case UnknownRoot f -> "unknown-root";
            case WrongProduct f -> "wrong-product";
            case Expired f -> "expired";
            case NotYetValid f -> "not-yet-valid";
            case Revoked f -> "revoked";
            case TcbMismatch f -> "tcb-mismatch";
            case ChipMismatch f -> "chip-mismatch";
        };
    }

    /// For people: lower case, no full stop.
    default String sentence() {
        return switch (this) {
            case Unsigned f -> "the report is not signed: its signing key is \"none\"";
            case BadSignature f -> "the report's signature was not made by " + f.signer;
            case BrokenChain f -> "the certificate " + f.certificate + " does not chain: " + f.reason;
            case UnfitCertificate f -> "the certificate " + f.certificate + " is unfit: " + f.reason;
            case UnknownRoot f
            when f.isEmulated() ->
                "EMULATED evidence: the root " + f.name + " (" + f.fingerprint
                        + ") plays a vendor, no hardware vouches for it, and it is not named as trusted";
            case UnknownRoot f -> "the root " + f.name + " (" + f.fingerprint + ") is not named as trusted";
            case WrongProduct f -> "the report is of " + f.report + ", the certificates are of " + f.chain;
            case Expired f -> "the certificate " + f.certificate + " has expired on " + f.since;
            case NotYetValid f -> "the certificate " + f.certificate + " is valid only from " + f.from;
            case Revoked f ->
                "the vendor revoked the certificate " + f.certificate + " (serial 0x" + f.serial.toString(16) + ") on "
                        + f.since;
            case TcbMismatch f ->
                "the certificate is for another firmware: reported " + f.report + "; certificate " + f.certificate;
            case ChipMismatch f ->
                "the certificate is for another chip: report " + f.report + "; certificate " + f.certificate;
        };
    }
}
