package dev.cloister.cli;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.Malformed;
import dev.cloister.bytes.Secret;
import dev.cloister.cli.home.BrokerClient;
import dev.cloister.cli.proof.ReleasePolicy;
import dev.cloister.evidence.appraisal.TrustPolicy;
import dev.cloister.workload.CloisterToml;
import dev.cloister.workload.ConfidentialContainer;
import dev.cloister.workload.ConfidentialContainer.SecretFile;
import dev.cloister.workload.ResourcePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What a container is to find in `/run/secrets` beside what its image holds. Each is a resource of the broker, with
/// a release policy of its own; that policy has to let go what the image's lets go.
final class WantedSecrets {
    private static final String STRUCTURE = "option";
    private static final String FIELD = "--secret";
    private static final String SCHEME = "kbs:";
    private static final int SUFFIX_BYTES = 4;

    private final List<Wanted> all;

    /// @param file where its content lies, for one that the broker has not yet
    private record Wanted(SecretFile secret, Optional<Path> file) {}

    /// Why a guest would not get one of them, and what helps.
    record Problem(String sentence, String remedy) {}

    private WantedSecrets(List<Wanted> all) {
        this.all = List.copyOf(all);
    }

    static WantedSecrets of(ConfidentialContainer document) {
        return new WantedSecrets(document.secrets().stream()
                .map(secret -> new Wanted(secret, Optional.empty()))
                .toList());
    }

    /// From `NAME=FILE` and `NAME=kbs:///PATH`. A file gets a path of its own each time, so that guests of what was
    /// protected before keep their secret.
    ///
    /// @param image name of the image, the first part of that path
    static WantedSecrets of(List<String> options, String image) throws Malformed {
        List<Wanted> all = new ArrayList<>();
        Set<String> names = new HashSet<>();
        Set<ResourcePath> paths = new HashSet<>();
        for (String option : options) {
            Wanted wanted = wanted(option, image);
            if (!names.add(wanted.secret().name()) || !paths.add(wanted.secret().resource())) {
                throw bad("names " + option.substring(0, option.indexOf('=')) + " twice, or its resource");
            }
            all.add(wanted);
        }
        if (all.size() > CloisterToml.MAX_SECRETS) {
            throw bad("may be given " + CloisterToml.MAX_SECRETS + " times");
        }
        return new WantedSecrets(all);
    }

    private static Wanted wanted(String option, String image) throws Malformed {
        int equals = option.indexOf('=');
        if (equals < 1 || equals == option.length() - 1) {
            throw bad("needs NAME=FILE or NAME=kbs:///PATH, not " + option);
        }
        String name = SecretFile.parseName(STRUCTURE, FIELD, option.substring(0, equals));
        String value = option.substring(equals + 1);
        if (value.startsWith(SCHEME)) {
            return new Wanted(new SecretFile(name, ResourcePath.parseUri(STRUCTURE, FIELD, value)), Optional.empty());
        }
        byte[] suffix = new byte[SUFFIX_BYTES];
        new SecureRandom().nextBytes(suffix);
        ResourcePath path = ResourcePath.parse(
                STRUCTURE, FIELD, image + "/" + name + "/" + Bytes.of(suffix).hex());
        return new Wanted(new SecretFile(name, path), Optional.of(Path.of(value)));
    }

    private static Malformed bad(String problem) {
        return new Malformed(STRUCTURE, FIELD, -1, problem);
    }

    List<SecretFile> files() {
        return all.stream().map(Wanted::secret).toList();
    }

    /// The first thing that stands in the way, looked for before anything is made.
    Optional<Problem> problem(BrokerClient broker, TrustPolicy trust) throws IOException, Malformed {
        for (Wanted wanted : all) {
            Optional<Problem> problem = wanted.file().isPresent()
                    ? ofFile(wanted.file().get())
                    : ofStored(broker, wanted.secret().resource(), trust);
            if (problem.isPresent()) {
                return problem;
            }
        }
        return Optional.empty();
    }

    private static Optional<Problem> ofFile(Path file) throws IOException {
        return Files.size(file) > SecretBytes.MAX_BYTES
                ? Optional.of(new Problem(SecretBytes.tooLong(file.toString()), "keep it in the image"))
                : Optional.empty();
    }

    private static Optional<Problem> ofStored(BrokerClient broker, ResourcePath path, TrustPolicy trust)
            throws IOException, Malformed {
        if (!broker.holds(path.text())) {
            return Optional.of(new Problem(
                    "nothing is stored at " + path.uri() + " at the broker " + broker.url(),
                    "store it first: cloister secret set " + path.uri() + " FILE"));
        }
        Optional<ReleasePolicy> stored = stored(broker, path);
        if (stored.isPresent() && !stored.get().trustPolicy().equals(trust)) {
            return Optional.of(new Problem(
                    path.uri() + " is released under trust policy "
                            + stored.get().trustPolicy().name() + ", and this image is to run under " + trust.name(),
                    "protect the image under that trust policy, or store the secret at another path as well"));
        }
        return Optional.empty();
    }

    private static Optional<ReleasePolicy> stored(BrokerClient broker, ResourcePath path)
            throws IOException, Malformed {
        Optional<JsonObject> found = broker.findReleasePolicy(path.text());
        return found.isPresent()
                ? Optional.of(ReleasePolicy.fromJson(found.get().fields("release policy")))
                : Optional.empty();
    }

    /// Lets each go to the guests that `release` describes; a policy that is there already keeps what it approves.
    void release(BrokerClient broker, ReleasePolicy release) throws IOException, Malformed {
        for (Wanted wanted : all) {
            ResourcePath path = wanted.secret().resource();
            Optional<ReleasePolicy> stored = stored(broker, path);
            if (stored.isEmpty()) {
                broker.storeReleasePolicy(path.text(), release.toJson());
            } else {
                grow(broker, path, stored.get(), release);
            }
            if (wanted.file().isPresent()) {
                try (Secret content = SecretBytes.read(wanted.file().get())) {
                    broker.storeResource(path.text(), content);
                }
            }
        }
    }

    private static void grow(BrokerClient broker, ResourcePath path, ReleasePolicy stored, ReleasePolicy release)
            throws IOException {
        Set<Bytes> measurements = ReleasePolicy.digests(stored.measurements());
        for (ReleasePolicy.Approved measurement : release.measurements()) {
            if (!measurements.contains(measurement.digest())) {
                broker.approveMeasurement(path.text(), measurement.toJson());
            }
        }
        for (ReleasePolicy.Approved initData : release.initData()) {
            broker.approveInitData(path.text(), initData.digest(), initData.source());
        }
    }
}
