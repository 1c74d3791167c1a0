package dev.cloister.cli;

import dev.cloister.bytes.Json;
import dev.cloister.bytes.Malformed;
import dev.cloister.cli.yaml.TrustPolicyYaml;
import dev.cloister.emulator.EmulatedVendor;
import dev.cloister.evidence.appraisal.TrustPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/// Which evidence the owner accepts: a shipped policy by name, a file, or, said in so many words, this home's
/// emulated chip. Nothing said means `strict-1`, which accepts no emulation.
final class TrustChoice {
    /// The word for [#ofThisHome] in options and YAML.
    static final String EMULATED = "emulated";

    @Option(
            names = "--trust-policy",
            paramLabel = "NAME|FILE",
            description = "strict-1 (default), a YAML file, or emulated")
    private String policy;

    @Option(
            names = "--emulated",
            description = "accept this home's EMULATED chip: strict-1, but for its root; protects from nobody here")
    private boolean emulated;

    /// The option, else what a document says, else `strict-1`. A file named in a document lies beside it.
    TrustPolicy choose(Workspace workspace, Optional<String> inDocument, Path folder) throws IOException, Malformed {
        if (emulated) {
            return ofThisHome(workspace);
        }
        return policy != null
                ? named(workspace, policy, Path.of(""))
                : named(workspace, inDocument.orElse(TrustPolicy.strict1().name()), folder);
    }

    static TrustPolicy named(Workspace workspace, String name, Path folder) throws IOException, Malformed {
        return name.equals(EMULATED) ? ofThisHome(workspace) : named(name, folder);
    }

    /// What needs no home: a shipped policy or a file.
    static TrustPolicy named(String name, Path folder) throws IOException, Malformed {
        TrustPolicy strict = TrustPolicy.strict1();
        if (name.equals(strict.name())) {
            return strict;
        }
        Path file = folder.resolve(name);
        if (Files.isDirectory(file)) {
            throw new IOException(file + " is a folder; name the file with the trust policy");
        }
        // What protect writes beside the sealed image is the expanded form.
        return name.endsWith(".json")
                ? TrustPolicy.fromJson(Json.parse(file.toString(), Files.readAllBytes(file), TrustPolicy.DEPTH))
                : TrustPolicyYaml.read(file);
    }

    /// `strict-1` with one root: the emulated vendor's that this home made for itself.
    private static TrustPolicy ofThisHome(Workspace workspace) throws IOException, Malformed {
        EmulatedVendor vendor = EmulatedVendor.open(workspace.home().emulator());
        return TrustPolicy.strict1().withRoots(vendor.root()).named(EMULATED);
    }

    /// Whether a policy lets any root vouch that is not a vendor's.
    static boolean acceptsEmulation(TrustPolicy policy) {
        List<?> other = new ArrayList<>(policy.roots());
        other.removeAll(TrustPolicy.strict1().roots());
        return !other.isEmpty();
    }
}
