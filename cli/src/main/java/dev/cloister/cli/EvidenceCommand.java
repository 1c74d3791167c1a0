package dev.cloister.cli;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.cli.evidence.Answer;
import dev.cloister.cli.evidence.AnswerJson;
import dev.cloister.cli.evidence.AnswerPicture;
import dev.cloister.cli.evidence.AnswerText;
import dev.cloister.cli.evidence.Question;
import dev.cloister.cli.evidence.Shown;
import dev.cloister.evidence.Endorsements;
import dev.cloister.evidence.Evidence;
import dev.cloister.evidence.EvidenceFile;
import dev.cloister.evidence.EvidenceFormat;
import dev.cloister.evidence.appraisal.TrustPolicy;
import dev.cloister.evidence.fetch.Bundle;
import dev.cloister.evidence.fetch.Fetched;
import dev.cloister.evidence.snp.CertificateTable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/// `cloister evidence`: look at a report of a chip, and judge it, with no broker, guest or home.
@Command(
        name = "evidence",
        description = "look at an attestation report or quote, fetch what judging it needs, and judge it",
        synopsisSubcommandLabel = "(show | fetch | verify)",
        subcommands = EvidenceFetch.class,
        footer = {
            "",
            "Examples:",
            "  cloister evidence show report.bin",
            "  cloister evidence fetch report.bin --out c.json",
            "  cloister evidence verify report.bin --collateral c.json --measurement HEX"
        })
final class EvidenceCommand {
    private static final int REPORT_DATA_BYTES = 64;
    private static final int MEASUREMENT_BYTES = 48;
    private static final int MRENCLAVE_BYTES = 32;
    private static final int HOST_DATA_BYTES = 32;
    private static final List<Integer> CONFIG_ID_BYTES = List.of(48, 64);

    /// As {@link Endorsements#folder} looks for them.
    private static final Pattern ENDORSEMENT = Pattern.compile(".*\\.(crl|der|pem|crt|cer|json)");

    private static final Pattern LIST = Pattern.compile(".*\\.crl(\\.der|\\.pem)?");

    @ParentCommand
    private Main main;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    private static final String FILE = "an SNP report, alone or followed by its certificate table, or a quote of SGX or"
            + " TDX: binary, hex, base64, base64url, Trustee's or configfs-tsm's JSON, or a proof.json; - reads standard input";

    @Command(
            name = "show",
            description = "print every field of a report, and the certificates with it; verifies nothing",
            footer = {
                "",
                "Examples:",
                "  cloister evidence show report.bin",
                "  base64 -w0 report.bin | cloister evidence show - --json"
            })
    int show(@Parameters(paramLabel = "FILE", description = FILE) String file) throws IOException, Malformed {
        Screen screen = main.screen();
        byte[] content = read(file);
        EvidenceFile evidence;
        try {
            evidence = EvidenceFile.parse(content);
        } catch (Malformed e) {
            return malformed(screen, file, content, e);
        }
        if (screen.json()) {
            screen.json(Shown.json(evidence).pretty());
        } else {
            Table.lines(Shown.rows(evidence)).forEach(screen::say);
            screen.say("");
            screen.say("Nothing of this was verified: `cloister evidence verify " + file + "` does.");
        }
        return Exit.DONE;
    }

    Main main() {
        return main;
    }

    /// What `verify` takes.
    static final class Expectations {
        @Option(
                names = "--endorsements",
                paramLabel = "DIR",
                description = "folder with certificates (.der .pem .crt .cer), revocation lists (.crl .crl.der"
                        + " .crl.pem) and Intel's TCB info and identities (.json); may be repeated. Roots and"
                        + " intermediates of AMD and Intel are built in; certificates that came with the evidence are"
                        + " used too")
        private List<Path> endorsements = List.of();

        @Option(
                names = "--collateral",
                paramLabel = "BUNDLE",
                description = "a file that `evidence fetch` wrote; may be repeated")
        private List<Path> bundles = List.of();

        @Option(
                names = "--fetch",
                description = "fetch from AMD's and Intel's key services what the evidence does not bring")
        private boolean fetch;

        @Option(
                names = "--at",
                paramLabel = "TIME",
                description = "judge as of this time, 2026-01-31T12:00:00Z or 2026-01-31 (default: now)")
        private String at;

        @Option(
                names = "--nonce",
                paramLabel = "HEX",
                description = "the report data must be this; fewer than 64 bytes are padded with zeros at the end, as"
                        + " clients do")
        private String nonce;

        @Option(
                names = "--measurement",
                paramLabel = "HEX",
                description = "a launch digest or MRTD (48 bytes) or MRENCLAVE (32 bytes) that you accept; may be"
                        + " repeated. With none, the verdict is never trusted")
        private List<String> measurements = List.of();

