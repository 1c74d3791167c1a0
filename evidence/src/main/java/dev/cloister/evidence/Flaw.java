package dev.cloister.evidence;

import dev.cloister.bytes.Bytes;
import dev.cloister.evidence.dcap.Mismatch;
import dev.cloister.evidence.dcap.TcbStatus;
import dev.cloister.evidence.snp.TcbVersion;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Why a statement is not genuine.
public sealed interface Flaw extends Objection {
    /// The report itself says that no key signed it.
    record Unsigned() implements Flaw {}

    /// The signature is not that of the key named.
    record BadSignature(String signer) implements Flaw {}

    /// A certificate that nobody in reach has issued, or whose issuer may not issue.
    record BrokenChain(String certificate, String wanted, String found) implements Flaw {}

    /// A certificate that cannot be what it should be; `part` is one of its fields or extensions.
    record UnfitCertificate(String certificate, String part, String wanted, String found) implements Flaw {}

    /// The chain ends in a root that was not named as an anchor.
    record UnknownRoot(String name, RootFingerprint fingerprint) implements Flaw {
        /// By what the root says of itself; only good for wording.
        public boolean isEmulated() {
            return name.contains("EMULATED");
        }
    }

    /// The chain is a vendor's, but of another product line than the chip's.
    record WrongProduct(String report, String chain) implements Flaw {}

    record Expired(String certificate, Instant since, Instant at) implements Flaw {}

    record NotYetValid(String certificate, Instant from, Instant at) implements Flaw {}

    record Revoked(String certificate, BigInteger serial, Instant since) implements Flaw {}

    /// The certificate is for another TCB than the one reported.
    record TcbMismatch(TcbVersion report, TcbVersion certificate) implements Flaw {}

    /// The certificate is for another chip.
    record ChipMismatch(Bytes report, Bytes certificate) implements Flaw {}

    /// The quoting enclave's report is not over the key that signed the quote.
    record UnboundKey(Bytes wanted, Bytes found) implements Flaw {}

    /// The quoting enclave's report was not signed by the platform's key.
    record BadQeSignature(String signer) implements Flaw {}

    /// What signed for the quote is not Intel's quoting enclave.
    record WrongQuotingEnclave(Mismatch mismatch) implements Flaw {}

    /// The TD runs under a module that Intel does not know.
    record WrongTdxModule(Mismatch mismatch) implements Flaw {}

    /// The TCB is below everything that Intel says something about.
    record UnsupportedTcb(String tcb) implements Flaw {}

    /// Intel does not trust keys of that TCB any more.
    record RevokedTcb(List<String> advisories) implements Flaw {
        public RevokedTcb {
            advisories = List.copyOf(advisories);
        }
    }

