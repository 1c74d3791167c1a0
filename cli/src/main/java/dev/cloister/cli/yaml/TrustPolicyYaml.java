package dev.cloister.cli.yaml;

import dev.cloister.bytes.Json;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.appraisal.TrustPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Reads a trust policy written by a person: a shipped one with some rules replaced.
///
/// ```yaml
/// name: our-cloud
/// extends: strict-1
/// snp:
///   debug: {exactly: false}
///   smt: anything
/// ```
public final class TrustPolicyYaml {
    private TrustPolicyYaml() {}

    public static TrustPolicy read(Path file) throws IOException, Malformed {
        return parse(file.getFileName().toString(), Files.readAllBytes(file));
    }

    static TrustPolicy parse(String document, byte[] utf8) throws Malformed {
        YamlFields top = YamlFields.parse(document, utf8);
        String name = top.value("name", TrustPolicy::ownName);
        top.word("extends", List.of(TrustPolicy.strict1().name()));
        YamlFields rules = top.mapping("snp");
        top.end();
        TrustPolicy policy = TrustPolicy.strict1();
        for (String rule : rules.names()) {
            TrustPolicy before = policy;
            policy = rules.json(
                    rule,
                    value -> before.extend(
                            name,
                            Json.object()
                                    .put("snp", Json.object().put(rule, value).build())
                                    .build()));
        }
        return policy.named(name);
    }
}
