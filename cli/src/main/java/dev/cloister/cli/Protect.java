package dev.cloister.cli;

import dev.cloister.bytes.Json;
import dev.cloister.bytes.Malformed;
import dev.cloister.bytes.Secret;
import dev.cloister.cli.proof.OwnRecords;
import dev.cloister.cli.proof.ReleasePolicy;
import dev.cloister.evidence.appraisal.TrustPolicy;
import dev.cloister.image.Image;
import dev.cloister.image.ImageReference;
import dev.cloister.image.Sealed;
import dev.cloister.image.Sealer;
import dev.cloister.machine.GuestSpec;
import dev.cloister.workload.ConfidentialContainer;
import dev.cloister.workload.InitData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `cloister protect`: the owner's step. The image becomes a sealed root in DIR, its key goes to the broker
/// together with the policy that guards it; nothing in DIR is secret.
@Command(
        name = "protect",
        description = "encrypt an image; its key goes to the broker, with the policy that guards it",
        footer = {
            "",
            "Examples:",
            "  cloister protect oci:web -o web.sealed --emulated",
            "  cloister protect oci:web -o web.sealed --secret db-password=password.txt",
            "samples/web/app.yaml shows every field of the YAML that -f reads."
        })
final class Protect implements Callable<Integer> {
    private static final int KEY_BYTES = 64;
    private static final String MADE = "made";

