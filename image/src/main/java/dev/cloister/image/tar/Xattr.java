package dev.cloister.image.tar;

import dev.cloister.bytes.Bytes;

/// An extended attribute; its value is binary (`security.capability` is).
public record Xattr(String name, Bytes value) {}
