package dev.cloister.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Exit codes and sentences of what needs neither broker nor guest.
class MainTest {
    @TempDir
    private Path folder;

    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    @BeforeEach
    void listen() throws IOException {
        System.setProperty("cloister.install", folder.toString());
        Files.createDirectories(folder.resolve("bootset"));
        Files.createDirectories(folder.resolve("agent/target/lib"));
        System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void restore() {
        System.clearProperty("cloister.install");
        System.setOut(out);
        System.setErr(err);
    }

    private int run(String line) {
        said.reset();
        return Main.execute((line.replace("DIR", folder.toString()) + " --home " + folder.resolve("home")).split(" "));
    }

    @ParameterizedTest
    @CsvSource({"ps", "stop nobody", "verify nobody", "ps --json"})
    void lookingMakesNoHome(String line) {
        run(line);
        assertThat(folder.resolve("home")).doesNotExist();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    --help                           | 0  | Usage: cloister
                    run --help                       | 0  | HOST:GUEST
                    demo --nonsense                  | 64 | unknown option
                    nonsense                         | 64 | nonsense
                    ps                               | 0  | MEASUREMENT
                    ps --json                        | 0  | "guests"
                    stop nobody                      | 69 | there is no guest named nobody
                    verify nobody                    | 69 | there is no guest named nobody
                    verify DIR/absent.json           | 69 | no such file
                    stop --grace 7200 nobody         | 64 | --grace needs 0 to 600
                    run -p 80 DIR/web                | 64 | two port numbers
                    run --backend tdx DIR/web        | 64 | --backend
                    run --id-block DIR/x DIR/web     | 64 | --backend snp
                    doctor --help                    | 0  | --again
                    run -p 8080:80 -p 8080:81 DIR/web | 64 | twice
                    run -p 8080:99999 DIR/web        | 64 | two port numbers
                    run --memory 128Mi DIR/web       | 64 | --memory must be
                    run --memory abc DIR/web         | 64 | --memory must be
                    run --cpus 9 DIR/web             | 64 | 1 to 8 CPUs
                    run --name Web DIR/web           | 64 | --name needs
                    run --broker notaurl DIR/web     | 64 | --broker needs
                    verify http://127.0.0.1:1/       | 2  | nothing ties a plain http address
                    verify https://127.0.0.1:1/      | 2  | nothing ties this address
                    run                              | 64 | name the folder
                    protect                          | 64 | name an IMAGE
                    protect DIR/absent               | 69 | no such file
                    protect DIR/absent --name A_B    | 64 | --name needs
                    run DIR/absent                   | 69 | no such file
                    protect docker://web             | 3  | docker: is not read
                    protect DIR                      | 3  | not an image
                    protect -f DIR/app.yaml          | 3  | app.yaml line 2, column 7: kind
                    run -f DIR/app.yaml              | 3  | app.yaml line 2, column 7: kind
                    verify DIR/app.yaml              | 3  | proof
                    run -f DIR/deep.yaml             | 3  | nested deeper
                    bootset show                     | 69 | not built yet
                    bootset sbom                     | 69 | not built yet
                    bootset show nowhere             | 69 | there is no boot set nowhere
                    bootset show --cpus 9            | 64 | --cpus needs 1 to 8
                    bootset show --vcpu-type 386     | 64 | --vcpu-type needs
                    bootset diff one                 | 64 | two boot sets, or none
                    bootset diff one two             | 69 | there is no boot set one
                    approve DIR                      | 64 | --measurement
                    approve DIR --measurement 00     | 64 | 96 lower-case hex
                    approve DIR --boot-set --until x | 64 | --until needs a date
                    approve DIR/absent --boot-set    | 69 | no such file
                    """)
    void endsAsDocumented(String line, int code, String sentence) throws IOException {
        Files.writeString(folder.resolve("app.yaml"), "apiVersion: cloister.dev/v1alpha1\nkind: Container\n");
        Files.writeString(folder.resolve("deep.yaml"), "a: " + "[".repeat(20_000));

        assertThat(run(line)).as(line).isEqualTo(code);

        assertThat(said.toString(StandardCharsets.UTF_8)).contains(sentence).doesNotContain("\tat ");
    }

    /// A line is read with no more commands than it asks for; that shows nowhere.
    @Test
    void theOverviewHasEveryCommandWithItsPurpose() {
        Main.execute("--help");
        String overview = said.toString(StandardCharsets.UTF_8);
        said.reset();
        new Main().line().usage(System.out);
        assertThat(overview).isEqualTo(said.toString(StandardCharsets.UTF_8));
        new Main()
                .line()
                .getSubcommands()
                .forEach((name, command) -> assertThat(command.getCommandName()).isEqualTo(name));
    }

    @Test
    void refusesAnUnprotectedImageWithTheCommandThatProtectsIt() throws IOException {
        Path image = Files.createDirectory(folder.resolve("web"));
        Files.writeString(image.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
        Files.writeString(image.resolve("index.json"), "{\"schemaVersion\":2,\"manifests\":[]}");

        assertThat(run("run DIR/web")).isEqualTo(Exit.REFUSED);

        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("is not protected, so it is not run; protect it first: cloister protect " + image + " -o "
                        + image + ".sealed");
    }
}
