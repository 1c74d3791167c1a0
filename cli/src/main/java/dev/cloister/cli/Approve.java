package dev.cloister.cli;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.Malformed;
import dev.cloister.cli.home.BrokerClient;
import dev.cloister.cli.proof.OwnRecords;
import dev.cloister.cli.proof.ReleasePolicy;
import dev.cloister.cli.proof.ReleasePolicy.Approved;
import dev.cloister.evidence.appraisal.TrustPolicy;
import dev.cloister.workload.CloisterToml;
import dev.cloister.workload.ResourcePath;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
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

/// `cloister approve`: which boot sets a sealed image's key is released to, now and until when. A new boot set is
/// approved beside the old one, and the old one gets an end; no image is sealed anew for that.
@Command(
        name = "approve",
        description = "approve another boot set for a sealed image, or give one an end",
        footer = {
            "",
            "Examples:",
            "  cloister approve web.sealed --boot-set --others-until 2026-12-31",
            "  cloister approve web.sealed --measurement HEX --until 2026-12-31T12:00:00Z"
        })
final class Approve implements Callable<Integer> {
    private static final int MEASUREMENT_BYTES = 48;

    @ParentCommand
    private Main main;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "the folder that `cloister protect` made")
    private Path sealed;

    @ArgGroup(multiplicity = "1")
    private What what = new What();

    @Option(
            names = "--until",
            paramLabel = "DATE",
            description = "accept it until then: 2026-12-31 (its first moment, UTC) or 2026-12-31T12:00:00Z; without it"
                    + " an end that was set is taken away")
    private String until;

    @Option(
            names = "--others-until",
            paramLabel = "DATE",
            description = "accept all others until then, unless they end before")
    private String othersUntil;

    static final class What {
        @Option(names = "--measurement", paramLabel = "HEX", description = "a launch digest, 96 hex digits")
        private String measurement;

        @Option(names = "--boot-set", description = "what this installation's boot set gives, for 1, 2, 4 and 8 CPUs")
        private boolean bootSet;
    }

    @Override
    public Integer call() throws IOException, Malformed {
        Optional<Instant> end = moment("--until", until);
        Optional<Instant> othersEnd = moment("--others-until", othersUntil);
        if (!what.bootSet && !what.measurement.matches("[0-9a-f]{" + 2 * MEASUREMENT_BYTES + "}")) {
            throw new ParameterException(
                    spec.commandLine(), "--measurement needs " + 2 * MEASUREMENT_BYTES + " lower-case hex digits");
        }
        Workspace workspace = main.workspace();
        CloisterToml cloister = SealedPlace.initData(sealed).cloister();
        ResourcePath path = cloister.root().key();
        BrokerClient broker = workspace.broker().start();
        ReleasePolicy policy = stored(broker, path);
        List<Approved> wanted = wanted(workspace, policy.trustPolicy(), end);
        change(broker, path, policy, wanted, othersEnd);
        for (CloisterToml.WantedSecret secret : cloister.secrets()) {
            change(broker, secret.path(), stored(broker, secret.path()), wanted, othersEnd);
        }
        ReleasePolicy now = stored(broker, path);
        OwnRecords.keep(workspace.home(), now);
        report(workspace.screen(), path, now);
        return Exit.DONE;
    }

    private static void change(
            BrokerClient broker,
            ResourcePath path,
            ReleasePolicy policy,
            List<Approved> wanted,
            Optional<Instant> othersEnd)
            throws IOException {
        List<Approved> changes = new ArrayList<>(wanted);
        changes.addAll(ending(policy, wanted, othersEnd));
        for (Approved change : changes) {
            broker.approveMeasurement(path.text(), change.toJson());
        }
    }

    private static ReleasePolicy stored(BrokerClient broker, ResourcePath path) throws IOException, Malformed {
        return ReleasePolicy.fromJson(broker.releasePolicy(path.text()).fields("release policy"));
    }

    private List<Approved> wanted(Workspace workspace, TrustPolicy trust, Optional<Instant> end)
            throws IOException, Malformed {
        if (what.bootSet) {
            return ReleasePolicy.predict(workspace.bootSets().ready(), trust).stream()
                    .map(value -> value.until(end))
                    .toList();
        }
        return List.of(new Approved(Bytes.hex(what.measurement), "cloister approve").until(end));
    }

    /// The measurements that get this end: those that are not approved anew, and do not end before.
    private static List<Approved> ending(ReleasePolicy policy, List<Approved> wanted, Optional<Instant> end) {
        if (end.isEmpty()) {
            return List.of();
        }
        return policy.measurements().stream()
                .filter(old -> wanted.stream().noneMatch(anew -> anew.digest().equals(old.digest())))
                .filter(old -> old.until().isEmpty() || old.until().get().isAfter(end.get()))
                .map(old -> old.until(end))
                .toList();
    }

    private Optional<Instant> moment(String option, String text) {
        if (text == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    text.contains("T")
                            ? Instant.parse(text)
                            : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant());
        } catch (DateTimeException e) {
            throw new ParameterException(
                    spec.commandLine(),
                    option + " needs a date such as 2026-12-31 or 2026-12-31T12:00:00Z, not " + text);
        }
    }

    private void report(Screen screen, ResourcePath path, ReleasePolicy policy) {
        if (screen.json()) {
            screen.json(Json.object()
                    .put("sealed", sealed.toString())
                    .put("key", path.uri())
                    .put(
                            "measurements",
                            Json.array(policy.measurements().stream()
                                    .map(Approved::toJson)
                                    .toList()))
                    .build()
                    .pretty());
            return;
        }
        screen.say(path.uri() + " is released to");
        for (Approved value : policy.measurements()) {
            screen.say("  " + value.digest().hex() + "  " + value.source()
                    + value.until().map(end -> "  accepted only until " + end).orElse(""));
        }
    }
}
