package dev.cloister.cli;

import dev.cloister.bytes.Malformed;
import dev.cloister.cli.proof.Proof;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What the demo has shown, from the proof that it kept: what was proven, what was not, and last the URL.
record DemoEnd(String url, Path file, Proof.Answer answer, String initData) {

    static DemoEnd of(String url, Path proofFile) throws IOException, Malformed {
        Proof proof = Proof.parse(Files.readAllBytes(proofFile));
        return new DemoEnd(
                url,
                proofFile,
                proof.appraise(proof.policy()),
                proof.initDataDigest().hex());
    }

    /// @param last how the URL stands: it answers, or the container is stopped
    List<String> lines(String took, String last) {
        List<String> lines = new ArrayList<>(List.of(
                "",
                "Proven by evidence that the guest's chip signed (" + answer.word() + "):",
                "  what booted    launch measurement "
                        + shortened(answer.measurement().hex()) + ", as computed beforehand from the files that boot",
                "  what was set   image, broker and policies as you pinned them, init-data " + shortened(initData),
                "  who got in     the broker gave the image's key to this guest alone, sealed to a key made in it",
                "Not proven:"));
        if (answer.emulated()) {
            lines.add("  EMULATED       memory is not protected from this host: a program plays the chip");
        }
        lines.addAll(List.of(
                "  one machine    owner, broker and host are one machine and one user here",
                "  plain HTTP     is seen by the host, and nothing ties the URL below to the guest",
                "Proof: " + file + ", to be read in " + file.resolveSibling("proof.html"),
                took,
                "",
                url + "  " + last));
        return lines;
    }

    private static String shortened(String hex) {
        return hex.substring(0, 16) + "…";
    }
}
