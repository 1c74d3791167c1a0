package dev.cloister.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Runs each fuzzer in a process of its own, for as long as `fuzz.seconds` says. A finding fails the test;
/// the input that shows it lies in `test/fuzz/target/findings`.
class FuzzTest {
    private static final long SECONDS = Long.getLong("fuzz.seconds", 10);
    private static final Path WORK = Path.of("target").toAbsolutePath();
    private static final Pattern DONE = Pattern.compile("Done (\\d+) runs in (\\d+) second");
    private static final Pattern COVERAGE = Pattern.compile("cov: (\\d+) ft: (\\d+) corp: (\\d+)");

    /// Seeds that no parser can take whole, as what is in them is made up.
    private static final Set<Target> FRAMES = Set.of(Target.ATTEST_REQUEST);

    private static List<Target> targets() {
        String asked = System.getProperty("fuzz.targets", "all");
        return asked.equals("all")
                ? List.of(Target.values())
                : Arrays.stream(asked.split(",", -1)).map(Target::valueOf).toList();
    }

    @Test
    void seedsAreTaken() throws IOException {
        for (Target target : Target.values()) {
            int taken = 0;
            for (Path seed : files(Corpus.folder(target))) {
                byte[] bytes = Files.readAllBytes(seed);
                target.run(bytes);
                taken += target.takes(bytes) ? 1 : 0;
            }
            if (!FRAMES.contains(target)) {
                assertThat(taken).as(target.name()).isPositive();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("targets")
    void findsNothing(Target target) throws Exception {
        Path grown = Files.createDirectories(WORK.resolve("grown").resolve(target.name()));
        Path findings = Files.createDirectories(WORK.resolve("findings"));
        Path log = WORK.resolve("fuzz-" + target.name() + ".log");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx700m",
                "-XX:+UseSerialGC",
                "-XX:+EnableDynamicAgentLoading",
                "--enable-native-access=ALL-UNNAMED",
                "-Dcloister.root=" + System.getProperty("cloister.root"),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + Fuzzer.class.getName(),
                "--target_args=" + target.name(),
                "--instrumentation_includes=dev.cloister.**",
                "--custom_hook_includes=dev.cloister.**",
                "--reproducer_path=" + findings,
                "-artifact_prefix=" + findings.resolve(target.name() + "-"),
                "-max_total_time=" + SECONDS,
                "-timeout=10",
                "-rss_limit_mb=2048",
                "-max_len=16384",
                "-use_value_profile=1",
                "-print_final_stats=1",
                grown.toString(),
                Corpus.folder(target).toString()));
        vectors(target).map(Path::toString).forEach(command::add);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        boolean ended = process.waitFor(SECONDS + 1200, TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly();
        }
        String said = Files.readString(log);
        System.out.println("fuzz " + target + ": " + summary(said) + (ended ? "" : ", did not end"));
        assertThat(ended && process.exitValue() == 0)
                .as(
                        "%s: a finding, see %s%n%s",
                        target,
                        log,
                        said.lines()
                                .filter(line -> line.contains("Exception")
                                        || line.contains("ERROR")
                                        || line.contains("at dev."))
                                .limit(12)
                                .toList())
                .isTrue();
    }

    private static String summary(String said) {
        Matcher done = DONE.matcher(said);
        Matcher coverage = COVERAGE.matcher(said);
        String covered = "";
        while (coverage.find()) {
            covered = ", " + coverage.group(1) + " edges, corpus of " + coverage.group(3);
        }
        return (done.find() ? done.group(1) + " runs in " + done.group(2) + " s" : "ended early") + covered;
    }

    /// Folders of real evidence beside the checkout, where it is there: seeds that are not committed.
    private static Stream<Path> vectors(Target target) throws IOException {
        Path vectors = Path.of(System.getProperty("cloister.vectors", "none"));
        String wanted = switch (target) {
            case SNP_REPORT, EVIDENCE_FILE -> "report.bin";
            case CERTIFICATE_TABLE -> "auxblob.bin";
            case CERTIFICATE, VEK -> "vek.der";
            case REVOCATION_LIST -> ".crl.der";
            case QUOTE -> "quote.bin";
            case RATLS -> "cert.der";
            case COLLATERAL -> ".json";
            case SIGSTRUCT -> "sigstruct.bin";
            case ENCLAVE_LAYOUT -> "layout.json";
            default -> "";
        };
        Path folder = vectors.resolve(
                switch (target) {
                    case QUOTE -> "tdx";
                    case RATLS -> "ratls";
                    case COLLATERAL -> "dcap-collateral";
                    case SIGSTRUCT, ENCLAVE_LAYOUT -> "sgx-measure";
                    default -> "snp";
                });
        if (wanted.isEmpty() || !Files.isDirectory(folder)) {
            return Stream.empty();
        }
        Path seeds = Files.createDirectories(WORK.resolve("seeds").resolve(target.name()));
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file :
                    all.filter(file -> file.toString().endsWith(wanted)).toList()) {
                Path copy = seeds.resolve(file.getParent().getFileName() + "-" + file.getFileName());
                Files.write(copy, Files.readAllBytes(file));
            }
        }
        return Stream.of(seeds);
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }
}
