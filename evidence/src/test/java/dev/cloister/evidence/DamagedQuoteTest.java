package dev.cloister.evidence;

import static dev.cloister.evidence.Outcomes.refusal;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.dcap.Collateral;
import dev.cloister.evidence.dcap.Quote;
import dev.cloister.evidence.x509.Certificate;
import dev.cloister.evidence.x509.RevocationList;
import dev.cloister.vectors.Damage;
import dev.cloister.vectors.Damage.MayFollow;
import dev.cloister.vectors.Damage.Share;
import dev.cloister.vectors.Damage.Unnoticed;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Good quotes and what Intel signs, with one bit or the length changed: as {@link DamagedEvidenceTest}.
class DamagedQuoteTest {
    private static final Verifier VERIFIER = new Verifier(TrustAnchors.intel());
    private static final Signatures SIGNATURES = Signatures.jdk();
    private static final String COLLATERAL = "dcap-collateral/";

    private interface Source {
        Damage of(String name) throws Malformed;
    }

    /// Quotes of enclave and TD, and a file for each structure; below `MORE_`, further ones of the same kind.
    enum Structure {
        QUOTE_V3(DamagedQuoteTest::enclave),
        QUOTE_V4(DamagedQuoteTest::td),
        PCK(DamagedQuoteTest::pck),
        TCB_INFO_V2(name -> document(name, "tcbinfo-sgx-v2-00906ea10000-2022-10-18-e12")),
        TCB_INFO_V3(name -> document(name, "tcbinfo-sgx-v3-00a067110000-2024-08-26-e16")),
        QE_IDENTITY(name -> document(name, "qe-identity-2024-09-10-e16")),
        PCK_LIST(name -> list(name, "pck-processor-crl-2024-09-02", "roots/intel/sgx-pck-processor-ca.der")),
        MORE_QUOTE_V5(DamagedQuoteTest::laterTd),
        MORE_TCB_INFO_TDX(name -> document(name, "tcbinfo-tdx-v3-90c06f000000-2026-03-18-e18")),
        MORE_ROOT_LIST(name -> list(name, "root-ca-crl-2024-03-20", "roots/intel/sgx-root-ca.der"));

        private final Source source;

        Structure(Source source) {
            this.source = source;
        }

        void damage(Share share) throws Malformed {
            source.of(name()).run(share, System.out);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_NONE, names = "MORE_.*")
    void aSampleOfTheFlips(Structure structure) throws Malformed {
        structure.damage(Share.SAMPLE);
    }

    @Tag("nightly")
    @ParameterizedTest
    @EnumSource
    void allFlips(Structure structure) throws Malformed {
        structure.damage(Share.ALL);
    }

    private static Endorsements collateral(String ca, String root, String info, String identity) {
        return Endorsements.of(
                List.of(),
                List.of(Vectors.file(COLLATERAL + ca + ".crl.der"), Vectors.file(COLLATERAL + root + ".crl.der")),
                List.of(Vectors.file(COLLATERAL + info + ".json"), Vectors.file(COLLATERAL + identity + ".json")));
    }

    /// Of the PEM text around the certificates in a quote, and behind them, nothing is anybody's.
    private static Damage quote(String name, Bytes quote, Damage.Judge judge) {
        String text = new String(quote.array(), StandardCharsets.ISO_8859_1);
        List<Unnoticed> list = new ArrayList<>();
        String end = "-----END CERTIFICATE-----";
        int at = text.indexOf(end);
        while (at >= 0) {
            int after = at + end.length();
            int next = text.indexOf("-----BEGIN", after);
            int to = next < 0 ? quote.length() : next;
            if (to > after) {
                list.add(new Unnoticed(after, to, 0xff, "text behind a PEM block is nobody's (RFC 7468 section 2)"));
            }
            at = text.indexOf(end, after);
        }
        return Damage.of(name, quote, judge)
                .unnoticed(list.toArray(Unnoticed[]::new))
                .mayFollow(new MayFollow(0, "hosts fill a quote up with zeros"));
    }

    private static Damage enclave(String name) {
        Endorsements all = collateral(
                "pck-processor-crl-2024-09-02",
                "root-ca-crl-2024-03-20",
                "tcbinfo-sgx-v3-00a067110000-2024-08-26-e16",
                "qe-identity-2024-09-10-e16");
        Instant at = Instant.parse("2024-09-17T15:19:30Z");
        return quote(
                name,
                Vectors.file("sgx/phala-emerald-f8b8/quote.bin"),
                bytes -> refusal(VERIFIER.verify(new Evidence.Sgx(Quote.sgx(bytes)), all, at)));
    }

    private static Damage laterTd(String name) {
        Endorsements all = collateral(
                "pck-platform-crl-2026-03-18",
                "root-ca-crl-2026-02-26",
                "tcbinfo-tdx-v3-90c06f000000-2026-03-18-e18",
                "td-qe-identity-2026-02-18-e18");
        Instant at = Instant.parse("2026-03-19T09:51:36Z");
        return quote(
                name,
                Vectors.file("tdx/gotdx-v5-cf77/quote.bin"),
                bytes -> refusal(VERIFIER.verify(new Evidence.Tdx(Quote.tdx(bytes)), all, at)));
    }

    private static Damage td(String name) throws Malformed {
        MadeUpIntel made = MadeUpIntel.td(m -> {});
        Endorsements all = Endorsements.of(List.of(made.tcbCertificate()), made.lists(), made.documents());
        Verifier verifier = MadeUpIntel.verifier();
        return quote(
                name,
                made.quote(),
                bytes -> refusal(verifier.verify(new Evidence.Tdx(Quote.tdx(bytes)), all, MadeUpIntel.NOW)));
    }

    /// Alone, for a quote that only names it.
    private static Damage pck(String name) throws Malformed {
        MadeUpIntel made = MadeUpIntel.enclave(m -> m.certificationType = 3);
        Evidence evidence = made.evidence();
        Verifier verifier = MadeUpIntel.verifier();
        Endorsements others = Endorsements.of(
                List.of(made.issuerCertificate(), made.rootCertificate(), made.tcbCertificate()),
                made.lists(),
                made.documents());
        return Damage.of(name, made.pckCertificate(), bytes -> {
            Endorsements all = Endorsements.both(Endorsements.of(List.of(Bytes.of(bytes)), List.of()), others);
            return refusal(verifier.verify(evidence, all, MadeUpIntel.NOW));
        });
    }

    private static Damage document(String name, String file) {
        List<Certificate> signers = IntelCertificates.all();
        return Damage.of(name, Vectors.file(COLLATERAL + file + ".json"), bytes -> {
                    Collateral document = Collateral.parse(Bytes.of(bytes));
                    boolean signed = signers.stream()
                            .filter(signer -> signer.commonName().equals(IntelCertificates.TCB_SIGNING))
                            .limit(1)
                            .anyMatch(signer -> SIGNATURES.madeByP256(
                                    document.signed().body(), document.signed().signature(), signer));
                    return refusal(signed);
                })
                .mayFollow(new MayFollow('\n', "white space behind a JSON text"));
    }

    private static Damage list(String name, String file, String issuer) throws Malformed {
        Certificate signer = Certificate.parse("issuer", Vectors.file(issuer));
        return Damage.of(name, Vectors.file(COLLATERAL + file + ".crl.der"), bytes -> {
            RevocationList list = RevocationList.parse("list", Bytes.of(bytes));
            boolean signed = list.names(signer) && SIGNATURES.madeByP256(list.signed(), signer);
            return refusal(signed);
        });
    }
}
