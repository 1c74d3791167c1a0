package dev.cloister.fuzz;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.Malformed;
import dev.cloister.emulator.EmulatedVendor;
import dev.cloister.emulator.Launch;
import dev.cloister.evidence.SnpJson;
import dev.cloister.evidence.appraisal.TrustPolicy;
import dev.cloister.evidence.snp.CertificateTable;
import dev.cloister.evidence.snp.SnpReport;
import dev.cloister.image.block.SealedBlob;
import dev.cloister.measure.IdAuthentication;
import dev.cloister.measure.IdBlock;
import dev.cloister.protocol.AuthRequest;
import dev.cloister.protocol.Challenge;
import dev.cloister.protocol.ResourcesRequest;
import dev.cloister.workload.InitData;
import dev.cloister.workload.InitDataDevice;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.List;

/// Makes the committed seeds anew, by our own writers and the emulated vendor. Those about Intel's quotes
/// (QUOTE, COLLATERAL, PCK_EXTENSION, RATLS) are what `MadeUpIntel` and `MadeUpRatls` in the tests of `evidence`
/// make; COLLATERAL_BUNDLE holds seeds of CERTIFICATE, REVOCATION_LIST and COLLATERAL. Those of
/// SIGSTRUCT and ENCLAVE_LAYOUT are what docs/measure.md makes.
final class CorpusWriter {
    private CorpusWriter() {}

    /// One argument: a folder for the emulated vendor's keys, which are not kept.
    public static void main(String[] arguments) throws Exception {
        EmulatedVendor vendor = EmulatedVendor.open(Path.of(arguments[0]));
        Bytes raw = vendor.chip()
                .report(
                        new Launch(Bytes.hex("11".repeat(48)), Bytes.hex("22".repeat(32)), Launch.PLAIN_POLICY),
                        Bytes.hex("33".repeat(32)),
                        Bytes.hex("44".repeat(64)));
        evidence(raw, vendor);
        measure();
        texts();
    }

    private static void evidence(Bytes raw, EmulatedVendor vendor) throws IOException, Malformed {
        CertificateTable table = vendor.chip().certificateTable(Corpus.NOW);
        put(Target.SNP_REPORT, "emulated.bin", raw);
        byte[] turin = raw.array();
        turin[0] = 5;
        turin[0x188] = 0x1a;
        Arrays.fill(turin, 0x38, 0x40, (byte) 0);
        for (int tcb : new int[] {0x180, 0x1e0, 0x1f0}) {
            Arrays.fill(turin, tcb, tcb + 8, (byte) 0);
        }
        put(Target.SNP_REPORT, "turin.bin", Bytes.of(turin));
        put(Target.CERTIFICATE_TABLE, "emulated.bin", table.encode());
        put(Target.CERTIFICATE, "ark.der", vendor.ark());
        put(Target.CERTIFICATE, "ask.der", vendor.ask());
        put(Target.CERTIFICATE, "vcek.der", vendor.chip().vcek());
        put(Target.VEK, "vcek.der", vendor.chip().vcek());
        put(Target.REVOCATION_LIST, "emulated.der", vendor.revocationList(Corpus.NOW));
        String pem = "-----BEGIN CERTIFICATE-----\n"
                + vendor.chip().vcek().base64().replaceAll("(.{64})", "$1\n") + "\n-----END CERTIFICATE-----\n";
        put(Target.PEM, "one.pem", Bytes.utf8(pem));
        put(Target.PEM, "two.pem", Bytes.utf8(pem.substring(0, 100).replace("MII", "AAAA") + pem));
        Bytes json = Bytes.utf8(SnpJson.write(SnpReport.parse(raw.array()), CertificateTable.EMPTY)
                .compact());
        put(Target.SNP_JSON, "emulated.json", json);
        put(
                Target.SNP_JSON,
                "turin.json",
                Bytes.utf8(SnpJson.write(SnpReport.parse(turin), CertificateTable.EMPTY)
                        .compact()));
        put(Target.EVIDENCE_FILE, "trustee.json", json);
        put(Target.EVIDENCE_FILE, "report.bin", raw);
        put(Target.EVIDENCE_FILE, "report.hex", Bytes.utf8(raw.hex()));
        put(Target.EVIDENCE_FILE, "report.base64", Bytes.utf8(raw.base64()));
        put(
                Target.EVIDENCE_FILE,
                "tsm.json",
                Bytes.utf8(Json.object()
                        .put("provider", "sev_guest\n")
                        .put("outblob", raw.base64())
                        .put("auxblob", "")
                        .build()
                        .compact()));
        put(
                Target.TRUST_POLICY,
                "strict-1.json",
                Bytes.utf8(TrustPolicy.strict1().toJson().compact()));
        put(
                Target.ATTEST_REQUEST,
                "frame.json",
                Bytes.utf8("{\"init-data\":null,\"runtime-data\":{\"nonce\":\"AA\","
                        + "\"tee-pubkey\":{\"kty\":\"EC\",\"crv\":\"P-256\",\"alg\":\"ECDH-ES+A256KW\",\"x\":\"AA\",\"y\":\"AA\"}},"
                        + "\"tee-evidence\":{\"primary_evidence\":{},\"additional_evidence\":\"{}\"}}"));
    }

