package dev.cloister.evidence;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.x509.Certificate;
import dev.cloister.evidence.x509.Pem;
import dev.cloister.evidence.x509.RevocationList;
import dev.cloister.vectors.Catalog;
import dev.cloister.vectors.CatalogEntry;
import dev.cloister.vectors.CatalogLoop;
import dev.cloister.vectors.Disagreements;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.Test;

/// Every certificate and list of the catalogue's folder `roots` is read; AMD's that are pinned are those.
class RootsCatalogTest {
    private static final TrustAnchors AMD = TrustAnchors.amd();
    private static final Set<String> ABOUT_THE_ENTRY = Set.of("id", "files", "format", "source", "what", "note");

    @Test
    void everyRootIsRead() throws Exception {
        CatalogLoop.run(Catalog.open("roots"), RootsCatalogTest::judge, System.out)
                .mustPass();
    }

    private static void judge(Catalog catalog, CatalogEntry entry, Disagreements found) throws IOException, Malformed {
        found.compare("verdict", "none", entry.verdict().orElse("none"));
        SequencedMap<String, Json> facts = new LinkedHashMap<>(entry.whole().members());
        facts.keySet().removeAll(ABOUT_THE_ENTRY);
        for (CatalogEntry.Listed file : entry.files()) {
            Bytes der = Pem.unwrap("root", catalog.file(entry, file)).getFirst();
            boolean list = file.plainName().contains(".crl");
            JsonObject got = list ? list(der, found) : certificate(entry, Certificate.parse("root", der), found);
            found.facts(file.plainName() + " ", new JsonObject(facts), got);
        }
    }

    private static JsonObject certificate(CatalogEntry entry, Certificate certificate, Disagreements found) {
        boolean selfSigned = certificate.subject().equals(certificate.issuer());
        if (entry.id().startsWith("amd/")) {
            pinned(entry, certificate, found);
        } else {
            boolean known = AMD.contains(new RootFingerprint(certificate.keyFingerprint()));
            found.compare("an anchor of AMD", false, known);
            intel(entry, certificate, found);
        }
        return Json.object()
                .put("subject", name(jdk(certificate).getSubjectX500Principal()))
                .put("issuer", name(jdk(certificate).getIssuerX500Principal()))
                .put("serial", SnpFacts.hex(certificate.serial()))
                .put("not_before", certificate.notBefore().toString())
                .put("not_after", certificate.notAfter().toString())
                .put("sha256_certificate", Digests.sha256(certificate.der()).hex())
                .put("sha256_spki", certificate.keyFingerprint().hex())
                .put("public_key", key(certificate))
                .put("self_signed", selfSigned)
                .build();
    }

    /// Intel's own are all shipped, and its root is an anchor in both its certificates; pre-production ones
    /// bear the same name and are neither.
    private static void intel(CatalogEntry entry, Certificate certificate, Disagreements found) {
        boolean production = entry.id().startsWith("intel/sgx-");
        found.compare("shipped", production, IntelCertificates.all().contains(certificate));
        boolean root = production && entry.id().contains("root");
        RootFingerprint key = new RootFingerprint(certificate.keyFingerprint());
        found.compare("an anchor of Intel", root, TrustAnchors.intel().contains(key));
    }

    /// A current one is the module's own, signed by the pinned root; a revoked one is not.
    private static void pinned(CatalogEntry entry, Certificate certificate, Disagreements found) {
        boolean revoked = entry.text("what").orElse("").toUpperCase(Locale.ROOT).contains("REVOKED");
        found.compare("shipped", !revoked, AMD.certificates().contains(certificate));
        boolean root = certificate.subject().equals(certificate.issuer());
        boolean anchor = AMD.contains(new RootFingerprint(certificate.keyFingerprint()));
        found.compare("an anchor", root, anchor);
        List<Certificate> signers =
                AMD.certificates().stream().filter(certificate::isSignedBy).toList();
        found.compare("pinned roots that signed it", 1, signers.size());
    }

    private static JsonObject list(Bytes der, Disagreements found) throws Malformed {
        RevocationList list = RevocationList.parse("list", der);
        long signers = AMD.certificates().stream().filter(list::isSignedBy).count();
        found.compare("pinned roots that signed it", 1L, signers);
        List<BigInteger> serials = SnpFacts.serials(der);
        found.compare(
                "revoked, all of them",
                true,
                serials.stream().allMatch(serial -> list.revokedAt(serial).isPresent()));
        return Json.object()
                .put("issuer", SnpFacts.issuerName(der))
                .put("this_update", list.thisUpdate().toString())
                .put("next_update", list.nextUpdate().toString())
                .put(
                        "revoked",
                        Json.array(serials.stream()
                                .map(SnpFacts::hex)
                                .map(Json::text)
                                .toList()))
                .build();
    }

    static String name(X500Principal name) {
        return name.getName(X500Principal.RFC2253);
    }

    private static String key(Certificate certificate) {
        return switch (certificate.publicKey()) {
            case RSAPublicKey rsa -> "RSA " + rsa.getModulus().bitLength();
            case ECPublicKey ec ->
                "EC secp" + ec.getParams().getCurve().getField().getFieldSize() + "r1";
            default -> certificate.publicKey().getAlgorithm();
        };
    }

    private static X509Certificate jdk(Certificate certificate) {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(
                            new ByteArrayInputStream(certificate.der().array()));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
