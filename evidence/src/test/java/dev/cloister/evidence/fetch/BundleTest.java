package dev.cloister.evidence.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.Vectors;
import dev.cloister.vectors.PlayedVendors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The bundle file: always the same bytes, nothing but those, and enough for a verification years later.
class BundleTest {
    private static final Instant FETCHED = Instant.parse("2026-01-02T03:04:05Z");

    @TempDir
    private Path folder;

    private static Item item(Item.Kind kind, String file) throws Malformed {
        return Item.of(kind, "https://kds.test/" + file, FETCHED, Vectors.file(file));
    }

    private static List<Item> items() throws Malformed {
        return new ArrayList<>(List.of(
                item(Item.Kind.REVOCATION_LIST, "roots/amd/crl/ark-milan-2022.crl.der"),
                item(Item.Kind.CERTIFICATE, "roots/intel/sgx-root-ca.der"),
                item(Item.Kind.DOCUMENT, "dcap-collateral/td-qe-identity-2025-06-19-e17.json")));
    }

    @Test
    void theOrderOfItemsIsItsOwn() throws Malformed {
        List<Item> items = items();
        Bytes written = Bundle.of(items).encode();
        Collections.reverse(items);
        items.addAll(items());
        assertThat(Bundle.of(items).encode()).isEqualTo(written);
        assertThat(Bundle.parse(written).items()).hasSize(3);
        assertThat(Bundle.parse(written).encode()).isEqualTo(written);
    }

    @Test
    void asOfWhenAllOfItHolds() throws Malformed {
        Bundle bundle = Bundle.of(items());
        assertThat(bundle.holdsFrom()).contains(Instant.parse("2025-06-19T10:32:27Z"));
        assertThat(bundle.holdsUntil()).contains(Instant.parse("2023-05-09T23:00:00Z"));
        assertThat(Bundle.of(List.of()).holdsUntil()).isEqualTo(Optional.empty());
    }

    @Test
    void aBundleVerifiesYearsLater() throws IOException, Malformed {
        Bytes file;
        try (Scene scene = Scene.of(folder, PlayedVendors.TD_AT)) {
            scene.vendors.pcs(scene.server);
            file = scene.fetchTd().bundle().encode();
        }
        Bundle bundle = Bundle.parse(file);
        try (Scene scene = Scene.of(folder, PlayedVendors.TD_AT)) {
            assertThat(Scene.answer(scene.td(), bundle, Scene.TD_AT)).isEqualTo("verified");
            assertThat(Scene.answer(scene.td(), bundle, Instant.parse("2028-01-01T00:00:00Z")))
                    .isEqualTo("unsettled [stale-revocation-list, stale-collateral]");
        }
    }

    @Test
    void eachShorterOneIsRefused() throws Malformed {
        Bytes written = Bundle.of(items()).encode();
        for (int length = 0; length < written.length(); length++) {
            refused(written.slice(0, length));
        }
    }

    @Test
    void oneByteMoreIsRefused() throws Malformed {
        Bytes written = Bundle.of(items()).encode();
        for (String more : List.of(" ", "\n", "}", "\0", "x")) {
            refused(written.concat(Bytes.utf8(more)));
            refused(Bytes.utf8(more).concat(written));
        }
    }

    /// All bits of a small one.
    @Test
    void eachFlippedBitIsRefused() throws Malformed {
        byte[] written = Bundle.of(List.of(items().get(2))).encode().array();
        for (int bit = 0; bit < 8 * written.length; bit++) {
            written[bit / 8] ^= (byte) (1 << bit % 8);
            refused(Bytes.of(written));
            written[bit / 8] ^= (byte) (1 << bit % 8);
        }
    }

    /// Who edits it and corrects the digest changes what its form does not allow.
    @Test
    void otherFormsAreRefused() throws Malformed {
        String written = text(Bundle.of(items()));
        for (String[] change : new String[][] {
            {"\"version\": 1", "\"version\": 2"},
            {"cloister-collateral", "cloister-collaterals"},
            {"\"kind\": \"certificate\"", "\"kind\": \"document\""},
            {"\"kind\": \"certificate\"", "\"kind\": \"key\""},
            {"certificate of Intel SGX Root CA", "certificate of Intel SGX Root CB"},
            {"\"until\": \"2049", "\"until\": \"2050"},
            {"\"fetched\": \"2026-01-02T03:04:05Z\"", "\"fetched\": \"2026-01-02T03:04:05.000Z\""},
            {"\"fetched\": \"2026-01-02T03:04:05Z\"", "\"fetched\": \"yesterday\""},
            {"https://kds.test/roots/intel", "https://kds.test/ roots/intel"},
            {"\"kind\": \"certificate\",", "\"kind\": \"certificate\",\n      \"more\": 1,"},
            {"\n  \"items\"", "\n   \"items\""},
        }) {
            assertThat(written).contains(change[0]);
            refused(Bytes.utf8(sealed(written.replaceFirst(java.util.regex.Pattern.quote(change[0]), change[1]))));
        }
    }

    /// Damage reads differently from another form.
    @Test
    void damageIsSaidToBeThat() throws Malformed {
        String written = text(Bundle.of(items()));
        assertThatThrownBy(() -> Bundle.parse(Bytes.utf8(written.replace("kds.test", "kds.Test"))))
                .hasMessageContaining("sha256")
                .hasMessageContaining("damaged or edited");
        assertThatThrownBy(() -> Bundle.parse(Bytes.utf8(sealed(written) + "\n")))
                .hasMessageContaining("written in another form");
    }

    private static String text(Bundle bundle) {
        return new String(bundle.encode().array(), StandardCharsets.UTF_8);
    }

    /// With a digest that is of its content.
    private static String sealed(String text) {
        int at = text.indexOf(",\n  \"sha256\"");
        String rest = text.substring(0, at) + "\n}\n";
        return text.substring(0, at) + ",\n  \"sha256\": \"" + Digests.sha256(Bytes.utf8(rest)) + "\"\n}\n";
    }

    @Test
    void theDigestOfTheTestIsTheCodes() throws Malformed {
        String written = text(Bundle.of(items()));
        assertThat(sealed(written)).isEqualTo(written);
    }

    private static void refused(Bytes content) {
        assertThatThrownBy(() -> Bundle.parse(content)).isInstanceOf(Malformed.class);
    }

    @Test
    void whatIsTooMuchIsRefused() throws Malformed {
        assertThatThrownBy(() -> Bundle.parse(Bytes.of(new byte[Bundle.MAX_SIZE + 1])))
                .isInstanceOf(Malformed.class);
    }

    @Test
    void whichAddressesAndEvaluationsThereAre() {
        for (String wrong : List.of("ftp://host", "host", "https:///x", "http://a:b@host", "http://host/?a=b")) {
            assertThatThrownBy(() -> new KeyServices.Intel.Pccs(java.net.URI.create(wrong)))
                    .as(wrong)
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(List.of("standard", "early", "17", "999999"))
                .allMatch(word -> Evaluation.of(word).isPresent());
        assertThat(List.of("", "Early", "0", "017", "1234567", "-1", "late"))
                .allMatch(word -> Evaluation.of(word).isEmpty());
    }
}