    @ParentCommand
    private Main main;

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "IMAGE",
            description = "oci:DIR[:TAG], oci-archive:FILE[:TAG], docker-archive:FILE[:TAG] or a path")
    private String image;

    @Option(names = "-f", paramLabel = "FILE", description = "take image, policies and secrets from this YAML")
    private Path file;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            description = "where the sealed image goes (default: beside the image, with .sealed behind its name)")
    private Path output;

    @Option(names = "--name", paramLabel = "NAME", description = "name in the broker (default: the image's)")
    private String name;

    @Option(
            names = "--secret",
            paramLabel = "NAME=FILE|NAME=kbs:///PATH",
            description =
                    "the container finds it as /run/secrets/NAME, in memory: this file, which goes to the broker, or"
                            + " what `cloister secret set` stored there")
    private List<String> secrets = new ArrayList<>();

    @Option(names = "--replace", description = "replace an older sealed image in DIR")
    private boolean replace;

    @ArgGroup
    private TrustChoice trust = new TrustChoice();

    @Override
    public Integer call() throws IOException, Malformed {
        Workspace workspace = main.workspace();
        Screen screen = workspace.screen();
        Optional<Asked> asked = Asked.of(Optional.ofNullable(image), Optional.ofNullable(file));
        if (asked.isEmpty()) {
            screen.problem("name an IMAGE to protect, or a YAML file that names one with -f");
            return Exit.USAGE;
        }
        if (name != null && !GuestSpec.isName(name)) {
            throw new ParameterException(spec.commandLine(), "--name needs 1 to 63 of a-z, 0-9 and -, not " + name);
        }
        if (file != null && !secrets.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "with -f the secrets are the YAML's: name them there");
        }
        ImageReference reference = ImageReference.parse(asked.get().image());
        Path target = output != null ? output : SealedPlace.beside(reference.path());
        if (Files.exists(target) && !(replace && SealedPlace.isSealed(target))) {
            screen.problem(
                    SealedPlace.isSealed(target)
                            ? target + " holds a sealed image already; `--replace` protects the image anew"
                            : target + " exists and is not a sealed image; choose another place with -o");
            return Exit.USAGE;
        }
        try (Image opened = Image.open(reference, target.toAbsolutePath().resolveSibling(""))) {
            return protect(workspace, opened, target, asked.get());
        }
    }

    private int protect(Workspace workspace, Image opened, Path target, Asked asked) throws IOException, Malformed {
        TrustPolicy policy =
                trust.choose(workspace, asked.document().map(ConfidentialContainer::trustPolicy), asked.folder());
        List<ReleasePolicy.Approved> measurements =
                ReleasePolicy.predict(workspace.bootSets().ready(), policy);
        String called = name == null ? SealedPlace.name(opened.reference().path()) : name;
        WantedSecrets wanted = wanted(asked, called);
        Ownership ownership = Ownership.of(workspace, called);
        Optional<WantedSecrets.Problem> problem = wanted.problem(ownership.broker(), policy);
        if (problem.isPresent()) {
            workspace.screen().problem(problem.get().sentence());
            workspace.screen().remedy(problem.get().remedy());
            return Exit.REFUSED;
        }
        try (WorkFolder work = new WorkFolder(target);
                Secret key = Secret.random(KEY_BYTES)) {
            Path made = work.resolve(MADE);
            Sealed sealed = seal(workspace.screen(), opened, key, made, ownership);
            InitData initData = ownership.initData(sealed.root(), asked.document(), wanted.files());
            Files.writeString(made.resolve(SealedPlace.INIT_DATA), initData.text());
            Files.writeString(
                    made.resolve(SealedPlace.TRUST_POLICY), policy.toJson().pretty() + "\n");
            ReleasePolicy release = new ReleasePolicy(
                    policy,
                    measurements,
                    List.of(new ReleasePolicy.Approved(initData.digest(), "cloister protect " + target.getFileName())));
            try (Screen.Step step = workspace.screen().step("key and release policy to the broker")) {
                wanted.release(ownership.broker(), release);
                ownership.store(key, release.toJson());
                OwnRecords.keep(workspace.home(), release);
                step.result(ownership.broker().url() + ", " + ownership.keyPath());
            }
            work.publish(MADE, target);
            report(workspace.screen(), target, initData, policy, ownership);
            return Exit.DONE;
        }
    }

    private WantedSecrets wanted(Asked asked, String called) throws IOException {
        try {
            return asked.document().isPresent()
                    ? WantedSecrets.of(asked.document().get())
                    : WantedSecrets.of(secrets, called);
        } catch (Malformed e) {
            throw new ParameterException(spec.commandLine(), "--secret " + e.problem());
        }
    }

    private static Sealed seal(Screen screen, Image opened, Secret key, Path made, Ownership ownership)
            throws IOException, Malformed {
        try (Screen.Step step = screen.step("sealing " + opened.reference().text())) {
            Sealed sealed = Sealer.seal(
                    opened,
                    key,
                    made,
                    ownership.keyPath(),
                    (part, done, total) -> step.progressOfBytes(part.words(), done, total));
            step.result(Sizes.text(Files.size(sealed.blob())));
            sealed.remarks().forEach(screen::note);
            return sealed;
        }
    }

    private void report(Screen screen, Path target, InitData initData, TrustPolicy policy, Ownership ownership) {
        if (screen.json()) {
            screen.json(Json.object()
                    .put("sealed", target.toString())
                    .put("key", ownership.keyPath().uri())
                    .put("initData", initData.digest().hex())
                    .put("trustPolicy", policy.name())
                    .put("emulated", TrustChoice.acceptsEmulation(policy))
                    .put("broker", ownership.broker().url())
                    .build()
                    .pretty());
            return;
        }
        screen.say("Protected: " + target);
        screen.say("  key          " + ownership.keyPath().uri() + " at "
                + ownership.broker().url());
        screen.say("  trust policy " + policy.name());
        screen.say("  init-data    sha256:" + initData.digest().hex());
        if (TrustChoice.acceptsEmulation(policy)) {
            screen.say("  EMULATED: this policy accepts an emulated chip, whose key lies on its host's disk.");
            screen.say("Run it: ./cloister run --detach " + runWords(target));
        } else {
            screen.say("Run it on a host with SEV-SNP: ./cloister run --detach " + runWords(target));
        }
    }

    /// The same YAML, or the folder and a port as an example.
    private String runWords(Path target) {
        return file == null ? "-p 8080:80 " + target : "-f " + file;
    }
}
