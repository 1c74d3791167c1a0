package dev.cloister.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.Malformed;
import dev.cloister.vectors.Shared;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Real evidence beside the checkout, as its catalogue lists it, through `cloister evidence verify`: the output is
/// always what the schema accepts.
final class CataloguedEvidence {
    private static final int MAX_DEPTH = 16;

    private CataloguedEvidence() {}

    /// What the command said.
    record Answered(int exit, JsonFields answer) {}

    static List<JsonFields> entries(String area) throws IOException, Malformed {
        return JsonFields.parse("catalog", Files.readAllBytes(Shared.vector(area + "/catalog.json")), MAX_DEPTH)
                .objects("vectors");
    }

    static Answered verify(Path evidence, Path endorsements, String at, Path policy) throws Malformed {
        ByteArrayOutputStream heard = new ByteArrayOutputStream();
        PrintStream out = System.out;
        System.setOut(new PrintStream(heard, true, StandardCharsets.UTF_8));
        int exit;
        try {
            exit = Main.execute(
                    "evidence",
                    "verify",
                    evidence.toString(),
                    "--endorsements",
                    endorsements.toString(),
                    "--at",
                    at,
                    "--trust-policy",
                    policy.toString(),
                    "--json");
        } finally {
            System.setOut(out);
        }
        assertThat(EvidenceCommandTest.SchemaOfAnswers.errors(heard.toString(StandardCharsets.UTF_8)))
                .isEmpty();
        return new Answered(exit, JsonFields.parse("answer", heard.toByteArray(), MAX_DEPTH));
    }
}
