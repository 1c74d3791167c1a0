package dev.cloister.cli;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonArray;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.Malformed;
import dev.cloister.cli.home.BrokerClient;
import dev.cloister.cli.proof.Proof;
import dev.cloister.cli.proof.ProofText;
import dev.cloister.evidence.Gap;
import dev.cloister.evidence.appraisal.Check;
import dev.cloister.evidence.appraisal.Finding;
import dev.cloister.evidence.appraisal.TrustPolicy;
import dev.cloister.evidence.appraisal.Verdict;
import dev.cloister.evidence.snp.SnpReport;
import dev.cloister.machine.Guest;
import dev.cloister.machine.Guests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/// `cloister verify`: what is running, and why it may be trusted. From the broker's record of a guest, or from
/// a proof file alone, everything is checked anew here.
@Command(
        name = "verify",
        description = "check what is running, or a proof file, and say why it may be trusted",
        footer = {"", "Examples: cloister verify web     cloister verify proof.json"})
final class Verify implements Callable<Integer> {
    private static final List<String> NOT_SHOWN = List.of(
            "that any URL leads to this guest: plain HTTP ties nothing to it",
            "side channels and physical attacks",
            "what the program in the container does with its data");

    @ParentCommand
    private Main main;

    @Parameters(
            paramLabel = "NAME|FILE|URL",
            description = "a guest of this home, a proof.json, or an address (plain http cannot be verified)")
    private String subject;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            description = "where proof.json and proof.html go (default: this home's folder proofs/NAME)")
    private Path output;

    @Option(
            names = "--trust-policy",
            paramLabel = "NAME|FILE",
            description = "hold the evidence against this policy (default: the one that guards the image)")
    private String policy;

    @Override
    public Integer call() throws IOException, Malformed {
        Workspace workspace = main.workspace();
        if (subject.startsWith("http://") || subject.startsWith("https://")) {
            return address(workspace.screen());
        }
        Path file = Path.of(subject);
        if (Files.isRegularFile(file)) {
            return show(workspace, Proof.parse(Files.readAllBytes(file)), Optional.empty());
        }
        Optional<Guest> guest = new Guests(workspace.home().guests()).find(subject);
        if (guest.isEmpty()) {
            workspace
                    .screen()
                    .problem("there is no guest and no file named " + subject + "; `cloister ps` lists the guests");
            return Exit.UNAVAILABLE;
        }
        Optional<Proof> proof = ofGuest(workspace, guest.get());
        if (proof.isEmpty()) {
            workspace
                    .screen()
                    .problem("the broker has no record of " + subject
                            + ": it was never trusted, so nothing can be said about it");
            return Exit.UNDECIDED;
        }
        Path folder = output != null
                ? output
                : workspace.home().state().resolve("proofs").resolve(subject);
        return show(workspace, proof.get(), Optional.of(folder));
    }

    private Integer address(Screen screen) {
        String why = subject.startsWith("http://")
                ? "nothing ties a plain http address to a guest, so it can never be verified"
                : "no guest of this version ends TLS itself, so nothing ties this address to one";
        screen.problem(why + "; `cloister verify NAME` checks a guest by its name");
        if (screen.json()) {
            screen.json(Json.object()
                    .put("verdict", "undecided")
                    .put("sentence", why)
                    .build()
                    .pretty());
        }
        return Exit.UNDECIDED;
    }

    /// The newest activation whose report was made for this very start of the guest: REPORT_ID is one a start.
    private static Optional<Proof> ofGuest(Workspace workspace, Guest guest) throws IOException, Malformed {
        BrokerClient broker = workspace.broker().start();
        Bytes initData = guest.spec().hostData();
        if (!(broker.activations(initData) instanceof JsonArray list)) {
            throw new Malformed("broker answer", "activations", -1, "not a list");
        }
        for (Json item : list.items()) {
            Proof proof = Proof.ofActivation(guest.spec().name(), JsonFields.of("activation", item));
            if (SnpReport.parse(proof.report().array()).reportId().equals(guest.reportId())) {
                return Optional.of(proof);
            }
        }
        return Optional.empty();
    }

    private Integer show(Workspace workspace, Proof proof, Optional<Path> folder) throws IOException, Malformed {
        Screen screen = workspace.screen();
        TrustPolicy trust =
                policy == null ? proof.policy().trustPolicy() : TrustChoice.named(workspace, policy, Path.of(""));
        Proof.Answer answer = proof.appraise(trust);
        if (folder.isPresent()) {
            Files.createDirectories(folder.get());
            Files.write(folder.get().resolve("proof.json"), proof.file());
            Files.writeString(folder.get().resolve("proof.html"), ProofText.page(proof, trust, answer, NOT_SHOWN));
        }
        if (screen.json()) {
            screen.json(ProofText.json(proof, trust, answer, folder).pretty());
        } else {
            print(screen, proof, trust, answer);
            folder.ifPresent(path -> screen.say("  proof      " + path.resolve("proof.json") + " and proof.html"));
        }
        return exitCode(answer.verdict());
    }

    private static int exitCode(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Trusted _ -> Exit.DONE;
            case Verdict.Rejected _ -> Exit.REFUSED;
            case Verdict.Undecided _ -> Exit.UNDECIDED;
        };
    }

    private static void print(Screen screen, Proof proof, TrustPolicy trust, Proof.Answer answer) {
        screen.say(answer.word().toUpperCase(java.util.Locale.ROOT) + "  " + proof.guest() + "  as of " + proof.at()
                + (answer.emulated() ? "  EMULATED: no hardware stands behind this" : ""));
        for (Check check : answer.checks()) {
            screen.say((check.passed() ? "  ok  " : "  NO  ") + check.title() + ": " + check.value()
                    + (check.passed() ? "" : "  (expected " + check.expected() + ")"));
        }
        switch (answer.verdict()) {
            case Verdict.Trusted _ -> screen.say("  policy     " + trust.name());
            case Verdict.Rejected rejected -> {
                for (Finding finding : rejected.findings()) {
                    screen.say("  " + finding.code() + ": " + finding.sentence());
                }
            }
            case Verdict.Undecided undecided -> {
                for (Gap gap : undecided.gaps()) {
                    screen.say("  " + gap.code() + ": " + gap.sentence());
                }
            }
        }
        NOT_SHOWN.forEach(line -> screen.say("  not shown  " + line));
    }
}
