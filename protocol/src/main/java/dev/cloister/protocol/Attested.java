package dev.cloister.protocol;

/// What attesting can end in.
public sealed interface Attested permits Session, Ended {}
