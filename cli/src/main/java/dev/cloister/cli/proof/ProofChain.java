package dev.cloister.cli.proof;

import dev.cloister.bytes.Malformed;
import dev.cloister.cli.evidence.VendorChain;
import dev.cloister.evidence.Evidence;
import dev.cloister.evidence.appraisal.Check;
import dev.cloister.evidence.appraisal.Requirement;
import dev.cloister.evidence.appraisal.Verdict;
import dev.cloister.evidence.snp.CertificateTable;
import dev.cloister.machine.BootSet;
import dev.cloister.measure.KernelHashes;
import dev.cloister.picture.ChainPicture;
import dev.cloister.picture.ChainPicture.State;
import dev.cloister.picture.ChainPicture.Step;
import dev.cloister.picture.ProofPage;
import dev.cloister.workload.CloisterToml;
import dev.cloister.workload.PinnedKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// A guest's chain of trust: the vendor's root, the chip's key, the report, what the report pins, and what
/// follows from that for the key of the image and the container.
final class ProofChain {
    private static final Set<String> RULES =
            Requirement.all().stream().map(Requirement::code).collect(Collectors.toUnmodifiableSet());

    private final Dossier dossier;
    private final List<Step> steps = new ArrayList<>();

    private ProofChain(Dossier dossier) {
        this.dossier = dossier;
    }

    static ChainPicture of(Dossier dossier) throws Malformed {
        ProofChain chain = new ProofChain(dossier);
        chain.steps.addAll(VendorChain.steps(
                dossier.answer().verification(),
                new Evidence.Snp(dossier.report(), CertificateTable.EMPTY),
                "is held against"));
        chain.policy();
        chain.measurement();
        chain.initData();
        chain.session();
        if (!dossier.recorded().releases().isEmpty()) {
            chain.release();
            chain.container();
        }
        return new ChainPicture(
                dossier.proof().guest(),
                answer(dossier.answer().verdict()),
                dossier.emulated(),
                dossier.proof().at(),
                chain.steps);
    }

    /// Whether a check is one of the trust policy's rules.
    static boolean isRule(Check check) {
        return RULES.contains(check.code());
    }

    private static ProofPage.Answer answer(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Trusted _ -> ProofPage.Answer.TRUSTED;
            case Verdict.Rejected _ -> ProofPage.Answer.REJECTED;
            case Verdict.Undecided _ -> ProofPage.Answer.UNDECIDED;
        };
    }

    private void add(String role, String name, List<String> known, List<Check> failed, String bond) {
        List<String> lines = new ArrayList<>(known);
        failed.forEach(check -> lines.add(check.code() + ": " + check.title() + ", found " + check.value()));
        State own = failed.isEmpty() ? State.PASSED : State.FAILED;
        steps.add(new Step(
                role, name, lines, VendorChain.following(steps.getLast().state(), own), bond));
    }

    private void policy() {
        List<Check> rules =
                dossier.answer().checks().stream().filter(ProofChain::isRule).toList();
        long asked = rules.stream()
                .filter(check -> check.outcome() != Check.Outcome.NOT_ASKED)
                .count();
        List<Check> failed = rules.stream().filter(check -> !check.passed()).toList();
        add(
                "trust policy",
                dossier.against().trustPolicy().name(),
                List.of(asked + " rules asked, " + (asked - failed.size()) + " hold; each is listed below"),
                failed,
                "accepts the report, which pins");
    }

    private void measurement() {
        List<String> lines = new ArrayList<>();
        lines.add("MEASUREMENT " + dossier.answer().measurement().hex());
        Optional<BootSet> booted = dossier.booted();
        if (booted.isPresent()) {
            BootSet set = booted.get();
            lines.add("boot set " + set.key());
            String cmdline = dossier.cmdline(set);
            lines.add("firmware SHA-256 " + set.firmware().sha256().hex());
            lines.add("kernel SHA-256 " + set.kernel().sha256().hex());
            lines.add("initrd SHA-256 " + set.initrd().sha256().hex());
            lines.add("command line SHA-256 "
                    + KernelHashes.cmdlineDigest(cmdline).hex());
            lines.add("measured anew from these files: equal");
        } else {
            lines.add("the files with this measurement are not here");
        }
        add("what booted", named(), lines, dossier.failed("unknown-measurement"), "and pins");
    }

    private String named() {
        int cpus = dossier.spec().cpus();
        return "firmware, kernel, initrd, command line, " + cpus + (cpus == 1 ? " vCPU" : " vCPUs");
    }

    private void initData() {
        List<String> lines = new ArrayList<>();
        lines.add("HOST_DATA " + dossier.proof().initDataDigest().hex());
        Optional<CloisterToml> pinned = dossier.pinned();
        if (pinned.isPresent()) {
            CloisterToml toml = pinned.get();
            lines.add("image verity root " + toml.root().verity().hex());
            toml.broker()
                    .keys()
                    .forEach(key -> lines.add("broker " + toml.broker().audience() + ", key " + key(key)));
            toml.ownerKeys().forEach(key -> lines.add("owner's key " + key(key)));
            lines.add(toml.secrets().isEmpty() ? "no secrets but the image's key" : secrets(toml));
        } else {
            lines.add("not readable for an agent of this version");
        }
        add("what the owner pinned", "init-data", lines, dossier.failed("unknown-init-data"), "and is bound to");
    }

    private static String secrets(CloisterToml toml) {
        return "secrets "
                + toml.secrets().stream()
                        .map(secret -> secret.path().text() + " as /run/secrets/" + secret.file())
                        .collect(Collectors.joining(", "));
    }

    private static String key(PinnedKey key) {
        return "EC P-256, x " + key.x().base64Url();
    }

    private void session() {
        List<String> lines = new ArrayList<>(dossier.session());
        lines.add("REPORT_DATA is their SHA-384");
        add(
                "this start",
                "a key and a challenge",
                lines,
                dossier.failed("wrong-report-data"),
                "receives, encrypted to that key");
    }

    private void release() {
        List<String> lines = new ArrayList<>();
        dossier.recorded()
                .releases()
                .forEach(release ->
                        lines.add(release.path() + ", version " + release.version() + ", at " + release.time()));
        lines.add("by the record of the broker, not by evidence");
        add(
                "released",
                lines.size() > 2 ? "the image's key and secrets" : "the image's key",
                lines,
                List.of(),
                "opens, in the guest");
    }

    private void container() {
        List<String> lines = new ArrayList<>();
        dossier.pinned()
                .ifPresent(toml -> lines.add("from the image with verity root "
                        + toml.root().verity().slice(0, 16).hex() + "…"));
        lines.add("started by the agent that was measured above, which starts nothing else");
        add("container", dossier.proof().guest(), lines, List.of(), "");
    }
}