        @Option(
                names = "--host-data",
                paramLabel = "HEX",
                description = "the host data (32 bytes), MRCONFIGID (48) or CONFIGID (64) must be this; a digest is"
                        + " padded with zeros at the end")
        private String hostData;

        @Option(
                names = "--trust-policy",
                paramLabel = "NAME|FILE",
                description = "strict-1 (default), a YAML file, or emulated: this home's EMULATED chip")
        private String policy = TrustPolicy.strict1().name();

        @Option(names = "--svg", paramLabel = "FILE", description = "draw the chain and what became of each step")
        private Path svg;
    }

    @Command(
            name = "verify",
            description = "say whether a report is genuine, acceptable and what you expect, and why not",
            footer = {
                "",
                "Exit codes: 0 trusted, 1 rejected, 2 undecided (something is missing), 3 malformed, 64 usage,"
                        + " 69 a file is missing.",
                "The form of --json is docs/evidence-verification.schema.json; docs/evidence.md explains every finding.",
                "",
                "Examples:",
                "  cloister evidence verify report.bin --fetch --measurement HEX",
                "  cloister evidence verify report.bin --collateral c.json --at 2026-04-06",
                "  cloister evidence verify report.bin --endorsements DIR --measurement HEX",
                "  cloister evidence verify report.bin --at 2026-04-06 --svg chain.svg",
                "  cloister evidence verify - --nonce 00ff --json < evidence.json"
            })
    int verify(
            @Parameters(paramLabel = "FILE", description = FILE) String file,
            @CommandLine.Mixin Expectations expectations,
            @CommandLine.Mixin KeyServiceChoice services)
            throws IOException, Malformed {
        Screen screen = main.screen();
        CommandLine verify = Objects.requireNonNull(spec.subcommands().get("verify"));
        Instant at = moment(verify, expectations.at);
        Question.Expected expected = expected(expectations);
        TrustPolicy policy = expectations.policy.equals(TrustChoice.EMULATED)
                ? TrustChoice.named(main.workspace(), expectations.policy, Path.of(""))
                : TrustChoice.named(expectations.policy, Path.of(""));
        if (services.isGiven() && !expectations.fetch) {
            throw usage("--kds, --pcs, --pccs and what goes with them need --fetch");
        }
        Endorsements endorsements = endorsements(screen, expectations.endorsements);
        for (Path bundle : expectations.bundles) {
            endorsements = Endorsements.both(endorsements, Bundle.read(bundle));
        }
        byte[] content = read(file);
        EvidenceFile evidence;
        try {
            evidence = EvidenceFile.parse(content);
        } catch (Malformed e) {
            return malformed(screen, file, content, e);
        }
        for (Path folder : expectations.endorsements) {
            noteUnreadable(screen, folder, evidence);
        }
        if (expectations.fetch) {
            Fetched fetched = services.fetcher(main, screen, verify).fetch(evidence.evidence(), at);
            fetched.notes().forEach(note -> screen.note("cloister: " + note));
            endorsements = Endorsements.both(endorsements, fetched);
        }
        Answer answer = Answer.of(new Question(evidence, endorsements, at, policy, expected));
        if (screen.json()) {
            screen.json(AnswerJson.of(answer).pretty());
        } else {
            AnswerText.of(answer).forEach(screen::say);
        }
        if (expectations.svg != null) {
            String subject = file.equals("-")
                    ? "standard input"
                    : Path.of(file).getFileName().toString();
            Files.writeString(
                    expectations.svg, AnswerPicture.of(answer, subject).svg());
            screen.note("drawn in " + expectations.svg);
        }
        return switch (answer.word()) {
            case TRUSTED -> Exit.DONE;
            case REJECTED -> Exit.REFUSED;
            case UNDECIDED -> Exit.UNDECIDED;
        };
    }

    private static int malformed(Screen screen, String file, byte[] content, Malformed e) {
        if (screen.json()) {
            screen.json(AnswerJson.of(EvidenceFormat.of(content), e).pretty());
        } else {
            AnswerText.malformed(file, e).forEach(screen::say);
        }
        return Exit.MALFORMED;
    }

    /// One byte more than is ever read as evidence, so that what is too long is said to be.
    static byte[] read(String file) throws IOException {
        if (file.equals("-")) {
            return System.in.readNBytes(EvidenceFile.MAX_SIZE + 1);
        }
        Path path = Path.of(file);
        if (Files.isDirectory(path)) {
            throw new IOException(file + " is a folder; name the file with the report");
        }
        try (InputStream in = Files.newInputStream(path)) {
            return in.readNBytes(EvidenceFile.MAX_SIZE + 1);
        }
    }

