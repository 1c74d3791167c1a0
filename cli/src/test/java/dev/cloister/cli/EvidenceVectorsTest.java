package dev.cloister.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonArray;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.Malformed;
import dev.cloister.vectors.Shared;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Every real report beside the checkout through the command: the verdict that the catalogue asks for, claims equal
/// to its facts, output that the schema accepts.
class EvidenceVectorsTest {
    /// Facts that are not of the report.
    private static final Set<String> OTHER_FACTS = Set.of("vek", "table", "cpuid_family_model_stepping", "same_as");

    @TempDir
    private static Path folder;

    @TestFactory
    List<DynamicTest> reports() throws IOException, Malformed {
        Path policy = Files.writeString(folder.resolve("archived.yaml"), """
                name: archived
                extends: strict-1
                snp:
                  revocation-checked: anything
                  revocation-list-days: anything
                """);
        List<DynamicTest> tests = new ArrayList<>();
        for (JsonFields entry : CataloguedEvidence.entries("snp")) {
            String id = entry.text("id");
            if (Files.exists(Shared.vector("snp").resolve(id + "/report.bin"))) {
                tests.add(DynamicTest.dynamicTest(id, () -> check(id, entry, policy)));
            }
        }
        assertThat(tests).hasSizeGreaterThan(30);
        return tests;
    }

    private static void check(String id, JsonFields entry, Path policy) throws IOException, Malformed {
        Path place = Shared.vector("snp/" + id);
        String at = entry.optionalText("verification_time").orElse("2026-01-01T00:00:00Z");
        CataloguedEvidence.Answered answered = CataloguedEvidence.verify(quote(place), place, at, policy);
        int exit = answered.exit();
        JsonFields answer = answered.answer();
        switch (entry.object("expected").text("verdict")) {
            case "ACCEPT", "REJECT_BY_DEFAULT_POLICY" -> {
                assertThat(answer.text("signature")).isEqualTo("valid");
                assertThat(answer.text("chain")).isEqualTo("valid");
                assertThat(exit).isIn(Exit.REFUSED, Exit.UNDECIDED); // by policy, or for want of a measurement
            }
            case "PARSE_ONLY" -> assertThat(answer.text("signature")).isEqualTo("unchecked");
            case "REJECT" -> assertThat(exit).isIn(Exit.REFUSED, Exit.MALFORMED);
            default -> fail("an unknown word in the catalogue");
        }
        if (exit != Exit.MALFORMED) {
            hold(entry.object("facts").whole(), answer.object("claims").whole());
        }
    }

    private static Path quote(Path place) throws IOException {
        Path table = place.resolve("auxblob.bin");
        if (!Files.exists(table)) {
            return place.resolve("report.bin");
        }
        Path quote = Files.createTempFile(folder, "quote", ".bin");
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.write(Files.readAllBytes(place.resolve("report.bin")));
        both.write(Files.readAllBytes(table));
        return Files.write(quote, both.toByteArray());
    }

    /// Every fact of the report is the claim of that name; of objects, every member.
    private static void hold(JsonObject facts, JsonObject claims) {
        facts.members().forEach((name, fact) -> {
            Json claim = claims.members().get(name);
            if (fact instanceof JsonObject members) {
                if (claim instanceof JsonObject shown && !OTHER_FACTS.contains(name)) {
                    members.members().forEach((flag, value) -> {
                        if (!flag.equals("reserved1_must_be_1")) {
                            assertThat(shown.members()).as(name).containsEntry(flag, value);
                        }
                    });
                }
            } else if (!OTHER_FACTS.contains(name) && !name.endsWith("_mit_vector") && !(fact instanceof JsonArray)) {
                assertThat(claim).as(name).isEqualTo(fact);
            }
        });
    }
}
