package dev.cloister.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.JsonNull;
import dev.cloister.vectors.Shared;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real quote of Intel's over plain KBS: it is read and its verifier asked; without collateral nothing is decided.
class PlainQuoteTest {
    @TempDir
    Path folder;

    @Test
    void withoutCollateralItIsUndecided() throws Exception {
        Path quote = Shared.vector("tdx/attestation-rs-live-3ab5/quote.bin");
        try (Home home = new Home(folder)) {
            PlainClient client = PlainClient.of(home).opened("tdx");
            Json evidence = Json.object()
                    .put("cc_eventlog", JsonNull.NULL)
                    .put("quote", Bytes.of(Files.readAllBytes(quote)).base64())
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
