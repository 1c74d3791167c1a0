package dev.cloister.cli.yaml;

import dev.cloister.bytes.Malformed;
import dev.cloister.workload.CloisterToml;
import dev.cloister.workload.ConfidentialContainer;
import dev.cloister.workload.ConfidentialContainer.BrokerChoice;
import dev.cloister.workload.ConfidentialContainer.Memory;
import dev.cloister.workload.ConfidentialContainer.Offering;
import dev.cloister.workload.ConfidentialContainer.Port;
import dev.cloister.workload.ConfidentialContainer.RootKeys;
import dev.cloister.workload.ConfidentialContainer.SecretFile;
import dev.cloister.workload.ResourcePath;
import dev.cloister.workload.WorkloadPolicy;
import dev.cloister.workload.WorkloadPolicy.Exec;
import dev.cloister.workload.WorkloadPolicy.Logs;
import dev.cloister.workload.WorkloadPolicy.Signal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Reads the YAML of design, section 6.
///
/// `name`, `image`, `offering` and `trustPolicy` must be written; left out, `resources` means one CPU and 1
/// GiB, `broker` the home's, `workloadPolicy` the usual one, and nothing is published or handed over.
public final class ContainerYaml {
    private static final int DEFAULT_MEBIBYTES = 1024;

    private ContainerYaml() {}

    public static ConfidentialContainer read(Path file) throws IOException, Malformed {
        return parse(file.getFileName().toString(), Files.readAllBytes(file));
    }

    static ConfidentialContainer parse(String document, byte[] utf8) throws Malformed {
        YamlFields top = YamlFields.parse(document, utf8);
        top.word("apiVersion", List.of(ConfidentialContainer.API_VERSION));
        top.word("kind", List.of(ConfidentialContainer.KIND));
        YamlFields metadata = top.mapping("metadata");
        String name = metadata.value("name", ConfidentialContainer::parseName);
        metadata.end();
        YamlFields spec = top.mapping("spec");
        ConfidentialContainer container = spec(name, spec);
        spec.end();
        top.end();
        return container;
    }

    private static ConfidentialContainer spec(String name, YamlFields spec) throws Malformed {
        String image = spec.text("image");
        Offering offering = spec.value("offering", Offering::parse);
        int cpus = 1;
        Memory memory = new Memory(DEFAULT_MEBIBYTES);
        if (spec.has("resources")) {
            YamlFields resources = spec.mapping("resources");
            cpus = resources.has("cpus") ? (int) resources.number("cpus", 1, ConfidentialContainer.MAX_CPUS) : cpus;
            memory = resources.has("memory") ? resources.value("memory", Memory::parse) : memory;
            resources.end();
        }
        return new ConfidentialContainer(
                name,
                image,
                offering,
                cpus,
                memory,
                ports(spec),
                secrets(spec),
                broker(spec),
                spec.text("trustPolicy"),
                workloadPolicy(spec));
    }

    private static List<Port> ports(YamlFields spec) throws Malformed {
        List<Port> ports = new ArrayList<>();
        Set<Integer> hosts = new HashSet<>();
        for (YamlFields port : spec.mappings("ports")) {
            int guest = (int) port.number("guest", 1, 65_535);
            Malformed twice = port.bad("host", "published twice");
            int host = (int) port.number("host", 1, 65_535);
            if (!hosts.add(host)) {
                throw twice;
            }
            ports.add(new Port(guest, host));
            port.end();
        }
        return ports;
    }

    private static List<SecretFile> secrets(YamlFields spec) throws Malformed {
        List<SecretFile> secrets = new ArrayList<>();
        Set<String> names = new HashSet<>();
        Set<ResourcePath> resources = new HashSet<>();
        for (YamlFields secret : spec.mappings("secrets")) {
            Malformed twice = secret.bad("name", "given twice");
            String name = secret.value("name", SecretFile::parseName);
            if (!names.add(name)) {
                throw twice;
            }
            Malformed again = secret.bad("resource", "given twice");
            ResourcePath resource = secret.value("resource", ResourcePath::parseUri);
            if (!resources.add(resource)) {
                throw again;
            }
            if (secrets.size() == CloisterToml.MAX_SECRETS) {
                throw secret.bad("", "more than " + CloisterToml.MAX_SECRETS + " secrets");
            }
            secrets.add(new SecretFile(name, resource));
            secret.end();
        }
        return secrets;
    }

    private static BrokerChoice broker(YamlFields spec) throws Malformed {
        if (!spec.has("broker")) {
            return new BrokerChoice.Home();
        }
        YamlFields broker = spec.mapping("broker");
        String url = broker.value("url", ContainerYaml::url);
        String audience = broker.value("audience", ContainerYaml::audience);
        // Keys written out are for owners whose broker `protect` did not talk to; that way comes with remote brokers.
        broker.word("keys", List.of("auto"));
        broker.end();
        return new BrokerChoice.Named(url, audience, new RootKeys.Auto());
    }

    private static String url(String structure, String field, String text) throws Malformed {
        if (CloisterToml.Broker.isUrl(text)) {
            return text;
        }
        throw new Malformed(structure, field, -1, "needs http:// or https://, a host and a port");
    }

    private static String audience(String structure, String field, String text) throws Malformed {
        if (CloisterToml.Broker.isAudience(text)) {
            return text;
        }
        throw new Malformed(structure, field, -1, "needs 1 to 128 of A-Z a-z 0-9 . _ / : -");
    }

    private static WorkloadPolicy workloadPolicy(YamlFields spec) throws Malformed {
        if (!spec.has("workloadPolicy")) {
            return WorkloadPolicy.USUAL;
        }
        YamlFields policy = spec.mapping("workloadPolicy");
        Exec exec = policy.value("exec", Exec::parse);
        Logs logs = policy.value("logs", Logs::parse);
        Malformed twice = policy.bad("signals", "a signal is listed twice");
        List<Signal> signals = policy.values("signals", Signal::parse);
        if (new HashSet<>(signals).size() != signals.size()) {
            throw twice;
        }
        policy.end();
        return new WorkloadPolicy(exec, logs, signals);
    }
}
