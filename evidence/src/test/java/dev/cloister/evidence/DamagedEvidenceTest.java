package dev.cloister.evidence;

import static dev.cloister.evidence.Outcomes.refusal;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.snp.CertificateTable;
import dev.cloister.evidence.snp.CertificateTable.Entry;
import dev.cloister.evidence.snp.CertificateTable.Kind;
import dev.cloister.evidence.snp.SnpReport;
import dev.cloister.evidence.x509.Certificate;
import dev.cloister.evidence.x509.RevocationList;
import dev.cloister.vectors.Damage;
import dev.cloister.vectors.Damage.MayFollow;
import dev.cloister.vectors.Damage.Share;
import dev.cloister.vectors.Damage.Unnoticed;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Good evidence with one bit or its length changed: refused with a code that is documented, in bounded time.
/// What may change unnoticed is listed with its reason, and nothing else may.
class DamagedEvidenceTest {
    private static final Verifier VERIFIER = new Verifier(TrustAnchors.amd(), Revocation.NOT_REQUIRED);
    private static final String MILAN = "milan-v3-vcek-aci-49d1";
    private static final Instant MILAN_TIME = Instant.parse("2025-03-24T19:58:10Z");
    private static final String AWS = "milan-v3-vlek-aws-decd";
    private static final Instant AWS_TIME = Instant.parse("2025-01-09T22:14:21Z");
    private static final String TURIN = "turin-v5-vcek-aci-85da";
    private static final Instant TURIN_TIME = Instant.parse("2026-04-06T01:04:33Z");

    private interface Source {
        Damage of(String name) throws Malformed;
    }

    /// A report for each version, and a file for each structure; below `MORE_`, further ones of the same kind.
    enum Structure {
        REPORT_V2(name -> report(name, "milan-v2-vcek-virtee", Instant.parse("2023-06-02T19:23:43Z"))),
        REPORT_V3(name -> report(name, MILAN, MILAN_TIME)),
        /// No version 4 report of a real chip is among the vectors: this one is made up and signed by a made-up
        /// vendor.
        REPORT_V4_MADE_UP(DamagedEvidenceTest::madeUpVersion4),
        REPORT_V5(name -> report(name, TURIN, TURIN_TIME)),
        VCEK(name -> vek(name, MILAN, MILAN_TIME)),
        VLEK(name -> vek(name, AWS, AWS_TIME)),
        ASK(name -> issued(name, "roots/amd/genoa-ask.der", "roots/amd/genoa-ark.der")),
        CRL(name -> list(name, "snp/neg-genoa-ask-revoked/ark-genoa.crl.der", "roots/amd/genoa-ark.der")),
        TABLE(DamagedEvidenceTest::table),
        TABLE_OF_PEM(DamagedEvidenceTest::tableOfPem),
        PEM(DamagedEvidenceTest::pem),
        TRUSTEE_JSON(name -> trustee(name, MILAN, MILAN_TIME)),
        MORE_REPORT_V3_OF_VLEK(name -> report(name, AWS, AWS_TIME)),
        MORE_REPORT_V5_GENOA(name -> report(name, "genoa-v5-vcek-siena-8fd9", Instant.parse("2026-04-18T23:01:36Z"))),
        MORE_VCEK_TURIN(name -> vek(name, TURIN, TURIN_TIME)),
        MORE_ASVK(name -> issued(name, "roots/amd/milan-asvk.der", "roots/amd/milan-ark.der")),
        MORE_ARK(name -> issued(name, "roots/amd/turin-ark.der", "roots/amd/turin-ark.der")),
        MORE_CRL_EMPTY(name -> list(name, "snp/milan-crl-empty/ark-milan.crl.der", "roots/amd/milan-ark.der")),
        MORE_TRUSTEE_JSON_V5(name -> trustee(name, TURIN, TURIN_TIME));

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

    private static Optional<String> verify(SnpReport report, CertificateTable table, Instant at) {
        return refusal(VERIFIER.verify(new Evidence.Snp(report, table), Endorsements.in(table), at));
    }

    private static CertificateTable tableOf(Bytes vek) {
        return CertificateTable.of(Entry.of(Kind.VCEK, vek));
    }

    private static Bytes vekOf(String entry) {
        return Vectors.file("snp/" + entry + "/vek.der");
    }

    private static Damage report(String name, String entry, Instant at) throws Malformed {
        CertificateTable table = tableOf(vekOf(entry));
        return Damage.of(name, Vectors.report(entry).raw(), bytes -> verify(SnpReport.parse(bytes), table, at));
    }

