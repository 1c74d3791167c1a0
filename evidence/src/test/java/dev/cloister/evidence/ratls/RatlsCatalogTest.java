package dev.cloister.evidence.ratls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.vectors.Catalog;
import dev.cloister.vectors.CatalogEntry;
import dev.cloister.vectors.CatalogLoop;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every entry of the catalogue's folder `ratls` gets what its words ask for.
class RatlsCatalogTest {
    @Test
    void everyEntryGetsWhatItAsksFor() throws Exception {
        CatalogLoop.run(Catalog.open("ratls"), new RatlsJudge(), System.out).mustPass();
    }

    /// A copy of the catalogue's list with one thing changed; its files stay where they are.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rats-rs-sgx|\"verdict\": \"REJECT_BY_DEFAULT_POLICY\"|\"verdict\": \"ACCEPT\"|under a policy",
                "rats-tls-openssl-ae92|\"verdict\": \"ACCEPT\"|\"verdict\": \"REJECT_BY_DEFAULT_POLICY\"|under a policy",
                "rats-tls-openssl-ae92|\"verdict\": \"ACCEPT\"|\"verdict\": \"REJECT\"|rejected",
                "rats-tls-openssl-ae92|sha256(PKCS1 key)\"|sha256(SPKI)\"|binding[0]",
                "gramine-tcg-dice|\"cbor_tag\": 60000|\"cbor_tag\": 60001|cbor_tag",
                "gramine-tcg-dice|\"self_signature\": \"valid\"|\"self_signature\": \"INVALID\"|not-self-signed",
                "gramine-tcg-dice|\"verification_time\": \"2022|\"verification_time\": \"2042|certificate-expired",
            })
    void theLoopCanFail(String id, String from, String to, String complaint, @TempDir Path set) throws Exception {
        Catalog real = Catalog.open("ratls");
        String list = Files.readString(real.set().resolve("ratls/catalog.json"));
        int at = list.indexOf(from, list.indexOf("\"id\": \"" + id + "\""));
        assertThat(at).as(from).isNotNegative();
        Files.createDirectory(set.resolve("ratls"));
        Files.writeString(
                set.resolve("ratls/catalog.json"), list.substring(0, at) + to + list.substring(at + from.length()));
        Catalog whole = Catalog.read(set, Optional.of(real.set()), "ratls");
        List<CatalogEntry> one = List.of(whole.entry(id).orElseThrow());
        Catalog doctored = new Catalog("ratls", set, whole.shared(), 1, whole.promised(), one);
        try (PrintStream quiet = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8)) {
            CatalogLoop.Result result = CatalogLoop.run(doctored, new RatlsJudge(), quiet);
            assertThat(result.complaints()).anySatisfy(line -> assertThat(line).contains(complaint));
            assertThat(result.failed()).isEqualTo(1);
        }
    }

    /// What the specification says of the three interoperability certificates.
    @ParameterizedTest
    @CsvSource({
        "gramine-tcg-dice, 5a5a5b2d177433048e9d62409d1acc4ec526c06e294d09e69a36cff9369e4851,"
                + "d8673446fe0f6842d4af0d182c8751d7e967039116deff5f85a43b2ca90c2831, 51",
        "intel-sdk-tcg-dice, f306ed602985371e3b485102db1fcdd4f4738329ce58b2f8d1c5d2cc79752026,"
                + "e551b081d5079ad7565b5f20a45f276c2f5a6152c1802c0688e15a02e87a74c9, 51",
        "rats-tls-tcg-dice, 72c0b70c2092741a4cfda0c2465487faf132998617b0aad53118aa5d6e180006,"
                + "3ef61b935603341747b96c602397da1c4761afe4eeed2cdc08cbf5f4ff61c533, 81",
    })
    void knownAnswers(String id, String key, String reportData, int claims) throws Exception {
        Catalog catalog = Catalog.open("ratls");
        CatalogEntry entry = catalog.entry(id).orElseThrow();
        RatlsCertificate read = RatlsCertificate.parse(catalog.file(entry, id + "/cert.der"));
        assertThat(read.keyFingerprint().hex()).isEqualTo(key);
        assertThat(read.binding().reportData()).isEqualTo(Bytes.hex(reportData).padTo(64));
        assertThat(((Binding.ByClaims) read.binding()).claims().encoded().length())
                .isEqualTo(claims);
    }

    /// Gramine's certificate carries a second quote under its older OID, over the key itself.
    @Test
    void theOlderFormInGraminesCertificateHoldsAsWell() throws Exception {
        Catalog catalog = Catalog.open("ratls");
        CatalogEntry entry = catalog.entry("gramine-tcg-dice").orElseThrow();
        Bytes der = catalog.file(entry, "gramine-tcg-dice/cert.der");
        RatlsCertificate older = withoutDice(der);
        assertThat(older.binding()).isInstanceOf(Binding.ByKey.class);
        assertThat(older.binding().reportData()).isEqualTo(RatlsCertificate.reportData(older.evidence()));
    }

    /// Its OID's last byte changed, so that nobody knows it; the signature then fails, which is not asked here.
    private static RatlsCertificate withoutDice(Bytes der) throws Malformed {
        String hex = der.hex();
        String oid = "06066781050504" + "09";
        assertThat(hex).contains(oid);
        return RatlsCertificate.parse(Bytes.hex(hex.replace(oid, "0606678105050408")));
    }
}
