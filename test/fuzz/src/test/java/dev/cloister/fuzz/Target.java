package dev.cloister.fuzz;

import dev.cloister.bytes.Base64s;
import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.Endorsements;
import dev.cloister.evidence.Evidence;
import dev.cloister.evidence.EvidenceFile;
import dev.cloister.evidence.Revocation;
import dev.cloister.evidence.SnpJson;
import dev.cloister.evidence.TcbCheck;
import dev.cloister.evidence.TrustAnchors;
import dev.cloister.evidence.Verifier;
import dev.cloister.evidence.appraisal.TrustPolicy;
import dev.cloister.evidence.dcap.Collateral;
import dev.cloister.evidence.dcap.EnclaveIdentity;
import dev.cloister.evidence.dcap.Platform;
import dev.cloister.evidence.dcap.Quote;
import dev.cloister.evidence.dcap.TcbEvaluation;
import dev.cloister.evidence.dcap.TcbInfo;
import dev.cloister.evidence.dcap.Tee;
import dev.cloister.evidence.fetch.Bundle;
import dev.cloister.evidence.ratls.PeerVerdict;
import dev.cloister.evidence.ratls.PeerVerifier;
import dev.cloister.evidence.ratls.RatlsCertificate;
import dev.cloister.evidence.ratls.TrustedPeers;
import dev.cloister.evidence.snp.CertificateTable;
import dev.cloister.evidence.snp.CertificateTable.Kind;
import dev.cloister.evidence.snp.SnpReport;
import dev.cloister.evidence.tdx.TdReport;
import dev.cloister.evidence.x509.Certificate;
import dev.cloister.evidence.x509.Pem;
import dev.cloister.evidence.x509.RevocationList;
import dev.cloister.image.block.SealedBlob;
import dev.cloister.measure.Firmware;
import dev.cloister.measure.IdAuthentication;
import dev.cloister.measure.IdBlock;
import dev.cloister.measure.sgx.EnclaveLayout;
import dev.cloister.measure.sgx.SigStruct;
import dev.cloister.protocol.AttestRequest;
import dev.cloister.protocol.AuthRequest;
import dev.cloister.protocol.Challenge;
import dev.cloister.protocol.ResourcesRequest;
import dev.cloister.protocol.jose.Jws;
import dev.cloister.workload.CloisterToml;
import dev.cloister.workload.InitData;
import dev.cloister.workload.InitDataDevice;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/// One parser each, and what must hold of whatever it takes. Bytes that it does not take end in {@link
/// Malformed}; every other exception is a finding.
enum Target {
    JSON(bytes -> {
        Json json = Json.parse("fuzz", bytes, 16);
        same(json, Json.parse("fuzz", utf8(json.compact()), 16));
        same(json, Json.parse("fuzz", utf8(json.pretty()), 16));
        String canonical = json.canonical();
        same(canonical, Json.parse("fuzz", utf8(canonical), 16).canonical());
    }),
    BASE64(bytes -> {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        same(text, Base64s.decodeStandard("fuzz", "", text).base64());
    }),
    BASE64_URL(bytes -> {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        same(text, Base64s.decodeUrl("fuzz", "", text).base64Url());
    }),
    SNP_REPORT(bytes -> {
        SnpReport report = SnpReport.parse(bytes);
        same(Bytes.of(bytes), report.raw());
        if (report.productLine().isPresent()) {
            Evidence.Snp evidence = new Evidence.Snp(report, CertificateTable.EMPTY);
            same(evidence, SnpJson.read(SnpJson.write(report, CertificateTable.EMPTY)));
        }
    }),
    CERTIFICATE_TABLE(bytes -> {
        CertificateTable table = CertificateTable.parse(bytes);
        Bytes encoded = table.encode();
        same(table, CertificateTable.parse(encoded.array()));
    }),
    CERTIFICATE(bytes -> {
        Certificate certificate = Certificate.parse("fuzz", Bytes.of(bytes));
        same(certificate, Certificate.parse("fuzz", certificate.der()));
        certificate.commonName();
        certificate.extension("1.3.6.1.4.1.3704.1.4");
        if (certificate.isSignedBy(certificate)) {
            certificate.mayIssue();
        }
        certificate.notBefore().isBefore(certificate.notAfter());
        certificate.keyFingerprint();
        certificate.hasUnknownCritical();
    }),
    REVOCATION_LIST(bytes -> {
        RevocationList list = RevocationList.parse("fuzz", Bytes.of(bytes));
        list.isFreshAt(Instant.EPOCH);
        list.revokedAt(BigInteger.TEN);
        list.isSignedBy(Emulated.ROOT);
    }),
    PEM(bytes -> Pem.unwrap("fuzz", Bytes.of(bytes)).forEach(Bytes::length)),
    SNP_JSON(bytes -> {
        Evidence.Snp evidence = SnpJson.read(Json.parse("fuzz", bytes, SnpJson.DEPTH));
        same(evidence, SnpJson.read(SnpJson.write(evidence.report(), evidence.certificates())));
    }),
    EVIDENCE_FILE(bytes -> {
        Evidence evidence = EvidenceFile.parse(bytes).evidence();
        switch (evidence) {
            case Evidence.Snp snp ->
                same(snp.report(), SnpReport.parse(snp.report().raw().array()));
            case Evidence.Sgx sgx ->
                same(sgx.quote(), Quote.sgx(sgx.quote().raw().array()));
            case Evidence.Tdx tdx ->
                same(tdx.quote(), Quote.tdx(tdx.quote().raw().array()));
        }
    }),
    /// A quote, and the verifier, which never throws.
    QUOTE(bytes -> {
        Evidence.Dcap evidence = Quote.teeOf(bytes).orElse(Tee.SGX) == Tee.SGX
                ? new Evidence.Sgx(Quote.sgx(bytes))
                : new Evidence.Tdx(Quote.tdx(bytes));
        same(Bytes.of(bytes), evidence.quote().raw());
        Evidence any = evidence;
        Intel.VERIFIER.verify(any, Endorsements.of(List.of(), List.of()), Corpus.NOW);
    }),
    /// TCB info, or the identity of a quoting enclave; what is taken can be evaluated.
    COLLATERAL(bytes -> {
        Collateral document = Collateral.parse(Bytes.of(bytes));
        same(document, Collateral.parse(document.signed().whole()));
        require(document.signed().signature().length() == 64, "a signature of another length");
        document.isFreshAt(Corpus.NOW);
        TcbInfo info = document instanceof TcbInfo read ? read : Intel.INFO;
        EnclaveIdentity identity = document instanceof EnclaveIdentity read ? read : Intel.IDENTITY;
        TcbEvaluation.of(Intel.PLATFORM, Intel.TD.signature().qeReport(), info, identity);
        TcbEvaluation.of(Intel.PLATFORM, Intel.TD.signature().qeReport(), Intel.TD.body(), info, identity);
    }),
    /// No byte of a bundle file is without a meaning. With its digest corrected, so that a fuzzer gets behind that.
    COLLATERAL_BUNDLE(bytes -> {
        Bytes sealed = sealed(Json.parse("fuzz", bytes, 4));
        Bundle bundle = Bundle.parse(sealed);
        same(sealed, bundle.encode());
        same(bundle.items(), Bundle.of(bundle.items().reversed()).items());
    }),
    PCK_EXTENSION(bytes -> require(Platform.parse(Bytes.of(bytes)).fmspc().length() == 6, "an FMSPC of 6 bytes")),
    /// An RA-TLS certificate, and the peer verifier, which never throws and never trusts what nobody named.
    RATLS(bytes -> {
        Bytes der = Bytes.of(bytes);
        require(!(Intel.PEERS.judge(der, Corpus.NOW) instanceof PeerVerdict.Trusted), "trusts without a reason");
        RatlsCertificate certificate = RatlsCertificate.parse(der);
        same(der, certificate.der());
        require(certificate.binding().reportData().length() == 64, "report data of another length");
        certificate.nonce();
    }),
    TRUST_POLICY(bytes -> {
        TrustPolicy policy = TrustPolicy.fromJson(Json.parse("fuzz", bytes, TrustPolicy.DEPTH));
        same(policy, TrustPolicy.fromJson(policy.toJson()));
    }),
    /// A certificate of the signing key, through the verifier, which never throws.
    VEK(bytes -> {
        CertificateTable table = CertificateTable.of(CertificateTable.Entry.of(Kind.VCEK, Bytes.of(bytes)));
        Evidence.Snp evidence = new Evidence.Snp(Emulated.REPORT, table);
        Emulated.VERIFIER.verify(evidence, Endorsements.in(table), Corpus.NOW);
    }),
    /// The end of an image, where its tables are.
    FIRMWARE(bytes -> {
        byte[] image = new byte[4096];
        int length = Math.min(image.length, bytes.length);
        System.arraycopy(bytes, bytes.length - length, image, image.length - length, length);
        Firmware firmware = Firmware.parse(image);
        firmware.sections().forEach(section -> require(section.sizeBytes() > 0, "an empty section"));
    }),
    ID_BLOCK(bytes -> same(Bytes.of(bytes), IdBlock.parse(bytes).encode())),
    ID_AUTHENTICATION(bytes -> {
        byte[] whole = Arrays.copyOf(bytes, IdAuthentication.LENGTH);
        IdAuthentication parsed = IdAuthentication.parse(whole);
        same(Bytes.of(whole), parsed.encode());
        parsed.faults(IdBlock.of(Bytes.of(new byte[48]), IdBlock.DEFAULT_POLICY));
    }),
    SIGSTRUCT(bytes -> {
        SigStruct parsed = SigStruct.parse(bytes);
        same(Bytes.of(bytes), parsed.encode());
        parsed.faults();
        parsed.identification().day();
    }),
    /// A list of pages, and the measurement of small ones.
    ENCLAVE_LAYOUT(bytes -> {
        EnclaveLayout layout = EnclaveLayout.parse(bytes);
        if (layout.pages().stream().mapToLong(EnclaveLayout.Pages::count).sum() < 64) {
            layout.mrEnclave(new byte[1 << 14]);
        }
    }),
    INIT_DATA(bytes -> {
        InitData parsed = InitData.parse(bytes);
        same(Bytes.of(bytes), Bytes.utf8(parsed.text()));
        same(parsed.text(), InitData.parse(utf8(parsed.text())).text());
    }),
    CLOISTER_TOML(bytes -> {
        CloisterToml parsed = CloisterToml.parse(bytes);
        same(parsed, CloisterToml.parse(utf8(parsed.text())));
    }),
    INIT_DATA_DEVICE(bytes -> {
        Bytes text = InitDataDevice.decode(bytes);
        same(text, InitDataDevice.decode(InitDataDevice.encode(text.array())));
    }),
    AUTH_REQUEST(bytes -> {
        AuthRequest request = AuthRequest.parse(bytes);
        same(request, AuthRequest.parse(request.body().array()));
    }),
    CHALLENGE(bytes -> Challenge.parse(Bytes.of(bytes))),
    ATTEST_REQUEST(AttestRequest::parse),
    RESOURCES_REQUEST(bytes -> {
        ResourcesRequest request = ResourcesRequest.parse(bytes);
        same(request, ResourcesRequest.parse(request.body().array()));
    }),
    JWS(bytes -> Jws.parse("fuzz", new String(bytes, StandardCharsets.ISO_8859_1), 4096)),
    SEALED_BLOB(bytes -> {
        SealedBlob blob = SealedBlob.parse(bytes, SealedBlob.forContent(8192).sizeBytes());
        same(Bytes.of(bytes), Bytes.of(blob.trailer()));
    });