    private static Damage madeUpVersion4(String name) throws Malformed {
        MadeUpVendor vendor = MadeUpVendor.with(made -> made.put(0, "04000000"));
        Endorsements endorsements = Endorsements.in(vendor.table());
        Verifier verifier = new Verifier(TrustAnchors.amd().plus(MadeUpVendor.root()));
        return Damage.of(name, vendor.report().raw(), bytes -> {
            Evidence.Snp evidence = new Evidence.Snp(SnpReport.parse(bytes), CertificateTable.EMPTY);
            return refusal(verifier.verify(evidence, endorsements, MadeUpVendor.NOW));
        });
    }

    private static Damage vek(String name, String entry, Instant at) throws Malformed {
        SnpReport report = Vectors.report(entry);
        return Damage.of(name, vekOf(entry), bytes -> verify(report, tableOf(Bytes.of(bytes)), at));
    }

    /// Issuers are at hand without the evidence, so they are looked at alone.
    private static Damage issued(String name, String certificate, String issuer) throws Malformed {
        Certificate root = Certificate.parse("issuer", Vectors.file(issuer));
        return Damage.of(
                name,
                Vectors.file(certificate),
                bytes -> refusal(
                        Certificate.parse("certificate", Bytes.of(bytes)).isSignedBy(root)));
    }

    private static Damage list(String name, String list, String issuer) throws Malformed {
        Certificate root = Certificate.parse("issuer", Vectors.file(issuer));
        return Damage.of(
                name,
                Vectors.file(list),
                bytes -> refusal(RevocationList.parse("list", Bytes.of(bytes)).isSignedBy(root)));
    }

    /// Just the VLEK, as Amazon's hosts send it.
    private static Damage table(String name) throws Malformed {
        SnpReport report = Vectors.report(AWS);
        Bytes table = Vectors.file("snp/milan-v3-vlek-certtable-vlek-only/auxblob.bin");
        return Damage.of(name, table, bytes -> verify(report, CertificateTable.parse(bytes), AWS_TIME))
                .mayFollow(new MayFollow(0, "hosts fill the table up to whole pages with zeros"));
    }

    /// ARK, ASK and VCEK as PEM.
    private static Damage tableOfPem(String name) throws Malformed {
        SnpReport report = Vectors.report("genoa-v3-ghcb-certtable");
        Instant at = Instant.parse("2025-06-19T18:31:36Z");
        Bytes table = Vectors.file("snp/genoa-v3-ghcb-certtable/auxblob.bin");
        return Damage.of(name, table, bytes -> verify(report, CertificateTable.parse(bytes), at))
                .unnoticed(
                        new Unnoticed(
                                0, 16, 0xff, "GUID of the ARK: an unknown one is passed over, the ARK is at hand"),
                        new Unnoticed(
                                24, 40, 0xff, "GUID of the ASK: an unknown one is passed over, the ASK is at hand"),
                        new Unnoticed(96, 4698, 0xff, "ARK and ASK themselves: both are at hand without the table"),
                        new Unnoticed(6576, 6577, 0xff, "text behind a PEM block is nobody's (RFC 7468 section 2)"))
                .mayFollow(new MayFollow(0, "hosts fill the table up to whole pages with zeros"));
    }

    /// A VCEK whose base64 ends in padding.
    private static Damage pem(String name) throws Malformed {
        SnpReport report = Vectors.report(MILAN);
        String body = vekOf(MILAN).base64().replaceAll("(.{64})", "$1\n");
        String text = "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----";
        String anything = "text behind a PEM block is nobody's (RFC 7468 section 2)";
        return Damage.of(name, Bytes.utf8(text), bytes -> verify(report, tableOf(Bytes.of(bytes)), MILAN_TIME))
                .mayFollow(
                        new MayFollow(0, anything),
                        new MayFollow(1, anything),
                        new MayFollow('\n', anything),
                        new MayFollow(0x30, anything),
                        new MayFollow(0xff, anything));
    }

    private static Damage trustee(String name, String entry, Instant at) throws Malformed {
        String text =
                SnpJson.write(Vectors.report(entry), tableOf(vekOf(entry))).compact();
        return Damage.of(name, Bytes.utf8(text), bytes -> {
                    Evidence.Snp read = SnpJson.read(Json.parse("evidence", bytes, SnpJson.DEPTH));
                    return verify(read.report(), read.certificates(), at);
                })
                .mayFollow(new MayFollow('\n', "white space behind a JSON text"));
    }
}
