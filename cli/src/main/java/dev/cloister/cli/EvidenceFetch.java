package dev.cloister.cli;

import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.EvidenceFile;
import dev.cloister.evidence.Gap;
import dev.cloister.evidence.fetch.Bundle;
import dev.cloister.evidence.fetch.Fetched;
import dev.cloister.evidence.fetch.Fetcher;
import dev.cloister.evidence.fetch.Item;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/// `cloister evidence fetch`: a file with all that a verification without a network needs.
@Command(
        name = "fetch",
        description = "fetch what a verification needs from AMD's and Intel's key services, into one file",
        footer = {
            "",
            "Exit codes: 0 written, 2 something is missing and nothing was written, 3 malformed, 64 usage, 69 a file is"
                    + " missing.",
            "",
            "Examples:",
            "  cloister evidence fetch report.bin --out c.json",
            "  cloister evidence fetch quote.bin --pccs https://pccs.test:8081 --out c.json"
        })
final class EvidenceFetch implements Callable<Integer> {
    /// What runs out within that time is worth a word.
    private static final Duration SOON = Duration.ofDays(7);

    @ParentCommand
    private EvidenceCommand parent;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "reports and quotes, in any form that verify reads")
    private List<String> files;

    @Option(names = "--out", paramLabel = "BUNDLE", required = true, description = "the file to write, or to replace")
    private Path out;

    @Option(
            names = "--at",
            paramLabel = "TIME",
            description = "what holds at this time, 2026-01-31T12:00:00Z or 2026-01-31 (default: now)")
    private String at;

    @CommandLine.Mixin
    private KeyServiceChoice services = new KeyServiceChoice();

    @Override
    public Integer call() throws IOException, Malformed {
        Screen screen = parent.main().screen();
        Instant moment = EvidenceCommand.moment(spec.commandLine(), at);
        Fetcher fetcher = services.fetcher(parent.main(), screen, spec.commandLine());
        List<EvidenceFile> evidence = new ArrayList<>();
        for (String file : files) {
            evidence.add(EvidenceFile.parse(EvidenceCommand.read(file)));
        }
        Set<Item> items = new LinkedHashSet<>();
        Set<Gap.NotFetched> missing = new LinkedHashSet<>();
        Set<String> notes = new LinkedHashSet<>();
        for (EvidenceFile one : evidence) {
            Fetched fetched = fetcher.fetch(one.evidence(), moment);
            items.addAll(fetched.bundle().items());
            missing.addAll(fetched.unreached());
            notes.addAll(fetched.notes());
        }
        if (items.size() > Bundle.MAX_ITEMS) {
            throw new ParameterException(
                    spec.commandLine(),
                    "these files need " + items.size() + " items, and a bundle has " + Bundle.MAX_ITEMS
                            + " at most: fetch for fewer files at once");
        }
        Bundle bundle = Bundle.of(items);
        notes.forEach(note -> screen.note("cloister: " + note));
        return missing.isEmpty() ? written(screen, bundle, moment) : incomplete(screen, missing);
    }

    private int written(Screen screen, Bundle bundle, Instant moment) throws IOException {
        Path part = out.resolveSibling(out.getFileName() + ".part");
        Files.write(part, bundle.encode().array());
        Files.move(part, out, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        List<Item> ending = bundle.items().stream()
                .filter(item -> item.until().isBefore(moment.plus(SOON)))
                .toList();
        if (screen.json()) {
            screen.json(json(bundle, moment, ending).pretty());
            return Exit.DONE;
        }
        bundle.items().forEach(item -> screen.say("  " + item.title() + ", until " + item.until()));
        screen.say("");
        ending.forEach(item -> screen.say("Soon: the " + item.title() + " runs out on " + item.until()
                + "; fetch anew before, where verification is as of that day."));
        screen.say("Written to " + out + ". It verifies as of " + moment + ", whenever that is done:");
        screen.say("  cloister evidence verify " + files.getFirst() + " --collateral " + out + " --at " + moment);
        return Exit.DONE;
    }

    private JsonObject json(Bundle bundle, Instant moment, List<Item> ending) {
        return Json.object()
                .put("bundle", out.toString())
                .put("at", moment.toString())
                .put("holdsUntil", bundle.holdsUntil().map(Instant::toString).orElse(moment.toString()))
                .put(
                        "items",
                        Json.array(
                                bundle.items().stream().map(EvidenceFetch::json).toList()))
                .put("endingSoon", titles(ending))
                .put("missing", Json.array(List.of()))
                .build();
    }

    private static Json titles(List<Item> items) {
        return Json.array(items.stream().map(item -> Json.text(item.title())).toList());
    }

    private static JsonObject json(Item item) {
        return Json.object()
                .put("kind", item.kind().word())
                .put("title", item.title())
                .put("from", item.from())
                .put("fetched", item.fetched().toString())
                .put("until", item.until().toString())
                .build();
    }

    /// What was got is in the cache, so that trying again costs only what is missing.
    private int incomplete(Screen screen, Set<Gap.NotFetched> missing) {
        for (Gap gap : missing) {
            screen.problem(gap.sentence());
            screen.remedy(gap.remedy());
        }
        screen.note("cloister: nothing was written to " + out);
        if (screen.json()) {
            screen.json(Json.object()
                    .put("missing", Json.array(missing.stream().map(Gap::toJson).toList()))
                    .build()
                    .pretty());
        }
        return Exit.UNDECIDED;
    }
}
