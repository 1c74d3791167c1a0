package dev.cloister.cli;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonNull;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.Malformed;
import dev.cloister.cli.home.KeyFiles;
import dev.cloister.cli.measure.Numbers;
import dev.cloister.measure.sgx.EnclaveIdentification;
import dev.cloister.measure.sgx.SigStruct;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.InvalidKeyException;
import java.security.interfaces.RSAPrivateCrtKey;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/// `cloister measure sigstruct`: what the maker of an enclave says about it, and signs.
@Command(
        name = "sigstruct",
        description = "look at, check or make the signature of an SGX enclave's maker (SIGSTRUCT)",
        synopsisSubcommandLabel = "(show | verify | key | sign)",
        footer = {"", "Example: cloister measure sigstruct verify app.sig --mrenclave HEX"})
final class MeasureSigStruct {
    private static final int MRENCLAVE_BYTES = 32;
    private static final int ATTRIBUTES_BYTES = 16;
    private static final long MAX_16 = 0xffff;

    /// Four digits of a year: there is room for no more.
    private static final DateTimeFormatter DAY = new DateTimeFormatterBuilder()
            .appendValue(ChronoField.YEAR, 4)
            .appendPattern("-MM-dd")
            .toFormatter(Locale.ROOT);

    @ParentCommand
    private MeasureCommand parent;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Command(
            name = "show",
            description = "print every field of a SIGSTRUCT (1808 bytes); verifies nothing",
            footer = {"", "Example: cloister measure sigstruct show app.sig"})
    int show(@Parameters(paramLabel = "FILE", description = "the SIGSTRUCT") Path file) throws IOException, Malformed {
        Screen screen = parent.screen();
        SigStruct parsed = read(file);
        if (screen.json()) {
            screen.json(json(parsed).build().pretty());
        } else {
            Table.lines(rows(parsed)).forEach(screen::say);
            screen.say("");
            screen.say("Nothing of this was verified: `cloister measure sigstruct verify " + file + "` does.");
        }
        return Exit.DONE;
    }

    @Command(
            name = "verify",
            description = "say whether the key in a SIGSTRUCT signed it, a processor can check that, and it is the"
                    + " enclave and the maker that you expect",
            footer = {"", "Example:", "  cloister measure sigstruct verify app.sig --mrenclave HEX --mrsigner HEX"})
    int verify(
            @Parameters(paramLabel = "FILE", description = "the SIGSTRUCT") Path file,
            @Option(names = "--mrenclave", paramLabel = "HEX", description = "the enclave must be this one")
                    Optional<String> mrEnclave,
            @Option(names = "--mrsigner", paramLabel = "HEX", description = "the maker's key must be this one")
                    Optional<String> mrSigner)
            throws IOException, Malformed {
        Optional<Bytes> wantedEnclave = mrEnclave.map(text -> digest("verify", "--mrenclave", text));
        Optional<Bytes> wantedSigner = mrSigner.map(text -> digest("verify", "--mrsigner", text));
        Screen screen = parent.screen();
        SigStruct parsed = read(file);
        List<Fault> faults = new ArrayList<>();
        parsed.faults()
                .forEach(fault -> faults.add(new Fault(fault.code(), fault.sentence(), "let its maker sign anew")));
        wantedEnclave
                .filter(wanted -> !wanted.equals(parsed.identification().mrEnclave()))
                .ifPresent(wanted -> faults.add(new Fault(
                        "other-enclave",
                        "it is for the enclave " + parsed.identification().mrEnclave() + ", not " + wanted,
                        "take the SIGSTRUCT of this enclave, or predict its measurement anew")));
        wantedSigner
                .filter(wanted -> !wanted.equals(parsed.mrSigner()))
                .ifPresent(wanted -> faults.add(new Fault(
                        "other-signer",
                        "the key in it is " + parsed.mrSigner() + ", not " + wanted,
                        "take the SIGSTRUCT of this maker, or expect this key")));
        for (Fault fault : faults) {
            screen.problem(file + ": " + fault.sentence);
            screen.remedy(fault.remedy);
        }
        if (faults.isEmpty()) {
            screen.say("signed by " + parsed.mrSigner() + " for the enclave "
                    + parsed.identification().mrEnclave());
        }
        if (screen.json()) {
            screen.json(json(parsed)
                    .put("good", faults.isEmpty())
                    .put("faults", Json.array(faults.stream().map(Fault::toJson).toList()))
                    .build()
                    .pretty());
        }
        return faults.isEmpty() ? Exit.DONE : Exit.REFUSED;
    }

