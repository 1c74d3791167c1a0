package dev.cloister.cli;

import dev.cloister.evidence.TrustAnchors;
import dev.cloister.evidence.fetch.Evaluation;
import dev.cloister.evidence.fetch.Fetcher;
import dev.cloister.evidence.fetch.KeyServices;
import dev.cloister.evidence.fetch.KeyServices.Intel;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/// From where collateral is fetched, and how: the options of all commands that do.
final class KeyServiceChoice {
    private static final String FOLDER = "collateral";
    private static final int LONGEST_WAIT = 3600;
    private static final int USUAL_WAIT = 120;

    @Option(names = "--kds", paramLabel = "URL", description = "AMD's key service or a stand-in (default: AMD's own)")
    private String kds;

    @Option(
            names = "--pcs",
            paramLabel = "URL",
            description = "Intel's provisioning service or a stand-in (default: Intel's own)")
    private String pcs;

    @Option(
            names = "--root-crl",
            paramLabel = "URL",
            description = "where the list of Intel's root is (default: as its certificate says); a PCCS has it itself")
    private String rootList;

    @Option(names = "--pccs", paramLabel = "URL", description = "a cache of Intel's service, instead of that")
    private String pccs;

    @Option(
            names = "--cache",
            paramLabel = "DIR",
            description =
                    "folder that remembers what was fetched, for all processes (default: in the user's cache folder)")
    private Path cache;

    @Option(names = "--offline", description = "from the cache alone, nothing is fetched")
    private boolean offline;

    @Option(
            names = "--evaluation",
            paramLabel = "WORD",
            description = "standard (default), early, or the number of an evaluation of Intel's; may be repeated, then"
                    + " all of them")
    private List<String> evaluations = new ArrayList<>();

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            description =
                    "how long a request may wait for its turn and for a busy service (default: " + USUAL_WAIT + ")")
    private Integer wait;

    /// One of the options was given.
    boolean isGiven() {
        boolean address = kds != null || pcs != null || pccs != null || rootList != null;
        return address || cache != null || offline || !evaluations.isEmpty() || wait != null;
    }

    Fetcher fetcher(Main main, Screen screen, CommandLine line) {
        if (pcs != null && pccs != null) {
            throw usage(line, "--pcs and --pccs are two answers to one question: give one");
        }
        if (pccs != null && rootList != null) {
            throw usage(line, "--root-crl goes with --pcs: a PCCS has that list itself");
        }
        int seconds = wait == null ? USUAL_WAIT : wait;
        if (seconds < 0 || seconds > LONGEST_WAIT) {
            throw usage(line, "--wait needs 0 to " + LONGEST_WAIT + " seconds, is " + seconds);
        }
        Path folder = cache == null ? main.place().cache().resolve(FOLDER) : cache;
        Fetcher.Rules rules = new Fetcher.Rules(
                offline,
                evaluations(line),
                Duration.ofSeconds(seconds),
                TrustAnchors.vendors(),
                words -> screen.note("cloister: " + words));
        return new Fetcher(services(line), folder, rules);
    }

    private List<Evaluation> evaluations(CommandLine line) {
        if (evaluations.isEmpty()) {
            return List.of(Evaluation.STANDARD);
        }
        return evaluations.stream()
                .map(word -> Evaluation.of(word)
                        .orElseThrow(() -> usage(line, "--evaluation needs standard, early or a number, is " + word)))
                .toList();
    }

    private KeyServices services(CommandLine line) {
        KeyServices vendors = KeyServices.vendors();
        URI amd = address(line, "--kds", kds).orElse(vendors.amd());
        Optional<URI> cacheOfIntels = address(line, "--pccs", pccs);
        Optional<URI> list = address(line, "--root-crl", rootList);
        URI base = address(line, "--pcs", pcs).orElse(vendors.intel().base());
        Intel intel = list.isPresent() ? new Intel.Pcs(base, list.get()) : new Intel.Pcs(base);
        return new KeyServices(amd, cacheOfIntels.isPresent() ? new Intel.Pccs(cacheOfIntels.get()) : intel);
    }

    private static Optional<URI> address(CommandLine line, String option, String text) {
        if (text == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(KeyServices.address(new URI(text)));
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw usage(line, option + " needs an address such as https://pccs.example:8081: " + e.getMessage());
        }
    }

    private static ParameterException usage(CommandLine line, String sentence) {
        return new ParameterException(line, sentence);
    }
}