    private interface Parser {
        void parse(byte[] bytes) throws Malformed;
    }

    /// Made of the seeds when first used.
    private static final class Emulated {
        static final SnpReport REPORT = Corpus.report();
        static final Certificate ROOT = Corpus.root();
        static final Verifier VERIFIER =
                new Verifier(TrustAnchors.amd().plus(Corpus.rootFingerprint()), Revocation.NOT_REQUIRED);
    }

    private static final class Intel {
        static final Platform PLATFORM = Corpus.platform();
        static final Quote<TdReport> TD = Corpus.td();
        static final TcbInfo INFO = (TcbInfo) Corpus.document("tcbinfo.json");
        static final EnclaveIdentity IDENTITY = (EnclaveIdentity) Corpus.document("identity.json");
        static final Verifier VERIFIER =
                new Verifier(TrustAnchors.intel(), Revocation.NOT_REQUIRED).with(TcbCheck.NOT_REQUIRED);
        static final PeerVerifier PEERS = new PeerVerifier(
                VERIFIER,
                Endorsements.of(List.of(), List.of()),
                TrustedPeers.measured(TrustPolicy.strict1(), Set.of()));
    }

    private final Parser parser;

    Target(Parser parser) {
        this.parser = parser;
    }

    /// What is refused is fine; a bug comes out as an exception.
    void run(byte[] bytes) {
        try {
            parser.parse(bytes);
        } catch (Malformed refused) {
            require(!refused.getMessage().isBlank(), "a refusal without words");
        }
    }

    /// Whether the bytes are taken; for seeds, of which some must be.
    boolean takes(byte[] bytes) {
        try {
            parser.parse(bytes);
            return true;
        } catch (Malformed refused) {
            return false;
        }
    }

    private static Bytes sealed(Json bundle) throws Malformed {
        JsonObject.Builder unsealed = Json.object();
        JsonFields.of("fuzz", bundle).whole().members().forEach((name, value) -> {
            if (!name.equals("sha256")) {
                unsealed.put(name, value);
            }
        });
        Bytes text = Bytes.utf8(unsealed.build().pretty());
        return Bytes.utf8(
                unsealed.put("sha256", Digests.sha256(text).hex()).build().pretty());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void same(Object expected, Object got) {
        require(expected.equals(got), "what was read is written and read as something else");
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }
}
