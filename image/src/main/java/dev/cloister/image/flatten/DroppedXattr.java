package dev.cloister.image.flatten;

/// An extended attribute that the sealed root does not keep, and how many entries had it.
public record DroppedXattr(String name, long entries) {}
