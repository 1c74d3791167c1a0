package dev.cloister.cli;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonArray;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.Malformed;
import dev.cloister.cli.home.BrokerClient;
import dev.cloister.cli.home.WholeFile;
import dev.cloister.cli.proof.OwnRecords;
import dev.cloister.cli.proof.Proof;
import dev.cloister.cli.proof.ProofHtml;
import dev.cloister.cli.proof.ProofText;
import dev.cloister.cli.proof.Recorded;
import dev.cloister.cli.proof.ReleasePolicy;
import dev.cloister.evidence.Gap;
import dev.cloister.evidence.appraisal.Check;
import dev.cloister.evidence.appraisal.Finding;
import dev.cloister.evidence.appraisal.TrustPolicy;
import dev.cloister.evidence.appraisal.Verdict;
import dev.cloister.evidence.snp.SnpReport;
import dev.cloister.machine.BootSet;
import dev.cloister.machine.Guest;
import dev.cloister.machine.GuestSpec;
import dev.cloister.machine.Guests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
        footer = {
            "",
            "Examples:",
            "  cloister verify web",
            "  cloister verify web.sealed",
            "  cloister verify proof.json"
        })
final class Verify implements Callable<Integer> {
    private static final int MAX_PROOF_BYTES = 4 * 1024 * 1024;
    private static final List<String> NOT_SHOWN = List.of(
            "that any URL leads to this guest: plain HTTP ties nothing to it",
            "side channels and physical attacks",
            "what the program in the container does with its data");

    @ParentCommand
    private Main main;