    private record Fault(String code, String sentence, String remedy) {
        Json toJson() {
            return Json.object()
                    .put("code", code)
                    .put("message", sentence)
                    .put("remedy", remedy)
                    .build();
        }
    }

    @Command(
            name = "key",
            description =
                    "make an RSA key of 3072 bits with exponent 3 that signs enclaves, in a new file of mode 0600;"
                            + " print its digest (MRSIGNER)",
            footer = {"", "Example: cloister measure sigstruct key maker.key"})
    int key(@Parameters(paramLabel = "FILE", description = "the new file") Path file) throws IOException {
        Screen screen = parent.screen();
        String digest;
        try {
            digest = SigStruct.mrSigner(KeyFiles.createRsa(file)).hex();
        } catch (FileAlreadyExistsException e) {
            screen.problem(file + " is there already, and a key is never replaced");
            return Exit.REFUSED;
        }
        screen.say(digest);
        if (screen.json()) {
            screen.json(Json.object()
                    .put("file", file.toString())
                    .put("mrSigner", digest)
                    .build()
                    .pretty());
        }
        return Exit.DONE;
    }

    /// What `sign` takes.
    static final class Signing {
        @Option(
                names = "--mrenclave",
                required = true,
                paramLabel = "HEX",
                description = "measurement, as `cloister measure sgx` prints it")
        private String mrEnclave;

        @Option(
                names = "--key",
                required = true,
                paramLabel = "FILE",
                description = "RSA key of 3072 bits with exponent 3, in PKCS#8")
        private Path key;

        @Option(
                names = {"-o", "--output"},
                required = true,
                paramLabel = "FILE",
                description = "the new SIGSTRUCT; a file that is there is not replaced")
        private Path output;

        @Option(
                names = "--attributes",
                paramLabel = "HEX",
                defaultValue = "04000000000000000300000000000000",
                description = "ATTRIBUTES, flags then XFRM, as they stand there (default: 64 bits, x87 and SSE)")
        private String attributes;

        @Option(
                names = "--attribute-mask",
                paramLabel = "HEX",
                defaultValue = "ffffffffffffffff1bfff9ffffffffff",
                description =
                        "ATTRIBUTEMASK: what of them must be so at run time (default: all flags, and XFRM but AVX,"
                                + " AVX-512 and AMX)")
        private String attributeMask;

        @Option(
                names = "--isv-prod-id",
                paramLabel = "N",
                defaultValue = "0",
                description = "ISVPRODID (default: ${DEFAULT-VALUE})")
        private String isvProdId;

        @Option(
                names = "--isv-svn",
                paramLabel = "N",
                defaultValue = "0",
                description = "ISVSVN (default: ${DEFAULT-VALUE})")
        private String isvSvn;

        @Option(names = "--date", paramLabel = "DAY", description = "2026-01-31 (default: today, UTC)")
        private Optional<String> date = Optional.empty();
    }

