package dev.cloister.protocol.guest;

/// A resource that a guest asks for.
///
/// @param leastVersion an older one is refused
public record Wanted(String path, long leastVersion) {}
