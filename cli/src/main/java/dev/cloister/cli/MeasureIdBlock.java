package dev.cloister.cli;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonNull;
import dev.cloister.bytes.Malformed;
import dev.cloister.cli.home.KeyFiles;
import dev.cloister.cli.measure.Numbers;
import dev.cloister.measure.IdAuthentication;
import dev.cloister.measure.IdBlock;
import java.io.IOException;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `cloister measure id-block`: the owner's signature for one launch of an SEV-SNP guest.
@Command(
        name = "id-block",
        description =
                "sign for one launch of an SEV-SNP guest; print ID block and ID authentication as QEMU takes them",
        footer = {"", "Example: cloister measure id-block --measurement HEX --id-key id.key"})
final class MeasureIdBlock implements Callable<Integer> {
    private static final long MUST_BE_ONE = 1 << 17;

    @ParentCommand
    private MeasureCommand parent;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--measurement",
            required = true,
            paramLabel = "HEX",
            description = "launch measurement, as `cloister measure snp` prints it")
    private String measurement;

    @Option(names = "--id-key", required = true, paramLabel = "FILE", description = "P-384 key that signs the block")
    private Path idKey;

    @Option(names = "--author-key", paramLabel = "FILE", description = "P-384 key that signs the ID key")
    private Optional<Path> authorKey = Optional.empty();

    @Option(names = "--family-id", paramLabel = "HEX", description = "FAMILY_ID, 32 hex digits (default: zeros)")
    private Optional<String> familyId = Optional.empty();

    @Option(names = "--image-id", paramLabel = "HEX", description = "IMAGE_ID, 32 hex digits (default: zeros)")
    private Optional<String> imageId = Optional.empty();

    @Option(
            names = "--guest-svn",
            paramLabel = "N",
            defaultValue = "0",
            description = "GUEST_SVN (default: ${DEFAULT-VALUE})")
    private String guestSvn;

    @Option(
            names = "--policy",
            paramLabel = "BITS",
            defaultValue = "0x30000",
            description = "guest policy (default: ${DEFAULT-VALUE}: SMT allowed, neither migration nor debugging)")
    private String policy;

    @Override
    public Integer call() throws IOException, Malformed {
        IdBlock block = block();
        IdAuthentication authentication = sign(block);
        Screen screen = parent.screen();
        String idKeyDigest = authentication.idKey().digest().hex();
        Optional<String> authorKeyDigest =
                authentication.author().map(author -> author.key().digest().hex());
        screen.say("id-block=" + block.encode().base64());
        screen.say("id-auth=" + authentication.encode().base64());
        screen.say("id-key-digest=" + idKeyDigest);
        authorKeyDigest.ifPresent(digest -> screen.say("author-key-digest=" + digest));
        if (screen.json()) {
            screen.json(Json.object()
                    .put("idBlock", block.encode().base64())
                    .put("idAuth", authentication.encode().base64())
                    .put("idKeyDigest", idKeyDigest)
                    .put(
                            "authorKeyDigest",
                            authorKeyDigest.<Json>map(Json::text).orElse(JsonNull.NULL))
                    .build()
                    .pretty());
        }
        return Exit.DONE;
    }

    private IdBlock block() {
        long svn = Numbers.number(guestSvn)
                .filter(value -> value >= 0 && value <= 0xFFFF_FFFFL)
                .orElseThrow(() -> usage("--guest-svn needs 0 to 4294967295, not " + guestSvn));
        return new IdBlock(
                hex("--measurement", measurement, 48),
                hex("--family-id", familyId.orElse("0".repeat(32)), 16),
                hex("--image-id", imageId.orElse("0".repeat(32)), 16),
                svn,
                guestPolicy());
    }

    private long guestPolicy() {
        long bits = Numbers.number(policy).orElseThrow(() -> usage("--policy needs 64 bits, not " + policy));
        if ((bits & MUST_BE_ONE) == 0) {
            throw usage("--policy needs bit 17 set, as in 0x30000: no chip starts a guest without it, is " + policy);
        }
        return bits;
    }

    private IdAuthentication sign(IdBlock block) throws IOException, Malformed {
        try {
            return authorKey.isPresent()
                    ? IdAuthentication.sign(block, KeyFiles.readP384(idKey), KeyFiles.readP384(authorKey.get()))
                    : IdAuthentication.sign(block, KeyFiles.readP384(idKey));
        } catch (InvalidKeyException e) {
            throw new IllegalStateException("a key on P-384", e);
        }
    }

    private Bytes hex(String option, String text, int length) {
        return Numbers.hex(text, length).orElseThrow(() -> usage(option + " needs " + 2 * length + " hex digits"));
    }

    private ParameterException usage(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }
}
