package dev.cloister.workload;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What an owner pins for one workload: the entry `cloister.toml` of init-data (specs guest-broker-channel
/// 2.2, and `[workload]`). The records check what they hold; [#parse] gives line and column.
public record CloisterToml(
        Broker broker,
        Root root,
        List<WantedSecret> secrets,
        Lease lease,
        EvidenceUse evidence,
        List<PinnedKey> ownerKeys,
        WorkloadPolicy workload) {

    /// Version of the document that is written and understood.
    public static final int VERSION = 1;

    static final int MAX_BYTES = 64 * 1024;
    /// With the root's key they are the paths of one request (specs guest-broker-channel 8).
    public static final int MAX_SECRETS = 63;
    static final int MAX_OWNER_KEYS = 4;

    public CloisterToml {
        secrets = List.copyOf(secrets);
        ownerKeys = List.copyOf(ownerKeys);
        if (secrets.size() > MAX_SECRETS || ownerKeys.size() > MAX_OWNER_KEYS) {
            throw new IllegalArgumentException("more secrets or owner keys than allowed");
        }
        Set<String> names = new HashSet<>();
        names.add(root.key().text());
        for (WantedSecret secret : secrets) {
            if (!names.add(secret.path().text()) || !names.add("/" + secret.file())) {
                throw new IllegalArgumentException("the same path or file twice: " + secret);
            }
        }
    }

    /// With what an owner gets who asks for nothing special: no secrets, stop when the lease is lost, usual
    /// policy.
    public static CloisterToml of(Broker broker, Root root, PinnedKey owner) {
        return new CloisterToml(
                broker,
                root,
                List.of(),
                new Lease(Lost.STOP),
                EvidenceUse.LABELLED,
                List.of(owner),
                WorkloadPolicy.USUAL);
    }

    public CloisterToml withSecrets(List<WantedSecret> wanted) {
        return new CloisterToml(broker, root, wanted, lease, evidence, ownerKeys, workload);
    }

    public CloisterToml withWorkload(WorkloadPolicy policy) {
        return new CloisterToml(broker, root, secrets, lease, evidence, ownerKeys, policy);
    }

    /// Errors name the line and column within this text.
    public static CloisterToml parse(byte[] utf8) throws Malformed {
        return CloisterTomlText.read(utf8);
    }

    /// The one text of this value.
    public String text() {
        return CloisterTomlText.write(this);
    }

    /// @param url where to look for the broker; a hint, whoever answers must prove to be it
    /// @param audience name of the broker tenant
    /// @param channel least acceptable version of the channel protocol
    /// @param epoch floor for the epoch of the broker's key set
    /// @param keys 1 to 4 root keys
    public record Broker(String url, String audience, int channel, long epoch, List<PinnedKey> keys) {
        static final int MAX_KEYS = 4;
        static final long MAX_EPOCH = 1L << 53;
        private static final int MAX_URL = 256;

        public Broker {
            keys = List.copyOf(keys);
            if (!isUrl(url)) throw new IllegalArgumentException("not a broker URL: " + url);
            if (!isAudience(audience)) throw new IllegalArgumentException("not an audience: " + audience);
            if (channel != 1) throw new IllegalArgumentException("channel version " + channel);
            if (epoch < 0 || epoch > MAX_EPOCH) throw new IllegalArgumentException("epoch " + epoch);
            if (keys.isEmpty() || keys.size() > MAX_KEYS) throw new IllegalArgumentException("1 to 4 root keys");
        }

        /// `http` or `https`, host and port only.
        public static boolean isUrl(String text) {
            int scheme = text.startsWith("http://") ? 7 : text.startsWith("https://") ? 8 : text.length();
            return Letters.consistsOf(text.substring(scheme), MAX_URL, ".-:[]");
        }

        public static boolean isAudience(String text) {
            return Letters.consistsOf(text, 128, "._/:-");
        }
    }

    /// The sealed root: its dm-verity root hash (SHA-256) and where its key is.
    public record Root(Bytes verity, ResourcePath key) {
        public Root {
            if (verity.length() != 32) throw new IllegalArgumentException("a root hash has 32 bytes");
        }
    }

    /// A resource that becomes the file `/run/secrets/<file>`, refused when older than version `min`.
    public record WantedSecret(ResourcePath path, String file, long min) {
        static final long MAX_VERSION = 1L << 53;

        public WantedSecret {
            if (!isFile(file)) throw new IllegalArgumentException("not a file name: " + file);
            if (min < 1 || min > MAX_VERSION) throw new IllegalArgumentException("version " + min);
        }

        public static boolean isFile(String text) {
            return Letters.isFileName(text);
        }
    }

    public record Lease(Lost lost) {}

    /// What the guest does when its broker stays out of reach beyond lease and grace (specs
    /// guest-broker-channel 10).
    public enum Lost {
        STOP,
        CONTINUE
    }

    /// How programs in the guest may use the hardware's report (specs guest-broker-channel 6.3).
    public enum EvidenceUse {
        LABELLED,
        RAW,
        OFF
    }
}