    @Parameters(
            paramLabel = "NAME|DIR|FILE|URL",
            description = "a guest of this home; a sealed folder, for the guest that last ran from it on any host; a"
                    + " proof.json; or an address (plain http cannot be verified)")
    private String subject;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            description = "where proof.json and proof.html go (default: this home's folder proofs/NAME)")
    private Path output;

    @Option(
            names = "--trust-policy",
            paramLabel = "NAME|FILE",
            description = "hold the evidence against this policy (default: the one that you protected the image with)")
    private String policy;

    @Option(
            names = "--for",
            paramLabel = "DIR",
            description = "the sealed folder whose init-data a proof file must carry (default: one protected here)")
    private Path sealed;

    @Override
    public Integer call() throws IOException, Malformed {
        Workspace workspace = main.lookingOnly();
        if (subject.startsWith("http://") || subject.startsWith("https://")) {
            return address(workspace.screen());
        }
        Optional<Guest> guest =
                GuestSpec.isName(subject) ? new Guests(workspace.home().guests()).find(subject) : Optional.empty();
        if (guest.isEmpty() && SealedPlace.isSealed(Path.of(subject))) {
            return image(workspace, Path.of(subject));
        }
        if (subject.endsWith(".json") || subject.contains("/")) {
            return file(workspace, Path.of(subject));
        }
        if (guest.isEmpty()) {
            workspace
                    .screen()
                    .problem("there is no guest named " + subject
                            + "; `cloister ps` lists them, and a proof file's name ends in .json");
            return Exit.UNAVAILABLE;
        }
        Optional<Recorded> recorded = ofGuest(workspace, guest.get());
        if (recorded.isEmpty()) {
            workspace
                    .screen()
                    .problem("the broker has no record of " + subject
                            + ": it never trusted it, or the guest reports to another broker; nothing can be said");
            return Exit.UNDECIDED;
        }
        Path folder = output != null
                ? output
                : workspace.home().state().resolve("proofs").resolve(subject);
        ReleasePolicy guarding = recorded.get().proof().policy();
        ReleasePolicy against = policy == null ? guarding : guarding.with(chosen(workspace));
        Proof.Answer answer = recorded.get().proof().appraise(against);
        Files.createDirectories(folder);
        WholeFile.write(folder.resolve("proof.json"), recorded.get().proof().file());
        WholeFile.write(
                folder.resolve("proof.html"),
                ProofHtml.page(recorded.get(), against, answer, guest.get().spec(), NOT_SHOWN));
        return show(workspace, recorded.get().proof(), against, answer, Optional.of(folder));
    }

    /// What the broker last gave keys to for a sealed image, wherever that guest runs: the owner's check from another
    /// machine than the host's.
    private Integer image(Workspace workspace, Path folder) throws IOException, Malformed {
        sealed = folder;
        Bytes initData = SealedPlace.initData(folder).digest();
        Optional<Recorded> newest =
                records(workspace, SealedPlace.name(folder), initData).stream().findFirst();
        if (newest.isEmpty()) {
            workspace
                    .screen()
                    .problem("the broker has trusted no guest with " + folder
                            + " yet: none was started, or it was refused, or it reports to another broker");
            return Exit.UNDECIDED;
        }
        Path place = Files.createDirectories(
                output != null
                        ? output
                        : workspace.home().state().resolve("proofs").resolve(SealedPlace.name(folder)));
        Path proof = place.resolve("proof.json");
        Files.write(proof, newest.get().proof().file());
        workspace.screen().note("proof: " + proof);
        return file(workspace, proof);
    }

    /// A proof file, held against what the reader knows himself. What the file says of policies and reference
    /// values is its writer's word; where the reader has none of his own, nothing is decided.
    private Integer file(Workspace workspace, Path file) throws IOException, Malformed {
        if (Files.size(file) > MAX_PROOF_BYTES) {
            throw new Malformed(file.toString(), "", -1, "is longer than " + MAX_PROOF_BYTES + " bytes, so no proof");
        }
        Proof proof = Proof.parse(Files.readAllBytes(file));
        Optional<ReleasePolicy> own = OwnRecords.find(workspace.home(), proof.initDataDigest());
        Optional<TrustPolicy> trust =
                policy == null ? own.map(ReleasePolicy::trustPolicy) : Optional.of(chosen(workspace));
        List<ReleasePolicy.Approved> initData = sealed == null
                ? own.map(ReleasePolicy::initData).orElse(List.of())
                : List.of(
                        new ReleasePolicy.Approved(SealedPlace.initData(sealed).digest(), sealed.toString()));
        List<ReleasePolicy.Approved> measurements =
                own.isPresent() ? own.get().measurements() : predicted(workspace, trust);
        if (trust.isPresent() && !initData.isEmpty() && !measurements.isEmpty()) {
            ReleasePolicy against = new ReleasePolicy(trust.get(), measurements, initData);
            return show(workspace, proof, against, proof.appraise(against), Optional.empty());
        }
        // Without a policy nothing was predicted, be there a boot set or not.
        boolean predictable = trust.isEmpty() && workspace.bootSets().cached().isPresent();
        return notYours(
                workspace.screen(),
                proof,
                trust.isPresent(),
                !initData.isEmpty(),
                predictable || !measurements.isEmpty());
    }

    private TrustPolicy chosen(Workspace workspace) throws IOException, Malformed {
        return TrustChoice.named(workspace, policy, Path.of(""));
    }

    /// From this installation's boot set, if it is built.
    private static List<ReleasePolicy.Approved> predicted(Workspace workspace, Optional<TrustPolicy> trust)
            throws IOException, Malformed {
        Optional<BootSet> bootSet = workspace.bootSets().cached();
        return trust.isEmpty() || bootSet.isEmpty() ? List.of() : ReleasePolicy.predict(bootSet.get(), trust.get());
    }

    private static Integer notYours(Screen screen, Proof proof, boolean trust, boolean initData, boolean measurements)
            throws Malformed {
        Proof.Answer own = proof.appraise(proof.policy());
        List<String> missing = new ArrayList<>();
        if (!trust) {
            missing.add("a trust policy of yours: --trust-policy strict-1, or a file");
        }
        if (!initData) {
            missing.add("the sealed image whose init-data it must carry: --for DIR");
        }
        if (!measurements) {
            missing.add("a boot set to predict measurements from: cloister bootset build");
        }
        if (screen.json()) {
            screen.json(Json.object()
                    .put("verdict", "undecided")
                    .put("guest", proof.guest())
                    .put("emulated", own.emulated())
                    .put("byItsOwnPolicy", own.word())
                    .put("missing", Json.array(missing.stream().map(Json::text).toList()))
                    .build()
                    .pretty());
            return Exit.UNDECIDED;
        }
        screen.say("UNDECIDED  " + proof.guest() + "  as of " + proof.at()
                + (own.emulated() ? "  EMULATED: no hardware stands behind this" : ""));
        screen.say("  By the policy and values in the file itself: " + own.word()
                + ". Whoever wrote the file chose those. To decide, give");
        missing.forEach(line -> screen.say("    " + line));
        return Exit.UNDECIDED;
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

    /// The newest activation whose report was made for this very start of the guest: REPORT_ID is one a start. On
    /// hardware this host is told none, so there it is the newest since the guest was started.
    private static Optional<Recorded> ofGuest(Workspace workspace, Guest guest) throws IOException, Malformed {
        for (Recorded recorded :
                records(workspace, guest.spec().name(), guest.spec().hostData())) {
            Proof proof = recorded.proof();
            boolean ofThisStart = guest.reportId().isEmpty()
                    ? proof.at().isAfter(guest.startedAt())
                    : SnpReport.parse(proof.report().array()).reportId().equals(guest.reportId());
            if (ofThisStart) {
                return Optional.of(recorded);
            }
        }
        return Optional.empty();
    }

    /// Newest first.
    private static List<Recorded> records(Workspace workspace, String name, Bytes initData)
            throws IOException, Malformed {
        BrokerClient broker = workspace.broker().start();
        if (!(broker.activations(initData) instanceof JsonArray list)) {
            throw new Malformed("broker answer", "activations", -1, "not a list");
        }
        List<Recorded> records = new ArrayList<>();
        for (Json item : list.items()) {
            records.add(Recorded.of(name, JsonFields.of("activation", item)));
        }
        return records;
    }

    private static Integer show(
            Workspace workspace, Proof proof, ReleasePolicy against, Proof.Answer answer, Optional<Path> folder)
            throws IOException {
        Screen screen = workspace.screen();
        TrustPolicy trust = against.trustPolicy();
        if (screen.json()) {
            screen.json(ProofText.json(proof, trust, answer, folder).pretty());
        } else {
            print(screen, proof, trust, answer, folder.isPresent() ? "proof.html lists" : "`--json` lists");
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

    private static String mark(Check check) {
        return switch (check.outcome()) {
            case PASSED -> "  ok  ";
            case FAILED -> "  NO  ";
            case NOT_ASKED -> "  any ";
        };
    }

    private static void print(Screen screen, Proof proof, TrustPolicy trust, Proof.Answer answer, String whoLists) {
        screen.say(answer.word().toUpperCase(java.util.Locale.ROOT) + "  " + proof.guest() + "  as of " + proof.at()
                + (answer.emulated() ? "  EMULATED: no hardware stands behind this" : ""));
        List<Check> checks = answer.checks().stream()
                .filter(check -> check.outcome() != Check.Outcome.NOT_ASKED)
                .toList();
        for (Check check : checks) {
            screen.say(mark(check) + check.title() + ": " + check.value()
                    + (check.passed() ? "" : "  (expected: " + check.expected() + ")"));
        }
        int open = answer.checks().size() - checks.size();
        screen.say("  any " + open + " more fields may hold anything under this policy; " + whoLists + " them");
        switch (answer.verdict()) {
            case Verdict.Trusted _ -> screen.say("  policy     " + trust.name());
            case Verdict.Rejected rejected -> {
                for (Finding finding : rejected.findings()) {
                    screen.say("  " + finding.code() + ": " + finding.sentence());
                    screen.say("    remedy: " + finding.remedy());
                }
            }
            case Verdict.Undecided undecided -> {
                for (Gap gap : undecided.gaps()) {
                    screen.say("  " + gap.code() + ": " + gap.sentence());
                    screen.say("    remedy: " + gap.remedy());
                }
            }
        }
        NOT_SHOWN.forEach(line -> screen.say("  not shown  " + line));
    }
}
