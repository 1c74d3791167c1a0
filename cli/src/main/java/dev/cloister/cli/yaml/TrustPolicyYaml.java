package dev.cloister.cli.yaml;

import dev.cloister.bytes.Json;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.appraisal.Section;
import dev.cloister.evidence.appraisal.TrustPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// Reads a trust policy written by a person: a shipped one with some rules replaced, for one kind of evidence
/// or for several.
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
        TrustPolicy policy = TrustPolicy.strict1();
        List<String> named = Arrays.stream(Section.values())
                .map(Section::member)
                .filter(top::has)
                .toList();
        for (String section : named.isEmpty() ? List.of(Section.SNP.member()) : named) {
            policy = extended(policy, name, section, top.mapping(section));
        }
        top.end();
        return policy.named(name);
    }

    private static TrustPolicy extended(TrustPolicy from, String name, String section, YamlFields rules)
            throws Malformed {
        TrustPolicy policy = from;
        for (String rule : rules.names()) {
            TrustPolicy before = policy;
            policy = rules.json(
                    rule,
                    value -> before.extend(
                            name,
                            Json.object()
                                    .put(section, Json.object().put(rule, value).build())
                                    .build()));
        }
        return policy;
    }
}
