package dev.cloister.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.bytes.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The three lines of the README, compiled for Java 21 and run: on this Java always, on a Java 21 where there is one.
class ReadmeOnJava21Test {
    private static final Pattern JAVA = Pattern.compile("(?ms)^```java\\n(.*?)^```");

    @TempDir
    private Path folder;

    private Path classes;

    /// A program of its own, beside a file and a folder as the README names them.
    @BeforeEach
    void compile() throws Exception {
        Path checkout = Path.of(System.getProperty("cloister.root", ".."));
        Matcher lines = JAVA.matcher(Files.readString(checkout.resolve("evidence/README.md")));
        assertThat(lines.find()).isTrue();
        assertThat(lines.group(1).lines()).hasSize(3);
        Path source = Files.writeString(folder.resolve("Main.java"), """
                package app;
                import dev.cloister.evidence.*;
                import java.nio.file.Path;
                import java.time.Instant;
                public class Main {
                    public static void main(String[] arguments) throws Exception {
                %s
                    }
                }
                """.formatted(lines.group(1)));
        Path module =
                Files.writeString(folder.resolve("module-info.java"), "module app { requires dev.cloister.evidence; }");
        classes = Files.createDirectory(folder.resolve("classes"));
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        int code = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        errors,
                        errors,
                        "--release",
                        "21",
                        "-p",
                        library(),
                        "-d",
                        classes.toString(),
                        source.toString(),
                        module.toString());
        assertThat(code).as(errors.toString(StandardCharsets.UTF_8)).isZero();
        MadeUpVendor vendor = new MadeUpVendor();
        Files.write(folder.resolve("report.bin"), vendor.report().raw().array());
        Path endorsements = Files.createDirectory(folder.resolve("endorsements"));
        Files.write(endorsements.resolve("vek.der"), vendor.vek().array());
        Files.write(endorsements.resolve("ask.der"), vendor.ask().array());
        Files.write(endorsements.resolve("ark.der"), vendor.ark().array());
    }

    /// Jars or folders of classes, as this very test has them.
    private static String library() throws URISyntaxException {
        return place(Verifier.class) + File.pathSeparator + place(Bytes.class);
    }

    private static Path place(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    @Test
    void runsOnThisJava() throws Exception {
        runs(Path.of(System.getProperty("java.home")));
    }

    @Test
    void runsOnJava21() throws Exception {
        runs(Java21.home());
    }

    /// From the class path and from the module path; what a made-up vendor signed is refused, with its reason.
    private void runs(Path home) throws Exception {
        String java = home.resolve("bin/java").toString();
        String onClassPath = classes + File.pathSeparator + library();
        for (List<String> line : List.of(
                List.of(java, "-XX:TieredStopAtLevel=1", "-cp", onClassPath, "app.Main"),
                List.of(java, "-XX:TieredStopAtLevel=1", "-p", onClassPath, "-m", "app/app.Main"))) {
            assertThat(said(line)).startsWith("Refused[flaws=[UnknownRoot[name=ARK-MADEUP");
        }
    }

    private String said(List<String> line) throws IOException, InterruptedException {
        Path out = folder.resolve("said");
        Process process = new ProcessBuilder(line)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("in time").isTrue();
        String said = Files.readString(out);
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }
}
