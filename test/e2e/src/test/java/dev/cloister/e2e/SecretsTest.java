package dev.cloister.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.JsonFields;
import dev.cloister.evidence.appraisal.TrustPolicy;
import dev.cloister.workload.InitData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A secret comes to the container as a file in memory, and to nobody and nothing else.
class SecretsTest {
    private static final String SECRET = "correct-horse-9f2c";

    /// What a program sees of its secret: mode, owner and size; the bytes; whether it may write there; how often the
    /// bytes stand in its environment and in its command line.
    private static final String LOOK = """
            busybox stat -c 'stat %a %u %s' /run/secrets/db-password
            echo "content $(cat /run/secrets/db-password)"
            echo x 2>/dev/null >/run/secrets/more && echo may-write || echo may-not-write
            echo "environment $(busybox env | busybox grep -c [c]orrect-horse)"
            echo "arguments $(busybox grep -c [c]orrect-horse /proc/1/cmdline)"
            busybox sed -n 's/^[^ ]* .run.secrets \\([^ ]*\\) .*/on \\1/p' /proc/mounts
            exit 7
            """;

    private static Home home;
    private static Path image;

    @BeforeAll
    static void makeImage() throws Exception {
        home = Home.fresh();
        image = ShellImage.make(home.folder().resolve("reader"), LOOK);
    }

    @AfterAll
    static void close() throws IOException {
        home.close();
    }

    private static Path secretFile(String name) throws IOException {
        return Files.writeString(home.folder().resolve(name), SECRET);
    }

    private static void seen(Ran ran) {
        assertThat(ran.exits(7).out().lines())
                .contains(
                        "stat 400 1000 " + SECRET.length(),
                        "content " + SECRET,
                        "may-not-write",
                        "environment 0",
                        "arguments 0")
                .anyMatch(line -> line.matches("on (rootfs|tmpfs|ramfs)"));
    }

    @Test
    void aFileGivenAtProtect() throws Exception {
        Path file = secretFile("password.txt");
        Path sealed = home.folder().resolve("given.sealed");
        home.cloister(
                        "protect",
                        "oci:" + image,
                        "-o",
                        sealed.toString(),
                        "--emulated",
                        "--secret",
                        "db-password=" + file)
                .exits(0);
        Files.delete(file);
        seen(home.cloister("run", "--rm", sealed.toString()));
        assertThat(filesWithTheSecret()).isEmpty();
        whenItsOwnPolicyIsStricter(sealed);
    }

    /// Everything that was written for this home.
    private static List<Path> filesWithTheSecret() throws IOException {
        try (Stream<Path> files = Files.walk(home.folder())) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> {
                        try {
                            return Files.readString(file, StandardCharsets.ISO_8859_1)
                                    .contains(SECRET);
                        } catch (IOException gone) {
                            return false;
                        }
                    })
                    .toList();
        }
    }

    /// The image's key would be released, but that of its secret is not: nothing is, and the owner is told which.
    private static void whenItsOwnPolicyIsStricter(Path sealed) throws Exception {
        InitData initData = InitData.parse(Files.readAllBytes(sealed.resolve("init-data.toml")));
        String path = initData.cloister().secrets().getFirst().path().text();
        try (Owner owner = Owner.of(home.state())) {
            owner.guard(path, TrustPolicy.strict1(), Bytes.hex("00".repeat(48)), initData.digest());
        }
        home.cloister("run", "--rm", sealed.toString())
                .exits(1)
                .says("the broker does not release what init-data asks for")
                .says("at kbs:///" + path)
                .says("unaccepted-root");
    }

    @Test
    void oneThatIsStoredAndNamedInTheYaml() throws Exception {
        Path file = secretFile("stored.txt");
        JsonFields stored = home.cloister("secret", "set", "kbs:///web/password/1", file.toString(), "--json")
                .exits(0)
                .json();
        assertThat(stored.number("bytes")).isEqualTo(SECRET.length());
        Files.delete(file);
        Path yaml = Files.writeString(home.folder().resolve("app.yaml"), """
                apiVersion: cloister.dev/v1alpha1
                kind: ConfidentialContainer
                metadata: {name: reads}
                spec:
                  image: oci:%s
                  offering: confidential-vm
                  secrets: [{name: db-password, resource: "kbs:///web/password/1"}]
                  trustPolicy: emulated
                """.formatted(image));
        home.cloister("protect", "-f", yaml.toString()).exits(0);
        seen(home.cloister("run", "-f", yaml.toString()));

        Files.writeString(yaml, Files.readString(yaml).replace("kbs:///web/password/1", "kbs:///web/password/none"));
        home.cloister("run", "-f", yaml.toString())
                .exits(1)
                .says("nothing is stored at kbs:///web/password/none")
                .says("cloister secret set kbs:///web/password/none FILE");
    }

    @Test
    void whatCannotWorkIsRefusedBeforeAnythingIsMade() throws Exception {
        Path file = secretFile("other.txt");
        home.cloister("secret", "set", "kbs:///web/other/1", file.toString())
                .exits(0)
                .says("nobody gets it yet");
        protect("strict", "a=kbs:///web/other/1").exits(0);
        protect("mixed", "a=kbs:///web/other/1", "--emulated")
                .exits(1)
                .says("kbs:///web/other/1 is released under trust policy strict-1")
                .says("remedy");
        protect("missing", "a=kbs:///web/missing/1", "--emulated")
                .exits(1)
                .says("nothing is stored at kbs:///web/missing/1")
                .says("remedy: store it first: cloister secret set kbs:///web/missing/1 FILE");
        protect("nofile", "a=/nowhere/file", "--emulated").exits(69).says("/nowhere/file");
        protect("noname", "../a=" + file, "--emulated").exits(64).says("must be a plain file name");
        for (String name : List.of("mixed", "missing", "nofile", "noname")) {
            assertThat(home.folder().resolve(name + ".sealed")).doesNotExist();
        }
        home.cloister("secret", "set", "web/password", file.toString())
                .exits(64)
                .says("kbs:///");
        Files.delete(file);
    }

    private static Ran protect(String name, String secret, String... options) throws IOException, InterruptedException {
        Path target = home.folder().resolve(name + ".sealed");
        return home.cloister(Stream.concat(
                        Stream.of("protect", "oci:" + image, "-o", target.toString(), "--secret", secret),
                        Stream.of(options))
                .toArray(String[]::new));
    }
}
