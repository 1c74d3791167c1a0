package dev.cloister.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.broker.FakeVendor.Launch;
import dev.cloister.bytes.Bytes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `docs/kbs.md`: its requests, in their order, by the owner of a fresh broker; then a guest gets what they say.
class KbsPageTest {
    private static final Path PAGE = Path.of(System.getProperty("cloister.root"), "docs/kbs.md");
    private static final Pattern REQUEST = Pattern.compile("(?ms)^```http\\n(\\S+) (\\S+)\\n(.*?)\\n```$");
    private static final String PATH = "default/test/secret";

    @TempDir
    Path folder;

    @Test
    void itsRequestsDoWhatItSays() throws Exception {
        try (Home home = new Home(folder)) {
            home.policy(PATH, Home.TRUST, List.of(Home.MEASUREMENT), List.of());
            Matcher request = REQUEST.matcher(Files.readString(PAGE));
            int requests = 0;
            while (request.find()) {
                Home.Got got = home.owner(request.group(1), request.group(2), request.group(3));
                assertThat(got.status()).as(request.group() + got.text()).isEqualTo(200);
                requests++;
            }
            assertThat(requests).isEqualTo(5);
            PlainClient guest = PlainClient.of(home).opened("snp");
            guest.attest(guest.snpBody(Launch.of(Home.MEASUREMENT, Bytes.EMPTY.padTo(32))));
            assertThat(guest.open(guest.get(PATH))).isEqualTo("correct horse");
        }
    }
}
