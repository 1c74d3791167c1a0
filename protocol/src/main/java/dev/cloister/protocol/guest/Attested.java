package dev.cloister.protocol.guest;

/// What attesting can end in.
public sealed interface Attested permits Session, Ended {}
