package dev.cloister.cli.drill.pinned;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.protocol.jose.Jwk;
import dev.cloister.protocol.jose.SigningKey;
import dev.cloister.workload.CloisterToml;
import dev.cloister.workload.InitData;
import dev.cloister.workload.PinnedKey;
import dev.cloister.workload.WorkloadPolicy;
import java.util.List;

/// What init-data pins and a host would like to be another.
public enum Pin {
    BROKER("broker", "the broker's root key") {
        @Override
        CloisterToml changed(CloisterToml pins, PinnedKey own) {
            CloisterToml.Broker broker = pins.broker();
            return with(
                    pins,
                    new CloisterToml.Broker(
                            broker.url(), broker.audience(), broker.channel(), broker.epoch(), List.of(own)),
                    pins.root(),
                    pins.ownerKeys());
        }
    },
    IMAGE("image", "the image's root hash") {
        @Override
        CloisterToml changed(CloisterToml pins, PinnedKey own) {
            Bytes other = Digests.sha256(pins.root().verity());
            CloisterToml.Root root = new CloisterToml.Root(other, pins.root().key());
            return with(pins, pins.broker(), root, pins.ownerKeys());
        }
    },
    POLICY("policy", "the workload policy") {
        @Override
        CloisterToml changed(CloisterToml pins, PinnedKey own) {
            return pins.withWorkload(new WorkloadPolicy(
                    WorkloadPolicy.Exec.DENY, WorkloadPolicy.Logs.OWNER, List.of(WorkloadPolicy.Signal.values())));
        }
    },
    LOG_KEY("log-key", "the key that opens the log") {
        @Override
        CloisterToml changed(CloisterToml pins, PinnedKey own) {
            return with(pins, pins.broker(), pins.root(), List.of(own));
        }
    };

    private final String word;
    private final String title;

    Pin(String word, String title) {
        this.word = word;
        this.title = title;
    }

    /// Part of an attack's id.
    String word() {
        return word;
    }

    String title() {
        return title;
    }

    /// @param own a key of the host's
    abstract CloisterToml changed(CloisterToml pins, PinnedKey own);

    /// The document that the host would like.
    InitData changed(InitData owners) {
        Jwk own = SigningKey.generate().publicKey();
        return InitData.write(changed(owners.cloister(), new PinnedKey(own.x(), own.y())));
    }

    private static CloisterToml with(
            CloisterToml pins, CloisterToml.Broker broker, CloisterToml.Root root, List<PinnedKey> ownerKeys) {
        return new CloisterToml(
                broker, root, pins.secrets(), pins.lease(), pins.evidence(), ownerKeys, pins.workload());
    }
}