    private static void measure() throws IOException, GeneralSecurityException {
        byte[] table = Bytes.hex("00040000" + "1600" + "666588dc4a989847a75e5585a7bf67cc" + "000c810000040000" + "1a00"
                        + "1f3755723b3a044b927b1da6efa8d454" + "04b08000" + "1600" + "de71f7007e1acb4f890e68c77e2fb44e"
                        + "5800" + "de82b596b21ff745baeaa366c55a082d")
                .array();
        byte[] metadata = Bytes.hex("415345564c0000000100000005000000" + "000080000020000001000000"
                        + "00d080000010000002000000" + "00e080000010000003000000" + "00f080000010000004000000"
                        + "000081000010000010000000")
                .array();
        byte[] end = new byte[0x400];
        System.arraycopy(metadata, 0, end, 0, metadata.length);
        System.arraycopy(table, 0, end, end.length - 32 - table.length, table.length);
        put(Target.FIRMWARE, "end.bin", Bytes.of(end));
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp384r1"));
        PrivateKey key = generator.generateKeyPair().getPrivate();
        IdBlock block = IdBlock.of(Bytes.hex("55".repeat(48)), IdBlock.DEFAULT_POLICY);
        put(Target.ID_BLOCK, "block.bin", block.encode());
        put(
                Target.ID_AUTHENTICATION,
                "id.bin",
                IdAuthentication.sign(block, key).encode());
        put(
                Target.ID_AUTHENTICATION,
                "author.bin",
                IdAuthentication.sign(block, key, key).encode());
    }

    private static void texts() throws IOException, Malformed {
        String numbers = "{\"a\":[1,-0,1.5e300,true,false,null,\"\\u00e9\\ud83d\\ude00\\n\"],\"b\":{\"\":{}}}";
        put(Target.JSON, "all.json", Bytes.utf8(numbers));
        put(Target.BASE64, "two.txt", Bytes.utf8("AAE="));
        put(Target.BASE64_URL, "one.txt", Bytes.utf8("-_8"));
        put(Target.INIT_DATA, "known.toml", Bytes.utf8(INIT_DATA));
        InitData initData = InitData.parse(INIT_DATA.getBytes(StandardCharsets.UTF_8));
        put(Target.CLOISTER_TOML, "known.toml", Bytes.utf8(initData.cloister().text()));
        put(Target.INIT_DATA_DEVICE, "known.bin", Bytes.of(InitDataDevice.encode(initData)));
        put(
                Target.AUTH_REQUEST,
                "channel.json",
                AuthRequest.channel("snp", "acme/prod").body());
        Challenge challenge = Challenge.of(Bytes.hex("66".repeat(32)));
        put(Target.CHALLENGE, "channel.json", challenge.channelBody());
        put(Target.CHALLENGE, "plain.json", challenge.plainBody());
        put(Target.RESOURCES_REQUEST, "two.json", new ResourcesRequest(List.of("a/b/c", "d/e/f")).body());
        String header =
                Bytes.utf8("{\"alg\":\"ES256\",\"typ\":\"x\",\"kid\":\"k\"}").base64Url();
        put(
                Target.JWS,
                "frame.txt",
                Bytes.utf8(header + "." + header + "." + Bytes.of(new byte[64]).base64Url()));
        put(
                Target.SEALED_BLOB,
                "trailer.bin",
                Bytes.of(SealedBlob.forContent(8192).trailer()));
    }

    private static final String INIT_DATA = """
            algorithm = "sha256"
            version = "0.1.0"

            [data]
            "cloister.toml" = '''
            version = 1

            [broker]
            url = "http://10.0.2.100:80"
            audience = "acme/prod"
            epoch = 7

            [[broker.key]]
            kty = "EC"
            crv = "P-256"
            x = "cv6Y3bePcUk69dmRe3jl-wAzF5FrVE3hOB36bT_1enw"
            y = "uxNHPBTWg3ZiZM-XWT8IFiwYTin6VhVRPeNVBmLhVDs"

            [root]
            verity = "sha256:0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c"
            key = "default/image/key"

            [lease]
            lost = "stop"
            '''
            """;

    private static void put(Target target, String name, Bytes content) throws IOException {
        Path file = Corpus.FOLDER.resolve(target.name()).resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, content.array());
    }
}
