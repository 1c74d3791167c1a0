package dev.cloister.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.bytes.Bytes;
import dev.cloister.evidence.Flaw;
import dev.cloister.evidence.Gap;
import dev.cloister.evidence.Objection;
import dev.cloister.evidence.RootFingerprint;
import dev.cloister.evidence.appraisal.Finding;
import dev.cloister.evidence.appraisal.Requirement;
import dev.cloister.evidence.dcap.Mismatch;
import dev.cloister.evidence.snp.SigningKey;
import dev.cloister.evidence.snp.TcbVersion;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// docs/evidence.md says what the code says, and its commands run.
class EvidenceDocsTest {
    private static final Path PAGE = EvidenceCommandTest.ROOT.resolve("docs/evidence.md");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z0-9-]+)` \\| (.+) \\| (.+) \\|$");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```sh\\n(.*?)^```");
    private static final TcbVersion TCB = TcbVersion.Layout.MILAN_GENOA.version(0, 0, 0, 0, 0);
    private static final Map<Class<?>, Object> ANY = values(
            String.class,
            "X",
            Bytes.class,
            Bytes.EMPTY.padTo(32),
            Instant.class,
            Instant.EPOCH,
            BigInteger.class,
            BigInteger.ONE,
            TcbVersion.class,
            TCB,
            RootFingerprint.class,
            new RootFingerprint(Bytes.EMPTY.padTo(32)),
            SigningKey.class,
            SigningKey.VCEK,
            Set.class,
            Set.of(),
            List.class,
            List.of(),
            Mismatch.class,
            new Mismatch("X", "1", "2"));

    @TempDir
    private Path folder;

    private static Map<Class<?>, Object> values(Object... pairs) {
        Map<Class<?>, Object> values = new HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            values.put((Class<?>) pairs[i], pairs[i + 1]);
        }
        return values;
    }

    /// Codes and what to do, of everything that `findings` may hold.
    private static Map<String, String> remedies() throws ReflectiveOperationException {
        Map<String, String> remedies = new TreeMap<>();
        for (Class<?> family : List.of(Flaw.class, Gap.class, Finding.class)) {
            for (Class<?> kind : family.getPermittedSubclasses()) {
                if (kind != Finding.NotGenuine.class && kind != Finding.RuleBroken.class) {
                    Objection objection = any(kind);
                    remedies.put(objection.code(), objection.remedy());
                }
            }
        }
        for (Requirement<?> requirement : Requirement.all()) {
            remedies.put(requirement.code(), requirement.remedy());
        }
        return remedies;
    }

    private static Objection any(Class<?> kind) throws ReflectiveOperationException {
        Class<?>[] types = Arrays.stream(kind.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        Constructor<?> constructor = kind.getDeclaredConstructor(types);
        return (Objection) constructor.newInstance(
                Arrays.stream(types).map(EvidenceDocsTest::any0).toArray());
    }

    private static Object any0(Class<?> type) {
        assertThat(ANY).as("a value of " + type).containsKey(type);
        return ANY.get(type);
    }

    /// Its own words in this command, for three; the command's own two.
    private static final Map<String, String> HERE = Map.of(
            "unknown-measurement", "boot what you expect, or name this digest too: --measurement HEX",
            "unknown-init-data", "start the guest with the host data that you expect, or correct --host-data",
            "wrong-report-data", "ask the guest for a new report over this nonce, or correct --nonce",
            "no-measurement",
                    "name the launch digest that you accept: --measurement HEX; `cloister measure` predicts it",
            "malformed",
                    "give an SNP report or a quote as the hardware wrote it: binary, hex, base64 or in Trustee's JSON form");

    @Test
    void theTableHasEveryCodeAndItsRemedy() throws IOException, ReflectiveOperationException {
        Map<String, String> wanted = remedies();
        wanted.putAll(HERE);
        wanted.remove("measurement-ended"); // nobody gives this command an end
        wanted.put("not-fetched", "by what went wrong: the finding says it");
        Map<String, String> found = new TreeMap<>();
        for (MatchResult row : ROW.matcher(Files.readString(PAGE)).results().toList()) {
            assertThat(found.put(row.group(1), row.group(3))).as(row.group(1)).isNull();
        }
        assertThat(found).isEqualTo(wanted);
    }

    @Test
    void theSentencesHereAreTheCommands() throws IOException {
        String source = Files.readString(
                EvidenceCommandTest.ROOT.resolve("cli/src/main/java/dev/cloister/cli/evidence/Unexpected.java"));
        HERE.forEach((code, remedy) ->
                assertThat(source).contains(remedy.replace(" HEX", "").split(";")[0]));
    }

    /// In a shell, from a folder where `./cloister` and `samples` are.
    @Test
    void itsCommandsRun() throws IOException, InterruptedException {
        Path cloister = Files.writeString(folder.resolve("cloister"), """
                #!/bin/sh
                exec '%s' -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp '%s' dev.cloister.cli.Main "$@"
                """.formatted(
                Path.of(System.getProperty("java.home"), "bin", "java"), System.getProperty("java.class.path")));
        assertThat(cloister.toFile().setExecutable(true)).isTrue();
        Files.createSymbolicLink(
                folder.resolve("samples"),
                EvidenceCommandTest.ROOT.resolve("samples").toAbsolutePath().normalize());
        List<String> blocks = new ArrayList<>(BLOCK.matcher(Files.readString(PAGE))
                .results()
                .map(block -> block.group(1))
                .toList());
        assertThat(blocks).hasSize(3);
        for (String block : blocks) {
            Process process = new ProcessBuilder("sh", "-euc", block)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("said").toFile())
                    .start();
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue())
                    .as(Files.readString(folder.resolve("said")))
                    .isZero();
        }
        assertThat(folder.resolve("chain.svg")).exists();
        assertThat(EvidenceCommandTest.SchemaOfAnswers.errors(Files.readString(folder.resolve("answer.json"))))
                .isEmpty();
    }
}
