package dev.cloister.bench;

import dev.cloister.bytes.Bytes;
import dev.cloister.evidence.Endorsements;
import dev.cloister.evidence.Evidence;
import dev.cloister.evidence.Memory;
import dev.cloister.evidence.Revocation;
import dev.cloister.evidence.Signatures;
import dev.cloister.evidence.TrustAnchors;
import dev.cloister.evidence.Verification.Verified;
import dev.cloister.evidence.Verifier;
import dev.cloister.evidence.snp.CertificateTable;
import dev.cloister.evidence.snp.SnpReport;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Provider;
import java.security.Security;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Reports verified by one provider, beside what their signature checks cost there. Arguments: provider, folder of
/// vectors, then `label:vector:time`. A label that ends in `+list` brings the root's revocation list, and the
/// verifier asks for it.
final class Verification {
    private Verification() {}

    public static void main(String[] arguments) throws Exception {
        Provider provider = provider(arguments[0]);
        Provider rsa = provider == null ? Security.getProvider("SunRsaSign") : provider;
        Floor floor = new Floor(provider == null ? Security.getProvider("SunEC") : provider, rsa);
        Signatures signatures = provider == null ? Signatures.jdk() : Signatures.by(provider);
        System.err.println(signatures);
        for (int i = 2; i < arguments.length; i++) {
            String[] part = arguments[i].split(":", 3);
            rows(Path.of(arguments[1]), part[0], part[1], Instant.parse(part[2]), signatures, floor);
        }
    }

    /// Null is the JDK itself.
    static Provider provider(String name) throws Exception {
        return switch (name) {
            case "jdk" -> null;
            case "bc" -> (Provider) Class.forName("org.bouncycastle.jce.provider.BouncyCastleProvider")
                    .getConstructor()
                    .newInstance();
            case "accp" -> {
                Class<?> type = Class.forName("com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider");
                Provider accp = (Provider) type.getField("INSTANCE").get(null);
                type.getMethod("assertHealthy").invoke(accp);
                yield accp;
            }
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static void rows(
            Path vectors, String label, String vector, Instant at, Signatures signatures, Floor floor)
            throws Exception {
        Path folder = vectors.resolve("snp").resolve(vector);
        Path roots = vectors.resolve("roots/amd");
        String line = vector.substring(0, vector.indexOf('-')).toLowerCase(Locale.ROOT);
        byte[] report = Files.readAllBytes(folder.resolve("report.bin"));
        byte[] vekDer = Files.readAllBytes(folder.resolve("vek.der"));
        X509Certificate vek = Floor.certificate(folder.resolve("vek.der"));
        X509Certificate ask = Floor.certificate(roots.resolve(line + "-ask.der"));
        X509Certificate ark = Floor.certificate(roots.resolve(line + "-ark.der"));
        boolean withList = label.endsWith("+list");
        List<Bytes> lists = new ArrayList<>();
        Meter.Operation listCheck = () -> {};
        if (withList) {
            byte[] der = Files.readAllBytes(roots.resolve("crl/ark-" + line + "-2022.crl.der"));
            lists.add(Bytes.of(der));
            X509CRL crl = (X509CRL)
                    CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(der));
            listCheck = floor.pss(crl.getTBSCertList(), crl.getSignature(), ark);
        }

        Meter.measure(label + " parse", () -> SnpReport.parse(report));

        Meter.Operation one = floor.byKnownKey(report, vek);
        Meter.Operation two = Floor.all(floor.byNewKey(report, vek), floor.pss(vek.getTBSCertificate(), vek.getSignature(), ask));
        Meter.Operation all = Floor.all(
                two,
                floor.pss(ask.getTBSCertificate(), ask.getSignature(), ark),
                floor.pss(ark.getTBSCertificate(), ark.getSignature(), ark),
                listCheck);
        Bytes vekBytes = Bytes.of(vekDer);
        Bytes askBytes = Bytes.of(Files.readAllBytes(roots.resolve(line + "-ask.der")));
        Bytes arkBytes = Bytes.of(Files.readAllBytes(roots.resolve(line + "-ark.der")));
        Endorsements sent = new Sent(List.of(vekBytes), lists);
        Endorsements everything = new Sent(List.of(vekBytes, askBytes, arkBytes), lists);
        Revocation revocation = withList ? Revocation.REQUIRED : Revocation.NOT_REQUIRED;
        TrustAnchors anchors = TrustAnchors.amd();

        Verifier known = new Verifier(anchors, revocation, signatures, Memory.EVERYTHING);
        Verifier issuers = new Verifier(anchors, revocation, signatures, Memory.ISSUERS);
        Verifier nothing = new Verifier(anchors, revocation, signatures, Memory.NOTHING);
        Meter.warmUp(10, () -> { // so that the first row meets code as compiled as the last one
            verify(known, report, sent, at);
            verify(issuers, report, sent, at);
            verify(nothing, report, everything, at);
        });
        Meter.compare(label + " known", () -> verify(known, report, sent, at), label + " known floor", one);
        Meter.compare(label + " new", () -> verify(issuers, report, sent, at), label + " new floor", two);
        Meter.compare(label + " all", () -> verify(nothing, report, everything, at), label + " all floor", all);
    }

    private static void verify(Verifier verifier, byte[] report, Endorsements endorsements, Instant at)
            throws Exception {
        Evidence.Snp evidence = new Evidence.Snp(SnpReport.parse(report), CertificateTable.EMPTY);
        Floor.require(verifier.verify(evidence, endorsements, at) instanceof Verified<?>);
    }

    /// Endorsements as bytes, as they come with a request.
    private record Sent(List<Bytes> certificates, List<Bytes> lists) implements Endorsements {
        @Override
        public List<Bytes> certificates(Evidence evidence) {
            return certificates;
        }

        @Override
        public List<Bytes> revocationLists(Evidence evidence) {
            return lists;
        }
    }
}
