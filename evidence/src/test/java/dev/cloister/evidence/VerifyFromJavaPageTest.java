package dev.cloister.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.bytes.Bytes;
import dev.cloister.evidence.fetch.Bundle;
import dev.cloister.evidence.ratls.Handshake;
import dev.cloister.evidence.ratls.PeerFinding;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The programs of docs/verify-from-java.md, compiled for Java 21 and run as they stand there; where an answer is to
/// be a yes, with another clock and another vendor's root in them and nothing else.
class VerifyFromJavaPageTest {
    private static final Path PAGE = Path.of(System.getProperty("cloister.root", ".."), "docs", "verify-from-java.md");
    private static final Pattern JAVA = Pattern.compile("(?ms)^```java\\n(.*?)^```");
    private static final Pattern CLASS = Pattern.compile("public class (\\w+)");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z-]+)` \\| (.+) \\|$");
    private static final String NOTHING = "00";

    @TempDir
    private Path folder;

    private static String program(String name) throws IOException {
        return JAVA.matcher(Files.readString(PAGE))
                .results()
                .map(block -> block.group(1))
                .filter(block -> block.contains("public class " + name))
                .findFirst()
                .orElseThrow();
    }

    private static String changed(String program, String from, String to) {
        assertThat(program).contains(from);
        return program.replace(from, to);
    }

    /// A module of its own, and the folder with its classes.
    private Path compiled(String program) throws Exception {
        Matcher name = CLASS.matcher(program);
        assertThat(name.find()).isTrue();
        Path source = Files.writeString(folder.resolve(name.group(1) + ".java"), "package app;\n" + program);
        Path module = Files.writeString(
                folder.resolve("module-info.java"),
                "module app { requires dev.cloister.evidence; requires java.net.http; }");
        Path classes = Files.createTempDirectory(folder, "classes");
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        List<String> words = List.of(
                "--release",
                "21",
                "-Xlint:all",
                "-Werror",
                "-p",
                library(),
                "-d",
                classes.toString(),
                source.toString(),
                module.toString());
        int code = ToolProvider.getSystemJavaCompiler().run(null, errors, errors, words.toArray(String[]::new));
        assertThat(code).as(errors.toString(StandardCharsets.UTF_8)).isZero();
        return classes;
    }

    private static String library() throws Exception {
        return place(Verifier.class) + File.pathSeparator + place(Bytes.class);
    }

    private static Path place(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    private String run(Path home, Path classes, String name, String... arguments) throws Exception {
        List<String> line = new ArrayList<>(List.of(
                home.resolve("bin/java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-p",
                classes + File.pathSeparator + library(),
                "-m",
                "app/app." + name));
        line.addAll(List.of(arguments));
        Path out = folder.resolve("said");
        Process process = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("in time").isTrue();
        String said = Files.readString(out);
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }

    private static Path here() {
        return Path.of(System.getProperty("java.home"));
    }

    private String write(String name, Bytes content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, content.array()).toString();
    }

    /// A folder with all that one vendor signs.
    private String endorsements(List<Bytes> certificates, List<Bytes> lists, List<Bytes> documents) throws IOException {
        Path all = Files.createTempDirectory(folder, "endorsements");
        int number = 0;
        for (Bytes certificate : certificates) {
            Files.write(all.resolve(number++ + ".der"), certificate.array());
        }
        for (Bytes list : lists) {
            Files.write(all.resolve(number++ + ".crl"), list.array());
        }
        for (Bytes document : documents) {
            Files.write(all.resolve(number++ + ".json"), document.array());
        }
        return all.toString();
    }

    @Test
    void judgesReportsAndQuotes() throws Exception {
        Path classes = compiled(program("Judge"));
        MadeUpVendor amd = new MadeUpVendor();
        String report = write("report.bin", amd.report().raw());
        String folderOfAmd = endorsements(List.of(amd.vek(), amd.ask(), amd.ark()), List.of(), List.of());
        String refused = run(here(), classes, "Judge", report, folderOfAmd, "00".repeat(48), NOTHING);
        assertThat(refused)
                .startsWith("not trusted\nunknown-root: the root ARK-MADEUP ")
                .contains("; remedy: run on");
        MadeUpIntel intel = new MadeUpIntel(false, false);
        String quote = write("quote.bin", intel.quote());
        String all = endorsements(intel.certificates(), intel.lists(), intel.documents());
        assertThat(run(here(), classes, "Judge", quote, all, "00".repeat(32), NOTHING))
                .startsWith("not trusted\nunknown-root: the root Intel SGX Root CA ");
    }

    private static final String COLLATERAL = "dcap-collateral/";

    /// A quote of hardware, as of its day.
    @Test
    void trustsAQuoteOfHardware() throws Exception {
        Bytes quote = Vectors.file("tdx/gotdx-v5-cf77/quote.bin");
        Evidence.Tdx tdx = (Evidence.Tdx) EvidenceFile.parse(quote.array()).evidence();
        String collateral = endorsements(
                List.of(),
                List.of(
                        Vectors.file(COLLATERAL + "pck-platform-crl-2026-03-18.crl.der"),
                        Vectors.file(COLLATERAL + "root-ca-crl-2026-02-26.crl.der")),
                List.of(
                        Vectors.file(COLLATERAL + "tcbinfo-tdx-v3-90c06f000000-2026-03-18-e18.json"),
                        Vectors.file(COLLATERAL + "td-qe-identity-2026-02-18-e18.json")));
        String[] arguments = {
            write("quote.bin", quote),
            collateral,
            tdx.quote().body().mrTd().hex(),
            tdx.quote().body().reportData().hex()
        };
        Path then = compiled(changed(program("Judge"), "Instant.now()", "Instant.parse(\"2026-03-19T09:51:36Z\")"));
        assertThat(run(here(), then, "Judge", arguments))
                .isEqualTo("trusted: TDX, RTMR1 " + tdx.quote().body().rtmrs().get(1) + "\n");
        assertThat(run(here(), compiled(program("Judge")), "Judge", arguments))
                .as("its collateral has run out since")
                .startsWith("not trusted, as something is missing\n")
                .contains("stale-collateral: ");
    }

    /// Without a network: what it lacks is said, and the file is made all the same.
    @Test
    void fetchesOrSaysWhatIsMissing() throws Exception {
        compiled(program("Fetch"));
        String offline = "new Fetcher.Rules(true, java.util.List.of(Evaluation.STANDARD), java.time.Duration.ZERO,"
                + " TrustAnchors.vendors(), text -> {})";
        Path classes = compiled(changed(program("Fetch"), "Fetcher.Rules.USUAL", offline));
        String quote = write("quote.bin", new MadeUpIntel(false, false).quote());
        Path file = folder.resolve("bundle.json");
        String said = run(here(), classes, "Fetch", quote, folder.resolve("cache") + "", file + "");
        assertThat(said).startsWith("not-fetched: ");
        assertThat(Bundle.read(file).items()).isEmpty();
    }

    @Test
    void asksAServerByItsEvidence() throws Exception {
        asksOn(here());
    }

    @Test
    void asksAServerByItsEvidenceOnJava21() throws Exception {
        asksOn(Java21.home());
    }

    private void asksOn(Path home) throws Exception {
        MadeUpIntel intel = new MadeUpIntel(false, false);
        String all = endorsements(intel.certificates(), intel.lists(), intel.documents());
        String root = "RootFingerprint.parse(\"\", \"\", \"" + MadeUpRatls.root() + "\")";
        String program = changed(program("Ask"), "TrustAnchors.intel()", "TrustAnchors.intel().plus(" + root + ")");
        String known = changed(
                changed(
                        program,
                        "TrustPolicy.strict1()",
                        "TrustPolicy.strict1().with(dev.cloister.evidence.appraisal.SgxRules.ROOT,"
                                + " new dev.cloister.evidence.appraisal.Rule.Exactly<>(" + root + "))"),
                "endorsements, peers))",
                "endorsements, peers), java.time.InstantSource.fixed(java.time.Instant.parse(\"" + MadeUpRatls.NOW
                        + "\")))");
        MadeUpRatls enclave = MadeUpRatls.with(made -> {});
        try (Server server = new Server(enclave)) {
            String measurement = "00".repeat(32);
            Path yes = compiled(known);
            assertThat(run(home, yes, "Ask", server.address(), all, measurement))
                    .isEqualTo("SHA-256 of claims that name the key's SHA-256: hello\n");
            assertThat(run(home, yes, "Ask", server.address(), all, "11".repeat(32)))
                    .startsWith("not trusted: unknown-measurement: ");
            assertThat(run(home, compiled(program("Ask")), "Ask", server.address(), all, measurement))
                    .startsWith("not trusted: certificate-expired, unknown-root, expired");
        }
    }

    /// Says hello to whoever trusts it.
    private static final class Server implements AutoCloseable {
        private final SSLServerSocket socket;

        Server(MadeUpRatls made) throws Exception {
            socket = (SSLServerSocket) Handshake.context(Handshake.keys(made.key, made.der()))
                    .getServerSocketFactory()
                    .createServerSocket(0, 8, InetAddress.getLoopbackAddress());
            Thread.ofPlatform().daemon().start(this::serve);
        }

        String address() {
            return "https://localhost:" + socket.getLocalPort() + "/";
        }

        private void serve() {
            while (!socket.isClosed()) {
                try (SSLSocket peer = (SSLSocket) socket.accept()) {
                    peer.startHandshake();
                    peer.getInputStream().read();
                    OutputStream out = peer.getOutputStream();
                    out.write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello"
                            .getBytes(StandardCharsets.US_ASCII));
                    out.flush();
                } catch (SSLException refused) {
                    // the client does not trust it
                } catch (IOException closed) {
                    return;
                }
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Test
    void theTableHasEveryCodeAndItsRemedy() throws Exception {
        Map<String, String> found = new TreeMap<>();
        for (MatchResult row : ROW.matcher(Files.readString(PAGE)).results().toList()) {
            found.put(row.group(1), row.group(2));
        }
        Map<String, String> wanted = new TreeMap<>();
        Bytes digest = Bytes.EMPTY.padTo(32);
        List<PeerFinding> all = List.of(
                new PeerFinding.SeveralCertificates(2),
                new PeerFinding.UnreadableCertificate("x"),
                new PeerFinding.NoEvidence(),
                new PeerFinding.UnknownExtension(Set.of("1.2")),
                new PeerFinding.UnfitKey("x"),
                new PeerFinding.NotSelfSigned(),
                new PeerFinding.CertificateExpired(Instant.EPOCH, Instant.EPOCH),
                new PeerFinding.CertificateNotYetValid(Instant.EPOCH, Instant.EPOCH),
                new PeerFinding.OtherKey(
                        new dev.cloister.evidence.ratls.KeyHash(
                                dev.cloister.evidence.ratls.KeyHash.Algorithm.SHA_256, digest),
                        digest),
                new PeerFinding.UnfitEnclave("0x3"));
        assertThat(all).hasSameSizeAs(PeerFinding.class.getPermittedSubclasses());
        all.forEach(finding -> wanted.put(finding.code(), finding.remedy()));
        assertThat(found).isEqualTo(wanted);
        for (PeerFinding finding : all) {
            assertThat(finding.toJson().compact()).contains(finding.code()).contains("remedy");
            assertThat(Arrays.asList(finding.sentence(), finding.remedy())).noneMatch(String::isBlank);
        }
    }
}
