package dev.cloister.bench;

import dev.cloister.bytes.Bytes;
import dev.cloister.evidence.Endorsements;
import dev.cloister.evidence.Evidence;
import dev.cloister.evidence.EvidenceFile;
import dev.cloister.evidence.TrustAnchors;
import dev.cloister.evidence.Verification.Verified;
import dev.cloister.evidence.Verifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The first line of a file of cases verified once by the JDK, as a program that ends with it.
final class First {
    private First() {}

    public static void main(String[] arguments) throws Exception {
        Path file = Path.of(arguments[0]);
        String line = Files.readAllLines(file).getFirst();
        String[] field = line.split("\t");
        Map<String, Path> parts = new HashMap<>();
        for (int i = 3; i < field.length; i++) {
            int equals = field[i].indexOf('=');
            parts.put(field[i].substring(0, equals), file.resolveSibling(field[i].substring(equals + 1)));
        }
        Evidence evidence = EvidenceFile.read(parts.get("evidence")).evidence();
        Endorsements endorsements = Endorsements.of(
                List.of(), read(parts, "rootlist", "issuerlist"), read(parts, "tcb", "identity"));
        Instant at = Instant.ofEpochSecond(Long.parseLong(field[2]));
        Floor.require(new Verifier(TrustAnchors.intel()).verify(evidence, endorsements, at) instanceof Verified<?>);
    }

    private static List<Bytes> read(Map<String, Path> parts, String one, String other) throws IOException {
        return List.of(Bytes.of(Files.readAllBytes(parts.get(one))), Bytes.of(Files.readAllBytes(parts.get(other))));
    }
}
