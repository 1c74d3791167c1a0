package dev.cloister.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is refused before any VM starts: one clear sentence and the documented exit code.
class NoVmRefusalsTest {
    private static final String YAML = """
            apiVersion: cloister.dev/v1alpha1
            kind: ConfidentialContainer
            metadata: {name: web}
            spec:
              image: oci:web
              offering: confidential-vm
              resources: {cpu: 1, memory: 1Gi}
            """;

    private static Home home;
    private static Path sealed;

    @TempDir
    private Path folder;

    @BeforeAll
    static void protect() throws IOException, InterruptedException {
        home = Home.fresh();
        sealed = home.folder().resolve("web.sealed");
        home.cloister("protect", "oci:" + Sample.web(), "-o", sealed.toString(), "--emulated")
                .exits(0);
    }

    @AfterAll
    static void close() throws IOException {
        home.close();
    }

    @Test
    void anUnprotectedImage() throws Exception {
        Path image = copyOfSample();
        home.cloister("run", "oci:" + image).exits(1).says("cloister protect oci:" + image);
    }

    /// QEMU itself says that it is not there; the emulated chip is not taken instead.
    @Test
    void hardwareThatThisHostHasNot() throws Exception {
        assumeFalse(Files.exists(Path.of("/dev/sev")), "this host may have SEV-SNP");
        home.cloister("run", "--detach", "--backend", "snp", sealed.toString())
                .exits(69)
                .says("Back end: snp, as --backend says")
                .says("this host starts no SEV-SNP guest")
                .says("cloister doctor");
        home.cloister("doctor").says("confidential-vm  emulated").says("sev-snp");
    }

    @Test
    void aPortInUse() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            home.cloister("run", "--detach", "-p", port + ":80", sealed.toString())
                    .exits(69)
                    .says("port " + port);
            home.cloister("broker", "serve", "--listen", "127.0.0.1:" + port).exits(69);
        }
    }

    @Test
    void aCorruptImage() throws Exception {
        Path image = copyOfSample();
        Path largest = largest(image);
        try (RandomAccessFile bytes = new RandomAccessFile(largest.toFile(), "rw")) {
            bytes.seek(bytes.length() / 2);
            int value = bytes.read();
            bytes.seek(bytes.length() / 2);
            bytes.write(value ^ 1);
        }
        protectRefuses("oci:" + image);
        try (RandomAccessFile bytes = new RandomAccessFile(largest.toFile(), "rw")) {
            bytes.setLength(bytes.length() / 2);
        }
        protectRefuses("oci:" + image);
    }

    @Test
    void aTruncatedArchive() throws Exception {
        Path archive = folder.resolve("web.tar");
        Path image = copyOfSample();
        assertThat(new ProcessBuilder("tar", "-cf", archive.toString(), "-C", image.toString(), ".")
                        .start()
                        .waitFor())
                .isZero();
        try (RandomAccessFile bytes = new RandomAccessFile(archive.toFile(), "rw")) {
            bytes.setLength(bytes.length() / 2);
        }
        protectRefuses("oci-archive:" + archive);
    }

    private void protectRefuses(String image) throws Exception {
        Path target = folder.resolve("never.sealed");
        home.cloister("protect", image, "-o", target.toString(), "--emulated").exits(3);
        assertThat(target).doesNotExist();
    }

    @Test
    void aTypingErrorInTheYaml() throws Exception {
        Path file = Files.writeString(folder.resolve("app.yaml"), YAML);
        home.cloister("run", "-f", file.toString())
                .exits(3)
                .says("line 7, column")
                .says("cpu");
    }

    @Test
    void aTypingErrorInATrustPolicy() throws Exception {
        Path file = Files.writeString(
                folder.resolve("policy.yaml"), "name: mine\nextends: strict-1\nsnp:\n  debugg: anything\n");
        home.cloister(
                        "protect",
                        "oci:" + Sample.web(),
                        "-o",
                        folder.resolve("never.sealed").toString(),
                        "--trust-policy",
                        file.toString())
                .exits(3)
                .says("line 4, column")
                .says("debugg");
    }

    @Test
    void anAddressCanNotBeVerified() throws Exception {
        home.cloister("verify", "http://127.0.0.1:8080/").exits(2).says("plain http");
    }

    @Test
    void anUnknownOption() throws Exception {
        home.cloister("run", "--fast", sealed.toString()).exits(64).says("--fast");
    }

    @Test
    void noNetworkOnFirstUse() throws Exception {
        assumeTrue(
                new ProcessBuilder("unshare", "-n", "true").start().waitFor() == 0,
                "this user may not make a network namespace");
        Ran ran = Running.start(
                        List.of(
                                "unshare",
                                "-n",
                                Home.CHECKOUT.resolve("cloister").toString(),
                                "bootset",
                                "build"),
                        folder,
                        Map.of("XDG_CACHE_HOME", folder.toString(), "XDG_STATE_HOME", folder.toString()))
                .end(Duration.ofMinutes(3))
                .exits(69);
        assertThat(ran.err()).containsAnyOf("network", "reach");
    }

    @Test
    void aPackageMissing() throws Exception {
        String tool = "/usr/bin/tar2sqfs";
        assumeTrue(
                new ProcessBuilder("unshare", "-m", "mount", "--bind", "/dev/null", tool)
                                .start()
                                .waitFor()
                        == 0,
                "this user may not hide a program");
        Running.start(
                        List.of(
                                "unshare",
                                "-m",
                                "sh",
                                "-c",
                                "mount --bind /dev/null " + tool + " && exec \"$@\"",
                                "sh",
                                Home.CHECKOUT.resolve("cloister").toString(),
                                "protect",
                                "oci:" + Sample.web(),
                                "-o",
                                folder.resolve("never.sealed").toString(),
                                "--emulated"),
                        folder,
                        Map.of("XDG_STATE_HOME", home.folder().toString()))
                .end(Duration.ofMinutes(1))
                .exits(69)
                .says("squashfs-tools-ng");
    }

    private Path copyOfSample() throws IOException, InterruptedException {
        Path from = Sample.web();
        Path to = folder.resolve("web");
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
        return to;
    }

    private static Path largest(Path image) throws IOException {
        try (Stream<Path> files = Files.walk(image)) {
            return files.filter(Files::isRegularFile)
                    .max(Comparator.comparingLong(file -> file.toFile().length()))
                    .orElseThrow();
        }
    }
}
