package dev.cloister.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.Malformed;
import dev.cloister.vectors.Shared;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Every real quote beside the checkout through the command, with the files of its last evaluation in a
/// folder: status and advisories of the catalogue, and output that the schema accepts.
class EvidenceQuotesTest {
    private static final String ARCHIVED = """
            name: archived
            extends: strict-1
            sgx:
              revocation-checked: anything
              revocation-list-days: anything
              tcb-status: anything
              advisories: anything
              collateral-days: anything
            tdx:
              revocation-checked: anything
              revocation-list-days: anything
              tcb-status: anything
              advisories: anything
              collateral-days: anything
            """;

    @TempDir
    private static Path folder;

    @TestFactory
    List<DynamicTest> quotes() throws IOException, Malformed {
        Path policy = Files.writeString(folder.resolve("archived.yaml"), ARCHIVED);
        List<DynamicTest> tests = new ArrayList<>();
        for (String area : List.of("sgx", "tdx")) {
            for (JsonFields entry : CataloguedEvidence.entries(area)) {
                String id = entry.text("id");
                tests.add(DynamicTest.dynamicTest(area + "/" + id, () -> check(area, entry, policy)));
            }
        }
        assertThat(tests).hasSizeGreaterThan(60);
        return tests;
    }

    private static void check(String area, JsonFields entry, Path policy) throws IOException, Malformed {
        Path quote = Shared.vector(area).resolve(entry.text("id")).resolve("quote.bin");
        List<JsonFields> evaluations = entry.objects("evaluations");
        Path collateral = Files.createTempDirectory(folder, "collateral");
        String at = entry.optionalText("verification_time").orElse("2026-01-01T00:00:00Z");
        if (!evaluations.isEmpty()) {
            at = evaluations.getLast().text("at");
            gather(evaluations.getLast(), collateral);
        }
        CataloguedEvidence.Answered answered = CataloguedEvidence.verify(quote, collateral, at, policy);
        int exit = answered.exit();
        JsonFields answer = answered.answer();
        switch (entry.object("expected").text("verdict")) {
            case "SEE_EVALUATIONS" -> evaluated(evaluations.getLast(), answer, exit);
            case "ACCEPT_SIGNATURES" -> {
                assertThat(answer.text("signature")).isEqualTo("valid");
                assertThat(answer.text("chain")).isEqualTo("valid");
            }
            case "NEEDS_PCK_CHAIN_FROM_CALLER" -> assertThat(exit).isEqualTo(Exit.UNDECIDED);
            case "REJECT" -> assertThat(exit).isEqualTo(Exit.REFUSED);
            default -> fail("an unknown word in the catalogue");
        }
    }

    private static void gather(JsonFields evaluation, Path into) throws IOException, Malformed {
        for (String member : List.of("tcb_info", "qe_identity", "pck_crl", "root_ca_crl")) {
            var named = evaluation.optionalText(member);
            if (named.isPresent()) {
                String file = named.get() + (member.endsWith("crl") ? ".crl.der" : ".json");
                Files.copy(Shared.vector("dcap-collateral/" + file), into.resolve(file));
            }
        }
    }

    private static void evaluated(JsonFields evaluation, JsonFields answer, int exit) throws Malformed {
        String status = evaluation.text("final_status");
        if (status.equals("TCB_NOT_SUPPORTED")) {
            assertThat(exit).isEqualTo(Exit.REFUSED);
            assertThat(answer.objects("findings").getFirst().text("code")).isEqualTo("unsupported-tcb");
            return;
        }
        assertThat(exit).isIn(Exit.REFUSED, Exit.UNDECIDED); // by policy, or for want of a measurement
        assertThat(answer.text("signature")).isEqualTo("valid");
        assertThat(answer.text("chain")).isEqualTo("valid");
        JsonFields established = answer.object("claims").object("established");
        assertThat(established.text("tcb_status")).isEqualTo(status);
        assertThat(new TreeSet<>(established.texts("advisories")))
                .isEqualTo(new TreeSet<>(evaluation.texts("advisories")));
    }
}
