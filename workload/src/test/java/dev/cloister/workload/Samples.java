package dev.cloister.workload;

import dev.cloister.bytes.Base64s;
import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.workload.CloisterToml.Broker;
import dev.cloister.workload.CloisterToml.EvidenceUse;
import dev.cloister.workload.CloisterToml.Lease;
import dev.cloister.workload.CloisterToml.Lost;
import dev.cloister.workload.CloisterToml.Root;
import dev.cloister.workload.CloisterToml.WantedSecret;
import dev.cloister.workload.WorkloadPolicy.Exec;
import dev.cloister.workload.WorkloadPolicy.Logs;
import dev.cloister.workload.WorkloadPolicy.Signal;
import java.util.List;

/// Documents that are right.
final class Samples {
    private Samples() {}

    /// Of specs guest-broker-channel 16, 438 bytes.
    static final String KNOWN_INIT_DATA = """
            algorithm = "sha256"
            version = "0.1.0"

            [data]
            "cloister.toml" = '''
            version = 1

            [broker]
            url = "http://10.0.2.100:80"
            audience = "acme/prod"
            epoch = 7

            [[broker.key]]
            kty = "EC"
            crv = "P-256"
            x = "cv6Y3bePcUk69dmRe3jl-wAzF5FrVE3hOB36bT_1enw"
            y = "uxNHPBTWg3ZiZM-XWT8IFiwYTin6VhVRPeNVBmLhVDs"

            [root]
            verity = "sha256:0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c"
            key = "default/image/key"

            [lease]
            lost = "stop"
            '''
            """;

    static final Bytes KNOWN_DIGEST = Bytes.hex("d940b538b1d52841ffcabe9db397fadbd964e02dcd6241f8b12dc00d55e2f524");

    static PinnedKey rootKey() {
        return key("cv6Y3bePcUk69dmRe3jl-wAzF5FrVE3hOB36bT_1enw", "uxNHPBTWg3ZiZM-XWT8IFiwYTin6VhVRPeNVBmLhVDs");
    }

    static PinnedKey otherKey() {
        return key("C92eAK1CSAeRMk4Aq1DxRrbwZ5x3OY8CYt8-9kBmQZo", "Ss66wRZq6o-YRsIZiEyr4_RQKi3PvbU5B9FNf-AkdjQ");
    }

    static CloisterToml known() {
        return new CloisterToml(
                new Broker("http://10.0.2.100:80", "acme/prod", 1, 7, List.of(rootKey())),
                new Root(Bytes.hex("0c".repeat(32)), new ResourcePath("default/image/key")),
                List.of(),
                new Lease(Lost.STOP),
                EvidenceUse.LABELLED,
                List.of(),
                WorkloadPolicy.NOTHING);
    }

    /// Every table and member that there is.
    static CloisterToml full() {
        return new CloisterToml(
                new Broker("https://[fd00::1]:8443", "acme/prod", 1, 0, List.of(rootKey(), otherKey())),
                new Root(Bytes.hex("ab".repeat(32)), new ResourcePath("default/image/key")),
                List.of(
                        new WantedSecret(new ResourcePath("default/password/db"), "db", 3),
                        new WantedSecret(new ResourcePath("default/password/web"), "web.txt", 1)),
                new Lease(Lost.CONTINUE),
                EvidenceUse.OFF,
                List.of(otherKey()),
                new WorkloadPolicy(Exec.DENY, Logs.OWNER, List.of(Signal.TERM, Signal.USR1)));
    }

    private static PinnedKey key(String x, String y) {
        try {
            return new PinnedKey(Base64s.decodeUrl("sample", "x", x), Base64s.decodeUrl("sample", "y", y));
        } catch (Malformed e) {
            throw new AssertionError(e);
        }
    }
}
