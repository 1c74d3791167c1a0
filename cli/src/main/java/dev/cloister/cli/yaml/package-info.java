/// The documents that people write, read strictly: the ConfidentialContainer (design, section 6) and the trust
/// policy.
///
/// YAML is walked as nodes, so that every refusal names line and column: unknown members, missing ones, wrong
/// kinds, members given twice, anchors and aliases. Open [YamlFields] first.
package dev.cloister.cli.yaml;
