package dev.cloister.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.dcap.Collateral;
import dev.cloister.evidence.dcap.EnclaveIdentity;
import dev.cloister.evidence.dcap.TcbInfo;
import dev.cloister.evidence.x509.Certificate;
import dev.cloister.evidence.x509.RevocationList;
import dev.cloister.vectors.Catalog;
import dev.cloister.vectors.CatalogEntry;
import dev.cloister.vectors.CatalogLoop;
import dev.cloister.vectors.Disagreements;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every entry of the catalogue's folders `sgx`, `tdx` and `dcap-collateral` gets what its words ask for.
class DcapCatalogTest {
    private static final Signatures SIGNATURES = Signatures.jdk();

    @ParameterizedTest
    @CsvSource({"sgx", "tdx"})
    void everyEntryGetsWhatItAsksFor(String folder) throws Exception {
        DcapJudge judge = new DcapJudge();
        CatalogLoop.run(Catalog.open(folder), judge, System.out).mustPass();
        System.out.println(folder + ": " + judge.evaluations() + " evaluations");
    }

    @Test
    void everyDocumentAndListIsIntels() throws Exception {
        CatalogLoop.run(Catalog.open("dcap-collateral"), DcapCatalogTest::collateral, System.out)
                .mustPass();
    }

    private static void collateral(Catalog catalog, CatalogEntry entry, Disagreements found)
            throws IOException, Malformed {
        found.compare("verdict", "signature valid", entry.verdict().orElse("none"));
        for (CatalogEntry.Listed file : entry.files()) {
            Bytes content = catalog.file(entry, file);
            if (file.role().equals("crl")) {
                list(entry, RevocationList.parse("list", content), found);
            } else {
                document(entry, Collateral.parse(content), found);
            }
        }
    }

    private static void list(CatalogEntry entry, RevocationList list, Disagreements found) throws Malformed {
        found.compare(
                "signed", true, signers(issuer -> list.names(issuer) && SIGNATURES.madeByP256(list.signed(), issuer)));
        found.compare(
                "this_update",
                entry.text("this_update").orElse(""),
                list.thisUpdate().toString());
        found.compare(
                "next_update",
                entry.text("next_update").orElse(""),
                list.nextUpdate().toString());
        for (String serial : entry.whole().fields("entry").texts("revoked_first")) {
            BigInteger number = new BigInteger(serial.replaceFirst("^0x", ""), 16);
            found.compare("revoked " + serial, true, list.revokedAt(number).isPresent());
        }
    }

    private static void document(CatalogEntry entry, Collateral document, Disagreements found) throws Malformed {
        found.compare(
                "signed",
                true,
                signers(signer -> signer.commonName().equals(IntelCertificates.TCB_SIGNING)
                        && SIGNATURES.madeByP256(
                                document.signed().body(), document.signed().signature(), signer)));
        found.compare(
                "issue_date",
                entry.text("issue_date").orElse(""),
                document.issueDate().toString());
        found.compare(
                "next_update",
                entry.text("next_update").orElse(""),
                document.nextUpdate().toString());
        long number = entry.whole().fields("entry").number("tcb_evaluation_data_number");
        found.compare("number", number, (long) document.evaluationNumber());
        long version = entry.whole().fields("entry").number("version");
        switch (document) {
            case TcbInfo info -> {
                found.compare("type", entry.text("type").orElse(""), info.tee().title());
                String fmspc = entry.text("fmspc").orElse("").toLowerCase(Locale.ROOT);
                found.compare("fmspc", fmspc, info.fmspc().hex());
                found.compare("version", version, (long) info.version());
            }
            case EnclaveIdentity identity -> {
                found.compare("type", entry.text("type").orElse(""), identity.id());
                found.compare("version", version, 2L);
            }
        }
    }

    private static boolean signers(Predicate<Certificate> signed) {
        return IntelCertificates.all().stream().anyMatch(signed);
    }

    /// A copy of the catalogue's list with one thing changed; its files stay where they are.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sgx|phala-emerald-f8b8|\"final_status\": \"ConfigurationAnd|\"final_status\": \"ConfigurationOr|final_status: expected",
                "sgx|phala-emerald-f8b8|\"qe_status\": \"UpToDate|\"qe_status\": \"OutOfDate|qe_status: expected OutOfDate",
                "sgx|phala-emerald-f8b8|INTEL-SA-00289|INTEL-SA-00288|advisories: expected",
                "sgx|phala-emerald-f8b8|2023-08-09T00:00:00Z|2023-08-08T00:00:00Z|tcbDate: expected",
                "sgx|phala-emerald-f8b8|\"pck_revoked\": false|\"pck_revoked\": true|outcome: expected refused [revoked], got verified",
                "sgx|phala-emerald-f8b8|\"at\": \"2024-09-13|\"at\": \"2029-09-13|got unsettled",
                "sgx|phala-emerald-f8b8|\"isv_svn\": 0|\"isv_svn\": 1|isv_svn: expected 1, got 0",
                "sgx|neg-cmc-quote-signature|\"verdict\": \"REJECT\"|\"verdict\": \"ACCEPT\"|expected verified",
                "sgx|oasis-f18a|\"verdict\": \"ACCEPT_SIGNATURES\"|\"verdict\": \"REJECT\"|got verified",
                "sgx|oasis-eppid-72a0|NEEDS_PCK_CHAIN_FROM_CALLER|ACCEPT_SIGNATURES|verification_time",
                "tdx|gotdx-v5-cf77|\"pcesvn\": 13|\"pcesvn\": 12|pck.pcesvn: expected 12, got 13",
                "tdx|gotdx-v5-cf77|\"tdx_module_status\": \"UpToDate|\"tdx_module_status\": \"OutOfDate|tdx_module_status",
                "tdx|neg-sandbox-root-v5-4fbd|\"pck_chain_signatures\": \"valid\"|\"pck_chain_signatures\": \"INVALID\"|flaws: expected",
            })
    void theLoopCanFail(String folder, String id, String from, String to, String complaint, @TempDir Path set)
            throws Exception {
        Catalog doctored = doctored(set, folder, id, from, to);
        CatalogLoop.Result result = quietly(doctored);
        assertThat(result.complaints())
                .anySatisfy(line ->
                        assertThat(line).startsWith(folder + "/" + id + ": ").contains(complaint));
        assertThat(result.failed()).isEqualTo(1);
    }

    private static Catalog doctored(Path set, String folder, String id, String from, String to) throws Exception {
        Catalog real = Catalog.open(folder);
        String list = Files.readString(real.set().resolve(folder).resolve("catalog.json"));
        int start = list.indexOf("\"id\": \"" + id + "\"");
        assertThat(start).isNotNegative();
        int at = list.indexOf(from, start);
        assertThat(at).as(from).isNotNegative();
        Files.createDirectory(set.resolve(folder));
        Files.writeString(
                set.resolve(folder).resolve("catalog.json"),
                list.substring(0, at) + to + list.substring(at + from.length()));
        Catalog whole = Catalog.read(set, Optional.of(real.set()), folder);
        List<CatalogEntry> one = List.of(whole.entry(id).orElseThrow());
        return new Catalog(folder, set, whole.shared(), 1, whole.promised(), one);
    }

    private static CatalogLoop.Result quietly(Catalog catalog) throws IOException {
        try (PrintStream quiet = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8)) {
            return CatalogLoop.run(catalog, new DcapJudge(), quiet);
        }
    }
}
