package dev.cloister.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.JsonNull;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real quote of Intel's over plain KBS: it is read and its verifier asked; without collateral nothing is decided.
class PlainQuoteTest {
    private static final Path QUOTE =
            Path.of(System.getProperty("cloister.vectors"), "tdx/attestation-rs-live-3ab5/quote.bin");

    @TempDir
    Path folder;

    @Test
    void withoutCollateralItIsUndecided() throws Exception {
        if (!Files.exists(QUOTE) && System.getenv("CI") != null) {
            fail("the vectors are missing: " + QUOTE);
        }
        assumeTrue(Files.exists(QUOTE), "the vectors are not beside this checkout");
        try (Home home = new Home(folder)) {
            PlainClient client = PlainClient.of(home).opened("tdx");
            Json evidence = Json.object()
                    .put("cc_eventlog", JsonNull.NULL)
                    .put("quote", Bytes.of(Files.readAllBytes(QUOTE)).base64())
                    .build();
            Home.Got got = client.attest(client.body("", evidence, ""));
            assertThat(got.status()).as(got.text()).isEqualTo(503);
            String detail = got.json().text("detail");
            JsonFields decision = home.owner("GET", "/v1/decisions/" + detail.replaceFirst(".*case ", ""), "")
                    .json();
            assertThat(decision.text("step")).isEqualTo("K4");
            assertThat(decision.objects("findings"))
                    .extracting(finding -> finding.text("code"))
                    .contains("no-collateral");
        }
    }
}
