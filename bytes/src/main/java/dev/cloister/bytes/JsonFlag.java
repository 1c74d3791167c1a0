package dev.cloister.bytes;

/// `true` or `false`.
public record JsonFlag(boolean value) implements Json {}