    private static Endorsements endorsements(Screen screen, List<Path> folders) throws IOException {
        Endorsements all = Endorsements.in(CertificateTable.EMPTY);
        for (Path folder : folders) {
            if (!Files.isDirectory(folder)) {
                throw new NoSuchFileException(folder + ": there is no such folder");
            }
            if (!holdsAny(folder) && !Files.isDirectory(folder.resolve("vcek"))) {
                screen.note("cloister: no file in " + folder + " is named as a certificate or a revocation list");
            }
            all = Endorsements.both(all, Endorsements.folder(folder));
        }
        return all;
    }

    private static boolean holdsAny(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.anyMatch(file -> ENDORSEMENT.matcher(file.toString()).matches());
        }
    }

    /// A file that is named as an endorsement and is none would only be missed.
    private static void noteUnreadable(Screen screen, Path folder, EvidenceFile evidence) throws IOException {
        List<Path> named;
        try (Stream<Path> files = Files.list(folder)) {
            named = files.filter(file -> ENDORSEMENT.matcher(file.toString()).matches())
                    .filter(file -> Files.isRegularFile(file) && file.toFile().length() <= EvidenceFile.MAX_SIZE)
                    .sorted()
                    .toList();
        }
        for (Path file : named) {
            List<Bytes> content = List.of(Bytes.of(Files.readAllBytes(file)));
            boolean list = LIST.matcher(file.toString()).matches();
            if (file.toString().endsWith(".json")) {
                noteUnreadableDocument(screen, file, content, evidence);
                continue;
            }
            boolean none = list
                    ? Endorsements.of(List.of(), content)
                            .revocationLists(evidence.evidence())
                            .isEmpty()
                    : Endorsements.of(content, List.of())
                            .certificates(evidence.evidence())
                            .isEmpty();
            if (none) {
                screen.note("cloister: " + file + " is no " + (list ? "revocation list" : "certificate")
                        + " in DER or PEM, and is passed over");
            }
        }
    }

    /// Documents are Intel's: none of them is for an SNP report.
    private static void noteUnreadableDocument(Screen screen, Path file, List<Bytes> content, EvidenceFile evidence)
            throws IOException {
        boolean none = Endorsements.of(List.of(), List.of(), content)
                .documents(evidence.evidence())
                .isEmpty();
        if (none && evidence.evidence() instanceof Evidence.Dcap) {
            screen.note("cloister: " + file + " is neither TCB info nor an enclave's identity, and is passed over");
        }
    }

    private Question.Expected expected(Expectations given) {
        Set<Bytes> measurements = new HashSet<>();
        for (String measurement : given.measurements) {
            measurements.add(exactly("--measurement", measurement, MEASUREMENT_BYTES, List.of(MRENCLAVE_BYTES)));
        }
        Optional<Bytes> nonce = Optional.ofNullable(given.nonce).map(this::nonce);
        Optional<Bytes> hostData = Optional.ofNullable(given.hostData)
                .map(value -> exactly("--host-data", value, HOST_DATA_BYTES, CONFIG_ID_BYTES));
        return new Question.Expected(measurements, nonce, hostData);
    }

    private Bytes nonce(String value) {
        Bytes nonce = hex("--nonce", value);
        if (nonce.isEmpty() || nonce.length() > REPORT_DATA_BYTES) {
            throw usage("--nonce needs 1 to " + REPORT_DATA_BYTES + " bytes, has " + nonce.length());
        }
        return nonce.padTo(REPORT_DATA_BYTES);
    }

    private Bytes exactly(String option, String value, int length, List<Integer> others) {
        Bytes bytes = hex(option, value);
        if (bytes.length() != length && !others.contains(bytes.length())) {
            throw usage(option + " needs " + length + " bytes (" + 2 * length + " hex digits), has " + bytes.length()
                    + "; for quotes of SGX and TDX " + others + " bytes go too");
        }
        return bytes;
    }

    private Bytes hex(String option, String value) {
        try {
            return Bytes.parseHex(option, "", value.toLowerCase(Locale.ROOT));
        } catch (Malformed e) {
            throw usage(option + " needs hex: " + e.problem());
        }
    }

    /// The time named by `--at`, or now.
    static Instant moment(CommandLine of, String text) {
        if (text == null) {
            return Instant.now().truncatedTo(ChronoUnit.SECONDS);
        }
        try {
            return text.contains("T")
                    ? OffsetDateTime.parse(text).toInstant()
                    : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
        } catch (DateTimeException e) {
            throw new ParameterException(
                    of, "--at needs a time such as 2026-01-31T12:00:00Z or a day such as 2026-01-31, is " + text);
        }
    }

    private ParameterException usage(String sentence) {
        return new ParameterException(spec.subcommands().get("verify"), sentence);
    }
}
