package dev.cloister.cli;

import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.appraisal.TrustPolicy;
import dev.cloister.machine.Backend;
import dev.cloister.machine.SignedIdBlock;
import dev.cloister.machine.host.SnpHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Option;

/// What a guest runs on: what was asked for, else SEV-SNP where this host can start such guests and the image's
/// trust policy can accept their evidence. Whatever it is, it is said, with the reason; and what was asked for is
/// never replaced by something else.
final class BackendChoice {

    /// The back ends by the words of `--backend`.
    enum Name {
        EMULATED,
        SNP
    }

    @Option(
            names = "--backend",
            paramLabel = "emulated|snp",
            description = "what the guest runs on (default: snp where this host can, and it says which)")
    private Name name;

    @Option(
            names = "--id-block",
            paramLabel = "FILE",
            description = "the launch that the chip shall accept, as `cloister measure id-block` prints it")
    private Path idBlock;

    /// Why the options cannot be meant so; empty where they can.
    Optional<String> problem() {
        return idBlock != null && name != Name.SNP
                ? Optional.of("--id-block needs --backend snp: only the hardware compares a launch with it")
                : Optional.empty();
    }

    /// @param sealed the folder that `protect` made
    Backend choose(Workspace workspace, Path sealed) throws IOException, Malformed {
        SnpHost host = SnpHost.at(Path.of("/"));
        Chosen chosen = choose(host.missing(), emulationOnly(workspace, sealed));
        workspace.screen().note("Back end: " + chosen.name.name().toLowerCase(Locale.ROOT) + ", " + chosen.why);
        return switch (chosen.name) {
            case EMULATED -> new Backend.Emulated(workspace.home().emulator());
            case SNP -> new Backend.Snp(host.encryption(), signedIdBlock());
        };
    }

    /// One back end, and why it is this one.
    record Chosen(Name name, String why) {}

    Chosen choose(List<SnpHost.Missing> missing, boolean emulationOnly) {
        if (name != null) {
            return new Chosen(name, "as --backend says");
        }
        if (!missing.isEmpty()) {
            return new Chosen(
                    Name.EMULATED,
                    "as this host starts no SEV-SNP guests: "
                            + missing.getFirst().sentence() + " (`cloister doctor` says more)");
        }
        return emulationOnly
                ? new Chosen(Name.EMULATED, "as the image's trust policy accepts no hardware, though this host has it")
                : new Chosen(Name.SNP, "as this host can start SEV-SNP guests");
    }

    /// Whether no evidence of a vendor's chip could ever open this image.
    private static boolean emulationOnly(Workspace workspace, Path sealed) throws IOException, Malformed {
        Path file = sealed.resolve(SealedPlace.TRUST_POLICY);
        if (!Files.exists(file)) {
            return false;
        }
        TrustPolicy policy = TrustChoice.named(workspace, file.toString(), Path.of(""));
        return Collections.disjoint(policy.roots(), TrustPolicy.strict1().roots());
    }

    private Optional<SignedIdBlock> signedIdBlock() throws IOException, Malformed {
        return idBlock == null ? Optional.empty() : Optional.of(SignedIdBlock.parse(Files.readString(idBlock)));
    }
}
