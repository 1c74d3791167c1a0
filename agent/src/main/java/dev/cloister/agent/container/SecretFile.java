package dev.cloister.agent.container;

import dev.cloister.bytes.Secret;

/// A secret that the container finds as `/run/secrets/<name>`.
///
/// @param name a file name of init-data, so without a slash
public record SecretFile(String name, Secret content) {}