    @Override
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
            case UnboundKey f -> "unbound-key";
            case BadQeSignature f -> "bad-qe-signature";
            case WrongQuotingEnclave f -> "wrong-quoting-enclave";
            case WrongTdxModule f -> "wrong-tdx-module";
            case UnsupportedTcb f -> "unsupported-tcb";
            case RevokedTcb f -> "revoked-tcb";
        };
    }

    @Override
    default String sentence() {
        return switch (this) {
            case Unsigned f -> "the report is not signed: its signing key is \"none\"";
            case BadSignature f -> "the report's signature was not made by " + f.signer;
            case BrokenChain f -> "the certificate " + f.certificate + " does not chain: " + f.found;
            case UnfitCertificate f -> "the certificate " + f.certificate + " is unfit: " + f.part + " " + f.found;
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
            case UnboundKey f -> "the quoting enclave does not vouch for the key that signed the quote";
            case BadQeSignature f -> "the quoting enclave's report was not signed by " + f.signer;
            case WrongQuotingEnclave f ->
                "what vouches for the quote is not Intel's quoting enclave: its " + f.mismatch.field() + " is "
                        + f.mismatch.got();
            case WrongTdxModule f ->
                "the TDX module is none that Intel knows: " + f.mismatch.field() + " is " + f.mismatch.got();
            case UnsupportedTcb f -> "Intel vouches for no TCB as low as this: " + f.tcb;
            case RevokedTcb f -> "Intel revoked this TCB" + named(f.advisories);
        };
    }

    @Override
    default Optional<String> field() {
        return Optional.of(
                switch (this) {
                    case Unsigned f -> "KEY_INFO.SIGNING_KEY";
                    case BadSignature f -> "SIGNATURE";
                    case BrokenChain f -> "issuer of " + f.certificate;
                    case UnfitCertificate f -> f.certificate + "." + f.part;
                    case UnknownRoot f -> "subjectPublicKeyInfo of " + f.name;
                    case WrongProduct f -> "CPUID_FAM_ID, CPUID_MOD_ID";
                    case Expired f -> f.certificate + ".notAfter";
                    case NotYetValid f -> f.certificate + ".notBefore";
                    case Revoked f -> f.certificate + ".serialNumber";
                    case TcbMismatch f -> "REPORTED_TCB";
                    case ChipMismatch f -> "CHIP_ID";
                    case UnboundKey f -> "QE report, REPORTDATA";
                    case BadQeSignature f -> "QE report signature";
                    case WrongQuotingEnclave f -> "QE report, " + f.mismatch.field();
                    case WrongTdxModule f -> f.mismatch.field();
                    case UnsupportedTcb f -> "TCB components";
                    case RevokedTcb f -> "tcbStatus";
                });
    }

    @Override
    default Optional<String> expected() {
        return Optional.of(
                switch (this) {
                    case Unsigned f -> "VCEK or VLEK";
                    case BadSignature f -> "a signature by " + f.signer;
                    case BrokenChain f -> f.wanted;
                    case UnfitCertificate f -> f.wanted;
                    case UnknownRoot f -> "a root of the vendor, or one that is named as trusted";
                    case WrongProduct f -> f.chain;
                    case Expired f -> f.at + " or later";
                    case NotYetValid f -> f.at + " or earlier";
                    case Revoked f -> "not on the vendor's revocation list";
                    case TcbMismatch f -> f.certificate.toString();
                    case ChipMismatch f -> f.certificate.hex();
                    case UnboundKey f -> f.wanted.hex();
                    case BadQeSignature f -> "a signature by " + f.signer;
                    case WrongQuotingEnclave f -> f.mismatch.expected();
                    case WrongTdxModule f -> f.mismatch.expected();
                    case UnsupportedTcb f -> "at least the lowest level of Intel's TCB info";
                    case RevokedTcb f -> "any status but " + TcbStatus.REVOKED;
                });
    }

    @Override
    default Optional<String> got() {
        return Optional.of(
                switch (this) {
                    case Unsigned f -> "none";
                    case BadSignature f -> "a signature that does not verify";
                    case BrokenChain f -> f.found;
                    case UnfitCertificate f -> f.found;
                    case UnknownRoot f -> f.fingerprint.toString();
                    case WrongProduct f -> f.report;
                    case Expired f -> f.since.toString();
                    case NotYetValid f -> f.from.toString();
                    case Revoked f -> "0x" + f.serial.toString(16) + ", revoked on " + f.since;
                    case TcbMismatch f -> f.report.toString();
                    case ChipMismatch f -> f.report.hex();
                    case UnboundKey f -> f.found.hex();
                    case BadQeSignature f -> "a signature that does not verify";
                    case WrongQuotingEnclave f -> f.mismatch.got();
                    case WrongTdxModule f -> f.mismatch.got();
                    case UnsupportedTcb f -> f.tcb;
                    case RevokedTcb f -> TcbStatus.REVOKED.word();
                });
    }

    @Override
    default String remedy() {
        return switch (this) {
            case Unsigned f -> "switch MaskChipKey off on the host, then ask for a report anew";
            case BadSignature f -> "take the report as the chip gave it, and the certificate of the key that signed it";
            case BrokenChain f ->
                "take the certificates that the vendor issued for this key, the issuer's and the root's";
            case UnfitCertificate f -> "fetch the certificate anew from the vendor's key service or the host";
            case UnknownRoot f
            when f.isEmulated() -> "run on hardware, or name this root as trusted where no protection is needed";
            case UnknownRoot f -> "run on hardware of a vendor that is known, or name this root as trusted";
            case WrongProduct f -> "take the certificates of the chip's own product line";
            case Expired f -> "fetch a newer certificate, or verify as of the time of the report";
            case NotYetValid f -> "set the verifier's clock right, or take a certificate that is valid at that time";
            case Revoked f -> "fetch the certificates that the vendor issued in its place, and attest anew";
            case TcbMismatch f -> "fetch the certificate for the TCB that the report states";
            case ChipMismatch f -> "fetch the certificate for the chip that the report states";
            case UnboundKey f -> "take the quote as the platform gave it, or attest anew";
            case BadQeSignature f ->
                "take the quote as the platform gave it, and the PCK certificate of that very platform and TCB";
            case WrongQuotingEnclave f -> "run Intel's own quoting enclave on the host, and attest anew";
            case WrongTdxModule f -> "run a TDX module that Intel signed and lists, and attest anew";
            case UnsupportedTcb f ->
                "update the host's firmware and microcode, register it anew with Intel, and attest anew";
            case RevokedTcb f -> "update the host's firmware and microcode, and attest anew";
        };
    }

    private static String named(List<String> advisories) {
        return advisories.isEmpty() ? "" : ": " + String.join(", ", advisories);
    }
}
