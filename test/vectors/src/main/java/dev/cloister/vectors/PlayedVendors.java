package dev.cloister.vectors;

import dev.cloister.bytes.Bytes;
import dev.cloister.vectors.KeyServer.Reply;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Locale;

/// The vendors' services as far as real evidence beside the checkout needs them: AMD's (KDS), Intel's (PCS) with its
/// own store of certificates, and a cache of Intel's (PCCS). Addresses are written down here from the specifications.
public record PlayedVendors(Path vectors) {
    /// A report of Milan from Azure, version 2, in the days of the list of 2022.
    public static final String REPORT = "milan-v2-vcek-azure-1e4e";

    public static final String REPORT_AT = "2023-04-01T00:00:00Z";

    /// A TD whose TCB was up to date then.
    public static final String TD = "phala-b0c0-f1c8";

    public static final String TD_AT = "2025-06-23T02:58:46Z";
    public static final String TCB = "/tdx/certification/v4/tcb?fmspc=B0C06F000000";
    public static final String IDENTITY = "/tdx/certification/v4/qe/identity";
    public static final String PCK_LIST = "/sgx/certification/v4/pckcrl?ca=platform&encoding=der";
    public static final String ROOT_LIST_OF_CACHE = "/sgx/certification/v4/rootcacrl";
    public static final String ROOT_LIST = "/IntelSGXRootCA.der";
    public static final String AMD_CHAIN = "/vcek/v1/Milan/cert_chain";
    public static final String AMD_LIST = "/vcek/v1/Milan/crl";

    public Bytes file(String name) {
        try {
            return Bytes.of(Files.readAllBytes(vectors.resolve(name)));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    public Bytes report() {
        return file("snp/" + REPORT + "/report.bin");
    }

    public Bytes td() {
        return file("tdx/" + TD + "/quote.bin");
    }

    /// AMD 57230: chip id, then the TCB of the report, part by part.
    public String chipKey() {
        Bytes report = report();
        return "/vcek/v1/Milan/" + report.slice(0x1a0, 0x1e0).hex() + "?blSPL=" + report.at(0x180) + "&teeSPL="
                + report.at(0x181) + "&snpSPL=" + report.at(0x186) + "&ucodeSPL=" + report.at(0x187);
    }

    public KeyServer amd(KeyServer server) {
        return server.page(chipKey(), Reply.of(file("snp/" + REPORT + "/vek.der")))
                .page(AMD_CHAIN, Reply.of(file("roots/amd/milan-ask.pem").concat(file("roots/amd/milan-ark.pem"))))
                .page(AMD_LIST, Reply.of(file("roots/amd/crl/ark-milan-2022.crl.der")));
    }

    public KeyServer pcs(KeyServer server) {
        Reply list = Reply.of(file("dcap-collateral/pck-platform-crl-2025-05-27.crl.der"))
                .header("SGX-PCK-CRL-Issuer-Chain", chain("sgx-pck-platform-ca"));
        return documents(server)
                .page(PCK_LIST, list)
                .page(ROOT_LIST, Reply.of(file("dcap-collateral/root-ca-crl-2025-03-20.crl.der")));
    }

    /// Gives lists out as hex digits.
    public KeyServer pccs(KeyServer server) {
        Reply list = Reply.of(Bytes.utf8(file("dcap-collateral/pck-platform-crl-2025-05-27.crl.der")
                        .hex()))
                .header("SGX-PCK-CRL-Issuer-Chain", chain("sgx-pck-platform-ca"));
        String root =
                file("dcap-collateral/root-ca-crl-2025-03-20.crl.der").hex().toUpperCase(Locale.ROOT);
        return documents(server).page(PCK_LIST, list).page(ROOT_LIST_OF_CACHE, Reply.of(Bytes.utf8(root)));
    }

    private KeyServer documents(KeyServer server) {
        return server.page(
                        TCB,
                        Reply.of(file("dcap-collateral/tcbinfo-tdx-v3-b0c06f000000-2025-06-19-e17.json"))
                                .header("TCB-Info-Issuer-Chain", chain("sgx-tcb-signing-2025")))
                .page(
                        IDENTITY,
                        Reply.of(file("dcap-collateral/td-qe-identity-2025-06-19-e17.json"))
                                .header("SGX-Enclave-Identity-Issuer-Chain", chain("sgx-tcb-signing-2025")));
    }

    /// The named certificate of Intel's and its root, as a header holds them.
    public String chain(String name) {
        String pem = pem(file("roots/intel/" + name + ".der")) + pem(file("roots/intel/sgx-root-ca.der"));
        return URLEncoder.encode(pem, StandardCharsets.US_ASCII).replace("+", "%20");
    }

    private static String pem(Bytes der) {
        return "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der.array())
                + "\n-----END CERTIFICATE-----\n";
    }
}
