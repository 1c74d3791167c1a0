package dev.cloister.cli;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.Malformed;
import dev.cloister.bytes.Secret;
import dev.cloister.cli.home.BrokerClient;
import dev.cloister.cli.home.Home;
import dev.cloister.cli.home.KeyFiles;
import dev.cloister.protocol.jose.Jwk;
import dev.cloister.workload.CloisterToml;
import dev.cloister.workload.ConfidentialContainer;
import dev.cloister.workload.ConfidentialContainer.SecretFile;
import dev.cloister.workload.InitData;
import dev.cloister.workload.PinnedKey;
import dev.cloister.workload.ResourcePath;
import dev.cloister.workload.SealedRoot;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What the owner of one image brings: the broker, its identity as guests will pin it, the path of the image's
/// key there, and the key that opens logs.
record Ownership(BrokerClient broker, CloisterToml.Broker pinned, ResourcePath keyPath, PinnedKey logKey) {
    /// Where every guest finds its broker: the keeper's relay, whoever stands behind it (design, section 7).
    static final String GUEST_URL = "http://10.0.2.100:80";

    private static final int SUFFIX_BYTES = 4;

    /// With the home's broker, started when it does not run.
    static Ownership of(Workspace workspace, String name) throws IOException, Malformed {
        BrokerClient broker;
        try (Screen.Step step = workspace.screen().step("home broker")) {
            broker = workspace.broker().start();
            step.result(broker.url());
        }
        byte[] suffix = new byte[SUFFIX_BYTES];
        new SecureRandom().nextBytes(suffix);
        // A path of its own for each protect: a key is never replaced, so what was sealed before still opens.
        ResourcePath path = new ResourcePath(name + "/image/" + Bytes.of(suffix).hex());
        return new Ownership(broker, identity(broker.identity()), path, logKey(workspace.home()));
    }

    /// The broker's answer as a guest pins it.
    static CloisterToml.Broker identity(JsonObject answer) throws Malformed {
        JsonFields fields = answer.fields("broker identity");
        List<PinnedKey> keys = new ArrayList<>();
        for (JsonFields key : fields.objects("rootKeys")) {
            keys.add(new PinnedKey(key.base64Url("x"), key.base64Url("y")));
        }
        return new CloisterToml.Broker(GUEST_URL, fields.text("audience"), 1, fields.number("epoch"), keys);
    }

    private static PinnedKey logKey(Home home) throws IOException, Malformed {
        if (!Files.exists(home.ownerKey())) {
            try {
                KeyFiles.create(home.ownerKey());
            } catch (FileAlreadyExistsException e) {
                // Another command made it in the same moment; its key is ours.
            }
        }
        Jwk key = KeyFiles.read(home.ownerKey()).publicKey();
        return new PinnedKey(key.x(), key.y());
    }

    /// Init-data of a guest that runs this image and gets these secrets: with the policies of the document, or the
    /// usual ones.
    InitData initData(SealedRoot root, Optional<ConfidentialContainer> document, List<SecretFile> secrets) {
        CloisterToml usual = CloisterToml.of(pinned, new CloisterToml.Root(root.verityRoot(), root.key()), logKey);
        CloisterToml asked =
                document.isEmpty() ? usual : usual.withWorkload(document.get().workloadPolicy());
        return InitData.write(asked.withSecrets(wanted(secrets)));
    }

    /// The same pins, with the secrets and the workload policy that the document asks for.
    static CloisterToml asked(CloisterToml pins, ConfidentialContainer document) {
        return pins.withSecrets(wanted(document.secrets())).withWorkload(document.workloadPolicy());
    }

    private static List<CloisterToml.WantedSecret> wanted(List<SecretFile> secrets) {
        return secrets.stream()
                .map(secret -> new CloisterToml.WantedSecret(secret.resource(), secret.name(), 1))
                .toList();
    }

    void store(Secret key, JsonObject releasePolicy) throws IOException {
        broker.storeReleasePolicy(keyPath.text(), releasePolicy);
        broker.storeResource(keyPath.text(), key);
    }
}
