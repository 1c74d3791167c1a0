package dev.cloister.evidence.ratls;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.Evidence;
import dev.cloister.evidence.dcap.Quote;
import dev.cloister.evidence.dcap.Tee;
import dev.cloister.evidence.x509.Certificate;
import dev.cloister.evidence.x509.Der;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// A certificate that carries evidence about who has its key, parsed and not yet believed.
///
/// These extensions are read. Only the first that is there is looked at, so that a bad one is never made up
/// for by an older one:
///
/// 1. TCG DICE tagged evidence, OID 2.23.133.5.4.9: CBOR tag 60000 around quote and claims,
/// 2. Gramine's older form, OID 0.6.9.42.840.113741.1337.6: the bare quote,
/// 3. the OID that was meant there, 1.2.840.113741.1337.6: the bare quote, as other tools write it,
/// 4. 1.2.840.113741.1.13.1, of older attested TLS: the bare quote.
public final class RatlsCertificate {
    /// Longer ones are not read.
    public static final int MAX_SIZE = 1 << 16;

    static final String DICE = "2.23.133.5.4.9";
    private static final String GRAMINE = "0.6.9.42.840.113741.1337.6";
    private static final String MEANT = "1.2.840.113741.1337.6";
    private static final String ATTESTED_TLS = "1.2.840.113741.1.13.1";

    /// TCG would have its extension critical, Gramine and TLS libraries would not: both are taken.
    private static final Set<String> UNDERSTOOD = Set.of(DICE, GRAMINE, MEANT, ATTESTED_TLS);

    private static final String STRUCTURE = "RatlsCertificate";
    private static final int MAX_QUOTE = 1 << 15;
    private static final int TEE_QUOTE = 60000;
    private static final int BIT_STRING = 0x03;
    private static final Bytes RSA = Bytes.hex("06092a864886f70d0101010500");

    private final Certificate certificate;
    private final Bytes key;
    private final Evidence.Dcap evidence;
    private final Binding binding;

    private RatlsCertificate(Certificate certificate, Bytes key, Evidence.Dcap evidence, Binding binding) {
        this.certificate = certificate;
        this.key = key;
        this.evidence = evidence;
        this.binding = binding;
    }

    /// Exactly one DER certificate with evidence.
    public static RatlsCertificate parse(Bytes der) throws Malformed {
        Certificate certificate = x509(der);
        if (!hasEvidence(certificate)) {
            throw new Malformed(STRUCTURE, "extensions", -1, "carries no evidence in a form that is known here");
        }
        return of(certificate);
    }

    static Certificate x509(Bytes der) throws Malformed {
        return Certificate.parse(STRUCTURE, der, MAX_SIZE);
    }

    static boolean hasEvidence(Certificate certificate) throws Malformed {
        for (String oid : UNDERSTOOD) {
            if (certificate.extension(oid).isPresent()) {
                return true;
            }
        }
        return false;
    }

    /// Of a certificate that {@link #hasEvidence} holds for.
    static RatlsCertificate of(Certificate certificate) throws Malformed {
        Bytes key = certificate.subjectPublicKeyInfo();
        Optional<Bytes> dice = certificate.extension(DICE);
        if (dice.isPresent()) {
            return tagged(certificate, key, dice.get());
        }
        Optional<Bytes> gramine = certificate.extension(GRAMINE);
        if (gramine.isPresent()) {
            return new RatlsCertificate(certificate, key, quote(gramine.get()), new Binding.ByKey(key));
        }
        Optional<Bytes> meant = certificate.extension(MEANT);
        Evidence.Dcap evidence = quote(
                meant.isPresent()
                        ? meant.get()
                        : certificate.extension(ATTESTED_TLS).orElse(Bytes.EMPTY));
        return new RatlsCertificate(certificate, key, evidence, bare(key, evidence));
    }

    private static RatlsCertificate tagged(Certificate certificate, Bytes key, Bytes content) throws Malformed {
        Cbor in = Cbor.of("TaggedEvidence", content);
        long tag = in.tag("tag");
        if (tag != TEE_QUOTE) {
            throw in.bad("tag", "must be 60000 (a quote), is " + Long.toUnsignedString(tag));
        }
        in.array("", 2);
        Bytes quote = in.bytes("quote");
        Claims claims = Claims.parse(in.bytes("claims"));
        in.end();
        return new RatlsCertificate(certificate, key, quote(quote), new Binding.ByClaims(claims));
    }

    private static Evidence.Dcap quote(Bytes content) throws Malformed {
        if (content.length() > MAX_QUOTE) {
            throw new Malformed(
                    STRUCTURE, "quote", -1, "has " + content.length() + " bytes, at most " + MAX_QUOTE + " are read");
        }
        byte[] bytes = content.array();
        Tee tee = Quote.teeOf(bytes)
                .orElseThrow(() -> new Malformed(STRUCTURE, "quote", -1, "is no quote of Intel's quoting enclave"));
        return switch (tee) {
            case SGX -> new Evidence.Sgx(Quote.sgx(bytes));
            case TDX -> new Evidence.Tdx(Quote.tdx(bytes));
        };
    }

    /// Over the RSA key alone if it is that, else it must be over the whole.
    private static Binding bare(Bytes key, Evidence.Dcap evidence) throws Malformed {
        Der outer = Der.of(STRUCTURE, key);
        Der parts = outer.inside("subjectPublicKeyInfo", Der.SEQUENCE);
        Bytes algorithm = parts.content("algorithm", Der.SEQUENCE);
        Bytes bits = parts.content("subjectPublicKey", BIT_STRING);
        if (algorithm.equals(RSA) && !bits.isEmpty()) {
            Binding byRsaKey = new Binding.ByRsaKey(bits.slice(1, bits.length()));
            if (byRsaKey.reportData().sameAs(reportData(evidence))) {
                return byRsaKey;
            }
        }
        return new Binding.ByKey(key);
    }

    static Bytes reportData(Evidence.Dcap evidence) {
        return switch (evidence) {
            case Evidence.Sgx sgx -> sgx.quote().body().reportData();
            case Evidence.Tdx tdx -> tdx.quote().body().reportData();
        };
    }

    /// The whole certificate, as received.
    public Bytes der() {
        return certificate.der();
    }

    /// The quote in it.
    public Evidence.Dcap evidence() {
        return evidence;
    }

    public Binding binding() {
        return binding;
    }

    /// The challenge that its maker answers, where the form has one.
    public Optional<Bytes> nonce() {
        return switch (binding) {
            case Binding.ByClaims b -> b.claims().nonce();
            case Binding.ByKey b -> Optional.empty();
            case Binding.ByRsaKey b -> Optional.empty();
        };
    }

    /// The key as it stands in the certificate: SubjectPublicKeyInfo, DER.
    public Bytes subjectPublicKeyInfo() {
        return key;
    }

    /// SHA-256 of the key, as tools show it and other forms pin it.
    public Bytes keyFingerprint() {
        return Digests.sha256(key);
    }

    public Instant notBefore() {
        return certificate.notBefore();
    }

    public Instant notAfter() {
        return certificate.notAfter();
    }

    Certificate certificate() {
        return certificate;
    }

    Set<String> unknownCritical() {
        return certificate.unknownCritical(UNDERSTOOD);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RatlsCertificate known && certificate.equals(known.certificate);
    }

    @Override
    public int hashCode() {
        return certificate.hashCode();
    }

    @Override
    public String toString() {
        return "RatlsCertificate(" + keyFingerprint() + ")";
    }
}
