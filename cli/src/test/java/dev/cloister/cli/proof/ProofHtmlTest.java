package dev.cloister.cli.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.appraisal.Check;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The page of a guest says all that is known of it, where it comes from, and what is not claimed.
class ProofHtmlTest {
    private static final List<String> NOT_SHOWN = List.of("that the sky is blue");

    @TempDir
    private static Path folder;

    private static SampleProof sample;

    @BeforeAll
    static void attest() throws IOException, Malformed {
        sample = new SampleProof(folder);
    }

    private static String html(Dossier dossier) throws Malformed {
        return ProofHtml.page(dossier, NOT_SHOWN);
    }

    @Test
    void showsEveryLinkFromTheRootToTheContainer() throws Malformed {
        Dossier dossier = sample.trusted();
        String html = html(dossier);

        assertThat(html)
                .contains("ARK-EMULATED", "SEV-EMULATED", "signing key", "SNP, version 3")
                .contains(dossier.answer().measurement().hex())
                .contains("firmware SHA-256", "kernel SHA-256", "initrd SHA-256", "command line SHA-256")
                .contains(dossier.proof().initDataDigest().hex())
                .contains(dossier.pinned().orElseThrow().root().verity().hex())
                .contains("broker home, key EC P-256", "owner&#39;s key EC P-256")
                .contains("key made in the guest: EC P-256, x ZcL_q8x9gqhePWTti8k4ci4bh16GPi5SZK3L5d_TTcA")
                .contains("web/image/288c6b3a, version 1", "by the record of the broker");
    }

    @Test
    void showsEveryCheckWithTheSourceOfItsReference() throws Malformed {
        Dossier dossier = sample.trusted();
        String html = html(dossier);

        for (Check check : dossier.answer().checks()) {
            assertThat(html).contains("<code>" + check.code() + "</code>");
        }
        assertThat(html)
                .contains("source: predicted from boot set 0d0dbedc22be1a6702ba46a4005f3b96, profile emulated, 1 vCPUs")
                .contains("source: protect of oci:samples/web", "source: trust policy emulated")
                .contains("source: verifier, for all evidence", "source: SHA-384 of the runtime data below");
    }

    @Test
    void showsEveryDeviceAsACrossing() throws Malformed {
        String html = html(sample.trusted());

        assertThat(html)
                .contains("Port 80<", "127.0.0.1:8080 of the host", "Port 443<", "127.0.0.1:8443 of the host")
                .contains("Relay to the broker", "Evidence port", "Output and exit code", "Console<", "Init-data<")
                .contains("Signals TERM, KILL reach the container.", "/run/secrets/db-password");
    }

    @Test
    void saysWhatIsNotClaimed() throws Malformed {
        Dossier dossier = sample.trusted();

        assertThat(html(dossier))
                .contains("<strong class=\"badge\">EMULATED</strong>")
                .contains("EMULATED: that memory is protected from the host.")
                .contains(
                        "the host reads plain HTTP",
                        "the broker is on the host&#39;s own machine",
                        "That the sky is blue.");
        Dossier apart = new Dossier(
                dossier.recorded(),
                dossier.against(),
                dossier.answer(),
                SampleProof.spec("https://broker.example:8743"),
                dossier.booted());
        assertThat(html(apart)).doesNotContain("own machine", "on this same machine");
    }

    @Test
    void namesEveryReasonAndItsRemedy() throws Malformed {
        Dossier dossier = sample.rejected();

        assertThat(html(dossier))
                .contains("<header class=\"rejected\">", "To mend it: ", "unaccepted-root")
                .contains("the files with this measurement are not here")
                .doesNotContain("What follows");
        assertThat(html(sample.undecided())).contains("<header class=\"undecided\">", "To mend it: ");
    }

    @Test
    void aGuestThatHasNotItsKeyYetHasAShorterChain() throws Malformed {
        Dossier dossier = sample.trusted();
        Dossier early = new Dossier(
                new Recorded(dossier.proof(), List.of()),
                dossier.against(),
                dossier.answer(),
                dossier.spec(),
                dossier.booted());

        assertThat(html(early)).contains("<header class=\"trusted\">").doesNotContain("by the record of the broker");
    }

    @Test
    void textOfAHostStaysText() throws Malformed {
        String hostile = "</svg></td><script>alert('1')</script>&amp;\u202e" + "x".repeat(9000);

        assertThat(html(sample.hostile(hostile)))
                .contains("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;amp;[U+202E]", "… (cut, ")
                .contains("not readable for an agent of this version")
                .doesNotContain("<script", "\u202e", "x".repeat(4001));
    }

    @Test
    void aPageOfRealHardwareMentionsNoEmulation() throws IOException, Malformed {
        Dossier dossier = SampleProof.ofHardware(SampleProof.vectors());
        String html = html(dossier);

        assertThat(html)
                .contains("ARK-Genoa", "SEV-Genoa", "SEV-VCEK", "AMD secure processor", "encrypted by the processor")
                .contains("unknown-init-data")
                .doesNotContain("EMULATED", "Evidence port");
        assertThat(dossier.failed("unknown-measurement")).isEmpty();
    }
}