    @Command(
            name = "sign",
            description = "sign for an enclave, as its maker",
            footer = {"", "Example:", "  cloister measure sigstruct sign --mrenclave HEX --key maker.key -o app.sig"})
    int sign(@CommandLine.Mixin Signing given) throws IOException, Malformed {
        EnclaveIdentification identification = EnclaveIdentification.of(
                digest("sign", "--mrenclave", given.mrEnclave),
                hex("sign", "--attributes", given.attributes, ATTRIBUTES_BYTES),
                hex("sign", "--attribute-mask", given.attributeMask, ATTRIBUTES_BYTES),
                number("--isv-prod-id", given.isvProdId),
                number("--isv-svn", given.isvSvn),
                given.date.map(this::day).orElseGet(() -> LocalDate.now(ZoneOffset.UTC)));
        RSAPrivateCrtKey key = KeyFiles.readRsa(given.key);
        Screen screen = parent.screen();
        SigStruct signed;
        try {
            signed = SigStruct.sign(identification, key);
        } catch (InvalidKeyException e) {
            throw new Malformed(given.key.toString(), "private key", -1, String.valueOf(e.getMessage()));
        }
        try {
            Files.write(given.output, signed.encode().array(), StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException e) {
            screen.problem(given.output + " is there already, and is not replaced");
            return Exit.REFUSED;
        }
        screen.say("MRSIGNER " + signed.mrSigner());
        screen.note("signed in " + given.output);
        if (screen.json()) {
            screen.json(
                    json(signed).put("file", given.output.toString()).build().pretty());
        }
        return Exit.DONE;
    }

    private static SigStruct read(Path file) throws IOException, Malformed {
        if (Files.isDirectory(file)) {
            throw new IOException(file + " is a folder; name a file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            return SigStruct.parse(in.readNBytes(SigStruct.SIZE + 1));
        }
    }

    private static List<List<String>> rows(SigStruct parsed) {
        EnclaveIdentification said = parsed.identification();
        return List.of(
                List.of("MRENCLAVE", said.mrEnclave().hex()),
                List.of("MRSIGNER", parsed.mrSigner().hex()),
                List.of("ISVPRODID", String.valueOf(said.isvProdId())),
                List.of("ISVSVN", String.valueOf(said.isvSvn())),
                List.of("DATE", said.day().map(LocalDate::toString).orElse(said.date() + ", which is no day")),
                List.of("VENDOR", "0x" + Long.toHexString(said.vendor())),
                List.of("ATTRIBUTES", said.attributes() + (said.debug() ? ", debugging is on" : "")),
                List.of("ATTRIBUTEMASK", said.attributeMask().hex()),
                List.of("MISCSELECT", said.miscSelect().hex()),
                List.of("MISCMASK", said.miscMask().hex()),
                List.of("ISVFAMILYID", said.isvFamilyId().hex()),
                List.of("ISVEXTPRODID", said.isvExtProdId().hex()),
                List.of("SWDEFINED", "0x" + Long.toHexString(said.swDefined())));
    }

    private static JsonObject.Builder json(SigStruct parsed) {
        EnclaveIdentification said = parsed.identification();
        return Json.object()
                .put("mrEnclave", said.mrEnclave().hex())
                .put("mrSigner", parsed.mrSigner().hex())
                .put("isvProdId", said.isvProdId())
                .put("isvSvn", said.isvSvn())
                .put(
                        "date",
                        said.day().<Json>map(day -> Json.text(day.toString())).orElse(JsonNull.NULL))
                .put("vendor", "0x" + Long.toHexString(said.vendor()))
                .put("debug", said.debug())
                .put("attributes", said.attributes().hex())
                .put("attributeMask", said.attributeMask().hex())
                .put("miscSelect", said.miscSelect().hex())
                .put("miscMask", said.miscMask().hex())
                .put("isvFamilyId", said.isvFamilyId().hex())
                .put("isvExtProdId", said.isvExtProdId().hex());
    }

    private LocalDate day(String text) {
        try {
            return LocalDate.parse(text, DAY);
        } catch (DateTimeException e) {
            throw usage("sign", "--date needs a day such as 2026-01-31, not " + text);
        }
    }

    private int number(String option, String text) {
        return Numbers.number(text)
                .filter(value -> value >= 0 && value <= MAX_16)
                .map(Long::intValue)
                .orElseThrow(() -> usage("sign", option + " needs 0 to 65535, not " + text));
    }

    private Bytes digest(String command, String option, String text) {
        return hex(command, option, text, MRENCLAVE_BYTES);
    }

    private Bytes hex(String command, String option, String text, int length) {
        return Numbers.hex(text, length)
                .orElseThrow(() -> usage(command, option + " needs " + 2 * length + " hex digits"));
    }

    private ParameterException usage(String command, String sentence) {
        return new ParameterException(spec.subcommands().get(command), sentence);
    }
}
