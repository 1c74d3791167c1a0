package dev.cloister.workload;

import dev.cloister.bytes.Malformed;
import java.util.List;

/// One container that somebody wants to run out of its host's sight: the document of design 6 as a value.
/// Whoever reads the document (YAML here, a cluster later) uses the `parse` methods of its parts, so that
/// both refuse the same.
///
/// @param name a DNS label
/// @param image as the owner named it; what it resolves to is found out by whoever opens it
/// @param trustPolicy name of a shipped trust policy, or a file
public record ConfidentialContainer(
        String name,
        String image,
        Offering offering,
        int cpus,
        Memory memory,
        List<Port> ports,
        List<SecretFile> secrets,
        BrokerChoice broker,
        String trustPolicy,
        WorkloadPolicy workloadPolicy) {

    public static final String API_VERSION = "cloister.dev/v1alpha1";
    public static final String KIND = "ConfidentialContainer";
    public static final int MAX_CPUS = 64;

    public ConfidentialContainer {
        ports = List.copyOf(ports);
        secrets = List.copyOf(secrets);
        if (!Letters.isLabel(name)) throw new IllegalArgumentException("not a name: " + name);
        if (cpus < 1 || cpus > MAX_CPUS) throw new IllegalArgumentException("cpus " + cpus);
        if (secrets.size() > CloisterToml.MAX_SECRETS) throw new IllegalArgumentException("too many secrets");
    }

    public static String parseName(String structure, String field, String text) throws Malformed {
        if (Letters.isLabel(text)) return text;
        throw new Malformed(structure, field, -1, "must be 1 to 63 of a-z 0-9 -, not at either end -");
    }

    /// How the container is isolated.
    public enum Offering {
        CONFIDENTIAL_VM;

        public static Offering parse(String structure, String field, String word) throws Malformed {
            return Words.find(word, values())
                    .orElseThrow(() -> new Malformed(structure, field, -1, Words.oneOf(values())));
        }

        public String word() {
            return Words.of(this);
        }
    }

    /// Memory of the guest.
    public record Memory(int mebibytes) {
        /// What a guest needs before it has a container.
        public static final int LEAST_MEBIBYTES = 384;
        public static final int MOST_MEBIBYTES = 64 * 1024;

        public Memory {
            if (mebibytes < LEAST_MEBIBYTES || mebibytes > MOST_MEBIBYTES) {
                throw new IllegalArgumentException("memory " + mebibytes + " MiB");
            }
        }

        /// A whole number and `Mi` or `Gi`.
        public static Memory parse(String structure, String field, String text) throws Malformed {
            int unit = text.endsWith("Mi") ? 1 : text.endsWith("Gi") ? 1024 : 0;
            if (unit == 0) throw new Malformed(structure, field, -1, "must be a number and Mi or Gi, such as 512Mi");
            String number = text.substring(0, text.length() - 2);
            for (int i = 0; i < number.length(); i++) {
                if (!Letters.isDigit(number.charAt(i))) number = "";
            }
            if (number.isEmpty() || number.length() > 7 || number.charAt(0) == '0') {
                throw new Malformed(structure, field, -1, "must be a number and Mi or Gi, such as 512Mi");
            }
            long mebibytes = Long.parseLong(number) * unit;
            if (mebibytes < LEAST_MEBIBYTES || mebibytes > MOST_MEBIBYTES) {
                throw new Malformed(
                        structure, field, -1, "must be " + LEAST_MEBIBYTES + "Mi to " + MOST_MEBIBYTES / 1024 + "Gi");
            }
            return new Memory((int) mebibytes);
        }

        @Override
        public String toString() {
            return mebibytes % 1024 == 0 ? mebibytes / 1024 + "Gi" : mebibytes + "Mi";
        }
    }

    /// A TCP port of the guest published on the host.
    public record Port(int guest, int host) {
        public Port {
            if (!isPort(guest) || !isPort(host)) throw new IllegalArgumentException("port " + guest + ", " + host);
        }

        public static boolean isPort(long number) {
            return number >= 1 && number <= 65535;
        }
    }

    /// A resource that the container finds as `/run/secrets/<name>`.
    public record SecretFile(String name, ResourcePath resource) {
        public SecretFile {
            if (!Letters.isFileName(name)) throw new IllegalArgumentException("not a file name: " + name);
        }

        public static String parseName(String structure, String field, String text) throws Malformed {
            if (Letters.isFileName(text)) return text;
            throw new Malformed(structure, field, -1, "must be a plain file name");
        }
    }

    /// Whose broker holds the keys.
    public sealed interface BrokerChoice {
        /// The one that this home runs for itself.
        record Home() implements BrokerChoice {}

        record Named(String url, String audience, RootKeys keys) implements BrokerChoice {
            public Named {
                if (!CloisterToml.Broker.isUrl(url)) throw new IllegalArgumentException("not a broker URL: " + url);
                if (!CloisterToml.Broker.isAudience(audience)) {
                    throw new IllegalArgumentException("not an audience: " + audience);
                }
            }
        }
    }

    /// Which root keys of the broker are pinned.
    public sealed interface RootKeys {
        /// Those of the broker that protect used.
        record Auto() implements RootKeys {}

        record Pinned(List<PinnedKey> keys) implements RootKeys {
            public Pinned {
                keys = List.copyOf(keys);
                if (keys.isEmpty() || keys.size() > CloisterToml.Broker.MAX_KEYS) {
                    throw new IllegalArgumentException("1 to 4 root keys");
                }
            }
        }
    }
}
